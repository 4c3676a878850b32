"""What counts, read from the records: the finding that a person took, with what was told of it since, else what the
comparison proposes. Nothing that statistics keep is read here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from tuban.rules.facts_wire import facts_as_wire, facts_from_wire, sources_as_wire
from tuban.rules.forms.columns import Record
from tuban.rules.forms.filled import PartKey
from tuban.values.facts import Facts
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.counting import current_findings, facts_of_now, with_decided
from tuban.workflow.review.models import Finding

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """A part as it counts: its facts, the keys of the comparison and the finding they rest on, and its batch: the key
    of the disc it came with, else its source."""

    patch: int
    batch: str
    facts: Facts
    comparison: UUID
    finding: UUID | None

    @property
    def key(self) -> PartKey:
        """Patch number and part number."""
        part = self.facts["part_number"]
        return str(self.facts["patch_number"]), str(part) if isinstance(part, str) else ""


@dataclass(frozen=True, slots=True)
class Resting:
    """The keys of what a part rests on now."""

    number: str
    batch: str
    comparison: UUID
    finding: UUID | None


def resting(campaign: Campaign) -> dict[int, Resting]:
    """Return on what every part of a campaign rests that was compared, by its patch."""
    findings = dict(current_findings(campaign).order_by().values_list("patch_id", "pk"))
    rows = _compared(campaign).values_list("patch_id", "patch__number", "patch__arrival_id", "patch__source", "pk")
    return {
        patch: Resting(number, batch_of(arrival, source), key, findings.get(patch))
        for patch, number, arrival, source, key in rows.iterator(chunk_size=2000)
    }


def counted(
    campaign: Campaign, numbers: Collection[str] | None = None, only: Collection[str] | None = None
) -> Iterator[Counted]:
    """Yield every part of a campaign as it counts; with ``numbers`` those of some patches, all their parts together.

    With ``only`` no other facts are promised, and the sources of facts are told for parts of a split patch alone.
    """
    if numbers is None:
        numbers = set(_compared(campaign).values_list("patch__number", flat=True))
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from _portion(campaign, wanted[start : start + _AT_ONCE], only)


def _portion(campaign: Campaign, numbers: list[str], only: Collection[str] | None) -> Iterator[Counted]:
    found = current_findings(campaign).filter(patch__number__in=numbers)
    findings = {one.patch_id: one for one in found.only("patch_id", "comparison_id", "decided")}
    rows = list(
        _compared(campaign).filter(patch__number__in=numbers)
        .values_list("pk", "patch_id", "patch__arrival_id", "patch__source", "facts")
    )  # fmt: skip
    sources = _sources([key for key, *_rest, facts in rows if only is None or facts.get("part_number")])
    moved_on = _moved_on([
        (finding.pk, key) for key, patch, *_rest in rows
        if (finding := findings.get(patch)) is not None and finding.comparison_id != key
    ])  # fmt: skip
    for key, patch, arrival, source, wire in rows:
        finding = findings.get(patch)
        facts = moved_on.get(patch)
        if facts is None:
            facts = facts_from_wire(wire, sources.get(key, {}), only)
            facts = facts if finding is None else with_decided(facts, finding)
        yield Counted(patch, batch_of(arrival, source), facts, key, finding.pk if finding else None)


def records_of(campaign: Campaign) -> Iterator[Record]:
    """Yield every part of a campaign as it counts, as it is kept: nothing is read of it but what is added up."""
    numbers = sorted(set(_compared(campaign).values_list("patch__number", flat=True)))
    for start in range(0, len(numbers), _AT_ONCE):
        yield from _records(campaign, numbers[start : start + _AT_ONCE])


def _records(campaign: Campaign, numbers: list[str]) -> Iterator[Record]:
    among = {"patch__number__in": numbers}
    # Facts come as text and are taken apart one by one: many of them at once would be looked through for garbage.
    found = current_findings(campaign).filter(**among).order_by().annotate(as_text=Cast("decided", TextField()))
    findings = {patch: rest for patch, *rest in found.values_list("patch_id", "pk", "comparison_id", "as_text")}
    rows = list(
        _compared(campaign).filter(**among).annotate(as_text=Cast("facts", TextField()))
        .values_list("pk", "patch_id", "patch__part_number", "patch__arrival_id", "patch__source", "as_text")
    )  # fmt: skip
    sources = _sources([key for key, _patch, part, *_rest in rows if part])
    moved_on = _moved_on(
        [(findings[patch][0], key) for key, patch, *_rest in rows if patch in findings and findings[patch][1] != key]
    )
    for key, patch, _part, arrival, source, text in rows:
        batch, told = batch_of(arrival, source), sources.get(key, {})
        if patch in moved_on:
            own = moved_on[patch]
            yield Record(facts_as_wire(own), sources_as_wire(own), is_taken=True, batch=batch)
        elif patch in findings:
            yield Record(json.loads(text) | json.loads(findings[patch][2]), told, is_taken=True, batch=batch)
        else:
            yield Record(json.loads(text), told, is_taken=False, batch=batch)


def _sources(keys: list[UUID]) -> dict[UUID, Any]:
    return dict(Comparison.objects.filter(pk__in=keys).order_by().values_list("pk", "sources")) if keys else {}


def _moved_on(pairs: list[tuple[UUID, UUID]]) -> dict[int, Facts]:
    """Return, by patch, the facts of findings that rest on an earlier comparison than the current one."""
    findings = Finding.objects.select_related("comparison", "patch__campaign").in_bulk([one for one, _now in pairs])
    now = Comparison.objects.in_bulk([key for _one, key in pairs])
    return {findings[one].patch_id: facts_of_now(findings[one], now[key]) for one, key in pairs}


def batch_of(arrival: Any, source: str) -> str:
    """Return the batch of a patch: the key of the disc it came with, else how it was found."""
    return str(arrival or source)


def taken_among(parts: Collection[Counted]) -> frozenset[PartKey]:
    """Return the parts whose finding a person took."""
    return frozenset(one.key for one in parts if one.finding is not None)


def _compared(campaign: Campaign) -> QuerySet[Comparison]:
    return Comparison.objects.filter(
        is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE
    ).order_by()  # fmt: skip
