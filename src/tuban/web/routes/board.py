"""The board of a plan: its page, its content for the script, and what is done on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tuban.inspect.routes.planning import clock_of
from tuban.jobs.queries import job_of
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import control
from tuban.web.jobs.parts import job_part
from tuban.web.map.pages import images_of, layer_content
from tuban.web.rail import on_rail
from tuban.web.routes.words import LEFT, board_words, weekday
from tuban.web.tabs import field_tabs
from tuban.workflow.audit.policies import Refused
from tuban.workflow.layers.on_map import editions_on_map
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.routes import actions
from tuban.workflow.routes.arranging import Figures
from tuban.workflow.routes.moving import Move, WhatIf, fitted, what_if
from tuban.workflow.routes.policies import may_arrange, may_drop, may_give_out
from tuban.workflow.routes.queries import day_now, is_done, last_step_of, plan_for, teams_of, visits_of

_BEHIND = ("roads", "boundaries")
_MEANWHILE, _CONFLICT, _BAD, _FORBIDDEN = ".changed_meanwhile", 409, 422, 403


def plan_found(request: HttpRequest, key: UUID) -> Any:
    """Return a plan that the acting person sees; else Http404, and the attempt is recorded."""
    try:
        return plan_for(by(request), key)
    except TubanError as error:
        raise Http404 from error


@on_rail("survey")
@require_GET
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the board; while routes are looked for, how far that is."""
    acting, plan = by(request), plan_found(request, key)
    work = job_of(plan.job_id) if plan.job_id else None
    layers = [layer_content(one) for one in editions_on_map(acting)]
    why = may_arrange.explain(acting, plan)
    context = {
        "tabs": field_tabs("routes"), "plan": plan,
        "job": part_of(acting, work, reverse("web:route_job", args=[plan.pk]))
        if work is not None and work.state != "done" else None,
        "why_not": why, "is_planned": plan.state == plan.State.PLANNED,
        "controls": [
            control(_("Give to the groups"), reverse("web:route_give_out", args=[plan.pk]),
                    may_give_out.explain(acting, plan), icon="send", primary=not plan.given_out_at),
            control(_("Plan anew"), reverse("web:route_anew", args=[plan.pk]), why, icon="refresh"),
        ],
        "add": {
            "title": _("Add patches"), "icon": "plus", "url": reverse("web:route_add", args=[plan.pk]), "reason": why,
        },
        "drop": control(_("Drop"), reverse("web:route_drop", args=[plan.pk]), may_drop.explain(acting, plan),
                        icon="trash", plain=True),
        "content": {
            "board": content_of(acting, plan),
            "layers": [one for one in layers if one["role"] in _BEHIND],
            "images": images_of(layers),
            "words": board_words(),
            "addresses": {
                name: reverse(f"web:route_{name}", args=[plan.pk])
                for name in ("data", "what_if", "fit", "move", "undo")
            },
        } if plan.state == plan.State.PLANNED else None,
    }  # fmt: skip
    return render(request, "web/routes/board.html", context)


def part_of(acting: Acting, work: Any, url: str) -> dict[str, Any]:
    """Return what is shown of a piece of work; it is stopped by who asked for it alone."""
    return job_part(work, url=url, may_steer=work.person_id == acting.person_id)


@require_GET
def job(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far the planning is."""
    plan = plan_found(request, key)
    work = job_of(plan.job_id) if plan.job_id else None
    if work is None:
        raise Http404
    return render(request, "web/parts/job.html", {"job": part_of(by(request), work, request.path)})


@require_GET
def data(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer what the board shows now."""
    plan = plan_found(request, key)
    return JsonResponse(content_of(by(request), plan))


def content_of(acting: Acting, plan: Any) -> dict[str, Any]:
    """Return what the board shows."""
    teams = teams_of(plan)
    places = {one.pk: one.place for one in teams}
    visits = visits_of(plan)
    lines: dict[tuple[int, int], list[Any]] = {}
    stops: dict[str, dict[str, Any]] = {}
    for visit in visits:
        place, day = places.get(visit.team_id or 0, 0), visit.day or 0
        if place and visit.metres:
            lines.setdefault((place, day), []).extend(visit.way)
        known = stops.get(visit.patch.number)
        if known is None:
            stops[visit.patch.number] = _stop(visit, place)
        else:
            known["parts"] += 1
            known["leave"] = clock_of(visit.leaves)
            known["service"] += visit.service_seconds
    step = last_step_of(plan)
    return {
        "version": plan.version, "whyNot": may_arrange.explain(acting, plan),
        "undo": step.words if step is not None else "",
        "teams": [
            {"place": team.place, "name": team.name, "lon": team.start_lon, "lat": team.start_lat,
             "start": team.start_name, "members": [one.name for one in team.group.members.all()]}
            for team in teams
        ],
        "days": [_day(team, day, lines.get((team.place, day.day), [])) for team in teams for day in team.days.all()],
        "stops": list(stops.values()),
    }  # fmt: skip


def _day(team: Any, day: Any, line: list[Any]) -> dict[str, Any]:
    return {
        "team": team.place, "day": day.day, "on": weekday(day.on), "leaves": clock_of(day.leaves),
        "returns": clock_of(day.returns), "metres": day.metres, "travel": day.travel_seconds,
        "service": day.service_seconds, "isOver": day.is_over_hours, "line": [*line, *day.way_back],
        "from": day.leaves_from,
    }  # fmt: skip


def _stop(visit: Any, place: int) -> dict[str, Any]:
    patch = visit.patch
    return {
        "number": patch.number, "team": place, "day": visit.day or 0, "order": visit.order or 0,
        "township": patch.township_name, "village": patch.village, "arrive": clock_of(visit.arrives),
        "leave": clock_of(visit.leaves), "metres": visit.metres, "travel": visit.travel_seconds,
        "service": visit.service_seconds, "why": visit.why, "isDoubtful": bool(visit.reasons), "parts": 1,
        "isFixed": visit.is_fixed, "isAdded": visit.left_because == "added", "isDone": is_done(visit),
        "lon": visit.lon, "lat": visit.lat,
        "area": str(patch.area_mu) if patch.area_mu is not None else "", "onFoot": visit.is_on_foot,
        "estimated": visit.estimated_m, "left": _why_left(visit),
        "url": reverse("web:patch", args=[patch.uuid]),
    }  # fmt: skip


def _why_left(visit: Any) -> str:
    why = str(LEFT.get(visit.left_because, ""))
    return f"{why}{visit.left_words}" if visit.left_because == "by_hand" else visit.left_words or why


# What is done on it ---------------------------------------------------------------------------------------------------


@require_POST
def consider(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer what moves would change, and change nothing."""
    plan = plan_found(request, key)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        return _would(what_if(plan, _moves(asked)))

    return _answered(request, answer)


@require_POST
def fit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer where stops that are left over cost least, and what that would change; change nothing."""
    plan = plan_found(request, key)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        found = fitted(plan, [str(one) for one in asked["numbers"]], from_day=day_now(teams_of(plan)))
        return {
            **_would(what_if(plan, found.moves)),
            "moves": [
                {"number": one.number, "team": one.group, "day": one.day, "position": one.position}
                for one in found.moves
            ],
            "missed": [{"number": number, "why": str(LEFT.get(why, ""))} for number, why in found.missed.items()],
        }  # fmt: skip

    return _answered(request, answer)


def _would(would: WhatIf) -> dict[str, Any]:
    return {
        "days": [
            {"team": one.key[0], "day": one.key[1], "before": _figures(one.before), "after": _figures(one.after)}
            for one in would.days
        ],
        "before": _figures(would.before), "after": _figures(would.after),
    }  # fmt: skip


@require_POST
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move stops, and answer the board as it is then."""
    acting, plan = by(request), plan_found(request, key)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        actions.move(plan, by=acting, expected_version=int(asked["version"]), moves=_moves(asked))
        return content_of(acting, plan_for(acting, plan.pk))

    return _answered(request, answer)


@require_POST
def undo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Undo the last change that stands, and answer the board as it is then."""
    acting, plan = by(request), plan_found(request, key)

    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        actions.undo(plan, by=acting, expected_version=int(asked["version"]))
        return content_of(acting, plan_for(acting, plan.pk))

    return _answered(request, answer)


def _answered(request: HttpRequest, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> HttpResponse:
    try:
        asked = json.loads(request.body)
        if not isinstance(asked, dict):
            raise TypeError
        return JsonResponse(answer(asked))
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"code": "routes.unreadable", "message": _("This cannot be read.")}, status=_BAD)
    except TubanError as error:
        status = _CONFLICT if error.code.endswith(_MEANWHILE) else _FORBIDDEN if isinstance(error, Refused) else _BAD
        told = {"code": error.code, "message": error.message, "hint": error.advice}
        return JsonResponse(told, status=status)


def _moves(asked: dict[str, Any]) -> list[Move]:
    return [
        Move(
            str(one["number"]), _whole(one.get("team")), _whole(one.get("day")) or 0, _whole(one.get("position")),
            None if one.get("isFixed") is None else bool(one["isFixed"]), str(one.get("why") or ""),
        )
        for one in asked["moves"]
    ]  # fmt: skip


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _figures(one: Figures) -> dict[str, Any]:
    return {
        "stops": one.stops, "metres": one.metres, "travel": one.travel_seconds, "service": one.service_seconds,
        "returns": clock_of(one.returns), "isOver": one.is_over_hours, "isPossible": one.is_possible,
    }  # fmt: skip
