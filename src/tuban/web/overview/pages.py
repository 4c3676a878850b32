"""The first screen of a level above: how every unit below stands, ranked; and what is late, by whom."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.rules.ratio import percent
from tuban.web.acting import by
from tuban.web.jobs.parts import job_part
from tuban.web.overview import shown
from tuban.web.overview.asking import Asked, asked_of
from tuban.web.overview.words import CADENCES
from tuban.web.rail import on_rail
from tuban.web.statistics.maps import drawn
from tuban.web.tabs import overview_tabs
from tuban.workflow.overview.outlines import outlines_below
from tuban.workflow.overview.policies import may_see_overview
from tuban.workflow.overview.queries import refused_packages
from tuban.workflow.overview.rolling import Row

_FIRST_LATE = 8


@on_rail("overview")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show a division with every division right below it."""
    asked = asked_of(request)
    if asked is None:
        return nothing(request)
    found = asked.overview
    late = Counter(one.code for one in found.late)
    today = timezone.localdate()
    return render(request, "web/overview/units.html", frame_of(asked, "units") | {
        "heads": shown.heads(asked), "rows": shown.rows(asked, late), "whole": shown.row(asked, found.whole, late),
        "late": [shown.late(one, today) for one in found.late[:_FIRST_LATE]], "late_count": len(found.late),
        "late_url": f"{reverse('web:overview_late')}?{asked.query()}",
        "waiting": [
            {"station": one, "url": f"{reverse('web:submission')}?campaign={one.submission.campaign_id}"}
            for one in found.waiting
        ],
        "map": _map(asked), "pages": shown.whereto(asked), "refused": refused_packages(by(request)),
        "file_url": f"{reverse('web:overview_file')}?{asked.query()}",
    })  # fmt: skip


@on_rail("overview")
@require_safe
def overview_late(request: HttpRequest) -> HttpResponse:
    """Show everything that is late below, by whom and since when."""
    asked = asked_of(request)
    if asked is None:
        return nothing(request)
    today = timezone.localdate()
    rows = [shown.late(one, today) for one in asked.overview.late]
    return render(request, "web/overview/late.html", frame_of(asked, "late") | {"late": rows})


def frame_of(asked: Asked, tab: str) -> dict[str, Any]:
    """Return what every page of the overview shows around its figures."""
    found = asked.overview
    plain = asked.query(order="", turned="")
    return {
        "tabs": overview_tabs(tab, plain), "asked": asked, "overview": found,
        "unit": found.whole.name if found.code else _("The whole country"),
        "above": [
            {"name": name if code else _("The whole country"), "url": f"?{asked.query(unit=code)}"}
            for code, name in found.above
        ],
        "years": [
            {"value": f"{year}-{cadence}", "title": f"{year} {CADENCES.get(cadence, cadence)}",
             "url": f"?{asked.query(year=year, cadence=cadence)}",
             "is_current": (year, cadence) == (found.year, found.cadence)}
            for year, cadence in found.years
        ],
        "jobs": [job_part(found.job, may_steer=False)] if found.job is not None else [],
    }  # fmt: skip


def nothing(request: HttpRequest) -> HttpResponse:
    """Say why there is nothing to show."""
    refusal = may_see_overview.explain(by(request))
    return render(request, "web/overview/none.html", {"refusal": refusal}, status=403 if refusal else 200)


def _map(asked: Asked) -> dict[str, Any] | None:
    """Return the ratio of every county, or of every township of one, as a map."""
    outlines = outlines_below(asked.overview)
    below: dict[str, Row] = {one.code: one for one in asked.overview.rows}
    bars = [
        {"code": one.code, "title": row.name, "url": shown.url_of(asked, row), "text": percent(row.ratio.after) or "—",
         "value": None if row.ratio.after is None else Decimal(round(row.ratio.after * 10000)) / 100}
        for one in outlines if (row := below.get(one.code)) is not None
    ]  # fmt: skip
    return drawn(outlines, bars, "%") if bars else None
