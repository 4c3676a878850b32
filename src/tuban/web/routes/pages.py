"""The list of plans and groups, and the page on which a plan is asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.deeds import control, refusal
from tuban.web.rail import on_rail
from tuban.web.routes.board import plan_found
from tuban.web.routes.forms import PlanForm
from tuban.web.routes.words import REASONS
from tuban.web.tabs import field_tabs
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.states import State
from tuban.workflow.routes import actions
from tuban.workflow.routes.choosing import CHOOSABLE, Candidate, Wanted, candidates, counts
from tuban.workflow.routes.policies import may_arrange, may_draw, may_equip, may_plan
from tuban.workflow.routes.queries import current_plan_of, groups_of, in_order, plans_of
from tuban.workflow.routes.roads import roads_of
from tuban.workflow.routes.settings import proposed_settings

_PLANS = 30


@on_rail("survey")
@require_GET
def routes(request: HttpRequest) -> HttpResponse:
    """Show the plans of the campaign and the field groups."""
    acting, campaign = by(request), campaign_of(request)
    groups = in_order(groups_of(acting))
    why = _("There is no campaign yet.") if campaign is None else may_plan.explain(acting, campaign)
    if not why and not groups:
        why = _("Draw a field group first.")
    context = {
        "tabs": field_tabs("routes"), "campaign": campaign, "is_administrator": acting.is_administrator,
        "plans": list(plans_of(acting, campaign)[:_PLANS]) if campaign is not None else [],
        "groups": [_group(acting, one) for one in groups],
        "new": {"title": _("Plan field days"), "url": reverse("web:route_new"), "primary": True, "icon": "route",
                "reason": why},
        "draw": control(_("Draw a field group"), reverse("web:route_draw"), may_draw.explain(acting, acting.post.unit),
                        icon="users-group"),
    }  # fmt: skip
    return render(request, "web/routes/list.html", context)


def _group(acting: Acting, group: Any) -> dict[str, Any]:
    outfit = getattr(group, "outfit", None)
    return {
        "row": group, "outfit": outfit, "members": list(group.members.all()), "plan": current_plan_of(group),
        "has_start": outfit is not None and outfit.start_lon is not None,
        "equip": control(_("Where it sets out"), reverse("web:route_equip", args=[group.pk]),
                         may_equip.explain(acting, group), icon="map-pin", plain=True, about=group.name),
    }  # fmt: skip


@on_rail("survey")
def new(request: HttpRequest) -> HttpResponse:
    """Choose patches and groups, say hours and days, and ask for the routes."""
    acting, campaign = by(request), campaign_of(request)
    why = _("There is no campaign yet.") if campaign is None else may_plan.explain(acting, campaign)
    if campaign is None or why:
        return refusal(request, why)
    found = candidates(acting, campaign)
    groups = in_order(groups_of(acting))
    wanted = _wanted(request.POST) if request.method == "POST" else _proposed(found)
    chosen = {str(one.pk) for one in groups} if request.method != "POST" else set(request.POST.getlist("group"))
    findings = [(entry.value, entry.label) for entry in rulebook_of(campaign).codelist("finding").entries]
    form = PlanForm(
        request.POST or None, proposed=proposed_settings(), kinds=findings,
        initial={"title": _("Field days {count}").format(count=plans_of(acting, campaign).count() + 1)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.plan(
                campaign, by=acting, title=form.cleaned_data["title"],
                groups=[one.pk for one in groups if str(one.pk) in chosen], patches=_taken(found, wanted),
                settings=form.settings(), begins=form.cleaned_data["begins"],
            )  # fmt: skip
            return redirect("web:route", plan.pk)
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice}")
    context = {
        "tabs": field_tabs("routes"), "campaign": campaign, "form": form, **_choice(found, wanted),
        "count_url": reverse("web:route_count"), "groups": [
            {"row": one, "members": "、".join(m.name for m in one.members.all()), "is_chosen": str(one.pk) in chosen}
            for one in groups
        ],
        "roads": roads_of(campaign),
        "minutes": form.minute_fields,
    }  # fmt: skip
    return render(request, "web/routes/new.html", context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """Show how many patches a choice takes."""
    acting, campaign = by(request), campaign_of(request)
    wanted = _wanted(request.GET)
    found = [one for one in candidates(acting, campaign) if wanted.takes(one)] if campaign is not None else []
    return render(request, "web/routes/count.html", {"counted": _counted(found)})


@on_rail("survey")
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose patches that a plan does not have, and add them."""
    acting, plan = by(request), plan_found(request, key)
    why = may_arrange.explain(acting, plan)
    if why:
        return refusal(request, why)
    found = _outside(acting, plan)
    wanted = _wanted(request.POST) if request.method == "POST" else _proposed(found)
    fault = ""
    if request.method == "POST":
        try:
            actions.add(plan, by=acting, expected_version=plan.version, patches=_taken(found, wanted))
            return redirect("web:route", plan.pk)
        except TubanError as error:
            fault = f"{error.message} {error.advice}"
    context = {
        "tabs": field_tabs("routes"), "plan": plan, "fault": fault, **_choice(found, wanted),
        "count_url": reverse("web:route_add_count", args=[plan.pk]),
    }  # fmt: skip
    return render(request, "web/routes/add.html", context)


@require_GET
def add_count(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how many patches a choice adds to a plan."""
    acting, plan = by(request), plan_found(request, key)
    wanted = _wanted(request.GET)
    found = [one for one in _outside(acting, plan) if wanted.takes(one)]
    return render(request, "web/routes/count.html", {"counted": _counted(found)})


def _outside(acting: Acting, plan: Any) -> list[Candidate]:
    """Return what could be visited and is not in a plan."""
    there = set(plan.visits.values_list("patch__uuid", flat=True))
    return [one for one in candidates(acting, plan.campaign) if one.patch not in there]


def _taken(found: list[Candidate], wanted: Wanted) -> list[UUID]:
    return [one.patch for one in found if wanted.takes(one)]


def _choice(found: list[Candidate], wanted: Wanted) -> dict[str, Any]:
    """Return what can be chosen of, with what is chosen."""
    counted = counts(found)
    names = {one.township_code: one.township or one.township_code for one in found}
    return {
        "wanted": wanted, "total": len(found), "counted": _counted([one for one in found if wanted.takes(one)]),
        "states": [
            (state.value, state.label, counted["states"][state.value]) for state in CHOOSABLE
            if counted["states"][state.value]
        ],
        "townships": [(code, names[code], counted["townships"][code]) for code in sorted(names)],
        "reasons": [(name, label, counted["reasons"][name]) for name, label in REASONS.items()],
    }  # fmt: skip


def _wanted(given: Any) -> Wanted:
    numbers = tuple(given.get("numbers", "").split())
    return Wanted(
        states=tuple(given.getlist("state")) or ("",), townships=tuple(given.getlist("township")) or ("-",),
        reasons=tuple(given.getlist("reason")), doubtful_only=not given.get("all"), numbers=numbers,
    )  # fmt: skip


def _proposed(found: list[Candidate]) -> Wanted:
    states = {one.state for one in found}
    chosen = tuple(state.value for state in (State.TO_VISIT, State.COMPARED) if state.value in states)
    return Wanted(states=chosen, townships=tuple(sorted({one.township_code for one in found})))


def _counted(taken: list[Candidate]) -> dict[str, Any]:
    return {
        "patches": len(taken), "stops": len({one.number for one in taken}),
        "townships": len({one.township_code for one in taken}), "doubtful": sum(bool(one.reasons) for one in taken),
        "mu": f"{sum(one.area_mu or 0 for one in taken):.2f}",
    }  # fmt: skip
