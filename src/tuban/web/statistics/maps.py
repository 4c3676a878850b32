"""One figure of a form by township: as bars, and as a map in classes; the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tuban.rules.forms.filled import LeafColumn, Row, Section
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.statistics.asking import Asked, asked_of
from tuban.web.statistics.pages import frame_of, nothing
from tuban.web.tabs import statistics_tabs
from tuban.workflow.statistics.outlines import Outline, outlines_of
from tuban.workflow.statistics.tables import summaries

_WIDTH, _MARGIN, _CLASSES = 640, 12, 5
_FIGURES = ("number", "percent")


@on_rail("statistics")
@require_safe
def statistics_map(request: HttpRequest) -> HttpResponse:
    """Show one figure of every division."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None or acting.is_administrator:
        return nothing(request)
    asked = asked_of(request, campaign)
    context: dict[str, Any] = frame_of(asked, campaign, acting) | {"tabs": statistics_tabs("map")}
    if not (context["jobs"] or context["days_missing"]):
        context |= _figures(request, asked)
    return render(request, "web/statistics/map.html", context)


def _figures(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    forms = [form for form in summaries(asked.scope) if len(form.sections) == 1 and _rows(form.sections[0])]
    form = next((one for one in forms if one.id == asked.form.id), None) or next(
        (one for one in forms if one.id == "unlawful_summary"), None
    )
    if form is None:
        return {"figures": []}
    section = form.sections[0]
    columns = [one for one in section.columns if one.kind in _FIGURES]
    wanted = request.GET.get("figure", "")
    column = next((one for one in columns if one.id == wanted), columns[min(1, len(columns) - 1)])
    bars = _bars(asked, section, column, form.id)
    return {
        "map_forms": [{"id": one.id, "title": one.title, "is_current": one.id == form.id} for one in forms],
        "columns": [{"id": one.id, "title": "·".join(one.path), "is_current": one.id == column.id} for one in columns],
        "figures": bars, "figure": "·".join(column.path), "form_title": form.title, "unit_line": form.unit_line,
        "map": _map(asked, bars), "says": column.says,
    }  # fmt: skip


def _rows(section: Section) -> list[Row]:
    divisions = [row for row in section.rows if row.kind == "township"]
    return divisions or [row for row in section.rows if row.kind == "county"]


def _bars(asked: Asked, section: Section, column: LeafColumn, form: str) -> list[dict[str, Any]]:
    rows = [(row, section.cell(row, column.id)) for row in _rows(section)]
    values = {row.code: Decimal(cell.value) for row, cell in rows if isinstance(cell.value, Decimal | int)}
    top = max(values.values(), default=Decimal(0))
    bounds = classes(list(values.values()))
    return [
        {
            "code": row.code, "title": row.title, "text": cell.text or "—", "value": values.get(row.code),
            "width": f"{values[row.code] / top * 100:.1f}" if top and row.code in values else "0",
            "shade": shade_of(values.get(row.code), bounds),
            "url": f"{reverse('web:statistics_cell')}?" + urlencode({
                **{key: told for key, told in asked.given.items() if told}, "form": form, "row": row.code,
                "column": column.id}),
        }
        for row, cell in rows
    ]  # fmt: skip


def classes(values: Sequence[Decimal]) -> list[Decimal]:
    """Return the upper bounds of the classes: equal steps from nothing to the largest figure."""
    top = max(values, default=Decimal(0))
    return [top * step / _CLASSES for step in range(1, _CLASSES + 1)] if top else []


def shade_of(value: Decimal | None, bounds: Sequence[Decimal]) -> int:
    """Return the class of a figure, 1 for the lowest; 0 where it is nothing or not known."""
    if not value:
        return 0
    return next((place for place, bound in enumerate(bounds, start=1) if value <= bound), len(bounds))


def _map(asked: Asked, bars: list[dict[str, Any]]) -> dict[str, Any] | None:
    outlines = [one for campaign in asked.scope.campaigns[:1] for one in outlines_of(campaign)]
    return None if asked.scope.is_above_county else drawn(outlines, bars)


def drawn(outlines: Sequence[Outline], bars: Sequence[dict[str, Any]], unit: str = "") -> dict[str, Any] | None:
    """Return a map of divisions in classes of a figure, None without an outline. Of each bar ``code``, ``value``,
    ``text`` and ``url`` are read; ``unit`` stands behind the bounds of the classes."""
    if not outlines:
        return None
    points = [point for one in outlines for ring in one.rings for point in ring]
    west, north = min(x for x, _y in points), max(y for _x, y in points)
    scale = (_WIDTH - 2 * _MARGIN) / (max(x for x, _y in points) - west)
    height = (north - min(y for _x, y in points)) * scale + 2 * _MARGIN
    by_code = {one["code"]: one for one in bars}
    known = [one["value"] for one in bars if one["value"] is not None]
    bounds = classes(known)
    names = [
        {"shade": 0, "text": "0", "count": sum(not value for value in known)},
        *(
            {"shade": place, "text": f"≤ {bound.quantize(Decimal('0.01'))}{unit}",
             "count": sum(shade_of(value, bounds) == place for value in known)}
            for place, bound in enumerate(bounds, start=1)
        ),
    ]  # fmt: skip

    def at(x: float, y: float) -> tuple[float, float]:
        return _MARGIN + (x - west) * scale, _MARGIN + (north - y) * scale

    return {
        "width": _WIDTH, "height": round(height), "classes": names,
        "towns": [
            {
                **by_code.get(one.code, {"text": "—", "url": "", "title": one.name}), "name": one.name,
                "shade": shade_of(by_code[one.code]["value"] if one.code in by_code else None, bounds),
                "path": _path(one, at), "x": f"{at(*one.middle)[0]:.1f}", "y": f"{at(*one.middle)[1]:.1f}",
            }
            for one in outlines
        ],
    }  # fmt: skip


def _path(one: Outline, at: Any) -> str:
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(*point) for point in ring)) + "Z" for ring in one.rings
    )
