"""Questions about tasks between departments: queues, what is late, figures of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from tuban.rules.cooperation import TaskKind, cooperation_of
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.limits import due, limit_of
from tuban.rules.working_days import calendar_of
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.telling import told_of
from tuban.workflow.cooperation.models import Answer, Task
from tuban.workflow.cooperation.policies import duty_of, is_asker
from tuban.workflow.cooperation.reading import number_of
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.entering import typed

OUTCOMES = Answer.Outcome.choices
QUEUES = ("mine", "to_accept", "late", "open", "all")
_DAY = timedelta(days=1)


class TaskNotFound(TubanError):
    """There is no such task of a department in your areas."""

    code = "cooperation.task_not_found"
    hint = "It may have been asked in another county."


@dataclass(frozen=True, slots=True)
class Sought:
    """Which tasks are asked for; what is left empty is not asked. ``queue`` is one of :data:`QUEUES`."""

    queue: str = "all"
    campaign: UUID | None = None
    kind: str = ""
    duty: str = ""
    patch: Patch | None = None
    text: str = ""


def tasks_seen_by(by: Acting, sought: Sought | None = None) -> QuerySet[Task]:
    """Return the tasks of the areas of the acting person, those to be done first by their last day."""
    asked = sought or Sought()
    found = in_areas(Task.objects.filter(campaign__is_practice=by.is_practice), by.area_codes, "area_code")
    if by.is_administrator:
        found = found.none()
    if asked.campaign:
        found = found.filter(campaign=asked.campaign)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.duty:
        found = found.filter(duty=asked.duty)
    if asked.patch is not None:
        found = found.filter(patch=asked.patch)
    if asked.text:
        found = found.filter(
            Q(patch__number__icontains=asked.text) | Q(title__icontains=asked.text)
            | Q(case_reference__icontains=asked.text) | Q(text__icontains=asked.text)
        )  # fmt: skip
    found = _of_queue(found, asked.queue, by)
    return found.select_related(
        "campaign", "patch", "unit", "asked_by", "asked_under__unit", "asked_under__department"
    ).order_by("due_on", "number", "pk")  # fmt: skip


def _of_queue(found: QuerySet[Task], queue: str, by: Acting) -> QuerySet[Task]:
    if queue == "mine":
        return found.filter(state=Task.State.OPEN, unit=by.post.unit, duty=duty_of(by) or "-")
    if queue == "to_accept":
        return found.filter(state=Task.State.ANSWERED, asked_under__unit=by.post.unit)
    if queue == "late":
        return found.filter(state=Task.State.OPEN, due_on__lt=timezone.localdate())
    if queue == "open":
        return found.filter(state__in=(Task.State.OPEN, Task.State.ANSWERED))
    return found


def queues_of(by: Acting) -> tuple[str, ...]:
    """Return the queues that are any of the acting person's, the first one being theirs to begin with."""
    mine = ("mine",) if duty_of(by) is not None else ()
    accepts = ("to_accept",) if is_asker(by) else ()
    return (*mine, *accepts, "late", "open", "all")


def task_for(by: Acting, key: UUID) -> Task:
    """Return a task of the areas of the acting person; raises TaskNotFound."""
    found = tasks_seen_by(by).filter(pk=key).first()
    if found is None:
        raise TaskNotFound
    return found


def after(tasks: QuerySet[Task], last: Task) -> QuerySet[Task]:
    """Keep what comes after a task in the order of the board."""
    later = Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, number__gt=last.number)
    return tasks.filter(later | Q(due_on=last.due_on, number=last.number, pk__gt=last.pk))


def answers_of(task: Task) -> QuerySet[Answer]:
    """Return the answers to a task, the latest first."""
    return task.answers.select_related("by", "post__unit", "post__department")


def limit_today(campaign: Campaign, kind: TaskKind) -> date:
    """Return the last day of a task that is asked for today. Raises CalendarYearUnknown."""
    law, today = rulebook_of(campaign), timezone.localdate()
    last_day = due(limit_of(law, kind.limit, on=today, region=campaign.area_code), today, calendar_of(law)).last_day
    return last_day or today


def known_of(patch: Patch, kind: TaskKind) -> dict[str, str]:
    """Return what is told of a patch already, as it is typed into the fields that the asker fills."""
    known = told_of([patch]).get(patch.pk, {})
    return {one.name: typed(value_from_wire(known[one.fact]["value"])) for one in kind.given if one.fact in known}


def kinds_of(campaign: Campaign | None) -> Mapping[str, TaskKind]:
    """Return the kinds of tasks of the lawbook of a campaign."""
    return cooperation_of(rulebook_of(campaign)).tasks


@dataclass(slots=True)
class Figures:
    """What became of the tasks of a department: asked in a month, answered in time or late, still open, late now, the
    longest delay in days, and yuan due and paid of all that is not taken back."""

    duty: Duty
    asked: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    late_now: int = 0
    longest: int = 0
    due: float = 0.0
    paid: float = 0.0
    overdue: list[Task] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the department answers for."""
        return str(self.duty.label)


def figures_of_month(by: Acting, campaign: UUID, month: date, *, today: date) -> Sequence[Figures]:
    """Return the figures of a month by department, those with something late first; ``month`` is its first day.

    Asked and answered count where they fell into the month, open and late as things stand today.
    """
    end = (month.replace(day=28) + 4 * _DAY).replace(day=1)
    found: dict[str, Figures] = {}
    tasks = tasks_seen_by(by, Sought(campaign=campaign)).exclude(state=Task.State.WITHDRAWN)
    kinds = None
    for task in tasks:
        kinds = kinds or kinds_of(task.campaign)
        one = found.setdefault(task.duty, Figures(Duty(task.duty)))
        late = task.days_late(today)
        if month <= timezone.localtime(task.asked_at).date() < end:
            one.asked += 1
        if task.answered_on is not None and month <= task.answered_on < end:
            one.late += late > 0
            one.in_time += late == 0
        if task.state == Task.State.OPEN:
            one.open += 1
            if late:
                one.late_now += 1
                one.overdue.append(task)
        one.longest = max(one.longest, late)
        kind = kinds.get(task.kind)
        if kind is not None and kind.due:
            one.due += number_of(task.given, kind.due)
            one.paid += number_of(task.values, kind.paid)
    return sorted(found.values(), key=lambda one: (-one.late_now, -one.open, one.duty))
