"""Questions that a dossier asks of comparisons: pictures, neighbours, what would differ, the card as a file."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tuban.render.cards import Seal, write_handling_cards, write_registration_cards
from tuban.workflow.comparison.campaign_rules.standing import is_of_all, joined, last_asking, standing
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.comparison.models import Comparison, Picture, WouldDiffer
from tuban.workflow.comparison.outlining import with_outline
from tuban.workflow.comparison.reading import Reading
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box
from tuban.workflow.store import ContentLost

_AROUND = 0.004
_MOST_NEIGHBOURS = 60


def pictures_of(patch: Patch) -> list[Picture]:
    """Return the pictures of a patch; those of the patch it came of where it has none of its own."""
    own = list(Picture.objects.filter(patch=patch))
    if own:
        return own
    return list(Picture.objects.filter(patch__descendants__child=patch))


def neighbours_of(patch: Patch) -> list[Patch]:
    """Return the patches that count around a patch, within about 400 m."""
    west, south, east, north = patch.geometry.extent
    around = Patch.objects.filter(campaign=patch.campaign_id, fate=Fate.ACTIVE).exclude(pk=patch.pk)
    found = in_box(around, "geometry", (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND))
    return list(found.order_by("number", "part_number")[:_MOST_NEIGHBOURS])


@dataclass(frozen=True, slots=True)
class Difference:
    """What would be proposed now, beside what was."""

    because: str
    old: str
    new: str


def differences_of(patch: Patch) -> list[Difference]:
    """Return where newer layers or a newer lawbook would propose something else, and nobody has said what counts."""
    open_ones = WouldDiffer.objects.filter(patch=patch, answer=WouldDiffer.Answer.OPEN)
    return [
        Difference(
            one.because, label_of("finding", str(one.old.get("finding", ""))),
            label_of("finding", str(one.new.get("finding", ""))),
        )
        for one in open_ones
    ]  # fmt: skip


def problems_of(patch: Patch) -> list[dict[str, Any]]:
    """Return the rules that object to a patch, by rule. What only all patches together tell is not asked again when one
    is compared anew: it bears the day ``as_of`` on which it was asked, and ``since`` when it objects."""
    asking = last_asking(patch.campaign)
    if asking is None:
        return _as_compared(patch)
    current = Comparison.objects.filter(patch=patch, is_current=True).first()
    objections = standing(patch.campaign).filter(patch=patch).select_related("raised")
    return [
        {**one, "as_of": asking.read_at, "since": raised.read_at} if (raised := one.pop("raised", None)) is not None
        else {**one, "as_of": None, "since": None}
        for one in joined(current.problems if current is not None else (), objections)
    ]  # fmt: skip


def _as_compared(patch: Patch) -> list[dict[str, Any]]:
    """Return the same where all patches were only ever asked together by the load: since it said so first."""
    said = list(Comparison.objects.filter(patch=patch).order_by("at", "pk").values_list("at", "problems", "is_current"))
    first: dict[tuple[str, str], datetime] = {}
    for at, problems, _is_current in said:
        for one in problems:
            first.setdefault((one["rule"], one["message"]), at)
    current: list[dict[str, Any]] = next((problems for _at, problems, is_now in reversed(said) if is_now), [])
    last = said[-1][0] if said else None
    rows = []
    for one in current:
        asked = first[(one["rule"], one["message"])]
        rows.append({**one, "as_of": asked if is_of_all(one["rule"]) and asked != last else None, "since": None})
    return rows


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of units and people by their key."""
    wanted = set(keys)
    if not wanted:
        return {}
    names = {str(unit.pk): unit.name for unit in Unit.objects.filter(pk__in=wanted)}
    return names | {str(person.pk): person.name for person in Person.objects.filter(pk__in=wanted)}


@dataclass(frozen=True, slots=True)
class _Chips:
    before: Path | None
    after: Path | None


def _drawn(patch: Patch, picture: Picture, folder: Path) -> Path | None:
    """Return a file of a picture with its outline; None where the store has lost it."""
    try:
        drawn = with_outline(patch, picture)
    except ContentLost:
        return None
    path = folder / f"{picture.when}.jpg"
    path.write_bytes(drawn)
    return path


def handling_card_file(reading: Reading, seal: Seal | None = None) -> io.BytesIO:
    """Return the handling card of a violation as a Word file, with the seal of what was signed where it is signed."""
    key = reading.card.key
    with tempfile.TemporaryDirectory() as folder:
        written = write_handling_cards(
            [reading.judgement, *(one.judgement for one in reading.siblings)], Path(folder), rulebook(),
            campaign=reading.patch.campaign, seals={key: seal} if seal else None,
        )  # fmt: skip
        return io.BytesIO(written.files[key].read_bytes())


def card_file(reading: Reading, seal: Seal | None = None) -> io.BytesIO:
    """Return the registration card as a Word file, with the pictures of the patch: the same that the job prints, with
    the seal of what was signed where it is signed."""
    patch = reading.patch
    key = reading.card.key
    has_imagery = Picture.objects.filter(patch__campaign=patch.campaign_id).exists()
    with tempfile.TemporaryDirectory() as folder:
        kept = {picture.when: _drawn(patch, picture, Path(folder)) for picture in pictures_of(patch)}
        own = {key: _Chips(kept.get("before"), kept.get("after"))} if kept else {}
        written = write_registration_cards(
            [reading.judgement, *(one.judgement for one in reading.siblings)],
            Path(folder),
            rulebook(),
            campaign=patch.campaign,
            chips=own if has_imagery else None,
            seals={key: seal} if seal else None,
        )
        return io.BytesIO(written.files[key].read_bytes())
