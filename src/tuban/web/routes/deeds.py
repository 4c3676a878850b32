"""What people do with field groups and plans, one view a deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page, saved
from tuban.web.found import found_or_404
from tuban.web.map.pages import images_of, layer_content
from tuban.web.rail import on_rail
from tuban.web.routes.board import plan_found
from tuban.web.routes.forms import AnewForm, DrawForm, EquipForm
from tuban.workflow.layers.on_map import editions_on_map
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.routes import actions
from tuban.workflow.routes.policies import may_arrange, may_draw, may_drop, may_equip, may_give_out
from tuban.workflow.routes.queries import day_now, groups_of, last_day_of, people_for, stops_ending, teams_of
from tuban.workflow.routes.settings import on_foot_m


def picking_on(acting: Acting, *, several: bool = False) -> dict[str, Any]:
    """Return what the map is told on which a place is picked; of ``several`` each opens when it is asked for."""
    layers = [layer_content(one) for one in editions_on_map(acting)]
    return {
        "layers": [one for one in layers if one["role"] in ("roads", "boundaries")],
        "images": images_of(layers), "label": _("Map: click where it is."),
        "button": _("Show on the map") if several else "",
    }  # fmt: skip


@on_rail("survey")
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a field group of two."""
    acting = by(request)
    unit = acting.post.unit
    people = [
        (person.username, f"{person.name} · {role}") for person, role in people_for(acting)
    ]  # fmt: skip
    form = DrawForm(request.POST or None, people=people, picking=picking_on(acting))
    return deed_page(
        request, form, title=_("Draw a field group"), button=_("Draw it"), done=_("The group is drawn."),
        words=_("Two persons go together. Where they set out decides which patches are near."),
        do=lambda given: actions.draw_group(
            unit, by=acting, name=given["name"], members=form.members(), since=timezone.localdate(),
            equipment=form.equipment(),
        ),
        back=reverse("web:routes"), why_not=may_draw.explain(acting, unit),
    )  # fmt: skip


@on_rail("survey")
def equip(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say where a group sets out and in which car."""
    acting = by(request)
    group = found_or_404(request, groups_of(acting), key)
    outfit = getattr(group, "outfit", None)
    has_place = outfit is not None and outfit.start_lon is not None
    first = {
        "start_name": outfit.start_name, "vehicle": outfit.vehicle, "note": outfit.note, "expected": outfit.version,
        "place": f"{outfit.start_lon:.6f}, {outfit.start_lat:.6f}" if has_place else "",
    } if outfit is not None else {"expected": 0}  # fmt: skip
    form = EquipForm(request.POST or None, initial=first, picking=picking_on(acting))
    return deed_page(
        request, form, title=_("Where {group} sets out").format(group=group.name), button=_("Keep"), done=saved(),
        do=lambda given: actions.equip(
            group, by=acting, expected_version=given["expected"] or 0, equipment=form.equipment()
        ),
        back=reverse("web:routes"), why_not=may_equip.explain(acting, group),
    )  # fmt: skip


@on_rail("survey")
def anew(request: HttpRequest, key: UUID) -> HttpResponse:
    """Plan anew what is left."""
    acting, plan = by(request), plan_found(request, key)
    teams = teams_of(plan)
    first = {
        "from_day": day_now(teams),
        "days": last_day_of(plan),
        "expected": plan.version,
        "farthest_m": on_foot_m(plan),
    }
    form = AnewForm(request.POST or None, initial=first, teams=teams, picking=picking_on(acting, several=True))

    def do(given: dict[str, Any]) -> None:
        now = {
            team.place: actions.Now(given[f"at_{team.place}"], *(given[f"place_{team.place}"] or (None, None)))
            for team in teams
            if given[f"at_{team.place}"] is not None or given[f"place_{team.place}"] is not None
        }
        actions.plan_anew(
            plan, by=acting, expected_version=given["expected"], from_day=given["from_day"], days=given["days"],
            now=now, done=stops_ending(plan, given["done"].split()), out=[int(one) for one in given["out"]],
            farthest_m=given["farthest_m"],
        )  # fmt: skip

    return deed_page(
        request, form, title=_("Plan anew what is left"), button=_("Plan anew"), done=_("It is being planned anew."),
        words=_("What was visited, what is held fast and the days before stay as they are. The rest is shared out anew "
                "among the groups that go; what was left over is tried again."),
        do=do, back=reverse("web:route", args=[plan.pk]), why_not=may_arrange.explain(acting, plan),
    )  # fmt: skip


class GiveOutForm(DeskForm):
    """Nothing to fill in."""


@on_rail("survey")
def give_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the routes to the groups."""
    acting, plan = by(request), plan_found(request, key)

    def do(_given: dict[str, Any]) -> None:
        _sent, refused = actions.give_out(plan, by=acting, expected_version=plan.version)
        if refused:
            words = _("{count} patches did not go into the field: {first}")
            messages.warning(request, words.format(count=len(refused), first=f"{refused[0][0]} {refused[0][1]}"))

    return deed_page(
        request, GiveOutForm(request.POST or None), title=_("Give the routes to the groups"),
        button=_("Give to the groups"),
        words=_("The groups then find their patches in this order in the app for the field. What they worked by until "
                "now ends; the patches planned are to be visited."),
        done=_("The groups have their routes."), do=do, back=reverse("web:route", args=[plan.pk]),
        why_not=may_give_out.explain(acting, plan),
    )  # fmt: skip


@on_rail("survey")
def drop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Drop a plan."""
    acting, plan = by(request), plan_found(request, key)
    return deed_page(
        request, GiveOutForm(request.POST or None), title=_("Drop the plan"), button=_("Drop"),
        words=_("The plan and its changes by hand are gone then. Patches stay as they are."),
        consequence=_("The plan «{plan}» will be dropped.").format(plan=plan.title), done=_("The plan is dropped."),
        do=lambda _given: actions.drop(plan, by=acting), back=reverse("web:routes"),
        why_not=may_drop.explain(acting, plan),
    )  # fmt: skip
