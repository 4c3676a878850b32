"""The ledger, and the lists beside it: what waits on site, and the units with what was false."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.deeds import control
from tuban.web.rail import on_rail
from tuban.web.rectification.asking import STANDS, LedgerAsked, asked_of
from tuban.web.rectification.shown import way_in_short
from tuban.web.tabs import rectification_tabs
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.rectification.actions.setting import proposed_now
from tuban.workflow.rectification.law import end_of, law_of, why_none
from tuban.workflow.rectification.policies import is_of_township, leads_rectification, may_inspect
from tuban.workflow.rectification.queries.ledger import Line, by_unit, by_way, late_count, ledger, stands_of, total_of
from tuban.workflow.rectification.queries.one import false_declarations, waiting_for_signature, waiting_on_site


@on_rail("rectification")
@require_safe
def rectification(request: HttpRequest) -> HttpResponse:
    """Show the ledger."""
    acting, asked = by(request), asked_of(request)
    if asked is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    campaign = asked.filter.campaign
    page = ledger(acting, asked.filter, after=asked.after)
    units = by_unit(acting, campaign)
    late = late_count(acting, campaign)
    context = {
        "tabs": rectification_tabs("ledger"), "asked": asked, "campaign": campaign, "end": end_of(campaign),
        "is_township": is_of_township(acting), "chips": _chips(acting, asked, late),
        "lines": [_line(one) for one in page.lines], "total": page.total, "shown": len(page.lines),
        "next_url": asked.query(after=page.next) if page.next else "",
        "first_url": asked.query() if asked.after else "",
        "ways": by_way(acting, campaign),
        "routes": [(one.value, one.title) for one in law_of(campaign).routes.values()],
        "units": units, "whole": total_of(units, _("Together")), "sets_many": leads_rectification(acting)
        or is_of_township(acting), "export_url": f"{reverse('web:rectification_file')}{asked.query()}",
    }  # fmt: skip
    return render(request, "web/rectification/ledger.html", context)


def _chips(acting: Acting, asked: LedgerAsked, late: int) -> list[dict[str, Any]]:
    """Return the chips above the ledger: what one's own unit holds, where patches stand, what is late."""
    counts = stands_of(acting, asked.filter)
    now = asked.filter
    chips: list[dict[str, Any]] = [
        {"title": _("All"), "count": sum(counts.values()), "url": asked.query(stand="", late="", mine="0"),
         "is_current": not (now.stand or now.is_late or now.is_mine)},
        {"title": _("Held by us"), "count": None, "url": asked.query(mine="0" if now.is_mine else "1"),
         "is_current": now.is_mine, "removes": now.is_mine},
        {"title": _("Late"), "count": late, "url": asked.query(late="" if now.is_late else "1"),
         "is_current": now.is_late, "late": late > 0, "removes": now.is_late, "icon": "calendar-due"},
    ]  # fmt: skip
    return chips + [
        {
            "title": title,
            "count": counts[stand],
            "url": asked.query(stand=stand.value),
            "is_current": now.stand == stand,
        }
        for stand, title in STANDS.items()
    ]


def _line(line: Line) -> dict[str, Any]:
    proposed = [] if line.ways else [one.title for one in proposed_now(line.finding, line.ways)]
    return {
        "patch": line.patch, "url": reverse("web:patch_rectification", args=[line.patch.uuid]),
        "stand": STANDS[line.stand], "stand_key": line.stand.value, "ways": [way_in_short(one) for one in line.ways],
        "late": line.is_late(timezone.localdate()), "proposed": proposed,
        "why_none": "" if line.ways or proposed else why_none(line.finding),
        "false": sum(one.false_count for one in line.ways),
    }  # fmt: skip


@on_rail("rectification")
@require_safe
def on_site(request: HttpRequest) -> HttpResponse:
    """Show what waits for the acceptance on site, and what waits for a signature."""
    acting, asked = by(request), asked_of(request)
    if asked is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    campaign = asked.filter.campaign
    context = {
        "tabs": rectification_tabs("on_site"), "campaign": campaign,
        "waiting": [_declared(acting, one) for one in waiting_on_site(acting, campaign.pk)],
        "to_sign": [_declared(acting, one) for one in waiting_for_signature(acting, campaign.pk)],
        "fewest": law_of(campaign).acceptance.fewest_on_site,
    }  # fmt: skip
    return render(request, "web/rectification/on_site.html", context)


def _declared(acting: Acting, one: Any) -> dict[str, Any]:
    way = one.way
    return {
        "row": one, "way": way_in_short(way), "patch": way.patch,
        "url": reverse("web:patch_rectification", args=[way.patch.uuid]),
        "inspect": control(_("Accept on site"), reverse("web:declaration_inspect", args=[one.pk]),
                           may_inspect.explain(acting, one), primary=True, icon="circle-check", about=way.patch),
        "sign_url": reverse("web:declaration_sign", args=[one.pk]),
    }  # fmt: skip


@on_rail("rectification")
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show every unit with its sums, and the declarations that proved false."""
    acting, asked = by(request), asked_of(request)
    if asked is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    campaign = asked.filter.campaign
    sums = by_unit(acting, campaign)
    context = {
        "tabs": rectification_tabs("units"), "campaign": campaign, "units": sums,
        "whole": total_of(sums, _("Together")),
        "false": [_declared(acting, one) for one in false_declarations(acting, campaign.pk)],
    }  # fmt: skip
    return render(request, "web/rectification/units.html", context)
