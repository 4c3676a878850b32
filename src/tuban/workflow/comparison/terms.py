"""What every part gives to the ratio, kept when it is compared: nobody reads all facts of a county to add up a sum."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuban.rules.facts_wire import facts_as_wire, facts_from_wire
from tuban.rules.part_figures import Figures, figures_of
from tuban.rules.ratio import FACTS, FIGURES
from tuban.values.area import AreaUnit
from tuban.values.facts import Facts
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison, Terms
from tuban.workflow.patches.states import Fate

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Term:
    """The facts and figures of a part, as far as the ratio reads them, with the edition of the lawbook it rests on and
    the key of its patch."""

    facts: Facts
    figures: Figures
    edition: str
    patch: int


@dataclass(frozen=True, slots=True)
class KeptRow:
    """What is kept of a part: ``siblings`` is the digest of the other parts that its figures were fitted to, None where
    nothing is kept yet; ``facts`` and ``figures`` as they are stored."""

    key: UUID
    patch: int
    number: str
    part: str
    edition: str
    siblings: str | None
    facts: dict[str, Any] | None
    figures: dict[str, str] | None


def terms_of(campaign: Campaign) -> list[Term]:
    """Return what every part of a campaign gives to the ratio. What is kept is read, the rest worked out."""
    rows = _rows(_counted(campaign))
    worked_out = _worked_out(_stale(rows))
    return [
        worked_out.get(row.key) or read_term(row.facts, row.figures, row.edition, row.patch)
        for row in rows
    ]  # fmt: skip


def read_term(facts: dict[str, Any] | None, figures: dict[str, str] | None, edition: str, patch: int) -> Term:
    """Return a term as it is kept."""
    return Term(
        facts_from_wire(facts or {}, {}), {name: Decimal(value) for name, value in (figures or {}).items()}, edition,
        patch,
    )  # fmt: skip


def keep_terms(campaign: Campaign, numbers: Collection[str]) -> int:
    """Keep the terms of the patches of some numbers that have none yet, or had other siblings; returns how many."""
    kept = 0
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = _rows(_counted(campaign).filter(patch__number__in=wanted[start : start + _AT_ONCE]))
        stale = _stale(rows)
        terms = [
            Terms(
                comparison_id=key, siblings=stale[key][1], facts=facts_as_wire(term.facts),
                figures={name: str(value) for name, value in term.figures.items()},
            )
            for key, term in _worked_out(stale).items()
        ]  # fmt: skip
        Terms.objects.bulk_create(
            terms, update_conflicts=True, unique_fields=["comparison"], update_fields=["siblings", "facts", "figures"]
        )
        kept += len(terms)
    return kept


def _counted(campaign: Campaign) -> QuerySet[Comparison]:
    return Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE)


def _rows(comparisons: QuerySet[Comparison]) -> list[KeptRow]:
    told = comparisons.order_by("patch__number", "patch__part_number", "patch_id").values_list(
        "pk", "patch_id", "patch__number", "patch__part_number", "lawbook_edition", "terms__siblings", "terms__facts",
        "terms__figures",
    )  # fmt: skip
    return [KeptRow(*row) for row in told]


def _stale(rows: Iterable[KeptRow]) -> dict[UUID, tuple[str, str]]:
    """Return the comparisons whose terms are missing or rest on other siblings, each with its number and the digest
    of those it has now."""
    parts: dict[str, list[UUID]] = {}
    listed = list(rows)
    for row in listed:
        if row.part:
            parts.setdefault(row.number, []).append(row.key)
    digests = {number: _digest(keys) for number, keys in parts.items()}
    expected = {row.key: digests[row.number] if row.part else "" for row in listed}
    return {row.key: (row.number, expected[row.key]) for row in listed if row.siblings != expected[row.key]}


def _digest(keys: Iterable[UUID]) -> str:
    return hashlib.sha256("\n".join(sorted(str(key) for key in keys)).encode()).hexdigest()


def _portions(stale: Mapping[UUID, tuple[str, str]]) -> Iterator[list[UUID]]:
    """Yield comparisons in portions that part no siblings."""
    portion: list[UUID] = []
    for _number, own in groupby(stale, key=lambda key: stale[key][0]):
        portion += own
        if len(portion) >= _AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _worked_out(stale: Mapping[UUID, tuple[str, str]]) -> dict[UUID, Term]:
    found: dict[UUID, Term] = {}
    for portion in _portions(stale):
        told = Comparison.objects.filter(pk__in=portion)
        rows = list(told.values_list("pk", "facts", "sources", "lawbook_edition", "patch_id"))
        facts = [facts_from_wire(wire, sources) for _key, wire, sources, _edition, _patch in rows]
        for (key, _wire, _sources, edition, patch), own, figures in zip(
            rows, facts, figures_of(facts, AreaUnit.MU), strict=True
        ):
            shown = Facts({name: own[name] for name in FACTS if name in own})
            found[key] = Term(shown, {name: figures[name] for name in FIGURES if name in figures}, edition, patch)
    return found
