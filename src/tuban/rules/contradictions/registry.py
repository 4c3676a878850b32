"""How a kind of contradiction looks for its cases, and where its function is registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import campaign_breaches, part_breaches
from tuban.rules.checks.registry import Breach, is_filled, part_key, touches
from tuban.rules.contradictions.definitions import Kind
from tuban.rules.contradictions.sources import RegisterRow, Sources
from tuban.rules.fact_words import day_in_words, in_words
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, round_half_up
from tuban.values.codes import land_class_stem
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper

DASH = "—"


@dataclass(frozen=True, slots=True)
class Found:
    """One contradiction found: its case, what fills the sentences, and where either source stands.

    ``area`` is the ground concerned. ``part`` are the facts of the patch part; without one ``subject`` says what it is
    about (a parcel, a number, a paper) and ``township_code`` where.
    """

    case: str
    about: Mapping[str, object]
    first_source: str
    second_source: str
    area: Area | None = None
    part: Facts | None = None
    subject: str = ""
    township_code: str = ""


@dataclass(frozen=True)
class Look:
    """One look at all sources for one kind: words, sources and tolerances at hand."""

    kind: Kind
    sources: Sources
    rulebook: Rulebook
    campaign: CampaignContext
    shared: Shared

    @property
    def parts(self) -> list[Facts]:
        """The facts of all judged parts."""
        return self.shared.parts

    @property
    def tolerance(self) -> Area:
        """The difference of areas that does not count."""
        return Area.from_mu(self.parameter("checks/area_tolerance"))

    def parameter(self, path: str) -> Any:
        """Return a parameter as it stands for the campaign."""
        return self.rulebook.parameter(path, on=self.campaign.day, region=self.campaign.region_code).value

    def rows(self, role: str) -> Sequence[RegisterRow]:
        """Return the rows of a register; none where the disc lacks it."""
        return self.sources.rows.get(role, ())

    def parts_of(self, patch_number: object) -> Sequence[Facts]:
        """Return the parts of the patch with this number; none where no such patch was issued."""
        return self.shared.by_patch.get(str(patch_number), ())

    def breaches(self, rule: str) -> Sequence[tuple[Facts, Breach]]:
        """Return what the catalogue's rule finds in parts (and in the campaign: those have the facts they name)."""
        return self.shared.breaches(rule)

    # words ---------------------------------------------------------------------------------------------------------

    def words(self, facts: Facts, *names: str) -> dict[str, str]:
        """Return facts in words by their names."""
        return {name: in_words(name, facts[name], self.rulebook) for name in names}

    def word(self, facts: Facts, name: str) -> str:
        """Return one fact in words."""
        return in_words(name, facts[name], self.rulebook)

    def land_class(self, code: object) -> str:
        """Return a land class with its code: 水田(0101); a dash where nobody knows."""
        if not is_filled(code):
            return DASH
        stem = land_class_stem(str(code))
        entry = self.rulebook.codelist("land_class").by_value.get(stem)
        return f"{entry.label}({code})" if entry else str(code)

    def paper(self, paper: Paper) -> str:
        """Return a paper in words: kind, number, date."""
        kinds = self.rulebook.codelist("paper_kind").by_value
        said = [kinds[paper.kind].label if paper.kind in kinds else paper.kind, paper.number or "无文号"]
        said += [day_in_words(paper.date)] if paper.date else []
        return " ".join(said)

    def papers_in_words(self, papers: Iterable[Paper]) -> str:
        """Return papers in words, one after another."""
        return "；".join(dict.fromkeys(self.paper(paper) for paper in papers)) or DASH

    # sources -------------------------------------------------------------------------------------------------------

    def role(self, *roles: str) -> str:
        """Return the files and editions of roles in words; a dash where the disc has none of them."""
        known = [self.sources.roles[role].files for role in roles if role in self.sources.roles]
        return "；".join(known) or DASH

    def place(self, code: str) -> str:
        """Return the name of a division; its code where nobody named it."""
        return self.sources.names.get(code, code)

    def title(self, role: str) -> str:
        """Return the title of a role."""
        known = self.sources.roles.get(role)
        return known.title if known else self.sources.missing_titles.get(role, role)

    @staticmethod
    def source(facts: Facts, *names: str) -> str:
        """Return where facts were read, each place once."""
        places = dict.fromkeys(facts.sources[name] for name in names if facts.sources.get(name))
        return "；".join(places) or DASH

    @staticmethod
    def paper_sources(papers: Iterable[Paper]) -> str:
        """Return where papers stand."""
        return "；".join(dict.fromkeys(paper.source for paper in papers if paper.source)) or DASH


@dataclass
class Shared:
    """What every kind needs: the parts, the parts of each patch, and what the rules found, asked once."""

    sources: Sources
    rulebook: Rulebook
    campaign: CampaignContext
    _breaches: dict[str, list[tuple[Facts, Breach]]] = field(default_factory=dict)

    @cached_property
    def parts(self) -> list[Facts]:
        """The facts of all judged parts."""
        return [judgement.facts for judgement in self.sources.judgements]

    @cached_property
    def by_patch(self) -> Mapping[str, Sequence[Facts]]:
        """The parts of each patch."""
        found: dict[str, list[Facts]] = defaultdict(list)
        for facts in self.parts:
            found[part_key(facts)[0]].append(facts)
        return found

    def breaches(self, rule: str) -> list[tuple[Facts, Breach]]:
        """Return what a rule finds in the parts and in the campaign."""
        if rule not in self._breaches:
            found = [
                (breach.part or judgement.facts, breach)
                for judgement in self.sources.judgements
                for breach in part_breaches(judgement, rule, self.rulebook, campaign=self.campaign)
            ]
            found += [
                (breach.part or Facts(), breach)
                for breach in campaign_breaches(
                    self.sources.judgements, self.sources.totals, rule, self.rulebook, campaign=self.campaign
                )
            ]
            self._breaches[rule] = found
        return self._breaches[rule]


Finder = Callable[[Look], Iterator[Found]]
FINDERS: dict[str, Finder] = {}


def contradiction(kind: str) -> Callable[[Finder], Finder]:
    """Register the function that finds the contradictions of a kind."""

    def register(finder: Finder) -> Finder:
        FINDERS[kind] = finder
        return finder

    return register


def area_of(facts: Facts, name: str) -> Area | None:
    """Return an area fact; None where it is unknown or absent."""
    value = facts[name]
    return value if isinstance(value, Area) else None


def date_of(facts: Facts, name: str) -> PartialDate | None:
    """Return a date fact; None where it is unknown or absent."""
    value = facts[name]
    return value if isinstance(value, PartialDate) else None


def ground(facts: Facts) -> Area | None:
    """Return the ground of a part: its counted area, else as monitored, else as drawn."""
    return next(
        (area for name in ("counted_area", "monitored_area", "geometry_area") if (area := area_of(facts, name))), None
    )


def days_between(first: PartialDate, second: PartialDate) -> int:
    """Return by how many days ``second`` surely follows ``first``; 0 or less where it may not."""
    return (second.earliest - first.latest).days


def percent(part: Area, whole: Area) -> str:
    """Return a share in percent with one decimal; a dash where the whole is nothing."""
    share = part.share_of(whole)
    return DASH if share is None else f"{round_half_up(share * 100, 1)}%"


def papers_of(facts: Facts, *kinds: str) -> tuple[Paper, ...]:
    """Return the papers of these kinds (of all kinds without any) that touch a part; none where nobody knows."""
    approvals = facts["approvals"]
    if isinstance(approvals, Unknown) or approvals is None:
        return ()
    return tuple(paper for paper in approvals if (not kinds or paper.kind in kinds) and touches(paper))


def difference(one: Area, other: Area) -> Area:
    """Return how far two areas lie apart."""
    return one - other if one > other else other - one


def is_known(value: object) -> bool:
    """Whether a value was told and is not blank."""
    return value is not UNKNOWN and value not in (None, "")
