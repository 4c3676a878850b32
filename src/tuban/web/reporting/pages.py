"""The board of daily reports, and one report."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.found import found_or_404
from tuban.web.rail import on_rail
from tuban.web.reporting import shown
from tuban.web.tabs import rectification_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.rectification.policies import is_of_township
from tuban.workflow.rectification.self_checks import units_of
from tuban.workflow.reporting import policies
from tuban.workflow.reporting.counting import added, content_of, differences
from tuban.workflow.reporting.queries import by_unit, editions_of, report_before
from tuban.workflow.reporting.standing import days_owed, figures, is_owed, schedule_of, standings

_DAYS = 10


@on_rail("rectification")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show which daily reports came, and what they say together; a township is led to its own of today."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    schedule, today = schedule_of(campaign), timezone.localdate()
    controls = [shown.schedule_control(acting, campaign, primary=schedule is None)]
    context: dict[str, Any] = {
        "tabs": rectification_tabs("reports"), "campaign": campaign, "schedule": schedule, "controls": controls,
    }  # fmt: skip
    if schedule is None:
        return render(request, "web/reporting/none.html", context | {"title": _("Daily reports")})
    owed = days_owed(schedule, today)
    if is_of_township(acting):
        day = owed[-1] if owed else schedule.since
        return redirect("web:report_daily", unit=acting.post.unit_id, day=day.isoformat())
    units = units_of(acting, campaign)
    found = standings(schedule, units, owed, timezone.now())
    days = owed[-_DAYS:]
    chosen = shown.day_of(request.GET.get("day", "")) or (owed[-1] if owed else None)
    held = by_unit(acting, campaign, units, chosen) if chosen else {}
    told = [one for unit in units if (one := held.get(unit.pk)) is not None]
    context |= {
        "days": days, "chosen": chosen, "heads": shown.heads(),
        "board": [
            {"unit": one.unit, "figures": one, "share": f"{one.share:.0%}" if one.share is not None else "—",
             "marks": [shown.mark(found[one.unit.pk, day]) for day in days]}
            for one in figures(units, found)
        ],
        "rows": [{"title": title, "cells": shown.cells(sums)} for title, sums in shown.sums_by_unit(told)],
        "whole": shown.cells(added(one.sums for one in told)),
        "lacking": [one.short_name or one.name for one in units if one.pk not in held],
        "files": shown.files(f"day={chosen.isoformat()}") if chosen else [],
    }  # fmt: skip
    return render(request, "web/reporting/board.html", context)


@on_rail("rectification")
@require_safe
def daily(request: HttpRequest, unit: UUID, day: str) -> HttpResponse:
    """Show the report of a unit for a day: as it was confirmed, or as it stands now."""
    acting, campaign, on = by(request), campaign_of(request), shown.day_of(day)
    schedule = schedule_of(campaign) if campaign is not None else None
    if campaign is None or schedule is None or on is None:
        raise Http404
    own = found_or_404(request, units_seen_by(acting), unit)
    editions = editions_of(acting, campaign, own.pk, on)
    told = editions[0] if editions else content_of(campaign, own, on)
    parcels, sums = told.parcels, told.sums
    before = report_before(campaign, own.pk, on)
    today = timezone.localdate()
    owed = days_owed(schedule, today)
    context = {
        "tabs": rectification_tabs("reports"), "campaign": campaign, "unit": own, "day": on, "heads": shown.heads(),
        "report": editions[0] if editions else None, "editions": editions[1:], "cells": shown.cells(sums),
        "parcels": [shown.parcel(one) for one in parcels], "before": before,
        "differences": [shown.difference(one) for one in differences(before.parcels, parcels)] if before else [],
        "is_owed": is_owed(schedule, on), "is_to_come": on > today,
        "mark": shown.mark(standings(schedule, [own], [on], timezone.now())[own.pk, on]),
        "days": [
            {"day": one, "url": reverse("web:report_daily", args=[own.pk, one.isoformat()]), "is_current": one == on}
            for one in owed[-_DAYS:]
        ],
        "controls": [_confirm(acting, campaign, own, on, is_again=bool(editions))],
        "files": shown.files(f"day={on.isoformat()}&unit={own.pk}"),
    }  # fmt: skip
    return render(request, "web/reporting/daily.html", context)


def _confirm(acting: Acting, campaign: Any, unit: Any, day: date, *, is_again: bool) -> dict[str, Any]:
    why = policies.may_confirm_daily.explain(acting, campaign)
    if not why and unit.pk != acting.post.unit_id:
        why = _("A unit confirms its own report.")
    schedule = schedule_of(campaign)
    if not why and (schedule is None or day > timezone.localdate() or not is_owed(schedule, day)):
        why = _("No report is owed for this day.")
    title = _("Confirm anew") if is_again else _("Confirm the report")
    address = reverse("web:report_confirm", args=[day.isoformat()])
    return control(title, address, why, icon="circle-check", primary=not is_again)
