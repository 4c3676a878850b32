"""What counts, read from the records: the finding that a person took, with what was told of it since, else what the
comparison proposes. Nothing that statistics keep is read here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.forms.filled import PartKey
from tuban.values.facts import Facts
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.counting import current_findings, facts_of_now

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


def counted(campaign: Campaign, numbers: Collection[str] | None = None) -> Iterator[Counted]:
    """Yield every part of a campaign as it counts; with ``numbers`` those of some patches, all their parts together."""
    if numbers is None:
        numbers = set(_compared(campaign).values_list("patch__number", flat=True))
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        among = {"patch__number__in": wanted[start : start + _AT_ONCE]}
        found = current_findings(campaign).filter(**among).select_related("comparison", "patch__campaign")
        findings = {one.patch_id: one for one in found}
        for row in _compared(campaign).filter(**among).select_related("patch").defer("patch__geometry"):
            finding = findings.get(row.patch_id)
            facts = facts_from_wire(row.facts, row.sources) if finding is None else facts_of_now(finding, row)
            yield Counted(
                row.patch_id, batch_of(row.patch.arrival_id, row.patch.source), facts, row.pk,
                finding.pk if finding else None,
            )  # fmt: skip


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
