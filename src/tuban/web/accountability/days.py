"""How a unit's ratio stood day by day: a chart, the same as a table, and what moved it on each day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tuban.rules.ratio import Line, percent
from tuban.web.accountability.standings import nothing
from tuban.web.accountability.words import LEVELS
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.workflow.accountability.days import Day, days_of
from tuban.workflow.accountability.standings import standings
from tuban.workflow.patches.queries.seen import patches_of_campaign

EVENTS = {
    "came": _("compared for the first time"), "compared": _("compared anew, or told something of"),
    "found": _("finding taken"), "reopened": _("finding taken back"), "went": _("others stand for it"),
}  # fmt: skip
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 260, 52, 16, 14, 28
_SHOWN_CHANGES = 12
_SHOWN_DAYS = 120


@on_rail("accountability")
@require_safe
def accountability_days(request: HttpRequest) -> HttpResponse:
    """Show how the ratio of a unit stood at the end of each day on which something moved it."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "days")
    units = [one for one in standings(acting, campaign) if one.campaign is not None]
    code = request.GET.get("unit", "")
    unit = next((one for one in units if code in ("", one.code)), None)
    if unit is None or unit.campaign is None:
        raise Http404
    today = timezone.localdate()
    days = days_of(unit.campaign, unit.code, today=today)
    shown = list(reversed(days))[:_SHOWN_DAYS]
    patches = _patches(acting, unit.campaign, shown)
    return render(request, "web/accountability/days.html", {
        "tabs": accountability_tabs("days"), "campaign": unit.campaign, "unit": unit, "level": LEVELS[unit.level],
        "units": [(one.code, one.name, one.level == "township") for one in units], "total": len(days),
        "chart": _chart(days, unit.ratio.lines, today) if days else None,
        "days": [_day(one, patches) for one in shown],
    })  # fmt: skip


def _patches(acting: Any, campaign: Any, days: Sequence[Day]) -> dict[int, Any]:
    keys = {change.patch for day in days for change in day.changes[:_SHOWN_CHANGES]}
    rows = patches_of_campaign(acting, campaign.pk).filter(pk__in=keys).defer("geometry", "issued")
    return {one.pk: one for one in rows}


def _day(one: Day, patches: dict[int, Any]) -> dict[str, Any]:
    ratio = one.ratio
    return {
        "day": one.day, "after": percent(ratio.after), "before": percent(ratio.before), "unlawful": ratio.numerator.mu,
        "deducted": ratio.deductions.mu, "construction": ratio.denominator.mu, "taken": one.taken,
        "crossed": ratio.crossed, "count": len(one.changes), "more": max(len(one.changes) - _SHOWN_CHANGES, 0),
        "changes": [
            {
                "title": "-".join(part for part in change.key if part),
                "url": reverse("web:patch", args=[patches[change.patch].uuid]) if change.patch in patches else "",
                "place": patches[change.patch].township_name if change.patch in patches else "",
                "unlawful": change.unlawful, "construction": change.construction,
                "events": [EVENTS[event] for event in change.events],
            }
            for change in one.changes[:_SHOWN_CHANGES]
        ],
    }  # fmt: skip


def _chart(days: Sequence[Day], lines: Sequence[Line], today: date) -> dict[str, Any]:
    """Return the chart as coordinates of a picture: the ratio after and before deduction as steps, the lines, and a
    mark on each day with a figure of its own."""
    first, last = days[0].day, max(today, days[0].day + timedelta(days=1))
    top = _nice(max([float(line.value) * 1.2 for line in lines] + [
        float(share or 0) for one in days for share in (one.ratio.after, one.ratio.before)
    ] + [0.05]))  # fmt: skip

    def x(day: date) -> float:
        return _LEFT + (day - first).days / (last - first).days * (_WIDTH - _LEFT - _RIGHT)

    def y(share: float) -> float:
        return _HEIGHT - _BOTTOM - share / top * (_HEIGHT - _TOP - _BOTTOM)

    def steps(shares: Sequence[Fraction | None]) -> str:
        told, was = [], None
        for one, share in zip(days, shares, strict=True):
            at = f"{x(one.day):.1f}"
            if share is None:
                was = None
                continue
            told.append(f"M{at} {y(float(share)):.1f}" if was is None else f"H{at}V{y(float(share)):.1f}")
            was = share
        return "".join(told) + (f"H{x(last):.1f}" if was is not None else "")

    ticks = sorted({first + timedelta(days=round((last - first).days * part / 4)) for part in range(5)})
    return {
        "width": _WIDTH, "height": _HEIGHT, "left": _LEFT, "right": _WIDTH - _RIGHT, "label": _LEFT - 6,
        "foot": _HEIGHT - 8, "floor": f"{y(0):.1f}",
        "after": steps([one.ratio.after for one in days]), "before": steps([one.ratio.before for one in days]),
        "grid": [{"y": f"{y(top * part / 4):.1f}", "text": percent(Fraction(str(top)) * part / 4)}
                 for part in range(5)],
        "lines": _labelled(lines, top, y),
        "ticks": [{"x": f"{x(day):.1f}", "text": day.isoformat()} for day in ticks],
        "marks": [
            {"x": f"{x(one.day):.1f}", "y": f"{y(float(one.ratio.after)):.1f}", "day": one.day.isoformat(),
             "text": f"{one.day.isoformat()}：{percent(one.ratio.after)}"}
            for one in days if one.ratio.after is not None
        ],
    }  # fmt: skip


def _labelled(lines: Sequence[Line], top: float, y: Callable[[float], float]) -> list[dict[str, Any]]:
    """Return the lines that a chart shows, one for each value; the lowest has its words below, for those to stand
    apart."""
    by_value: dict[Fraction, list[str]] = {}
    for line in sorted(lines, key=lambda one: one.value):
        if float(line.value) <= top:
            by_value.setdefault(line.value, []).append(line.action)
    return [
        {
            "y": f"{y(float(value)):.1f}", "text": f"{'、'.join(actions)} {percent(value)}",
            "dy": 13 if place == 0 else -4,
        }
        for place, (value, actions) in enumerate(by_value.items())
    ]  # fmt: skip


def _nice(share: float) -> float:
    """Return the top of a scale that holds a share: a round per cent."""
    for top in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8):
        if share <= top:
            return top
    return 1.0
