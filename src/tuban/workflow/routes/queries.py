"""Questions about field groups, their plans and their work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import campaigns_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group, Person
from tuban.workflow.organisations.queries import groups_seen_by, holdings_seen_by
from tuban.workflow.organisations.roles import ADMINISTRATORS, GroupKind, Role
from tuban.workflow.patches.states import State as PatchState
from tuban.workflow.routes.models import Day, Paper, Papers, Plan, Step, Team, Visit

SURVEYED = frozenset({
    PatchState.VISITED, PatchState.REVIEWED, PatchState.SETTLED, PatchState.RECTIFYING, PatchState.ACCEPTED,
})  # fmt: skip
"""States in which somebody has been there, or nobody needs to go any more."""


_COUNTED = str.maketrans("一二三四五六七八九", "123456789")


class PlanNotFound(TubanError):
    """There is no such plan of field days in your areas."""

    code = "routes.not_found"
    hint = "Choose one of the list."


# Groups and their work ------------------------------------------------------------------------------------------------


def groups_of(by: Acting) -> QuerySet[Group]:
    """Return the field groups at work that the acting person belongs to, or whose unit they see."""
    seen = groups_seen_by(by).order_by().values("pk") if not by.is_administrator else Group.objects.none().values("pk")
    own = Q(members__person=by.person_id, unit__is_practice=by.is_practice)
    rows = Group.objects.filter(Q(pk__in=seen) | own, kind=GroupKind.FIELD, until__isnull=True).distinct()
    return rows.select_related("unit", "outfit").prefetch_related("members__person").order_by("unit__code", "name")


def in_order(groups: Iterable[Group]) -> list[Group]:
    """Return groups by their names as people count them: 外业二组 before 外业三组."""
    return sorted(groups, key=lambda one: (one.unit.code, one.name.translate(_COUNTED), one.name))


def own_groups_of(by: Acting) -> QuerySet[Group]:
    """Return those of them that the acting person is a member of."""
    return groups_of(by).filter(pk__in=Group.objects.filter(members__person=by.person_id).values("pk"))


def current_plan_of(group: Group, *, campaign_id: UUID | None = None) -> Plan | None:
    """Return the plan that a group works by: the latest given out and not replaced; None where there is none."""
    rows = Plan.objects.filter(teams__group=group, given_out_at__isnull=False, ended_at__isnull=True)
    if campaign_id is not None:
        rows = rows.filter(campaign=campaign_id)
    return rows.select_related("campaign", "unit").order_by("-given_out_at").first()


@dataclass(frozen=True, slots=True)
class Work:
    """A visit as the group does it. ``patch`` is the identity of the patch, ``date`` empty where the plan names no
    first day; ``way`` is [[lon, lat], …] in degrees of CGCS2000 from the place before, at least two points."""

    patch: UUID
    patch_id: int
    number: str
    part: str
    day: int
    date: date | None
    order: int
    arrive: time
    leave: time
    way: list[list[float]]
    metres: int
    seconds: int
    is_done: bool
    why: str


@dataclass(frozen=True, slots=True)
class DayStart:
    """Where and when a group sets out on a day, and its way back: [[lon, lat], …]."""

    day: int
    date: date | None
    name: str
    lon: float
    lat: float
    leave: time
    returns: time
    way_back: list[list[float]]
    metres: int


def work_of(group: Group, plan: Plan | None = None) -> list[Work]:
    """Return the visits of a group in its current plan (or the one given), by day and order; those done too."""
    plan = plan or current_plan_of(group)
    team = plan.teams.filter(group=group).first() if plan is not None else None
    if team is None:
        return []
    days = {one.day: one.on for one in team.days.all()}
    rows = team.visits.select_related("patch").defer("patch__geometry", "patch__issued").order_by("day", "order")
    return [
        Work(
            patch=row.patch.uuid, patch_id=row.patch_id, number=row.patch.number, part=row.patch.part_number,
            day=row.day or 0, date=days.get(row.day or 0), order=row.order or 0, arrive=row.arrive or time(),
            leave=row.leave or time(), way=row.way, metres=row.metres, seconds=row.travel_seconds,
            is_done=is_done(row), why=row.why,
        )
        for row in rows
    ]  # fmt: skip


def starts_of(group: Group, plan: Plan | None = None) -> list[DayStart]:
    """Return where and when a group sets out on each of its days."""
    plan = plan or current_plan_of(group)
    team = plan.teams.filter(group=group).first() if plan is not None else None
    if team is None:
        return []
    return [_start_of(team, one) for one in team.days.all()]


def _start_of(team: Team, day: Day) -> DayStart:
    begins = day.leaves_from or {"lon": team.start_lon, "lat": team.start_lat}
    return DayStart(
        day=day.day, date=day.on, name="" if day.leaves_from else team.start_name, lon=begins["lon"],
        lat=begins["lat"], leave=_clock(day.leaves), returns=_clock(day.returns), way_back=day.way_back,
        metres=day.metres,
    )  # fmt: skip


def _clock(seconds: int) -> time:
    seconds = min(seconds, 24 * 3600 - 60)
    return time(seconds // 3600, seconds // 60 % 60)


def is_done(visit: Visit) -> bool:
    """Whether somebody has been there: the patch says so, or a person did."""
    return visit.done_at is not None or visit.patch.state in SURVEYED


# Plans ----------------------------------------------------------------------------------------------------------------


def plans_seen_by(by: Acting) -> QuerySet[Plan]:
    """Return the plans of the campaigns that an acting person sees, newest first."""
    rows = Plan.objects.filter(campaign__in=campaigns_seen_by(by))
    return rows.select_related("campaign", "unit", "made_by", "roads").order_by("-made_at")


def plans_of(by: Acting, campaign: Campaign) -> QuerySet[Plan]:
    """Return the plans of a campaign with how many visits are planned (``count``)."""
    planned = Count("visits", filter=Q(visits__team__isnull=False))
    return plans_seen_by(by).filter(campaign=campaign).annotate(count=planned)


def plan_for(by: Acting, key: UUID) -> Plan:
    """Return a plan by its key; raises PlanNotFound where it is none of theirs, and writes the attempt down."""
    found = plans_seen_by(by).filter(pk=key).first()
    if found is None:
        record_alone(
            "routes.look_up", by=by, subject=Subject("routes.plan", str(key), "", by.post.unit.code),
            reason=PlanNotFound().message, is_refused=True,
        )  # fmt: skip
        raise PlanNotFound
    return found


def visits_of(plan: Plan) -> list[Visit]:
    """Return the visits of a plan with their patches, by group, day and order; what is left over last."""
    rows = Visit.objects.filter(plan=plan).select_related("patch").defer("patch__geometry", "patch__issued")
    return sorted(rows, key=lambda one: (one.team_id is None, one.team_id or 0, one.day or 0, one.order or 0, one.pk))


def teams_of(plan: Plan) -> Sequence[Team]:
    """Return the groups of a plan in their order, with their days and members."""
    return list(plan.teams.select_related("group").prefetch_related("days", "group__members__person").order_by("place"))


def papers_of(plan: Plan) -> QuerySet[Papers]:
    """Return the documents that were asked for of a plan, newest first."""
    return Papers.objects.filter(plan=plan).prefetch_related("files__team").order_by("-asked_at")


def paper_for(by: Acting, plan: Plan, key: int) -> Paper:
    """Return a document of a plan that the acting person sees; raises PlanNotFound."""
    found = Paper.objects.filter(papers__plan=plan, papers__plan__in=plans_seen_by(by), pk=key).first()
    if found is None:
        raise PlanNotFound
    return found


def last_step_of(plan: Plan) -> Step | None:
    """Return the last change by hand that stands; None where there is none to undo."""
    return plan.steps.filter(undone_at__isnull=True).select_related("by").first()


def day_now(teams: Sequence[Team]) -> int:
    """Return the first day of a plan that is not over; 1 where it names no days, or all are over."""
    today = timezone.localdate()
    days = [day.day for team in teams for day in team.days.all() if day.on is not None and day.on >= today]
    return min(days, default=1)


def last_day_of(plan: Plan) -> int:
    """Return the last day that anybody is planned for, 1 where nobody is."""
    return Day.objects.filter(team__plan=plan).order_by("-day").values_list("day", flat=True).first() or 1


def stops_ending(plan: Plan, endings: Sequence[str]) -> list[str]:
    """Return the numbers of a plan that end in one of these digits."""
    numbers = plan.visits.order_by().values_list("patch__number", flat=True).distinct()
    return [number for number in numbers if any(number.endswith(one.lstrip("…")) for one in endings if one)]


def people_for(by: Acting) -> list[tuple[Person, str]]:
    """Return who may be drawn into a field group: those with a post in the units seen, surveyors first."""
    held = holdings_seen_by(by).filter(until__isnull=True, post__unit=by.post.unit_id, person__is_active=True)
    held = held.exclude(post__role__in=[role.value for role in ADMINISTRATORS])
    rows = sorted(held, key=lambda one: (one.post.role != Role.SURVEYOR, one.person.name))
    return list({one.person.pk: (one.person, one.post.title) for one in rows}.values())
