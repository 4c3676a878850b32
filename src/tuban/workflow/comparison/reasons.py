"""The proposal step by step: which table and row, because of what, which facts from where, which articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tuban.rules.decision import Decision, Judgement
from tuban.rules.explain import LAYER_WORDS
from tuban.rules.fact_words import in_words, paper_in_words, parameter_in_words
from tuban.rules.parameters import ParameterValue
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

_MADE_HERE = ("derived", "decided")


@dataclass(frozen=True, slots=True)
class Grounds:
    """A fact that a step used: its title and value, who told it, and what it was derived from."""

    title: str
    value: str
    source: str = ""
    derived_from: tuple[str, ...] = ()
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the lawbook that a step used, what fixes it and what it overrode."""

    title: str
    value: str
    cites: tuple[str, ...]
    where: str
    because: str
    overrode: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: its question and answers, the row that held, its reason, facts, articles and values."""

    title: str
    table: str
    row: str
    because: str
    answers: tuple[tuple[str, str], ...]
    facts: tuple[Grounds, ...]
    cites: tuple[str, ...]
    values: tuple[Value, ...]
    presumed: tuple[str, ...]
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A raw fact that the proposal rests on, with its source."""

    title: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """The whole proposal with its reasons."""

    steps: tuple[Step, ...]
    told: tuple[Told, ...]
    papers: tuple[Told, ...]
    edition: str
    missing: tuple[object, ...] = field(default=())


def reasons_of(judgement: Judgement, rulebook: Rulebook) -> Reasons:
    """Return the reasons of a judgement in the words of its lawbook."""
    facts = judgement.facts
    steps = [_step(decision, facts, rulebook) for decision in judgement.decisions if decision.answers]
    return Reasons(
        steps=tuple(steps),
        told=tuple(_told(judgement.decisions, facts, rulebook)),
        papers=tuple(
            Told(str(number), paper_in_words(paper, rulebook), paper.source)
            for number, paper in enumerate(_papers(facts), start=1)
        ),
        edition=judgement.edition[:12],
        missing=judgement.missing,
    )


def _papers(facts: Facts) -> tuple[Paper, ...]:
    papers = facts["approvals"]
    return () if papers is UNKNOWN or papers is None else tuple(papers)


def _step(decision: Decision, facts: Facts, rulebook: Rulebook) -> Step:
    vocabulary = rulebook.vocabulary
    return Step(
        title=decision.title,
        table=decision.table,
        row=decision.row,
        because=decision.because,
        answers=tuple(
            (vocabulary[name].title, in_words(name, value, rulebook)) for name, value in decision.answers.items()
        ),
        facts=tuple(
            Grounds(
                title=vocabulary[name].title,
                value=in_words(name, value, rulebook),
                source=facts.sources.get(name, "") if vocabulary[name].made_by not in _MADE_HERE else "",
                derived_from=tuple(
                    vocabulary[one].title for one in decision.grounds.get(name, ()) if one != name and one in vocabulary
                ),
                is_unknown=value is UNKNOWN,
            )
            for name, value in decision.facts_used.items()
        ),
        cites=rulebook.citations(dict.fromkeys(decision.cites)),
        values=tuple(
            _value(value, rulebook) for value in decision.parameters if not value.path.startswith("presumptions/")
        ),
        presumed=tuple(_presumed(name, rulebook) for name in decision.presumed),
        is_main=decision.table == "review/finding",
    )


def _value(value: ParameterValue, rulebook: Rulebook) -> Value:
    return Value(
        title=value.title,
        value=parameter_in_words(value.value, value.unit, value.codelist, rulebook),
        cites=rulebook.citations(value.cites),
        where=f"{LAYER_WORDS[value.layer]}{value.region}",
        because=value.because,
        overrode=tuple(
            f"{LAYER_WORDS[one.layer]}{one.region} "
            + parameter_in_words(one.value, value.unit, value.codelist, rulebook)
            for one in value.passed
        ),
    )


def _presumed(name: str, rulebook: Rulebook) -> str:
    if name in rulebook.vocabulary:
        return rulebook.vocabulary[name].title
    kinds = rulebook.codelist("paper_kind").by_value
    return kinds[name].label if name in kinds else name


def _told(decisions: Sequence[Decision], facts: Facts, rulebook: Rulebook) -> list[Told]:
    names: dict[str, None] = {}
    for decision in decisions:
        for word in decision.facts_used:
            names.update(dict.fromkeys(decision.grounds.get(word, ())))
            names[word] = None
    return [
        Told(rulebook.vocabulary[name].title, in_words(name, facts[name], rulebook), facts.sources.get(name, ""))
        for name in names
        if name in rulebook.vocabulary
        and rulebook.vocabulary[name].made_by not in _MADE_HERE
        and name != "approvals"
        and facts.is_known(name)
    ]
