"""The board of plans, and the versions of one plan."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control
from tuban.web.plans import shown
from tuban.web.rail import on_rail
from tuban.web.tabs import rectification_tabs
from tuban.workflow.plans import policies
from tuban.workflow.plans.law import plan_law
from tuban.workflow.plans.queries import units_shown, versions_of
from tuban.workflow.plans.standing import Stand, days_of, standings


@on_rail("rectification")
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Show which unit owes which plan until when and how each stands, one's own first."""
    acting, campaign = by(request), campaign_of(request)
    if campaign is None:
        return render(request, "web/my_day/no_campaign.html", {"sub": acting.post.unit.name})
    units, today, days = units_shown(acting, campaign), timezone.localdate(), days_of(campaign)
    found = standings(campaign, units, today)
    kinds, told = plan_law().kinds, Counter(one.stand for one in found.values())
    why_days = policies.may_set_days.explain(acting, campaign)
    missing = [one for one in found.values() if one.stand is Stand.MISSING]
    context: dict[str, Any] = {
        "tabs": rectification_tabs("plans"), "campaign": campaign,
        "kinds": [
            {"row": one, "due_on": days[one.id], "day": control(
                _("Set the day"), reverse("web:plan_day", args=[one.id]), why_days, icon="calendar-due", plain=True,
                about=one.title)}
            for one in kinds
        ],
        "rows": [
            {"unit": unit, "to": unit.above or "—", "is_own": unit.pk == acting.post.unit_id,
             "marks": [shown.mark(found[unit.pk, kind.id]) for kind in kinds]}
            for unit in sorted(units, key=lambda one: one.pk != acting.post.unit_id)
        ],
        "waiting": told[Stand.HANDED_IN], "accepted": told[Stand.ACCEPTED], "owed": len(found),
        "missing": [f"{one.unit.short_name or one.unit.name}（{one.kind.title}）" for one in missing],
        "has_no_day": all(day is None for day in days.values()),
    }  # fmt: skip
    return render(request, "web/plans/board.html", context)


@on_rail("rectification")
@require_safe
def plan(request: HttpRequest, unit: UUID, kind: str) -> HttpResponse:
    """Show the plan of a unit: how it stands, its versions, and what can be done."""
    acting, of = by(request), shown.kind_of(kind)
    campaign, own = shown.unit_of(request, unit)
    rows = versions_of(acting, campaign, own, of.id)
    standing = standings(campaign, [own], timezone.localdate())[own.pk, of.id]
    context = {
        "tabs": rectification_tabs("plans"), "campaign": campaign, "unit": own, "kind": of,
        "mark": shown.mark(standing), "to": shown.to_whom(own), "versions": [shown.version(one) for one in rows],
        "controls": _controls(acting, campaign, own, of, rows), "chapters": of.chapters,
        "draft_url": reverse("web:plan_draft", args=[own.pk, of.id]), "board_url": reverse("web:plans"),
    }  # fmt: skip
    return render(request, "web/plans/plan.html", context)


def _controls(acting: Any, campaign: Any, unit: Any, kind: Any, rows: list[Any]) -> list[dict[str, Any]]:
    is_own, last = unit.pk == acting.post.unit_id, rows[0] if rows else None
    if is_own or last is None:
        why = policies.may_hand_in.explain(acting, campaign)
        if not why and not is_own:
            why = _("A unit hands in its own plan.")
        title = _("Hand in a new version") if last else _("Hand in the plan")
        is_first = last is None or last.state == "returned"
        return [control(title, reverse("web:plan_hand_in", args=[kind.id]), why, icon="send", primary=is_first)]
    why = policies.may_decide.explain(acting, last)
    return [
        control(_("Accept the plan"), reverse("web:plan_accept", args=[last.pk]), why, icon="circle-check",
                primary=True),
        control(_("Return the plan"), reverse("web:plan_return", args=[last.pk]), why, icon="arrow-back-up"),
    ]  # fmt: skip
