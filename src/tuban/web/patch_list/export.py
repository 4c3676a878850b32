"""The filtered list as a file: Excel, CSV, GeoPackage. What a cell holds is text or a figure, never a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.render.geopackage_file import ColumnType, Layer, write_geopackage
from tuban.render.workbook.listing import Column, ListSheet, Looks, write_book
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.patch_list.asking import asked_in
from tuban.web.patch_list.views import filter_in_words, holder_of
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.comparison.lists import in_portions
from tuban.workflow.patches.queries.counts import count
from tuban.workflow.patches.queries.lists import filtered
from tuban.workflow.patches.states import Source, State

MOST = {"csv": 1_000_000, "xlsx": 50_000, "gpkg": 50_000}
"""How many patches a file may hold: a sheet is read by people, an outline is held while it is written."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
}


def columns() -> list[tuple[str, float]]:
    """Return the titles of the columns and their widths in characters."""
    return [
        (_("Patch number"), 24), (_("Part number"), 8), (_("Township"), 14), (_("Village"), 16), (_("Issued list"), 20),
        (_("Origin"), 12), (_("Stage"), 12), (_("Proposed finding"), 14), (_("Area (mu)"), 12),
        (_("Cultivated (mu)"), 12), (_("Basic farmland (mu)"), 12), (_("Area (㎡)"), 14), (_("Missing facts"), 10),
        (_("Rules that object"), 10), (_("Assigned to"), 20), (_("Due on"), 12),
    ]  # fmt: skip


def cells_of(patch: Any) -> list[Any]:
    """Return a row: texts, whole numbers and areas; None where nobody knows."""
    return [
        patch.number, patch.part_number, patch.township_name, patch.village, label_of("patch_list", patch.list),
        str(Source(patch.source).label), str(State(patch.state).label), label_of("finding", patch.proposed_finding),
        patch.area_mu, patch.cultivated_mu, patch.basic_farmland_mu, patch.area_m2.quantize(Decimal("0.01")),
        patch.missing_count, patch.problem_count, holder_of(patch), patch.due_on.isoformat() if patch.due_on else "",
    ]  # fmt: skip


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand the filtered list over as a file; who took what along is written down."""
    if kind not in MOST:
        raise Http404
    acting = by(request)
    campaign = campaign_of(request)
    asked = asked_in(request.GET, campaign.pk if campaign else None)
    total = count(acting, asked.filter)
    if total > MOST[kind]:
        return _too_many(request, total, kind)
    words = filter_in_words(asked.filter)
    record_alone(
        "patches.export", by=acting, reason=f"{kind}：{total}；{words}",
        subject=Subject(
            "campaigns.campaign", str(campaign.pk), str(campaign), campaign.area_code, campaign.pk
        ) if campaign else Subject(area_code=acting.post.unit.code),
    )  # fmt: skip
    rows = filtered(acting, asked.filter)
    name = f"{_('List of patches')}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_csv(rows), content_type=_TYPES[kind])
        response.headers["Content-Disposition"] = _attachment(name)
        return response
    file = tempfile.NamedTemporaryFile(suffix=f".{kind}")  # noqa: SIM115 - closed, and so deleted, by the response
    title = str(campaign) if campaign else _("List of patches")
    if kind == "xlsx":
        _write_sheet(Path(file.name), rows, title, f"{words}　{_('Number')}：{total}")
    else:
        _write_layer(Path(file.name), rows, campaign.epsg if campaign else GEOGRAPHIC_EPSG)
    whole = Path(file.name).open("rb")  # noqa: SIM115 - closed by the response
    file.close()
    return FileResponse(whole, as_attachment=True, filename=name, content_type=_TYPES[kind])


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _too_many(request: HttpRequest, total: int, kind: str) -> HttpResponse:
    reason = _("These are {total} patches; a {kind} file holds {most} at most.").format(
        total=total, kind=kind, most=MOST[kind]
    )
    hint = _("Narrow the list, for example to one township, or take CSV.")
    return render(request, "web/patch_list/too_many.html", {"reason": reason, "hint": hint}, status=413)


def safe(value: Any) -> str:
    """Return a cell of a CSV that no program of tables takes for a formula.

    >>> safe("=HYPERLINK(1)"), safe("甲村"), safe(Decimal("-1.50"))
    ("'=HYPERLINK(1)", '甲村', '-1.50')
    """
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _csv(rows: Any) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"  # Excel then reads it as UTF-8
    writer.writerow([title for title, _width in columns()])
    for place, patch in enumerate(in_portions(rows, with_geometry=False), start=1):
        writer.writerow([safe(cell) for cell in cells_of(patch)])
        if place % 200 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _write_sheet(path: Path, rows: Any, title: str, line: str) -> None:
    listed = [Column(name, width) for name, width in columns()]

    def draw(book: Any, looks: Looks) -> None:
        sheet = ListSheet(book.add_worksheet(_("List of patches")), looks, listed, title=title, line=line, paper="A3")
        for patch in in_portions(rows, with_geometry=False):
            sheet.add(cells_of(patch))
        if sheet.row == sheet.first_row:
            sheet.note(_("No patch fits what was asked for."))
        sheet.finish(frozen_columns=1, filtered_to=sheet.row - 1)

    write_book(path, draw, title=title, subject=line, made=timezone.localdate())


def _write_layer(path: Path, rows: Any, epsg: int) -> None:
    kinds: list[ColumnType] = [*["TEXT"] * 8, *["REAL"] * 4, *["INTEGER"] * 2, *["TEXT"] * 2]  # type: ignore[list-item]
    names = [(title, kind) for (title, _width), kind in zip(columns(), kinds, strict=True)]
    cells: list[list[Any]] = []
    shapes: list[Any] = []
    for patch in in_portions(rows, with_geometry=True):
        cells.append([float(cell) if isinstance(cell, Decimal) else cell for cell in cells_of(patch)])
        shapes.append(shapely.from_wkb(bytes(patch.geometry.wkb)))
    carried: Any = transform_geometries(np.array(shapes, dtype=object), GEOGRAPHIC_EPSG, epsg) if shapes else []
    layer = Layer(
        table=_("List of patches"), about=_("List of patches"), columns=names,
        rows=[(*row, shape) for row, shape in zip(cells, carried, strict=True)],
    )  # fmt: skip
    write_geopackage(path, [layer], epsg=epsg, on=_today())


def _today() -> date:
    return timezone.localdate()
