"""Phases of the campaign, acceptance groups and the townships they look at, with progress and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from tuban.workflow.campaigns.models import Campaign, Phase
from tuban.workflow.campaigns.queries import phases_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group, Unit
from tuban.workflow.organisations.roles import GroupKind
from tuban.workflow.rectification.law import law_of
from tuban.workflow.rectification.models import AcceptanceTask
from tuban.workflow.rectification.queries.ledger import Sums, by_unit


@dataclass(frozen=True, slots=True)
class Assigned:
    """A township of a group in a phase, with how far it is; ``is_late`` where the phase is over and it is not done."""

    task: AcceptanceTask
    sums: Sums
    is_late: bool


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A phase with its groups: how many townships are given to one, which are not, how many patches are done."""

    phase: Phase
    when: str
    assigned: tuple[Assigned, ...]
    free: tuple[Unit, ...]

    @property
    def patches(self) -> int:
        """How many patches its groups look at."""
        return sum(one.sums.patches for one in self.assigned)

    @property
    def done(self) -> int:
        """How many of them are accepted."""
        return sum(one.sums.done for one in self.assigned)

    @property
    def late(self) -> int:
        """How many of its townships are late."""
        return sum(one.is_late for one in self.assigned)


@dataclass(frozen=True, slots=True)
class ProposedPhase:
    """A phase that the lawbook proposes and the campaign lacks."""

    title: str
    begins: date
    ends: date
    cites: tuple[str, ...]


def progress(by: Acting, campaign: Campaign, units: list[Unit]) -> list[PhaseProgress]:
    """Return the phases of a campaign in order of time, each with its groups and townships."""
    today = timezone.localdate()
    sums = {one.key: one for one in by_unit(by, campaign)}
    tasks: dict[int, list[AcceptanceTask]] = {}
    for task in AcceptanceTask.objects.filter(campaign=campaign, unit__in=units).select_related("group", "unit"):
        tasks.setdefault(task.phase_id, []).append(task)
    found = []
    for phase in phases_of(campaign):
        given = tuple(
            _assigned(one, sums.get(one.unit.code) or Sums(one.unit.code, one.unit.name), phase, today)
            for one in tasks.get(phase.pk, [])
        )
        taken = {one.task.unit_id for one in given}
        free = tuple(one for one in units if one.pk not in taken)
        found.append(PhaseProgress(phase, _when(phase, today), given, free))
    return found


def _assigned(task: AcceptanceTask, sums: Sums, phase: Phase, today: date) -> Assigned:
    return Assigned(task, sums, phase.ends < today and sums.done < sums.patches)


def _when(phase: Phase, today: date) -> str:
    """Return where a phase stands: ``over``, ``now`` or ``to_come``."""
    if phase.ends < today:
        return "over"
    return "now" if phase.begins <= today else "to_come"


def proposed_phases(campaign: Campaign) -> list[ProposedPhase]:
    """Return the phases of the lawbook that the campaign has none of, in the year after the one inspected."""
    known = set(phases_of(campaign).values_list("title", flat=True))
    found = []
    for one in law_of(campaign).phases:
        begins, ends = one.days_in(campaign.year + 1)
        if not any(one.title in title for title in known):
            found.append(ProposedPhase(one.title, begins, ends, one.cites))
    return found


def acceptance_groups(campaign: Campaign) -> list[Group]:
    """Return the acceptance groups of the county that stand today."""
    today = timezone.localdate()
    rows = Group.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), unit__code=campaign.area_code, kind=GroupKind.ACCEPTANCE,
        unit__is_practice=campaign.is_practice,
    )  # fmt: skip
    return list(rows.prefetch_related("members").order_by("name"))
