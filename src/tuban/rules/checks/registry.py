"""How a rule looks at a patch part or at the whole campaign, and where its predicate is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuban.rules.checks.catalogue import UNKNOWN_CASE, Rule
from tuban.rules.checks.totals import CampaignTotals
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that does not hold: which of its cases, what fills the sentence, which facts and which part it is about.

    Without ``facts`` those of the rule are meant; ``part`` is given where a campaign rule names one patch part.
    """

    case: str
    about: Mapping[str, object] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    part: Facts | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A rule being asked: it knows its own entry of the catalogue and the rule book."""

    rule: Rule
    rulebook: Rulebook
    parameters: Callable[[str], Any]

    @property
    def tolerance(self) -> Area:
        """The difference of areas that does not count."""
        return Area.from_mu(self.parameters("checks/area_tolerance"))

    def title(self, fact: str) -> str:
        """Return the Chinese title of a fact."""
        return self.rulebook.vocabulary[fact].title

    def titles(self, facts: Sequence[str]) -> str:
        """Return the Chinese titles of facts as one enumeration."""
        return "、".join(self.title(fact) for fact in facts)

    def label(self, codelist: str, value: object) -> str:
        """Return the Chinese label of a value; the value itself where the list does not have it."""
        entry = self.rulebook.codelist(codelist).by_value.get(str(value))
        return str(value) if entry is None else entry.label

    def marked(self, codelist: str, mark: str) -> frozenset[str]:
        """Return the values of a code list that carry a mark, such as ``new_construction`` of the findings."""
        return frozenset(entry.value for entry in self.rulebook.codelist(codelist) if entry.get(mark) is True)


@dataclass(frozen=True, slots=True)
class PartAsking(Asking):
    """A rule being asked about one patch part."""

    judgement: Judgement

    @property
    def facts(self) -> Facts:
        """The facts of the part."""
        return self.judgement.facts

    @property
    def finding(self) -> object:
        """The proposed finding; UNKNOWN where there is none."""
        return self.facts["finding"]

    @property
    def is_new_construction(self) -> bool:
        """Whether the finding counts as new construction land."""
        return self.finding in self.marked("finding", "new_construction")

    def area(self, name: str) -> Area | None:
        """Return an area fact; None where it is unknown or known to be absent."""
        value = self.facts[name]
        return value if isinstance(value, Area) else None

    def lacking(self, *names: str) -> tuple[str, ...]:
        """Return those facts that nobody told us."""
        return tuple(name for name in names if not self.facts.is_known(name))

    def empty(self, *names: str) -> tuple[str, ...]:
        """Return those facts that are unknown, absent or blank: what a mandatory field may not be."""
        return tuple(name for name in names if self.facts[name] is UNKNOWN or self.facts[name] in (None, ""))

    def unknown(self, *names: str) -> Iterator[Breach]:
        """Say that these facts are missing, where the catalogue wants that said."""
        if names and self.rule.reports_unknown:
            yield Breach(UNKNOWN_CASE, {"missing": self.titles(names)}, names)

    def papers(self, *kinds: str) -> tuple[Paper, ...] | Unknown:
        """Return the papers of these kinds that touch the part; UNKNOWN where their registers were not there."""
        approvals: Sequence[Paper] | Unknown | None = self.facts["approvals"]
        if isinstance(approvals, Unknown):
            return UNKNOWN
        found = tuple(paper for paper in approvals or () if paper.kind in kinds and touches(paper))
        registers = self.facts["papers_on_disc"]
        if not found and registers is not UNKNOWN and not set(registers or ()) & set(kinds):
            return UNKNOWN
        return found


def touches(paper: Paper) -> bool:
    """Whether a paper may concern the part: it covers some of it, or nobody knows its boundary."""
    return isinstance(paper.covered, Unknown) or bool(paper.covered)


@dataclass(frozen=True, slots=True)
class CampaignAsking(Asking):
    """A rule being asked about all parts of a campaign together."""

    judgements: Sequence[Judgement]
    totals: CampaignTotals

    def unknown(self, missing: str, part: Facts | None = None, **about: object) -> Iterator[Breach]:
        """Say that what the campaign should state is missing, where the catalogue wants that said."""
        if self.rule.reports_unknown:
            yield Breach(UNKNOWN_CASE, {"missing": missing, **about}, part=part)

    def parts(self, finding: str | None = None) -> list[Facts]:
        """Return the facts of all parts, or of those with one finding."""
        facts = [judgement.facts for judgement in self.judgements]
        return [one for one in facts if finding is None or one["finding"] == finding]


PartPredicate = Callable[[PartAsking], Iterator[Breach]]
CampaignPredicate = Callable[[CampaignAsking], Iterator[Breach]]
PART_RULES: dict[str, PartPredicate] = {}
CAMPAIGN_RULES: dict[str, CampaignPredicate] = {}


def part_rule(rule_id: str) -> Callable[[PartPredicate], PartPredicate]:
    """Register the predicate that looks at one patch part for a rule."""

    def register(predicate: PartPredicate) -> PartPredicate:
        PART_RULES[rule_id] = predicate
        return predicate

    return register


def campaign_rule(rule_id: str) -> Callable[[CampaignPredicate], CampaignPredicate]:
    """Register the predicate that looks at the whole campaign for a rule."""

    def register(predicate: CampaignPredicate) -> CampaignPredicate:
        CAMPAIGN_RULES[rule_id] = predicate
        return predicate

    return register


def is_filled(value: object) -> bool:
    """Whether a field has a value: known, present and not blank."""
    return value is not UNKNOWN and value not in (None, "")


def part_key(facts: Facts) -> tuple[str, str]:
    """Return the patch number and part number of a part as text; blank where unknown."""
    number, part = facts["patch_number"], facts["part_number"]
    return (str(number) if is_filled(number) else "", str(part) if is_filled(part) else "")
