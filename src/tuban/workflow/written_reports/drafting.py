"""A draft written as a Word file, with the material of its typical cases, and the list of its figures beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from tuban.render.reports import Photo, write_reports
from tuban.render.state_style import marks_of
from tuban.rules.forms.filled import PartKey
from tuban.rules.reports.composed import Case, text_of
from tuban.rules.reports.stated import stated_as_wire
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.workflow import store
from tuban.workflow.comparison.models import Picture
from tuban.workflow.comparison.outlining import with_outline
from tuban.workflow.comparison.queries import pictures_of
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.statistics.tables import Scope
from tuban.workflow.written_reports.composing import Composed, composed, held_against_sums
from tuban.workflow.written_reports.models import ReportDraft
from tuban.workflow.written_reports.reading import shrunk

WORD, LIST = ".docx", ".json"
_MOST_PHOTOS = 4
_PICTURES = frozenset({".jpg", ".jpeg", ".png"})


def scope_of(draft: ReportDraft) -> Scope:
    """Return what a draft counts."""
    return Scope((draft.campaign,), draft.unit, draft.batch, draft.day)


def compose(draft: ReportDraft, progress: Any = None) -> Composed:
    """Compose the report of a draft from the records. Raises NothingCounts."""
    chosen = [(number, part) for number, part in draft.cases] or None
    return composed(scope_of(draft), draft.unit_name, draft.report, cases=chosen, progress=progress)


def write_draft(draft: ReportDraft, folder: Path, progress: Any = None) -> ReportDraft:
    """Compose a draft, write its Word file below ``folder``, and keep it with its figures. Raises NothingCounts."""
    made = compose(draft, progress)
    images, photos = _material(made, folder)
    law = made.scope.law
    written = write_reports([made.report], folder, marks=marks(law), images=images, photos=photos)
    draft.checksum = store.keep(written.files[0], suffix=WORD)
    draft.size = written.files[0].stat().st_size
    listed = json.dumps([stated_as_wire(one) for one in made.stated], ensure_ascii=False, separators=(",", ":"))
    draft.figures = store.keep_bytes(listed.encode(), suffix=LIST)
    draft.parts, draft.lawbook_edition = len(made.parts), law.edition
    draft.about = {
        "file": made.report.file,
        "title": made.report.title.replace("\n", ""),
        "figures": len(made.stated),
        "charts": written.with_charts,
        "to_write": [[one.place, one.text] for one in made.report.to_write],
        "cases": [
            {"key": list(one.key), "title": one.title, "kind": one.kind, "story": text_of(one.story.spans)}
            for one in made.report.blocks if isinstance(one, Case)
        ],
        "proposals": [_proposal(made, one.key, one.kinds, is_taken=one.is_taken) for one in made.proposed],
        "held": held_against_sums(made),
    }  # fmt: skip
    draft.done_at = timezone.now()
    draft.save()
    return draft


def figures_of_draft(draft: ReportDraft) -> list[dict[str, Any]]:
    """Return the figures of a draft with their sources, as they were kept. Raises ContentLost."""
    found: list[dict[str, Any]] = json.loads(store.found(draft.figures, LIST).read_text("utf-8"))
    return found


def marks(law: Rulebook) -> Mapping[str, Any]:
    """Return the looks of the findings."""
    return marks_of((entry.value, str(entry.get("state", ""))) for entry in law.codelist("finding").entries)


def _proposal(made: Composed, key: PartKey, kinds: tuple[str, ...], *, is_taken: bool) -> dict[str, Any]:
    part = made.part(key)
    area = part.facts["counted_area"] if part is not None else None
    return {
        "key": list(key), "kinds": list(kinds), "is_taken": is_taken,
        "place": str(part.facts["township_name"] or "") if part is not None else "",
        "mu": f"{area.mu:.2f}" if isinstance(area, Area) else "",
    }  # fmt: skip


def _material(
    made: Composed, folder: Path
) -> tuple[dict[PartKey, tuple[Path | None, Path | None]], dict[PartKey, list[Photo]]]:
    """Write the pictures of the typical cases below ``folder``: before, after, and photos taken on the ground."""
    images: dict[PartKey, tuple[Path | None, Path | None]] = {}
    photos: dict[PartKey, list[Photo]] = {}
    for number, key in enumerate(one.key for one in made.report.blocks if isinstance(one, Case)):
        part = made.part(key)
        patch = Patch.objects.select_related("campaign").get(pk=part.counted.patch) if part is not None else None
        if patch is None:
            continue
        own = pictures_of(patch)
        images[key] = (
            _image(patch, own.get(Picture.When.BEFORE), folder / f"{number}-before.jpg"),
            _image(patch, own.get(Picture.When.AFTER), folder / f"{number}-after.jpg"),
        )
        photos[key] = _photos(patch, folder, number)
    return images, photos


def _image(patch: Patch, picture: Picture | None, path: Path) -> Path | None:
    if picture is None:
        return None
    try:
        path.write_bytes(with_outline(patch, picture))
    except store.ContentLost:
        return None
    return path


def _photos(patch: Patch, folder: Path, number: int) -> list[Photo]:
    found: list[Photo] = []
    for one in attachments_of(patch).filter(exhibit__kind=Exhibit.Kind.PHOTO).order_by("at"):
        exhibit = one.exhibit
        if exhibit.suffix.lower() not in _PICTURES or len(found) == _MOST_PHOTOS:
            continue
        small = folder / f"{number}-photo-{len(found)}.jpg"
        try:
            is_there = shrunk(store.found(exhibit.checksum, exhibit.suffix), small)
        except store.ContentLost:
            is_there = False
        if is_there:
            day = timezone.localtime(exhibit.added_at).date().isoformat()
            found.append(Photo(small, exhibit.name, day))
    return found
