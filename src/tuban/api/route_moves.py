"""Moves on a plan for machines: thought through, done, undone; what is left planned anew."""

from __future__ import annotations

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
from tuban.workflow.routes.moving import Move, what_if
from tuban.workflow.routes.queries import plan_for

router = Router(tags=["routes"])


class MoveIn(Schema):
    """A stop goes elsewhere: all parts of a number together."""

    number: str = Field(min_length=1, max_length=40)
    group: int | None = Field(None, ge=0, le=60, description="Its place in the plan; 0 takes it out; null leaves it.")
    day: int = Field(0, ge=0, le=60)
    position: int | None = Field(None, ge=0, le=3000, description="From 0 on; null where it costs least.")
    is_fixed: bool | None = None

    def as_move(self) -> Move:
        """Return it as the action takes it."""
        return Move(self.number, self.group, self.day, self.position, self.is_fixed)


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


def _figures(one: Figures) -> FiguresOut:
    return FiguresOut(**{name: getattr(one, name) for name in FiguresOut.model_fields})


@router.post("/route-plans/{plan}/what-if", response={200: WhatIfOut, **PROBLEMS}, summary=_("What moves would change"))
def consider(request: HttpRequest, plan: UUID, given: MovesAsked) -> WhatIfOut:
    """Return kilometres and hours before and after; nothing is changed."""
    would = what_if(plan_for(by(request), plan), [one.as_move() for one in given.moves])
    return WhatIfOut(
        days=[
            DayChange(group=one.key[0], day=one.key[1], before=_figures(one.before), after=_figures(one.after))
            for one in would.days
        ],
        before=_figures(would.before), after=_figures(would.after),
    )  # fmt: skip


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
            days=given.days, now=now, done=given.done, groups=given.groups,
        )  # fmt: skip
        return plan_out(made)

    return done(request, key, deed, status=202)
