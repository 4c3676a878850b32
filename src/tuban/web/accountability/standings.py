"""The table of all units with their ratio, and one unit with the patches behind its sums."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.rules.ratio import Line, percent
from tuban.web.accountability.words import LEVELS, gauge, points
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.my_day.ratio import sums_of
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.accountability.lists import lines_of, lists_of, rows_of
from tuban.workflow.accountability.standings import Standing, standing_of, standings
from tuban.workflow.accountability.writing import write_rows
from tuban.workflow.comparison.lawbook import rulebook


@on_rail("accountability")
@require_safe
def accountability(request: HttpRequest) -> HttpResponse:
    """Show how every unit stands."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return nothing(request, "standings")
    found = standings(acting, campaign)
    rows = rows_of(found)
    return render(request, "web/accountability/standings.html", {
        "tabs": accountability_tabs("standings"), "campaign": campaign,
        "rows": [_row(one) for one in found], "lists": _counted_lists(rows),
        "lines": [{**line, "level": LEVELS[line["level"]], "cites": rulebook().citations(line["cites"])}
                  for line in lines_of(found)],
        "is_blank": all(one.ratio.before is None for one in found),
        "campaigns": sorted({one.campaign.title for one in found if one.campaign is not None}),
    })  # fmt: skip


@require_safe
def accountability_file(request: HttpRequest) -> HttpResponseBase:
    """Hand the table over as a workbook."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return redirect("web:accountability")
    rows = rows_of(standings(acting, campaign))
    now = timezone.localtime()
    title = _("{campaign}: ratio of every unit").format(campaign=campaign.title)
    note = _("As it stood on {at}; provisional").format(at=f"{now:%Y-%m-%d %H:%M}")
    return workbook(f"{title} {now:%Y%m%d}.xlsx", lambda path: write_rows(path, rows, title=title, notes=[note]))


@on_rail("accountability")
@require_safe
def accountability_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit: its ratio among the lines, and the patches behind each sum."""
    one = unit_or_404(request, code)
    if one.campaign is None:
        raise Http404
    return render(request, "web/accountability/unit.html", {
        "tabs": accountability_tabs("standings"), "campaign": one.campaign, "unit": _row(one), "ratio": one.ratio,
        "lines": [_line(one, line) for line in one.ratio.lines],
        "sums": sums_of(by(request), one.campaign, one.counted, whole=request.GET.get("all", "")),
        "cites": one.ratio.cites,
        "plan_url": f"{reverse('web:accountability_plan')}?{urlencode({'unit': code})}",
        "days_url": f"{reverse('web:accountability_days')}?{urlencode({'unit': code})}",
    })  # fmt: skip


def unit_or_404(request: HttpRequest, code: str) -> Standing:
    """Return how a unit stands that the acting person sees; raises Http404."""
    campaign = campaign_of(request)
    found = standing_of(by(request), campaign, code) if campaign is not None else None
    if found is None:
        raise Http404
    return found


def nothing(request: HttpRequest, tab: str) -> HttpResponse:
    """Say that there is no campaign to show, or that administrators see none."""
    return render(request, "web/accountability/none.html", {
        "tabs": accountability_tabs(tab), "is_administrator": by(request).is_administrator,
    })  # fmt: skip


def _row(one: Standing) -> dict[str, Any]:
    ratio = one.ratio
    crossed = one.crossed
    return {
        "standing": one, "code": one.code, "name": one.name, "level": LEVELS[one.level],
        "is_township": one.level == "township",
        "after": percent(ratio.after), "before": percent(ratio.before),
        "unlawful": ratio.numerator.mu, "deducted": ratio.deductions.mu, "construction": ratio.denominator.mu,
        "rests": one.counted.resting(ratio.construction), "gauge": gauge(ratio.after, ratio.lines),
        "crossed": crossed, "room": _room(one),
        "undecided": len(ratio.undecided), "unmeasured": len(ratio.unmeasured), "is_publishable": ratio.publishable,
        "url": reverse("web:accountability_unit", args=[one.code]) if one.campaign is not None else "",
        "campaign": one.campaign,
    }  # fmt: skip


def _room(one: Standing) -> dict[str, Any] | None:
    """Return what the table says of the nearest line: how much must be deducted to come back below the mildest that is
    crossed, else how much room is left until the mildest."""
    lines = [line for line in one.ratio.lines if line.crossed] or list(one.ratio.lines)
    if not lines or one.ratio.after is None:
        return None
    mildest = lines[0]
    room = one.room(mildest)
    return None if room is None else {"line": mildest, "is_over": mildest.crossed, "mu": abs(room)}


def _line(one: Standing, line: Line) -> dict[str, Any]:
    over = one.over(line)
    room = one.room(line)
    return {
        "line": line, "value": f"{line.operator} {percent(line.value)}", "is_crossed": line.crossed is True,
        "points": "" if over is None else points(over), "mu": None if room is None else abs(room),
        "cites": rulebook().citations(line.cites),
    }  # fmt: skip


def _counted_lists(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"action": one.action, "count": len(one.rows), "names": [row["name"] for row in one.rows]}
        for one in lists_of(rows)
    ]
