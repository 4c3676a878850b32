"""How far each field group is, day by day and patch by patch, by the plans that were given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Visit as PlannedVisit
from tuban.workflow.routes.queries import is_done, plans_seen_by, teams_of, visits_of
from tuban.workflow.survey.conflicts.queries import open_counts
from tuban.workflow.survey.models import Capture, Visit


class Standing(StrEnum):
    """How a planned visit stands: nobody was there; something came back, but the patch does not count as visited yet;
    visited; the field and the office say different things and nobody decided."""

    WAITING = "waiting"
    RETURNED = "returned"
    VISITED = "visited"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class GroupDay:
    """A day of a group (``team`` is its row in the plan): visits planned, and how many of them stand how;
    ``is_behind`` where the day is over and some were not made."""

    team: int
    group: str
    day: int
    on: date | None
    km: float
    planned: int = 0
    standing: Counter[Standing] = field(default_factory=Counter)
    done: int = 0
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A planned visit as it stands; ``lon`` and ``lat`` in degrees."""

    patch: UUID
    number: str
    place: str
    team: int
    day: int
    order: int
    lon: float
    lat: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class FieldProgress:
    """The days of all groups at work, by group and day, and every visit of them."""

    days: Sequence[GroupDay]
    stops: Sequence[Stop]


def progress_of(by: Acting, campaign: Campaign) -> FieldProgress:
    """Return how far all groups at work are."""
    today = timezone.localdate()
    plans = plans_seen_by(by).filter(campaign=campaign, given_out_at__isnull=False, ended_at__isnull=True)
    days: list[GroupDay] = []
    stops: list[Stop] = []
    for plan in plans:
        visits = [one for one in visits_of(plan) if one.team_id is not None]
        standings = _standings(visits)
        own: dict[tuple[int, int], list[PlannedVisit]] = {}
        for one in visits:
            own.setdefault((one.team_id or 0, one.day or 0), []).append(one)
            stops.append(_stop(one, standings[one.pk]))
        for team in teams_of(plan):
            for day in team.days.all():
                held = own.get((team.pk, day.day), [])
                done = sum(is_done(one) for one in held)
                days.append(
                    GroupDay(
                        team.pk, team.name, day.day, day.on, round(day.metres / 1000, 1), len(held),
                        Counter(standings[one.pk] for one in held), done,
                        is_behind=day.on is not None and day.on < today and done < len(held),
                    )
                )  # fmt: skip
    return FieldProgress(days, stops)


def _stop(one: PlannedVisit, standing: Standing) -> Stop:
    patch = one.patch
    return Stop(
        patch.uuid, str(patch), f"{patch.township_name}{patch.village}", one.team_id or 0, one.day or 0,
        one.order or 0, one.lon, one.lat, standing,
    )  # fmt: skip


def _standings(visits: Sequence[PlannedVisit]) -> dict[int, Standing]:
    patches = [one.patch for one in visits]
    differing, came = open_counts(patches), _came(patches)
    return {one.pk: _standing(one, differing, came) for one in visits}


def _standing(one: PlannedVisit, differing: Collection[int], came: Collection[int]) -> Standing:
    if one.patch_id in differing:
        return Standing.CONFLICT
    if is_done(one):
        return Standing.VISITED
    return Standing.RETURNED if one.patch_id in came else Standing.WAITING


def _came(patches: Sequence[Patch]) -> set[int]:
    """Return which patches something was brought of."""
    keys = [one.pk for one in patches]
    found = set(Visit.objects.filter(patch__in=keys, is_withdrawn=False).values_list("patch_id", flat=True))
    found |= set(Capture.objects.filter(patch__in=keys, is_withdrawn=False).values_list("patch_id", flat=True))
    return {one for one in found if one is not None}
