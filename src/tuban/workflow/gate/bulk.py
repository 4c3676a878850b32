"""Many boundaries of one file, checked in the background: each is an inquiry of its own, all of them one table."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import shapely
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuban.jobs.queue import ask_for
from tuban.jobs.work import Run
from tuban.render.workbook.listing import Column, ListSheet, Looks, write_book
from tuban.values.area import Area, AreaUnit
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.audit.acting import action, note
from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.boundaries import one_boundary, sound
from tuban.workflow.gate.law import gate_law
from tuban.workflow.gate.models import Bulk, Inquiry
from tuban.workflow.gate.policies import may_ask
from tuban.workflow.gate.words import Given, Verdict
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.outlines import LARGEST, Outline, OutlineUnreadable, titled_outlines
from tuban.workflow.taking_turns import taking_turns

CHECK_BULK = "gate.check_bulk"
MOST = 5000
TABLE = ".xlsx"
_CSV = ".csv"
_ENCODINGS = ("utf-8-sig", "gb18030")


class PostLost(TubanError):
    """Whoever asked for this check does not hold the post any more under which it was asked for."""

    code = "gate.post_lost"
    hint = "Ask for it again under a post that you hold."


@action("gate.check_bulk", policy=may_ask, secrets=("file", "epsg"))
def check_bulk(*, by: Acting, file: UploadedFile, epsg: int) -> Bulk:
    """Keep a file of many boundaries and ask for each to be checked. ``epsg`` is taken where the file does not say its
    system. Raises Refused, OutlineUnreadable where the file is too large."""
    name = file.name or ""
    if (file.size or 0) > LARGEST:
        raise OutlineUnreadable(name=name, why=_("it has more than {most} MB.").format(most=LARGEST >> 20))
    suffix = Path(name).suffix.casefold()[:12]
    with tempfile.NamedTemporaryFile() as draft:
        shutil.copyfileobj(file, draft)
        draft.flush()
        checksum = store.keep(Path(draft.name), suffix=suffix)
    made = Bulk.objects.create(
        name=name[:200], checksum=checksum, suffix=suffix, epsg=epsg, is_practice=by.is_practice, unit=by.post.unit,
        by=by.person, post=by.post,
    )  # fmt: skip
    job = ask_for(
        CHECK_BULK, _("Bulk check: {name}").format(name=name), {"bulk_id": str(made.pk)}, person_id=by.person_id,
        person_name=by.person_name, area_code=by.area_code,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    note(sha256=checksum)
    return made


def work_through(bulk: Bulk, run: Run) -> dict[str, Any]:
    """Check every boundary of a file that is not checked yet, then write the table. Raises PostLost,
    OutlineUnreadable."""
    by = acting_as(bulk.by, bulk.post_id, on=timezone.localdate())
    if by is None or by.post_id != bulk.post_id:
        raise PostLost
    run.progress(_("Reading the file"))
    outlines = list(_outlines(bulk))
    there = set(bulk.inquiries.values_list("place", flat=True))
    unread = []
    words = _("Checking boundaries")
    for place, outline in enumerate(taking_turns(outlines), start=1):
        run.progress(words, place - 1, len(outlines))
        if place in there:
            continue
        title = outline.title or _("No. {number}").format(number=place)
        try:
            ask(
                by=by, boundary=one_boundary([sound(outline)]), application=Application(title), bulk=bulk, place=place,
                given=Given.BULK, file_name=bulk.name,
            )  # fmt: skip
        except TubanError as error:
            unread.append({"place": place, "title": title, "why": error.message})
    run.progress(_("Writing the table"))
    with translation.override("zh-hans"):
        bulk.table = _table(bulk, unread)
    bulk.unread, bulk.ended_at = unread, timezone.now()
    bulk.save(update_fields=["table", "unread", "ended_at"])
    return {"checked": bulk.inquiries.count(), "unread": len(unread), **counts_of(bulk)}


def counts_of(bulk: Bulk) -> dict[str, int]:
    """Return how many boundaries got which answer."""
    rows = bulk.inquiries.order_by().values_list("verdict").annotate(count=Count("pk"))
    return dict.fromkeys(Verdict.values, 0) | dict(rows)


def _outlines(bulk: Bulk) -> Iterator[Outline]:
    path = store.found(bulk.checksum, bulk.suffix)
    law = gate_law()
    if bulk.suffix == _CSV:
        return _of_csv(path, bulk.name, law.titles, law.outlines)
    return iter(titled_outlines(path, bulk.name, epsg=bulk.epsg, titles=law.titles, most=MOST))


def _of_csv(path: Path, name: str, titles: tuple[str, ...], columns: tuple[str, ...]) -> Iterator[Outline]:
    """Yield the outlines of a CSV: one column holds them as text (WKT, degrees)."""
    rows = csv.DictReader(io.StringIO(_decoded(path, name)))
    own = rows.fieldnames or ()
    column = next((one for one in columns if one in own), None)
    if column is None:
        words = _("none of its columns is called {columns}.")
        raise OutlineUnreadable(name=name, why=words.format(columns="、".join(columns)))
    title = next((one for one in titles if one in own), None)
    found = []
    for row in rows:
        try:
            shape = shapely.from_wkt(row.get(column) or "")
        except shapely.errors.GEOSException:
            shape = None
        found.append(Outline(str(row.get(title) or "") if title else "", shape or shapely.Polygon()))
    if len(found) > MOST:
        words = _("there are {count} areas in it, at most {most} are taken.")
        raise OutlineUnreadable(name=name, why=words.format(count=len(found), most=MOST))
    return iter(found)


def _decoded(path: Path, name: str) -> str:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OutlineUnreadable(name=name, why=_("its letters are neither UTF-8 nor GB 18030."))


# The table ------------------------------------------------------------------------------------------------------------


def _table(bulk: Bulk, unread: list[dict[str, Any]]) -> str:
    """Write every answer into a workbook and keep it; returns its checksum."""
    rows = [_row(one) for one in bulk.inquiries.order_by("place").defer("geometry").iterator(500)]
    rows += [(one["place"], one["title"], _("not checked"), *[None] * 4, one["why"], "") for one in unread]
    columns = (
        Column(_("No."), 6), Column(_("Project"), 28), Column(_("Answer"), 16), Column(_("Boundary (亩)"), 12),
        Column(_("Unsettled (亩)"), 12), Column(_("Cultivated land of it (亩)"), 12), Column(_("Patches"), 24),
        Column(_("What would settle it"), 44), Column(_("Inquiry"), 20),
    )  # fmt: skip
    counts = counts_of(bulk)
    line = "　".join(f"{Verdict(one).label} {count}" for one, count in counts.items())
    title = _("Bulk check: {name}").format(name=bulk.name)

    def draw(book: Any, looks: Looks) -> None:
        sheet = ListSheet(book.add_worksheet(_("Bulk check")), looks, columns, title=title, line=line)
        for row in sorted(rows, key=lambda one: one[0]):
            sheet.add(row)
        sheet.finish(frozen_columns=2, filtered_to=len(rows) + 2)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{TABLE}"
        write_book(path, draw, title=title, subject=bulk.unit.name, made=timezone.localdate())
        return store.keep(path, suffix=TABLE)


def _row(one: Inquiry) -> tuple[Any, ...]:
    told = one.answer
    unsettled = told["unsettled"]
    cultivated = [Area.from_m2(met["cultivated_m2"]) for met in unsettled if met["cultivated_m2"] is not None]
    wanted = dict.fromkeys(wanted["says"] for met in unsettled for wanted in met["wanted"])
    whole = sum((area.square_metres for area in cultivated), start=Area.from_m2(0).square_metres)
    return (
        one.place, one.title, str(Verdict(one.verdict).label), Area.from_m2(one.area_m2).in_unit(AreaUnit.MU),
        Decimal(told["blocked_mu"]), Area(whole).in_unit(AreaUnit.MU) if len(cultivated) == len(unsettled) else None,
        "；".join(met["number"] or met["area_code"] for met in (*unsettled, *told["undecided"])), "；".join(wanted),
        str(one.uuid),
    )  # fmt: skip


def bulk_of(key: UUID) -> Bulk | None:
    """Return a bulk check by its key; None where it is gone."""
    return Bulk.objects.select_related("by", "unit").filter(pk=key).first()
