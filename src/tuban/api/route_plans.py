"""Plans of field days for machines: which patches may be visited, routes worked out, read and given to the groups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.inspect.routes.planning import clock_of
from tuban.jobs.queries import job_of
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.routes import actions
from tuban.workflow.routes.choosing import Wanted, candidates
from tuban.workflow.routes.queries import is_done, plan_for, plans_of, teams_of, visits_of
from tuban.workflow.routes.settings import MOST_ON_FOOT_M, proposed_settings

router = Router(tags=["routes"])
Priority = Literal["balanced", "doubtful", "large", "equal"]


class CandidateOut(Schema):
    """A patch that may be visited, and why."""

    patch: UUID
    number: str
    part: str
    township_code: str
    township: str
    state: str
    area_mu: float | None
    reasons: list[str]
    why: str


class ChoiceAsked(Schema):
    """Which patches are wanted; empty means: whatever it is."""

    state: list[str] = Field(default=["to_visit", "compared"])
    township: list[str] = Field(default=[])
    reason: list[str] = Field(default=[])
    doubtful_only: bool = True


class PlanIn(Schema):
    """A plan to be worked out. What is left out is as the planning values propose it."""

    title: str = Field(min_length=1, max_length=80)
    groups: list[UUID] = Field(min_length=1, max_length=60)
    patches: list[UUID] = Field(min_length=1, max_length=actions.MOST_STOPS)
    begins: date | None = None
    days: int | None = Field(None, ge=1, le=60)
    opens: str | None = Field(None, pattern=r"^\d{2}:\d{2}$", examples=["08:30"])
    closes: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")
    lunch_from: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")
    lunch_to: str | None = Field(None, pattern=r"^\d{2}:\d{2}$")
    most_stops: int | None = Field(None, ge=0, le=480)
    priority: Priority | None = None
    default_minutes: int | None = Field(None, ge=0, le=480)
    farthest_m: int | None = Field(None, ge=1, le=MOST_ON_FOOT_M, description="On foot from a road, in metres.")
    minutes: dict[str, int] | None = Field(None, description="Minutes on site by kind of patch.")


class RoutePlanOut(Schema):
    """A plan without its visits."""

    id: UUID
    campaign: UUID
    title: str
    state: str = Field(description="planning, planned or failed.")
    job: UUID | None
    job_state: str = ""
    begins: date | None
    made_at: datetime
    given_out_at: datetime | None = Field(description="Since when the groups work by it.")
    ended_at: datetime | None
    version: int


class VisitOut(Schema):
    """A patch in a plan; without a group it is left over."""

    patch: UUID
    number: str
    part: str
    group: int = Field(description="The place of its group in the plan, 0 where it is left over.")
    day: int | None
    order: int | None
    arrives: str
    leaves: str
    metres: int
    seconds: int
    service_seconds: int
    way: list[list[float]] = Field(description="[[longitude, latitude], …] from the place before.")
    is_fixed: bool
    is_done: bool
    why: str
    left_because: str
    left_words: str


class RouteDayOut(Schema):
    """A day of a group."""

    day: int
    on: date | None
    leaves: str
    returns: str
    metres: int
    travel_seconds: int
    service_seconds: int
    is_over_hours: bool
    way_back: list[list[float]]


class TeamOut(Schema):
    """A group in a plan with its days."""

    place: int
    group: UUID
    name: str
    start: tuple[float, float]
    days: list[RouteDayOut]


class RoutePlanWhole(RoutePlanOut):
    """A plan with its groups, days and visits."""

    teams: list[TeamOut]
    visits: list[VisitOut]


class SeenIn(Schema):
    """The version of the plan that was seen."""

    expected_version: int = Field(ge=1, le=2**31 - 1)


class AddIn(SeenIn):
    """Patches to be added to a plan."""

    patches: list[UUID] = Field(min_length=1, max_length=actions.MOST_STOPS)


def _head(one: Any) -> dict[str, Any]:
    job = job_of(one.job_id) if one.job_id else None
    return {
        "id": one.pk, "campaign": one.campaign_id, "title": one.title, "state": one.state, "job": one.job_id,
        "job_state": job.state if job else "", "begins": one.begins, "made_at": one.made_at,
        "given_out_at": one.given_out_at, "ended_at": one.ended_at, "version": one.version,
    }  # fmt: skip


def plan_out(one: Any) -> RoutePlanOut:
    """Return a plan as it stands in a list."""
    return RoutePlanOut(**_head(one))


def plan_whole(one: Any) -> RoutePlanWhole:
    """Return a plan with all that is in it."""
    teams = teams_of(one)
    places = {team.pk: team.place for team in teams}
    return RoutePlanWhole(
        **_head(one),
        teams=[
            TeamOut(
                place=team.place, group=team.group_id, name=team.name, start=(team.start_lon, team.start_lat),
                days=[
                    RouteDayOut(
                        day=day.day, on=day.on, leaves=clock_of(day.leaves), returns=clock_of(day.returns),
                        metres=day.metres, travel_seconds=day.travel_seconds, service_seconds=day.service_seconds,
                        is_over_hours=day.is_over_hours, way_back=day.way_back,
                    )
                    for day in team.days.all()
                ],
            )
            for team in teams
        ],
        visits=[
            VisitOut(
                patch=visit.patch.uuid, number=visit.patch.number, part=visit.patch.part_number,
                group=places.get(visit.team_id or 0, 0), day=visit.day, order=visit.order,
                arrives=clock_of(visit.arrives), leaves=clock_of(visit.leaves), metres=visit.metres,
                seconds=visit.travel_seconds, service_seconds=visit.service_seconds, way=visit.way,
                is_fixed=visit.is_fixed, is_done=is_done(visit), why=visit.why, left_because=visit.left_because,
                left_words=visit.left_words,
            )
            for visit in visits_of(one)
        ],
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/field-candidates", response={200: list[CandidateOut], **PROBLEMS},
    summary=_("Patches that may be visited"),
)  # fmt: skip
def field_candidates(
    request: HttpRequest, campaign: UUID, asked: Annotated[ChoiceAsked, Query()]
) -> list[CandidateOut]:
    """Return the patches that could go into the field, with the reasons for going there."""
    acting = by(request)
    wanted = Wanted(tuple(asked.state), tuple(asked.township), tuple(asked.reason), asked.doubtful_only)
    rows = candidates(acting, campaign_for(acting, campaign))
    return [
        CandidateOut(**{name: getattr(one, name) for name in CandidateOut.model_fields})
        for one in rows
        if wanted.takes(one)
    ]


@router.get("/campaigns/{campaign}/route-plans", response={200: list[RoutePlanOut], **PROBLEMS}, summary=_("Plans"))
def plans(request: HttpRequest, campaign: UUID) -> list[RoutePlanOut]:
    """Return the plans of a campaign, newest first."""
    acting = by(request)
    return [plan_out(one) for one in plans_of(acting, campaign_for(acting, campaign))[:100]]


@router.post(
    "/campaigns/{campaign}/route-plans", response={202: RoutePlanOut, **PROBLEMS}, summary=_("Plan field days")
)
def plan(request: HttpRequest, campaign: UUID, given: PlanIn, key: Key = None) -> HttpResponse:
    """Ask for the routes of groups to patches; ask for the plan again until its state is planned."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        settings = proposed_settings().but(
            days=given.days, opens=given.opens, closes=given.closes, lunch_from=given.lunch_from,
            lunch_to=given.lunch_to, most_stops=given.most_stops, priority=given.priority,
            default_minutes=given.default_minutes, minutes=given.minutes, farthest_m=given.farthest_m,
        )  # fmt: skip
        made = actions.plan(
            campaign_for(acting, campaign), by=acting, title=given.title, groups=given.groups, patches=given.patches,
            settings=settings, begins=given.begins,
        )  # fmt: skip
        return plan_out(made)

    return done(request, key, deed, status=202)


@router.post("/route-plans/{plan}/patches", response={202: RoutePlanOut, **PROBLEMS}, summary=_("Add patches"))
def add(request: HttpRequest, plan: UUID, given: AddIn, key: Key = None) -> HttpResponse:
    """Add patches to a plan; they are left over until they are moved to days. Ask for the plan again until its work is
    done: the ways to them are measured first."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        row = plan_for(acting, plan)
        actions.add(row, by=acting, expected_version=given.expected_version, patches=given.patches)
        return plan_out(row)

    return done(request, key, deed, status=202)


@router.get("/route-plans/{plan}", response={200: RoutePlanWhole, **PROBLEMS}, summary=_("A plan with its visits"))
def route_plan(request: HttpRequest, plan: UUID) -> RoutePlanWhole:
    """Return a plan with its groups, days and visits."""
    return plan_whole(plan_for(by(request), plan))


@router.post("/route-plans/{plan}/give-out", response={200: RoutePlanOut, **PROBLEMS}, summary=_("Give to the groups"))
def give_out(request: HttpRequest, plan: UUID, given: SeenIn, key: Key = None) -> HttpResponse:
    """Let the groups work by it; its patches go into the field."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        actions.give_out(plan_for(acting, plan), by=acting, expected_version=given.expected_version)
        return plan_out(plan_for(acting, plan))

    return done(request, key, deed)
