"""How far each field group is, day by day, by the plans that were given out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.routes.queries import is_done, plans_seen_by, teams_of, visits_of


@dataclass(frozen=True, slots=True)
class GroupDay:
    """A day of a group: visits planned, and done by now; ``is_behind`` where the day is over and some are not."""

    group: str
    day: int
    on: date | None
    planned: int
    done: int
    km: float
    is_behind: bool


def progress_of(by: Acting, campaign: Campaign) -> Sequence[GroupDay]:
    """Return the days of all groups at work, by group and day."""
    today = timezone.localdate()
    found = []
    plans = plans_seen_by(by).filter(campaign=campaign, given_out_at__isnull=False, ended_at__isnull=True)
    for plan in plans:
        counts: dict[tuple[int | None, int | None], list[int]] = defaultdict(lambda: [0, 0])
        for visit in visits_of(plan):
            counts[visit.team_id, visit.day][0] += 1
            counts[visit.team_id, visit.day][1] += is_done(visit)
        for team in teams_of(plan):
            for day in team.days.all():
                planned, done = counts[team.pk, day.day]
                is_behind = day.on is not None and day.on < today and done < planned
                found.append(
                    GroupDay(team.name, day.day, day.on, planned, done, round(day.metres / 1000, 1), is_behind)
                )
    return found
