"""What a derivation may look at: raw facts and cited parameters, with a record of everything it looked at.

Faults must be alleged, exceptions and privileges must be claimed: the lawbook lists the facts whose silence means no
(parameters ``presumptions/absent`` and ``presumptions/present``). Everything else that nobody told stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.parameters import ParameterValue
from tuban.rules.rulebook import Rulebook
from tuban.values.area import ZERO, Area, total
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper

Cover = str | Unknown


class Evidence:
    """The facts of one part under one lawbook in one campaign."""

    def __init__(self, facts: Facts, rulebook: Rulebook, campaign: CampaignContext) -> None:
        self.facts = facts
        self.rulebook = rulebook
        self.campaign = campaign
        use_date = facts["use_date"]
        self.act: PartialDate | None = use_date if isinstance(use_date, PartialDate) else None
        self.derived: dict[str, Any] = {}
        self.uses: list[str] = []
        self.needs: list[str] = []
        self.presumed: list[str] = []
        self.parameters: list[ParameterValue] = []
        self._absent = frozenset(self.parameter("presumptions/absent"))
        self._present = frozenset(self.parameter("presumptions/present"))
        self.begin()

    def begin(self) -> None:
        """Forget what was looked at: a new derivation begins."""
        self.uses, self.needs, self.presumed, self.parameters = [], [], [], []

    def day_of(self, dated_by: str) -> date:
        """Return the day that picks an edition. An act older than the lawbook is judged by its first edition."""
        day = self.campaign.day_for(dated_by, self.act)
        return max(day, self.rulebook.first_day_for_acts) if dated_by == "act" else day

    def parameter(self, path: str) -> Any:
        """Return the value of a parameter, and record that it was used."""
        found = self.parameter_value(path)
        self.parameters.append(found)
        return found.value

    def parameter_value(self, path: str) -> ParameterValue:
        """Return a parameter's value with its citations, as the campaign and the act date it."""
        parameter = self.rulebook.parameters.get(path)
        dated_by = parameter.dated_by if parameter else "campaign"
        return self.rulebook.parameter(path, on=self.day_of(dated_by), region=self.campaign.region_code)

    def ask(self, name: str) -> Any:
        """Return a raw fact and record it; an unknown one is recorded as needed."""
        value = self.facts[name]
        self.uses.append(name)
        if value is UNKNOWN:
            self.needs.append(name)
        return value

    def look(self, name: str) -> Any:
        """Return a raw fact and record it, without needing it."""
        self.uses.append(name)
        return self.facts[name]

    def need(self, *names: str) -> Unknown:
        """Record facts that would have been needed; returns UNKNOWN for the caller to return."""
        self.needs.extend(names)
        return UNKNOWN

    def claimed(self, name: str) -> Any:
        """Return a flag, or what the lawbook presumes where nobody told it."""
        value = self.facts[name]
        self.uses.append(name)
        if value is UNKNOWN or value is None:
            if name in self._absent:
                self.presumed.append(name)
                return False
            if name in self._present:
                self.presumed.append(name)
                return True
            self.needs.append(name)
            return UNKNOWN
        return value

    def presumes_absent(self, name: str) -> bool:
        """Whether the lawbook takes the silence about this fact to mean no; recorded where it does."""
        if name in self._absent:
            self.presumed.append(name)
        return name in self._absent

    def area(self, name: str) -> Area | Unknown:
        """Return an area; a known absence is no area at all."""
        value = self.ask(name)
        return ZERO if value is None else value

    def whole(self) -> Area | Unknown:
        """Return the part's own area by its shape, else as issued."""
        for name in ("geometry_area", "monitored_area"):
            value = self.facts[name]
            if isinstance(value, Area) and value:
                self.uses.append(name)
                return value
        return self.need("geometry_area")

    def papers(self, *kinds: str, presumed: bool = False) -> tuple[Paper, ...] | Unknown:
        """Return the papers of these kinds; UNKNOWN where the register of the first kind was never looked into.

        ``presumed``: the kinds are exceptions that must be claimed, so an unknown register means none.
        """
        approvals = self.look("approvals")
        if approvals is None:
            return ()
        found: tuple[Paper, ...] = ()
        if approvals is not UNKNOWN:
            found = tuple(paper for paper in approvals if paper.kind in kinds)
        if found or presumed or (approvals is not UNKNOWN and self.looked_into(kinds[0])):
            return found
        return self.need("approvals" if approvals is UNKNOWN else "papers_on_disc")

    def looked_into(self, kind: str) -> bool:
        """Whether the register of a kind of paper was looked into."""
        registers = self.look("papers_on_disc")
        return registers is not UNKNOWN and registers is not None and kind in registers

    def share(self, part: Area, whole: Area) -> Any:
        """Return the share of the whole; zero of nothing is nothing."""
        return part.square_metres / whole.square_metres if whole else 0

    def cover(self, papers: Sequence[Paper] | Unknown, area_fact: str | None) -> Cover:
        """Return whether papers cover the part: none, partial or full, by measured area; UNKNOWN if unmeasured."""
        measured = self.look(area_fact) if area_fact else UNKNOWN
        if not isinstance(measured, Area):
            if isinstance(papers, Unknown):
                return UNKNOWN
            if not papers:
                return "none"
        whole = self.whole()
        if isinstance(whole, Unknown):
            return UNKNOWN
        known: Sequence[Paper] = () if isinstance(papers, Unknown) else papers
        own = [paper.covered for paper in known if isinstance(paper.covered, Area)]
        boundless = len(own) < len(known)
        areas = (max([*own, measured]),) * 2 if isinstance(measured, Area) else (max(own, default=ZERO), total(own))
        return self._cover_word(self.share(areas[0], whole), self.share(areas[1], whole), boundless, area_fact)

    def _cover_word(self, surely: Any, perhaps: Any, boundless: bool, area_fact: str | None) -> Cover:
        """Return the word for a share: ``surely`` if the papers overlap, ``perhaps`` if they do not."""
        full = self.parameter("coverage/full_share")
        if surely >= full:
            return "full"
        if boundless or perhaps >= full:
            # A paper without a boundary, or several that reach the whole only if they do not overlap.
            return self.need(*([area_fact] if area_fact else []), *(["approvals"] if boundless else []))
        return "none" if perhaps <= self.parameter("coverage/none_share") else "partial"

    def touching(self, papers: Sequence[Paper] | Unknown) -> tuple[Paper, ...]:
        """Return the papers that meet the part beyond a sliver, or whose boundary nobody gave."""
        if isinstance(papers, Unknown):
            return ()
        whole = self.whole()
        least = self.parameter("coverage/none_share")
        return tuple(
            paper
            for paper in papers
            if not isinstance(paper.covered, Area)
            or isinstance(whole, Unknown)
            or self.share(paper.covered, whole) > least
        )

    def decisive_date(self, papers: Sequence[Paper]) -> PartialDate | None:
        """Return the day from which the papers stood together: of the earliest that covers all, else of the latest.

        None where a paper that decides bears no date.
        """
        whole = self.whole()
        least = self.parameter("coverage/full_share")
        if isinstance(whole, Area):
            alone = [
                paper.date
                for paper in papers
                if isinstance(paper.covered, Area) and self.share(paper.covered, whole) >= least and paper.date
            ]
            if alone:
                return min(alone, key=lambda day: day.latest)
        dates = [paper.date for paper in papers]
        if not dates or any(day is None for day in dates):
            return None
        return max((day for day in dates if day is not None), key=lambda day: day.latest)
