"""The weekly report on its way: confirmed, signed, handed over to the county government, received; and all weeks."""

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
from tuban.web.rail import on_rail
from tuban.web.reporting import shown
from tuban.web.signing.panel import panel
from tuban.web.tabs import rectification_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.reporting import policies
from tuban.workflow.reporting.actions import week_of
from tuban.workflow.reporting.counting import by_town, differences, sums_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.queries import editions_of
from tuban.workflow.reporting.signing import week_for
from tuban.workflow.reporting.standing import figures, schedule_of, standings, weeks_owed
from tuban.workflow.reporting.weeks import Stage, Week, weeks_of
from tuban.workflow.reporting.words import Kind

_WEEKS = 12


@on_rail("rectification")
@require_safe
def weekly(request: HttpRequest, day: str = "") -> HttpResponse:
    """Show the report of the county for a week, by township and by parcel, where it stands, and the weeks before it."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    schedule, today = schedule_of(campaign), timezone.localdate()
    context: dict[str, Any] = {"tabs": rectification_tabs("weekly"), "campaign": campaign, "schedule": schedule}
    if schedule is None:
        controls = [shown.schedule_control(acting, campaign, primary=True)]
        return render(request, "web/reporting/none.html", context | {"title": _("Weekly report"), "controls": controls})
    weeks = weeks_owed(schedule, today)
    on = shown.day_of(day) if day else (weeks[-1] if weeks else None)
    if day and on not in weeks:
        raise Http404
    county = next(iter(units_seen_by(acting).filter(code=campaign.area_code, is_practice=campaign.is_practice)), None)
    if on is None:
        return render(request, "web/reporting/weekly.html", context | {"day": None, "controls": []})
    found = {one.day: one for one in weeks_of(schedule, weeks[-_WEEKS:], timezone.now())} if county else {}
    editions = editions_of(acting, campaign, county.pk, on, Kind.WEEKLY) if county is not None else []
    made, lacking = week_of(acting, campaign, on)
    parcels, sums, missing = made.parcels, made.sums, lacking
    if editions:
        parcels, sums, missing = editions[0].parcels, editions[0].sums, editions[0].missing
    week = found.get(on)
    context |= {
        "day": on, "heads": shown.heads(), "cells": shown.cells(sums), "report": editions[0] if editions else None,
        "editions": editions[1:], "missing": missing, "towns": _towns(parcels), "week": week,
        "stage": shown.stage(week) if week else None, "journey": shown.journey(week) if week else [],
        "changed": [shown.difference(one) for one in differences(parcels, made.parcels)] if editions else [],
        "panel": panel(request, week.document) if week and week.document else None,
        "weeks": [{"day": one, "url": reverse("web:report_week", args=[one.isoformat()]), "is_current": one == on}
                  for one in weeks[-_WEEKS:]],
        "controls": _controls(acting, campaign, on, week, is_again=bool(editions)),
        "files": shown.files(f"week={on.isoformat()}"), "receipt": shown.receipt(week.handover) if week else None,
        "earlier": shown.receipt(week.earlier) if week else None,
        "board": [shown.week_row(one, on) for one in reversed(found.values())],
        "figures": _figures(schedule, county, list(found)) if county is not None and found else None,
    }  # fmt: skip
    return render(request, "web/reporting/weekly.html", context)


@on_rail("rectification")
@require_safe
def of_week(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead to the week whose first edition has a key: where its document and its messages lead."""
    report = week_for(by(request), key)
    if report is None:
        raise Http404
    return redirect(f"{reverse('web:report_week', args=[report.day.isoformat()])}?campaign={report.campaign_id}")


def _towns(parcels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parcels by township, each with its sums."""
    return [
        {"title": title, "cells": shown.cells(sums_of(held)), "parcels": [shown.parcel(one) for one in held]}
        for title, held in by_town(parcels).items()
    ]


def _figures(schedule: Any, county: Any, days: list[date]) -> Any:
    return figures([county], standings(schedule, [county], days, timezone.now(), Kind.WEEKLY))[0]


def _controls(
    acting: Acting, campaign: Any, day: date, week: Week | None, *, is_again: bool
) -> list[dict[str, Any]]:  # fmt: skip
    address = reverse("web:report_confirm_weekly", args=[day.isoformat()])
    why = policies.may_confirm_weekly.explain(acting, campaign)
    controls = [
        control(_("Confirm anew") if is_again else _("Confirm the report"), address, why, icon="circle-check",
                primary=not is_again)
    ]  # fmt: skip
    if week is None or week.report is None:
        return controls
    key, reason = week.report.pk, policies.may_hand_over.explain(acting, week.report)
    if week.stage in (Stage.SIGN, Stage.HAND_OVER):
        office, paper = (
            any(one.has_scan is has_scan for one in reporting_law().handover.ways) for has_scan in (False, True)
        )
        if office:
            title, address = _("Report to the county government"), reverse("web:report_hand_over", args=[key])
            is_next = week.stage is Stage.HAND_OVER
            controls.append(control(title, address, reason, icon="send", primary=is_next))
        if paper:
            controls.append(control(_("Record a paper receipt"), reverse("web:report_receipt", args=[key]), reason,
                                    icon="file-upload"))  # fmt: skip
    if week.stage is Stage.RECEIVE and week.handover is not None:
        controls.append(
            control(_("Confirm receipt"), reverse("web:report_receive", args=[week.handover.pk]),
                    policies.may_receive.explain(acting, week.handover), icon="signature", primary=True)
        )  # fmt: skip
    return controls
