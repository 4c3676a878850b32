"""The judgement of one part: facts in, proposed decisions out, with every row, citation, value and missing fact.

It decides nothing: a patch is a lead, and each answer is a proposal until a person signs. Unknown never leads to
a settled finding; what is unknown and would matter is named, with what would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.counting import BASIS_FACT, counted_areas
from tuban.rules.decision import TAKEN, Decision, Judgement, MissingFact, Taken
from tuban.rules.derivation import DERIVATIONS
from tuban.rules.evidence import Evidence
from tuban.rules.later_derivation import DEDUCTIONS, crime_threshold, deductible_area
from tuban.rules.parameters import ParameterValue
from tuban.rules.rulebook import Rulebook
from tuban.rules.tables import DecisionTable, Hit
from tuban.values.facts import UNKNOWN, Facts

__all__ = ["TAKEN", "CampaignContext", "Decision", "Judgement", "MissingFact", "Taken", "judge"]

SOURCE = "判定"
# What these two lack is missing only where the finding asks for it.
STEPS = ("review/prejudgement", "review/papers")
UNLAWFUL_ONLY = (
    "handling/filing_grounds",
    "handling/rectification_route",
    "handling/penalty_items",
    "handling/persons_measures",
    "count/deduction",
)


def judge(facts: Facts, rulebook: Rulebook, *, campaign: CampaignContext, taken: Taken | None = None) -> Judgement:
    """Return everything that the lawbook proposes for one part; areas in exact square metres.

    ``facts`` may leave out any name: what nobody told is UNKNOWN and never leads to a lawful finding. ``taken`` is the
    finding that a person took: the area that counts and all that follows rest on it; what the table proposed stays
    among the decisions.
    """
    return _Judging(facts, rulebook, campaign, taken).judgement()


class _Trace:
    """What a derived word rests on."""

    __slots__ = ("needs", "parameters", "presumed", "uses")

    def __init__(self, evidence: Evidence) -> None:
        self.uses = tuple(dict.fromkeys(evidence.uses))
        self.needs = tuple(dict.fromkeys(evidence.needs))
        self.presumed = tuple(dict.fromkeys(evidence.presumed))
        self.parameters = tuple(evidence.parameters)


class _Judging:
    """One judgement in the making."""

    def __init__(self, facts: Facts, rulebook: Rulebook, campaign: CampaignContext, taken: Taken | None = None) -> None:
        self.raw = facts
        self.rulebook = rulebook
        self.taken = taken
        self.evidence = Evidence(facts, rulebook, campaign)
        self.known: dict[str, Any] = dict(facts)
        self.derived = self.evidence.derived
        self.decided: dict[str, Any] = {}
        self.traces: dict[str, _Trace] = {}
        self.decisions: dict[str, Decision] = {}
        self.missing: dict[str, MissingFact] = {}

    def judgement(self) -> Judgement:
        self.derive(DERIVATIONS)
        self.decide("review/prejudgement")
        self.decide("review/papers")
        self.decide("review/finding")
        if self.taken is not None:
            self.take(self.taken)
        finding = self.decided["finding"]
        final = bool(self.rulebook.codelist("finding").entry(finding).get("final"))
        self.violation(finding, final=final)
        self.areas(final=final)
        self.kinds(finding, final=final)
        self.handling(finding, final=final)
        self.name_missing()
        if not final and not self.missing:
            self.name_unclaimed()
        self.decided["missing_facts"] = tuple(self.missing)
        facts = self.raw.with_facts(SOURCE, **self.derived, **self.decided)
        return Judgement(facts, tuple(self.decisions.values()), tuple(self.missing.values()), self.rulebook.edition)

    def derive(self, derivations: dict[str, Callable[[Evidence], Any]]) -> None:
        """Answer each derivation in turn, keeping what it looked at."""
        evidence = self.evidence
        for name, derivation in derivations.items():
            evidence.begin()
            value = derivation(evidence)
            self.derived[name] = self.known[name] = value
            self.traces[name] = _Trace(evidence)

    def decide(self, path: str) -> Hit:
        """Ask one table and keep its decision."""
        table = self.rulebook.table(path)
        asked = {ask.name: self.value(ask.name) for ask in table.asks}
        hit = table.decide(asked, self.evidence.day_of(table.dated_by))
        self.decided.update(hit.answers)
        self.known.update(hit.answers)
        self.decisions[path] = self.record(table, asked, hit)
        return hit

    def value(self, name: str) -> Any:
        """Return a fact for a table: as told or derived, else as the lawbook presumes it."""
        value = self.known.get(name, UNKNOWN)
        if name not in self.traces and value in (UNKNOWN, None):
            self.evidence.begin()
            presumed = self.evidence.claimed(name)
            self.traces[name] = _Trace(self.evidence)
            if presumed is not UNKNOWN:
                value = presumed if self.rulebook.vocabulary[name].type == "flag" else "none"
                self.known[name] = value
        return value

    def record(self, table: DecisionTable, asked: dict[str, Any], hit: Hit) -> Decision:
        traces = {name: self.traces[name] for name in asked if name in self.traces}
        used = _asked_by(table, hit)
        parameters: dict[str, ParameterValue] = {}
        for name in used:
            for one in traces[name].parameters if name in traces else ():
                parameters.setdefault(one.path, one)
        return Decision(
            table=table.path,
            title=table.title,
            rows=tuple(row.id for row in hit.rows),
            because="；".join(row.because for row in hit.rows if row.because),
            answers=hit.answers,
            facts_used={name: asked[name] for name in used},
            grounds={name: traces[name].uses for name in used if name in traces},
            presumed=tuple(dict.fromkeys(one for name in used if name in traces for one in traces[name].presumed)),
            cites=hit.cites,
            parameters=tuple(parameters.values()),
            edition=self.rulebook.edition,
            matters=hit.matters,
        )

    def take(self, taken: Taken) -> None:
        """Let the finding of a person stand in the place of the proposed one."""
        proposed = self.decided["finding"]
        self.settle("finding", taken.finding)
        answers = {"finding": taken.finding} | (
            {"violation_type": taken.violation_type} if taken.violation_type else {}
        )
        self.decisions[TAKEN] = Decision(
            table=TAKEN, title="认定", rows=(), because=taken.because, answers=answers,
            facts_used={"finding": proposed}, grounds={}, presumed=(), cites=taken.cites, parameters=(),
            edition=self.rulebook.edition,
        )  # fmt: skip

    def violation(self, finding: str, *, final: bool) -> None:
        if finding == "unlawful" and self.taken is not None and self.taken.violation_type:
            self.settle("violation_type", self.taken.violation_type)
        elif finding == "unlawful":
            self.decide("review/violation_type")
        else:
            self.settle("violation_type", None if final else UNKNOWN)

    def areas(self, *, final: bool) -> None:
        hit = self.decide("review/area_basis")
        counted = counted_areas(self.raw, self.decided["area_basis"])
        self.decided.update(counted)
        self.known.update(counted)
        if not final:
            return
        if self.decided["area_basis"] == "missing":
            used = _asked_by(self.rulebook.table("review/area_basis"), hit)
            for name in BASIS_FACT.values():
                if f"{name}_state" in used and self.known[f"{name}_state"] != "present":
                    self.miss(name, "面积依据认定")
        elif counted["counted_cultivated_area"] is UNKNOWN:
            self.miss("cultivated_area", "占用耕地面积计算")

    def kinds(self, finding: str, *, final: bool) -> None:
        if finding == "lawful":
            self.decide("review/lawful_kind")
        else:
            self.settle("lawful_kind", None if final else UNKNOWN)
        if finding == "unlawful":
            self.decide("review/construction_class")
            self.decide("review/construction_subclass")
        else:
            self.settle("construction_class", None if final else UNKNOWN)
            self.settle("construction_subclass", None if final else UNKNOWN)

    def handling(self, finding: str, *, final: bool) -> None:
        """Grounds for filing, route, penalty, persons, deduction: proposals for unlawful parts only."""
        if finding == "unlawful":
            self.derive(DEDUCTIONS)
            self.derive({"crime_threshold": lambda evidence: crime_threshold(self.known, evidence)})
            for path in UNLAWFUL_ONLY:
                self.decide(path)
            self.settle("deductible_cultivated_area", deductible_area(self.known))
            return
        nothing: Any = () if final else UNKNOWN
        for name in ("filing_grounds", "penalty_items", "persons_measures", "deduction_basis"):
            self.settle(name, nothing)
        self.settle("rectification_route", "none" if final else UNKNOWN)
        self.settle("deductible_cultivated_area", None if final else UNKNOWN)

    def settle(self, name: str, value: Any) -> None:
        self.decided[name] = self.known[name] = value

    def name_missing(self) -> None:
        """Name every unknown raw fact behind a question that could change an answer."""
        for decision in self.decisions.values():
            if decision.table not in STEPS:
                for question in decision.matters:
                    self.expand(question, decision.title)

    def name_unclaimed(self) -> None:
        """Where nothing told is missing, name the registers nobody looked into: a paper there could settle it."""
        kinds = self.rulebook.codelist("paper_kind")
        for path in ("review/papers", "review/finding"):
            decision = self.decisions[path]
            if any(name in kinds for name in decision.presumed):
                self.miss("papers_on_disc", decision.title)

    def expand(self, question: str, title: str) -> None:
        inner = next((one for one in self.decisions.values() if question in one.answers), None)
        if inner is not None:
            for deeper in inner.matters:
                self.expand(deeper, title)
            return
        trace = self.traces.get(question)
        for name in trace.needs if trace is not None and trace.needs else (question,):
            self.miss(name, title)

    def miss(self, name: str, title: str) -> None:
        if name in self.missing or name not in self.rulebook.vocabulary:
            return
        kind = self.rulebook.vocabulary[name]
        self.missing[name] = MissingFact(name, kind.title, f"“{kind.title}”不明，影响{title}", kind.settled_by)


def _asked_by(table: DecisionTable, hit: Hit) -> Iterable[str]:
    """Return the questions that the rows that held really ask."""
    return [
        ask.name for index, ask in enumerate(table.asks) if any(row.masks[index] != ask.everything for row in hit.rows)
    ]
