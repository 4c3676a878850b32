"""Finding every contradiction of a campaign, each with both sources side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.registry import is_filled, part_key
from tuban.rules.contradictions import (  # noqa: F401  (each family registers its kinds when imported)
    areas,
    cases,
    ground_use,
    lists,
    papers,
    patrol,
    survey,
    terms,
)
from tuban.rules.contradictions.definitions import Case, Kind, kinds_of
from tuban.rules.contradictions.registry import FINDERS, Found, Look, Shared
from tuban.rules.contradictions.sources import Sources
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.facts import Facts
from tuban.values.problems import Severity


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says, and where it stands there."""

    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that disagree about one part, parcel, paper or county.

    ``rule`` is the rule of the catalogue that reports it too, else empty; ``office`` is in words; ``area`` is the
    ground concerned, None where no ground is.
    """

    kind: str
    case: str
    rule: str
    severity: Severity
    patch_number: str
    part_number: str
    subject: str
    township_code: str
    first: Statement
    second: Statement
    difference: str
    area: Area | None
    settled_by: str
    office: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One kind with all that was found; ``missing`` are the titles of the roles without which it was not compared."""

    kind: Kind
    found: tuple[Contradiction, ...]
    missing: tuple[str, ...] = ()


def find_contradictions(sources: Sources, rulebook: Rulebook, *, campaign: CampaignContext) -> tuple[Comparison, ...]:
    """Hold the results against every source at hand; one comparison per kind, in the order of the lawbook."""
    kinds = kinds_of(rulebook)
    shared = Shared(sources, rulebook, campaign)
    comparisons = []
    for kind in kinds.kinds.values():
        missing = tuple(sources.missing_titles.get(role, role) for role in kind.needs if role not in sources.roles)
        look = Look(kind, sources, rulebook, campaign, shared)
        found = [] if missing else [_told(kind, one, kinds.offices) for one in FINDERS[kind.id](look)]
        comparisons.append(Comparison(kind, tuple(sorted(found, key=_order)), missing))
    return tuple(comparisons)


def _told(kind: Kind, found: Found, offices: Mapping[str, str]) -> Contradiction:
    case: Case = kind.cases[found.case]
    about = {name: "—" if value is None else value for name, value in found.about.items()}
    facts = found.part or Facts()
    number, part = part_key(facts)
    township = facts["township_code"]
    return Contradiction(
        kind=kind.id,
        case=case.id,
        rule=case.rule,
        severity=case.severity,
        patch_number=number,
        part_number=part,
        subject=found.subject,
        township_code=str(township) if is_filled(township) else found.township_code,
        first=Statement(case.first.format(**about), found.first_source),
        second=Statement(case.second.format(**about), found.second_source),
        difference=case.difference.format(**about),
        area=found.area,
        settled_by=case.settled_by,
        office=offices[case.office],
    )


_GRAVEST: Sequence[Severity] = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _order(one: Contradiction) -> tuple[object, ...]:
    """The county's own first, then the townships by code; in each the gravest first, then patch by patch."""
    number = len(one.part_number), one.part_number
    return (
        one.township_code,
        _GRAVEST.index(one.severity),
        one.patch_number,
        *number,
        one.subject,
        one.case,
        one.first.says,
        one.second.says,
    )
