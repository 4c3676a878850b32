"""What rectification would change (推演) for one unit: the lawful way of each unlawful patch, what ticking some does.

Nothing here changes anything: a plan is a question. The ways of a patch are those that were set for it, else the one
that its finding names; a patch that nobody found unlawful yet has none, for a patch is a lead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.forms.filled import PartKey
from tuban.rules.ratio import Line
from tuban.rules.whatif import Position, Running, Way, Ways, hundredths, in_mu
from tuban.workflow.accountability.solving import Smallest, smallest
from tuban.workflow.accountability.standings import Standing
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.rectification.models import Way as SetWay
from tuban.workflow.review.counting import current_findings

_DONE = (SetWay.State.SIGNED, SetWay.State.WITHDRAWN)
_FACTS = ("settled", "case_filed_on", "penalty_on")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An unlawful patch with its way. ``counted`` and ``deducted`` are 亩 of cultivated land; ``violation_type`` is
    that of its finding."""

    patch: Patch
    way: Way
    counted: Decimal | None
    deducted: Decimal
    violation_type: str

    @property
    def gives(self) -> Decimal:
        """What is deducted more once its way is done, in 亩."""
        return in_mu(self.way.gives)

    @property
    def restores(self) -> Decimal:
        """How much cultivated land its way brings back, in 亩."""
        return in_mu(self.way.restores)

    @property
    def left(self) -> Decimal:
        """What of it still counts, in 亩."""
        return (self.counted or Decimal(0)) - self.deducted


@dataclass(frozen=True, slots=True)
class LineAfter:
    """A line, whether it is crossed now, and whether it would be."""

    line: Line
    is_past: bool
    would_be_past: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ticking some rectifications does: the ratio before and after, the lines, and what is given and restored in
    亩. ``last_day`` is when the latest of them must be done, None where nobody can tell of one."""

    picked: tuple[Candidate, ...]
    before: Fraction | None
    after: Fraction | None
    lines: tuple[LineAfter, ...]
    gives: Decimal
    restores: Decimal
    last_day: date | None


@dataclass(frozen=True)
class Plan:
    """The ways of a unit's unlawful patches: those that count first, what restores most cultivated land before others;
    ``cutoff`` is the last day on which a deduction counts, None where the campaign sets none."""

    standing: Standing
    candidates: tuple[Candidate, ...]
    cutoff: date | None
    today: date

    @cached_property
    def position(self) -> Position:
        """Where the ratio stands."""
        return Position.of(self.standing.ratio)

    @property
    def useful(self) -> tuple[Candidate, ...]:
        """Those whose way counts."""
        return tuple(one for one in self.candidates if one.way.counts)

    @property
    def others(self) -> tuple[Candidate, ...]:
        """Those whose way does not count, and why stands with it."""
        return tuple(one for one in self.candidates if not one.way.counts)

    def outcome(self, picked: Collection[int]) -> Outcome:
        """Return what rectifying patches (by their keys) does; what does not count is not picked."""
        chosen = tuple(one for one in self.useful if one.patch.pk in picked)
        more = sum(one.way.gives for one in chosen)
        days = [one.way.last_day for one in chosen]
        known = [day for day in days if day is not None]
        return Outcome(
            picked=chosen,
            before=self.position.after(),
            after=self.position.after(more),
            lines=tuple(
                LineAfter(line, self.position.is_past(line), self.position.is_past(line, more))
                for line in self.standing.ratio.lines
            ),
            gives=in_mu(more),
            restores=in_mu(sum(one.way.restores for one in chosen)),
            last_day=max(known) if known and len(known) == len(days) else None,
        )

    def smallest(self, line: Line) -> Smallest | None:
        """Return the smallest set of rectifications that brings the unit below a line; None where no deduction of its
        unlawful land would. Raises NotProven."""
        needed = self.position.needed(line)
        return None if needed is None else smallest([one.way for one in self.useful], needed)

    def of_keys(self, keys: Iterable[PartKey]) -> list[Candidate]:
        """Return the candidates of parts, in the order of the keys."""
        by_key = {one.way.key: one for one in self.candidates}
        return [by_key[key] for key in keys]


def plan_of(standing: Standing, campaign: Campaign, *, today: date) -> Plan:
    """Return the ways of the unlawful patches of a unit, beginning today."""
    ratio = standing.ratio
    counted = dict(zip(ratio.unlawful.keys, ratio.unlawful.amounts, strict=True))
    deducted = dict(zip(ratio.deducted.keys, ratio.deducted.amounts, strict=True))
    unlawful = [*counted, *(key for key in ratio.unmeasured if key not in counted)]
    patches = _patches(campaign, unlawful)
    told = _told(campaign, patches.values())
    running = _running(campaign)
    found = {
        patch: (value_from_wire(route) if route is not None else "", kind)
        for patch, route, kind in current_findings(campaign).order_by().values_list(
            "patch_id", "decided__rectification_route", "violation_type"
        )
    }  # fmt: skip
    context = CampaignContext(campaign.year, campaign.area_code)
    ways = Ways.of(rulebook_of(campaign), region=campaign.area_code, on=context.day, today=today)
    candidates = []
    for key in unlawful:
        patch = patches.get(key)
        if patch is None:
            continue
        area, less = counted.get(key), deducted.get(key, Decimal(0))
        if patch.pk not in found:
            way, kind = Way(key, "", "", why="no_finding"), ""
        else:
            route, kind = found[patch.pk]
            way = _best(
                ways.way(
                    key, one, counted=None if area is None else hundredths(area), deducted=hundredths(less),
                    facts=told.get(patch.pk, {}), running=limit,
                )
                for one, limit in running.get(patch.pk, [(str(route), None)])
            )  # fmt: skip
        candidates.append(Candidate(patch, way, area, less, kind))
    ordered = sorted(candidates, key=lambda one: (not one.way.counts, -one.way.restores, -one.way.gives, one.way.key))
    return Plan(standing, tuple(ordered), ways.cutoff, today)


def _best(ways: Iterable[Way]) -> Way:
    """Return the way of several that restores and gives most; one that counts before one that does not."""
    return max(ways, key=lambda one: (one.counts, one.restores, one.gives))


def _running(campaign: Campaign) -> dict[int, list[tuple[str, Running | None]]]:
    """Return the ways that were set for each patch and are not done yet, each with its limit as it runs."""
    rows = SetWay.objects.filter(finding__is_current=True, patch__campaign=campaign).order_by("set_on", "pk")
    found: dict[int, list[tuple[str, Running | None]]] = {}
    for patch, way, due_on in rows.exclude(state__in=_DONE).values_list("patch_id", "way", "due_on"):
        found.setdefault(patch, []).append((way, Running(due_on)))
    return found


def _patches(campaign: Campaign, keys: Collection[PartKey]) -> dict[PartKey, Patch]:
    wanted = set(keys)
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).defer("geometry", "issued")
    return {
        (one.number, one.part_number): one
        for one in rows.iterator(chunk_size=2000)
        if (one.number, one.part_number) in wanted
    }


def _told(campaign: Campaign, patches: Iterable[Patch]) -> dict[int, dict[str, Any]]:
    """Return of each patch what is told of its case now, as far as the ways ask for it."""
    wanted = {one.pk for one in patches}
    rows = Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE).order_by()
    return {
        patch: {name: value_from_wire(value) for name, value in zip(_FACTS, values, strict=True) if value is not None}
        for patch, *values in rows.values_list("patch_id", *(f"facts__{name}" for name in _FACTS))
        if patch in wanted
    }
