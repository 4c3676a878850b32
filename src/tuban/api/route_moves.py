"""Moves on a plan for machines: thought through, done, undone; what is left planned anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.route_plans import RoutePlanOut, RoutePlanWhole, SeenIn, plan_out, plan_whole
from tuban.api.words import lazily as _
from tuban.inspect.routes.planning import seconds_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.routes import actions
from tuban.workflow.routes.arranging import Figures
from tuban.workflow.routes.moving import MOST_LETTERS, Move, WhatIf, fitted, what_if
from tuban.workflow.routes.queries import day_now, plan_for, teams_of
from tuban.workflow.routes.settings import MOST_ON_FOOT_M

router = Router(tags=["routes"])


class MoveIn(Schema):
    """A stop goes elsewhere: all parts of a number together."""

    number: str = Field(min_length=1, max_length=40)
    group: int | None = Field(None, ge=0, le=60, description="Its place in the plan; 0 takes it out; null leaves it.")
    day: int = Field(0, ge=0, le=60)
    position: int | None = Field(None, ge=0, le=3000, description="From 0 on; null where it costs least.")
    is_fixed: bool | None = None
    why: str = Field("", max_length=MOST_LETTERS, description="Why it is taken out; needed for that.")

    def as_move(self) -> Move:
        """Return it as the action takes it."""
        return Move(self.number, self.group, self.day, self.position, self.is_fixed, self.why)


class MovesAsked(Schema):
    """Moves that are only thought through."""

    moves: list[MoveIn] = Field(min_length=1, max_length=500)


class MovesIn(MovesAsked):
    """Moves, with the version of the plan that was seen."""

    expected_version: int = Field(ge=1, le=2**31 - 1)


class WhereNow(Schema):
    """Where a group is, at which time of day; without a place: where it was seen last."""

    at: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    place: tuple[float, float] | None = Field(None, description="Longitude and latitude.")


class AnewIn(SeenIn):
    """What is left is planned anew from a day on."""

    from_day: int = Field(1, ge=1, le=60)
    days: int | None = Field(None, ge=1, le=60)
    now: dict[int, WhereNow] = Field(default={}, description="By the place of the group in the plan.")
    done: list[str] = Field(default=[], max_length=3000, description="Numbers that were visited already.")
    groups: list[int] = Field(default=[], max_length=60, description="Places of groups; none: all.")
    out: list[int] = Field(
        default=[], max_length=60, description="Places of groups that go no more: theirs is spread among the others."
    )
    farthest_m: int | None = Field(None, ge=1, le=MOST_ON_FOOT_M, description="On foot from a road, from now on.")


class FiguresOut(Schema):
    """What a day or a plan takes."""

    stops: int
    metres: int
    travel_seconds: int
    service_seconds: int
    is_over_hours: bool
    is_possible: bool


class DayChange(Schema):
    """A day before and after."""

    group: int
    day: int
    before: FiguresOut
    after: FiguresOut


class WhatIfOut(Schema):
    """What moves would change."""

    days: list[DayChange]
    before: FiguresOut
    after: FiguresOut


class FitAsked(Schema):
    """Stops that are left over: all parts of a number together."""

    numbers: list[str] = Field(min_length=1, max_length=actions.MOST_STOPS)


class FitOut(WhatIfOut):
    """Where stops cost least: the moves that put them there, and those that fit into no day, with the reason."""

    moves: list[MoveIn]
    missed: dict[str, str]


def _figures(one: Figures) -> FiguresOut:
    return FiguresOut(**{name: getattr(one, name) for name in FiguresOut.model_fields})


@router.post("/route-plans/{plan}/what-if", response={200: WhatIfOut, **PROBLEMS}, summary=_("What moves would change"))
def consider(request: HttpRequest, plan: UUID, given: MovesAsked) -> WhatIfOut:
    """Return kilometres and hours before and after; nothing is changed."""
    return WhatIfOut(**_would(what_if(plan_for(by(request), plan), [one.as_move() for one in given.moves])))


def _would(would: WhatIf) -> dict[str, Any]:
    return {
        "days": [
            DayChange(group=one.key[0], day=one.key[1], before=_figures(one.before), after=_figures(one.after))
            for one in would.days
        ],
        "before": _figures(would.before), "after": _figures(would.after),
    }  # fmt: skip


@router.post("/route-plans/{plan}/fit", response={200: FitOut, **PROBLEMS}, summary=_("Where stops cost least"))
def fit(request: HttpRequest, plan: UUID, given: FitAsked) -> FitOut:
    """Return the moves that put stops where they cost least, with kilometres and hours before and after; nothing is
    changed."""
    row = plan_for(by(request), plan)
    found = fitted(row, given.numbers, from_day=day_now(teams_of(row)))
    moves = [
        MoveIn(number=one.number, group=one.group, day=one.day, position=one.position, why="") for one in found.moves
    ]
    return FitOut(**_would(what_if(row, found.moves)), moves=moves, missed=dict(found.missed))


@router.post("/route-plans/{plan}/moves", response={200: RoutePlanWhole, **PROBLEMS}, summary=_("Move stops"))
def move(request: HttpRequest, plan: UUID, given: MovesIn, key: Key = None) -> HttpResponse:
    """Move stops to another group, day or position, hold them fast, or take them out."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanWhole:
        row = plan_for(acting, plan)
        actions.move(
            row, by=acting, expected_version=given.expected_version, moves=[one.as_move() for one in given.moves]
        )
        return plan_whole(plan_for(acting, plan))

    return done(request, key, deed)


@router.post("/route-plans/{plan}/undo", response={200: RoutePlanWhole, **PROBLEMS}, summary=_("Undo the last change"))
def undo(request: HttpRequest, plan: UUID, given: SeenIn, key: Key = None) -> HttpResponse:
    """Undo the last change that stands; again: the one before."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanWhole:
        actions.undo(plan_for(acting, plan), by=acting, expected_version=given.expected_version)
        return plan_whole(plan_for(acting, plan))

    return done(request, key, deed)


@router.post("/route-plans/{plan}/anew", response={202: RoutePlanOut, **PROBLEMS}, summary=_("Plan anew what is left"))
def plan_anew(request: HttpRequest, plan: UUID, given: AnewIn, key: Key = None) -> HttpResponse:
    """Ask that what is left be planned anew from a day on, from where the groups are."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        now = {
            place: actions.Now(None if one.at is None else seconds_of(one.at), *(one.place or (None, None)))
            for place, one in given.now.items()
        }
        made = actions.plan_anew(
            plan_for(acting, plan), by=acting, expected_version=given.expected_version, from_day=given.from_day,
            days=given.days, now=now, done=given.done, groups=given.groups, out=given.out,
            farthest_m=given.farthest_m,
        )  # fmt: skip
        return plan_out(made)

    return done(request, key, deed, status=202)
