"""What rectification would change: tick rectifications and see the ratio; the smallest set that is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tuban.rules.ratio import Line, percent
from tuban.rules.whatif import in_mu
from tuban.values.errors import TubanError
from tuban.web.accountability.standings import nothing
from tuban.web.accountability.words import LEVELS, gauge, points
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.rail import on_rail
from tuban.web.tabs import accountability_tabs
from tuban.web.workbooks import workbook
from tuban.workflow.accountability.planning import Candidate, Outcome, Plan, plan_of
from tuban.workflow.accountability.standings import Standing, standings
from tuban.workflow.accountability.writing import write_table
from tuban.workflow.comparison.lawbook import label_of

WHY = {
    "no_finding": gettext_lazy("no finding was taken yet: a patch is a lead"),
    "no_way": gettext_lazy("its finding names no way of rectification yet"),
    "no_deduction": gettext_lazy("the lawbook deducts nothing for its way"),
    "not_allowed": gettext_lazy("the campaign does not deduct on this basis"),
    "nothing_left": gettext_lazy("all of it is deducted already"),
    "no_area": gettext_lazy("its cultivated land is not measured"),
    "late": gettext_lazy("its limits end after the last day of the campaign"),
    "day_unknown": gettext_lazy("nobody can tell yet when its limits end: the holidays of that year are not announced"),
}  # fmt: skip
_MOST_PICKED = 5000


@on_rail("accountability")
@require_safe
def accountability_plan(request: HttpRequest) -> HttpResponse:
    """Show the ways of a unit's unlawful patches, what those ticked would change, and the smallest set."""
    campaign = campaign_of(request)
    if campaign is None:
        return nothing(request, "plan")
    found, plan = _asked(request)
    picked = _picked(request)
    outcome = plan.outcome(picked)
    unit = plan.standing
    return render(request, "web/accountability/plan.html", {
        "tabs": accountability_tabs("plan"), "campaign": unit.campaign, "unit": unit, "level": LEVELS[unit.level],
        "units": [(one.code, one.name, one.level == "township") for one in found], "cutoff": plan.cutoff,
        "outcome": _outcome(plan, outcome), "lines": [_smallest(plan, line) for line in unit.ratio.lines],
        "rows": [_row(one, is_picked=one.patch.pk in picked) for one in plan.useful],
        "others": [_row(one) for one in plan.others], "reasons": _reasons(plan.others),
        "file_url": f"{reverse('web:accountability_plan_file')}?{request.GET.urlencode()}",
        "none_url": _url(unit.code, ()), "all_url": _url(unit.code, [one.patch.pk for one in plan.useful]),
    })  # fmt: skip


@require_safe
def accountability_plan_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over the rectifications that are ticked, all that count where none is."""
    if campaign_of(request) is None:
        return nothing(request, "plan")
    _found, plan = _asked(request)
    rows = plan.outcome(_picked(request)).picked or plan.useful
    title = _("{unit}: rectifications planned").format(unit=plan.standing.name)
    columns: list[Any] = [
        (_("Patch number"), 26, lambda one: str(one.patch)), (_("Township"), 16, lambda one: one.patch.township_name),
        (_("Village"), 16, lambda one: one.patch.village),
        (_("Violation type"), 14, lambda one: label_of("violation_type", one.violation_type)),
        (_("Its way"), 22, lambda one: one.way.title), (_("Deducted (mu)"), 12, lambda one: one.gives),
        (_("Restored (mu)"), 12, lambda one: one.restores),
        (_("Done before"), 30, lambda one: "、".join(one.way.after)),
        (_("Limits end on"), 12, lambda one: one.way.last_day.isoformat() if one.way.last_day else "—"),
    ]  # fmt: skip
    return workbook(f"{title}.xlsx", lambda path: write_table(path, _("Rectifications"), columns, rows, title=title))


def _asked(request: HttpRequest) -> tuple[list[Standing], Plan]:
    """Return the units that a plan can be made for, and the plan of the one that the address names, else the first."""
    found = [one for one in standings(by(request), campaign_of(request)) if one.campaign is not None]
    code = request.GET.get("unit", "")
    unit = next((one for one in found if code in ("", one.code)), None)
    if unit is None or unit.campaign is None:
        raise Http404
    return found, plan_of(unit, unit.campaign, today=timezone.localdate())


def _picked(request: HttpRequest) -> set[int]:
    told = request.GET.getlist("pick")[:_MOST_PICKED]
    return {int(one) for one in told if one.isdecimal() and len(one) < 12}


def _url(code: str, picked: Iterable[int]) -> str:
    asked = [("unit", code), *(("pick", str(key)) for key in picked)]
    return f"{reverse('web:accountability_plan')}?{urlencode(asked)}"


def _outcome(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    lines = plan.standing.ratio.lines
    moved = None
    if outcome.before is not None and outcome.after is not None:
        moved = points(outcome.before - outcome.after)
    return {
        "count": len(outcome.picked), "before": percent(outcome.before), "after": percent(outcome.after),
        "moved": moved, "gives": outcome.gives, "restores": outcome.restores, "last_day": outcome.last_day,
        "gauge_before": gauge(outcome.before, lines), "gauge": {
            **gauge(outcome.after, lines), "lines": gauge(outcome.before, lines)["lines"],
            "needle": _on_scale(outcome, lines), "is_over": any(one.would_be_past for one in outcome.lines),
        },
        "lines": [
            {"line": one.line, "value": f"{one.line.operator} {percent(one.line.value)}", "is_past": one.is_past,
             "would_be_past": one.would_be_past}
            for one in outcome.lines
        ],
        "waits_above": [one for one in outcome.picked if one.way.waits_above],
    }  # fmt: skip


def _on_scale(outcome: Outcome, lines: Iterable[Line]) -> str:
    """Return where the ratio after stands on the scale of the one before, for the two to be compared."""
    before, after = gauge(outcome.before, lines), float(outcome.after or 0)
    start = float(outcome.before or 0)
    return f"{float(before['needle']) * after / start:.1f}" if start else "0"


def _smallest(plan: Plan, line: Line) -> dict[str, Any]:
    """Return what the page says of the smallest set for a line."""
    told: dict[str, Any] = {"line": line, "value": f"{line.operator} {percent(line.value)}", "is_crossed": line.crossed}
    if not line.crossed:
        return told
    try:
        found = plan.smallest(line)
    except TubanError as error:
        return {**told, "error": str(error)}
    if found is None:
        return {**told, "is_hopeless": True}
    chosen = plan.of_keys(way.key for way in found.ways)
    days = [one.way.last_day for one in chosen]
    return {
        **told, "needed": in_mu(found.needed), "missing": in_mu(found.missing) if found.missing else None,
        "count": len(chosen), "gives": in_mu(found.gives), "restores": in_mu(found.restores),
        "last_day": max((day for day in days if day is not None), default=None),
        "url": _url(plan.standing.code, [one.patch.pk for one in chosen]),
    }  # fmt: skip


def _row(one: Candidate, *, is_picked: bool = False) -> dict[str, Any]:
    return {
        "one": one, "key": one.patch.pk, "is_picked": is_picked, "url": reverse("web:patch", args=[one.patch.uuid]),
        "kind": label_of("violation_type", one.violation_type), "why": WHY.get(one.way.why, ""),
        "way": one.way.title or label_of("rectification_route", one.way.route),
    }  # fmt: skip


def _reasons(others: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Return why ways do not count, with how many patches and how much land that leaves."""
    listed = list(others)
    counts = Counter(one.way.why for one in listed)
    return [
        {"why": WHY[why], "count": count, "mu": sum((one.left for one in listed if one.way.why == why), Decimal(0))}
        for why, count in counts.most_common()
    ]  # fmt: skip
