"""Every day the units are told whose report of the last working day is missing, and the county of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.reporting.models import Schedule
from tuban.workflow.reporting.standing import State, days_owed, standings, weeks_owed
from tuban.workflow.reporting.telling import tell_week
from tuban.workflow.reporting.weeks import Stage, weeks_of

REMIND = "reporting.remind"
MISSING = message_kind("reporting.missing", gettext_lazy("Daily report missing"))
_WEEKS = 4
"""So many weeks are looked back at."""
_TOWNSHIP = Hands((Level.TOWNSHIP.value, Level.ZONE.value), "", (Role.CLERK.value, Role.LEADER.value))
_COUNTY = Hands((Level.COUNTY.value,), "", (Role.ORGANISER.value,))


@daily(REMIND, gettext_lazy("Reports that are missing"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell everybody whose report of the last working day before is missing."""
    return {"told": remind(day) + remind_of_weeks(day)}


def remind_of_weeks(day: date, now: datetime | None = None) -> int:
    """Tell the county what its weekly reports wait for, on their day and when it is overdue; returns how many people
    were told."""
    told, moment = 0, now or timezone.now()
    for schedule in Schedule.objects.filter(campaign__state=Campaign.State.RUNNING).select_related("campaign"):
        for week in weeks_of(schedule, weeks_owed(schedule, day)[-_WEEKS:], moment):
            if week.stage is not Stage.RECEIVED:
                told += tell_week(schedule.campaign, week, day)
    return told


def remind(day: date) -> int:
    """Tell townships, and the county of all its townships together, each once; returns how many people were told."""
    return sum(_tell(schedule, owed, units, day) for schedule, owed, units in missing(day))


def missing(day: date) -> Iterator[tuple[Schedule, date, list[Unit]]]:
    """Yield, for every campaign that runs, the last working day before one and the units without a report of it."""
    rows = Schedule.objects.filter(campaign__state=Campaign.State.RUNNING).select_related("campaign")
    begin = timezone.make_aware(datetime.combine(day, time.min))
    for schedule in rows:
        owed = days_owed(schedule, day - timedelta(days=1))[-1:]
        units = list(townships_of(schedule.campaign))
        found = standings(schedule, units, owed, begin)
        late = [one.unit for one in found.values() if one.state is State.MISSING]
        if late:
            yield schedule, owed[0], late


def _tell(schedule: Schedule, owed: date, units: list[Unit], day: date) -> int:
    campaign, told = schedule.campaign, 0
    for unit in units:
        to = [
            one for one in holders(_TOWNSHIP, area_code=unit.code, is_practice=campaign.is_practice, on=day)
            if one.post.unit_id == unit.pk
        ]  # fmt: skip
        title = _("The daily report of {day} is missing").format(day=owed.isoformat())
        told += send(
            to, kind=MISSING, title=title, text=_("Confirm it now; it counts as late."), about=subject_of(campaign),
            key=f"{MISSING}:{campaign.pk}:{unit.pk}:{owed}", is_urgent=True,
        )  # fmt: skip
    names = "、".join(one.short_name or one.name for one in units)
    return told + send(
        holders(_COUNTY, area_code=campaign.area_code, is_practice=campaign.is_practice, on=day), kind=MISSING,
        title=_("{count} daily reports of {day} are missing").format(count=len(units), day=owed.isoformat()),
        text=names, about=subject_of(campaign), key=f"{MISSING}:{campaign.pk}:{owed}",
    )  # fmt: skip
