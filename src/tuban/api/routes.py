"""Field routes for machines: field groups, plans, moves on a plan, its documents. The same actions as the board."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.jobs.queries import job_of
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.actions import Member
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.routes import actions
from tuban.workflow.routes.arranging import Figures
from tuban.workflow.routes.choosing import Wanted, candidates
from tuban.workflow.routes.moving import MOST_LETTERS, Move, WhatIf, fitted, what_if
from tuban.workflow.routes.papers import taken
from tuban.workflow.routes.queries import (
    current_plan_of,
    day_now,
    groups_of,
    is_done,
    paper_for,
    papers_of,
    plan_for,
    plans_of,
    teams_of,
    visits_of,
)
from tuban.workflow.routes.settings import MOST_ON_FOOT_M, proposed_settings

router = Router(tags=["routes"])
Priority = Literal["balanced", "doubtful", "large", "equal"]


class FieldGroupOut(Schema):
    """A field group at work: its people, where it sets out, the plan that it works by."""

    id: UUID
    unit: UUID
    name: str
    members: list[str]
    start_name: str = ""
    start: tuple[float, float] | None = Field(None, description="Longitude and latitude; null where nobody said.")
    vehicle: str = ""
    note: str = ""
    version: int = Field(0, description="Of where it sets out; 0 before anybody said.")
    plan: UUID | None = None


class SetOutIn(Schema):
    """Where a group sets out, and in which car."""

    start_name: str = Field("", max_length=80)
    start: tuple[float, float] | None = Field(None, description="Longitude and latitude.")
    vehicle: str = Field("", max_length=80)
    note: str = Field("", max_length=200)


class EquipIn(SetOutIn):
    """The same, with the version that was seen."""

    expected_version: int = Field(0, ge=0, le=2**31 - 1)


class FieldMemberIn(Schema):
    """A person of a field group."""

    name: str = Field(min_length=1, max_length=40)
    duty: str = Field("", max_length=40)
    username: str = Field("", max_length=150)


class FieldGroupIn(SetOutIn):
    """A new field group."""

    unit: UUID
    name: str = Field(min_length=1, max_length=80)
    members: list[FieldMemberIn] = Field(min_length=1, max_length=20)


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


class SeenIn(Schema):
    """The version of the plan that was seen."""

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


class AddIn(SeenIn):
    """Patches to be added to a plan."""

    patches: list[UUID] = Field(min_length=1, max_length=actions.MOST_STOPS)


class FitAsked(Schema):
    """Stops that are left over: all parts of a number together."""

    numbers: list[str] = Field(min_length=1, max_length=actions.MOST_STOPS)


class FitOut(WhatIfOut):
    """Where stops cost least: the moves that put them there, and those that fit into no day, with the reason."""

    moves: list[MoveIn]
    missed: dict[str, str]


class PaperOut(Schema):
    """A document of a plan."""

    id: int
    path: str
    group: str = Field(description="The group that it is for; empty for all.")
    size: int
    checksum: str


class PapersOut(Schema):
    """Documents that were asked for at one version of a plan."""

    id: UUID
    plan_version: int
    asked_at: datetime
    whole_at: datetime | None = Field(description="Null until all of them are there.")
    job: UUID | None
    notes: list[str]
    files: list[PaperOut]


# Groups ---------------------------------------------------------------------------------------------------------------


def _group(one: Any) -> FieldGroupOut:
    outfit = getattr(one, "outfit", None)
    plan = current_plan_of(one)
    has_start = outfit is not None and outfit.start_lon is not None
    return FieldGroupOut(
        id=one.pk, unit=one.unit_id, name=one.name, members=[member.name for member in one.members.all()],
        start_name=outfit.start_name if outfit else "",
        start=(outfit.start_lon, outfit.start_lat) if outfit is not None and has_start else None,
        vehicle=outfit.vehicle if outfit else "", note=outfit.note if outfit else "",
        version=outfit.version if outfit else 0, plan=plan.pk if plan else None,
    )  # fmt: skip


def _equipment(given: SetOutIn) -> actions.Equipment:
    lon, lat = given.start or (None, None)
    return actions.Equipment(given.start_name, lon, lat, given.vehicle, given.note)


@router.get("/field-groups", response={200: list[FieldGroupOut], **PROBLEMS}, summary=_("Field groups at work"))
def field_groups(request: HttpRequest) -> list[FieldGroupOut]:
    """Return the field groups that the person belongs to, or whose unit they see."""
    return [_group(one) for one in groups_of(by(request))]


@router.post("/field-groups", response={201: FieldGroupOut, **PROBLEMS}, summary=_("Draw a field group"))
def draw_group(request: HttpRequest, given: FieldGroupIn, key: Key = None) -> HttpResponse:
    """Draw a field group with its people and where it sets out."""
    acting = by(request, Scope.WRITE)

    def deed() -> FieldGroupOut:
        unit = found(request, units_seen_by(acting), given.unit, str(_("unit")))
        made = actions.draw_group(
            unit, by=acting, name=given.name, since=timezone.localdate(), equipment=_equipment(given),
            members=[Member(one.name, one.duty, "", one.username) for one in given.members],
        )  # fmt: skip
        return _group(groups_of(acting).get(pk=made.pk))

    return done(request, key, deed, status=201)


@router.put(
    "/field-groups/{group}/equipment", response={200: FieldGroupOut, **PROBLEMS}, summary=_("Say where it sets out")
)
def equip(request: HttpRequest, group: UUID, given: EquipIn, key: Key = None) -> HttpResponse:
    """Say where a group sets out and in which car."""
    acting = by(request, Scope.WRITE)

    def deed() -> FieldGroupOut:
        row = found(request, groups_of(acting), group, str(_("group")))
        actions.equip(row, by=acting, expected_version=given.expected_version, equipment=_equipment(given))
        return _group(groups_of(acting).get(pk=row.pk))

    return done(request, key, deed)


# Plans ----------------------------------------------------------------------------------------------------------------


def _clock(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def _out(one: Any) -> dict[str, Any]:
    job = job_of(one.job_id) if one.job_id else None
    return {
        "id": one.pk, "campaign": one.campaign_id, "title": one.title, "state": one.state, "job": one.job_id,
        "job_state": job.state if job else "", "begins": one.begins, "made_at": one.made_at,
        "given_out_at": one.given_out_at, "ended_at": one.ended_at, "version": one.version,
    }  # fmt: skip


def _whole(one: Any) -> RoutePlanWhole:
    teams = teams_of(one)
    places = {team.pk: team.place for team in teams}
    return RoutePlanWhole(
        **_out(one),
        teams=[
            TeamOut(
                place=team.place, group=team.group_id, name=team.name, start=(team.start_lon, team.start_lat),
                days=[
                    RouteDayOut(
                        day=day.day, on=day.on, leaves=_clock(day.leaves), returns=_clock(day.returns),
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
                arrives=_clock(visit.arrives), leaves=_clock(visit.leaves), metres=visit.metres,
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
    return [RoutePlanOut(**_out(one)) for one in plans_of(acting, campaign_for(acting, campaign))[:100]]


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
        return RoutePlanOut(**_out(made))

    return done(request, key, deed, status=202)


@router.get("/route-plans/{plan}", response={200: RoutePlanWhole, **PROBLEMS}, summary=_("A plan with its visits"))
def route_plan(request: HttpRequest, plan: UUID) -> RoutePlanWhole:
    """Return a plan with its groups, days and visits."""
    return _whole(plan_for(by(request), plan))


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


@router.post("/route-plans/{plan}/patches", response={202: RoutePlanOut, **PROBLEMS}, summary=_("Add patches"))
def add(request: HttpRequest, plan: UUID, given: AddIn, key: Key = None) -> HttpResponse:
    """Add patches to a plan; they are left over until they are moved to days. Ask for the plan again until its work is
    done: the ways to them are measured first."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        row = plan_for(acting, plan)
        actions.add(row, by=acting, expected_version=given.expected_version, patches=given.patches)
        return RoutePlanOut(**_out(row))

    return done(request, key, deed, status=202)


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
        return _whole(plan_for(acting, plan))

    return done(request, key, deed)


@router.post("/route-plans/{plan}/undo", response={200: RoutePlanWhole, **PROBLEMS}, summary=_("Undo the last change"))
def undo(request: HttpRequest, plan: UUID, given: SeenIn, key: Key = None) -> HttpResponse:
    """Undo the last change that stands; again: the one before."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanWhole:
        actions.undo(plan_for(acting, plan), by=acting, expected_version=given.expected_version)
        return _whole(plan_for(acting, plan))

    return done(request, key, deed)


@router.post("/route-plans/{plan}/anew", response={202: RoutePlanOut, **PROBLEMS}, summary=_("Plan anew what is left"))
def plan_anew(request: HttpRequest, plan: UUID, given: AnewIn, key: Key = None) -> HttpResponse:
    """Ask that what is left be planned anew from a day on, from where the groups are."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        now = {
            place: actions.Now(_seconds(one.at), *(one.place or (None, None))) for place, one in given.now.items()
        }  # fmt: skip
        made = actions.plan_anew(
            plan_for(acting, plan), by=acting, expected_version=given.expected_version, from_day=given.from_day,
            days=given.days, now=now, done=given.done, groups=given.groups, out=given.out,
            farthest_m=given.farthest_m,
        )  # fmt: skip
        return RoutePlanOut(**_out(made))

    return done(request, key, deed, status=202)


def _seconds(text: str | None) -> int | None:
    return None if text is None else int(text[:2]) * 3600 + int(text[3:]) * 60


@router.post("/route-plans/{plan}/give-out", response={200: RoutePlanOut, **PROBLEMS}, summary=_("Give to the groups"))
def give_out(request: HttpRequest, plan: UUID, given: SeenIn, key: Key = None) -> HttpResponse:
    """Let the groups work by it; its patches go into the field."""
    acting = by(request, Scope.WRITE)

    def deed() -> RoutePlanOut:
        actions.give_out(plan_for(acting, plan), by=acting, expected_version=given.expected_version)
        return RoutePlanOut(**_out(plan_for(acting, plan)))

    return done(request, key, deed)


# Documents ------------------------------------------------------------------------------------------------------------


def _papers(one: Any) -> PapersOut:
    return PapersOut(
        id=one.pk, plan_version=one.plan_version, asked_at=one.asked_at, whole_at=one.whole_at, job=one.job_id,
        notes=one.notes,
        files=[
            PaperOut(id=file.pk, path=file.path, group=file.team.name if file.team else "", size=file.size,
                     checksum=file.checksum)
            for file in one.files.all()
        ],
    )  # fmt: skip


@router.get("/route-plans/{plan}/papers", response={200: list[PapersOut], **PROBLEMS}, summary=_("Route books"))
def papers(request: HttpRequest, plan: UUID) -> list[PapersOut]:
    """Return the documents that were written of a plan, newest first."""
    return [_papers(one) for one in papers_of(plan_for(by(request), plan))[:20]]


@router.post("/route-plans/{plan}/papers", response={202: PapersOut, **PROBLEMS}, summary=_("Write the documents"))
def write_papers(request: HttpRequest, plan: UUID, key: Key = None) -> HttpResponse:
    """Ask for route books, workbook, GPX, KML and 1:10 000 sheets of a plan as it is now."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key, lambda: _papers(actions.write_papers(plan_for(acting, plan), by=acting)), status=202
    )  # fmt: skip


@router.get("/route-plans/{plan}/papers/{paper}", response={200: None, **PROBLEMS}, summary=_("A document of a plan"))
def take_paper(request: HttpRequest, plan: UUID, paper: int) -> FileResponse:
    """Hand out a document."""
    acting = by(request, Scope.EXPORT)
    row = paper_for(acting, plan_for(acting, plan), paper)
    return FileResponse(taken(row).open("rb"), as_attachment=True, filename=row.path.rpartition("/")[2])
