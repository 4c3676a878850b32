"""Who is told of which way on a day: its holder before the last day, the section and the leader after it.

Reads only: what is due follows from the rows and the lawbook. Whoever sends it asks each day again; what was told is
known by its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from tuban.rules.limits import Limit, due, limit_of
from tuban.rules.procedures import Hands
from tuban.rules.rectification import Rectification, Reminder
from tuban.rules.working_days import WorkingCalendar
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Holding
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.law import law_of, title_of, with_calendar
from tuban.workflow.rectification.models import Way

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """That people are to be told of a way: which reminder, since which day it is due, and who they are."""

    way: Way
    title: str
    reminder: Reminder
    since: date
    to: tuple[Holding, ...]

    @property
    def key(self) -> str:
        """The occasion: a way, a reminder, a last day."""
        return f"rectification.due:{self.way.pk}:{self.reminder.id}:{self.way.due_on}"


def reminders(day: date) -> list[Due]:
    """Return all that is due to be told on a day, told already or not, in campaigns that run."""
    rows = (
        Way.objects.filter(
            state=Way.State.OPEN,
            due_on__isnull=False,
            finding__is_current=True,
            patch__fate=Fate.ACTIVE,
            patch__campaign__state=Campaign.State.RUNNING,
        )
        .select_related("patch__campaign", "holder__unit", "holder__department")
        .defer("patch__geometry", "patch__issued")
    )
    by_campaign: dict[Any, list[Way]] = {}
    for way in rows.order_by("due_on", "pk"):
        by_campaign.setdefault(way.patch.campaign_id, []).append(way)
    return [one for ways in by_campaign.values() for one in _of_campaign(ways[0].patch.campaign, ways, day)]


def _of_campaign(campaign: Campaign, ways: Sequence[Way], day: date) -> Iterator[Due]:
    law = law_of(campaign)
    limits = [
        (one, limit_of(rulebook_of(campaign), one.limit, on=day, region=campaign.area_code)) for one in law.reminders
    ]
    begins: dict[tuple[str, date], date] = {}
    people: dict[Any, tuple[Holding, ...]] = {}
    for way in ways:
        last = way.due_on
        assert last is not None  # noqa: S101 - asked for above
        for reminder, limit in limits:
            key = (reminder.id, last)
            if key not in begins:
                begins[key] = _begins(campaign, reminder, limit, last)
            if begins[key] <= day and (reminder.is_after or day <= last):
                to = _people(law, reminder, way, day, people)
                yield Due(way, title_of(campaign, way.way), reminder, begins[key], to)


def _begins(campaign: Campaign, reminder: Reminder, limit: Limit, last: date) -> date:
    """Return the first day on which a reminder is due."""

    def before(calendar: WorkingCalendar) -> date:
        day, left = last, limit.value
        while left:
            day -= _DAY
            left -= limit.unit != "working_day" or calendar.is_working_day(day)
        return day

    def after(calendar: WorkingCalendar) -> date:
        found = due(limit, last, calendar).last_day
        return found or last

    return with_calendar(campaign, after if reminder.is_after else before)[0]


def _people(
    law: Rectification, reminder: Reminder, way: Way, day: date, known: dict[Any, tuple[Holding, ...]]
) -> tuple[Holding, ...]:
    patch = way.patch
    code = patch.managed_code or patch.township_code or patch.area_code
    key = (reminder.tells, way.holder_id, code)
    if key not in known:
        hands = hands_told(law, reminder.tells, way)
        found = holders(hands, area_code=code, is_practice=patch.campaign.is_practice, on=day) if hands else ()
        known[key] = tuple(found) if hands else holding_of(way, day)
    return known[key]


def hands_told(law: Rectification, tells: str, way: Way) -> Hands | None:
    """Return whose hands are told of a way that is late: the head of the section that holds it (of the one that accepts
    where a township holds it), or the leaders of the county; None for its holder."""
    if tells == "section":
        department = way.holder.department if way.holder is not None else None
        is_of_county = way.holder is not None and way.holder.unit.level == Level.COUNTY
        duty = department.duty if department is not None and is_of_county else law.acceptance.accepts.duty
        return Hands((Level.COUNTY.value,), duty, (Role.SECTION_LEADER.value,))
    if tells == "leader":
        return Hands((Level.COUNTY.value,), "", (Role.LEADER.value,))
    return None


def holding_of(way: Way, day: date) -> tuple[Holding, ...]:
    """Return who holds the post of a way on a day."""
    if way.holder_id is None:
        return ()
    held = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), post=way.holder_id, since__lte=day, person__is_active=True
    )
    return tuple(held.select_related("person", "post__unit", "post__department"))


def escalation_of(patch: Patch, way: Way, day: date) -> str:
    """Return how far a way that is late has been escalated by a day: empty, holder, section or leader."""
    if way.due_on is None or way.state != Way.State.OPEN:
        return ""
    campaign, reached = patch.campaign, ""
    for one in law_of(campaign).reminders:
        limit = limit_of(rulebook_of(campaign), one.limit, on=day, region=campaign.area_code)
        if _begins(campaign, one, limit, way.due_on) <= day:
            reached = one.tells
    return reached
