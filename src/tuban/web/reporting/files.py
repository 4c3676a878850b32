"""Reports as workbooks: one unit's of a day, all units' of a day, the week of the county."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.values.identities import uuid_of
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.reporting.shown import day_of, sums_by_unit
from tuban.web.workbooks import workbook
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.rectification.self_checks import units_of
from tuban.workflow.reporting.actions import week_of
from tuban.workflow.reporting.book import write_report
from tuban.workflow.reporting.counting import added, by_town, content_of, sums_of
from tuban.workflow.reporting.law import reporting_law
from tuban.workflow.reporting.queries import editions_of, reports_seen_by
from tuban.workflow.reporting.words import Kind


@require_safe
def report_file(request: HttpRequest) -> HttpResponseBase:
    """Hand over a report as a workbook."""
    acting, campaign, told = by(request), campaign_of(request), request.GET
    day = day_of(told.get("day", "") or told.get("week", ""))
    if campaign is None or day is None:
        raise Http404
    law, unit = reporting_law(), uuid_of(told.get("unit", ""))
    if told.get("week"):
        given = _week(acting, campaign, day) | {"title": f"{campaign.area_name}{law.weekly}"}
    elif unit is not None:
        given = _unit(acting, campaign, unit, day) | {"title": law.daily}
    else:
        given = _county(acting, campaign, day) | {"title": f"{campaign.area_name}{law.daily}"}
    name = f"{given['title']}-{day.isoformat()}.xlsx"
    sub = f"{campaign.title}　{day.isoformat()}"
    return workbook(name, lambda path: write_report(path, sub=sub, **given))


def _unit(acting: Any, campaign: Any, key: Any, day: Any) -> dict[str, Any]:
    unit = units_seen_by(acting).filter(pk=key).first()
    if unit is None:
        raise Http404
    editions = editions_of(acting, campaign, unit.pk, day)
    made = editions[0] if editions else content_of(campaign, unit, day)
    return {"rows": [(unit.short_name or unit.name, made.sums)], "parcels": made.parcels, "foot": _foot(editions)}


def _county(acting: Any, campaign: Any, day: Any) -> dict[str, Any]:
    units = units_of(acting, campaign)
    rows = reports_seen_by(acting).filter(campaign=campaign, kind=Kind.DAILY, unit__in=units, day=day)
    last = list({one.unit_id: one for one in rows.order_by("unit__code", "number")}.values())
    whole = [(_("Together"), added(one.sums for one in last))]
    lacking = [one.short_name or one.name for one in units if one.pk not in {report.unit_id for report in last}]
    foot = _("Not reported: {names}").format(names="、".join(lacking)) if lacking else ""
    return {
        "rows": [*sums_by_unit(last), *whole], "parcels": [parcel for one in last for parcel in one.parcels],
        "foot": foot,
    }  # fmt: skip


def _week(acting: Any, campaign: Any, day: Any) -> dict[str, Any]:
    county = units_seen_by(acting).filter(code=campaign.area_code, is_practice=campaign.is_practice).first()
    editions = editions_of(acting, campaign, county.pk, day, Kind.WEEKLY) if county is not None else []
    made, missing = week_of(acting, campaign, day)
    parcels, sums = (editions[0].parcels, editions[0].sums) if editions else (made.parcels, made.sums)
    missing = editions[0].missing if editions else missing
    rows = [(title, sums_of(held)) for title, held in by_town(parcels).items()]
    foot = _("Not reported: {names}").format(names="、".join(missing)) if missing else ""
    return {"rows": [*rows, (_("Together"), sums)], "parcels": parcels, "foot": f"{_foot(editions)}　{foot}".strip()}


def _foot(editions: list[Any]) -> str:
    if not editions:
        return _("Not confirmed: as the office stands now.")
    one = editions[0]
    return _("Confirmed by {name} ({post}) at {at}, digest {digest}").format(
        name=one.by.name, post=one.post.title, at=f"{one.at:%Y-%m-%d %H:%M}", digest=one.digest[:16]
    )
