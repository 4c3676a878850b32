"""What a department finds filled in before it says anything: its points with the answers of the overlay and of all
other facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.fact_words import in_words
from tuban.rules.opinions import Answer, answers_of
from tuban.workflow.review.considering import Considered


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A point with its answer and what it rests on: facts in words, articles, the edition of the layer."""

    id: str
    title: str
    answer: str
    because: tuple[str, ...]
    cites: tuple[str, ...]
    layer: str
    must: bool
    facts: tuple[str, ...]
    settled_by: str


def prefilled(considered: Considered, duty: str) -> tuple[Prefilled, ...]:
    """Return the points of a department; ``must`` where the finding considered cannot be held while one is open."""
    department = considered.book.departments.get(duty)
    if department is None:
        return ()
    rulebook, facts = considered.rulebook, considered.facts
    layers = {one.role: str(one) for one in considered.comparison.editions}
    return tuple(
        Prefilled(
            id=one.point.id, title=one.point.title, answer=one.answer.value,
            because=tuple(
                f"{rulebook.vocabulary[name].title}：{in_words(name, facts[name], rulebook)}" for name in one.because
            ),
            cites=rulebook.citations(one.point.cites), layer=layers.get(one.point.layer, ""),
            must=considered.finding in one.point.must,
            facts=tuple(dict.fromkeys(
                raw for name in (*one.point.yes, *one.point.no) for raw in _behind(name, considered)
            )) if one.answer is Answer.UNKNOWN else (),
            settled_by=one.point.settled_by,
        )
        for one in answers_of(department.points, facts)
    )  # fmt: skip


def _behind(name: str, considered: Considered) -> Iterable[str]:
    """Return the facts that somebody would have to tell for a derived one to be known."""
    missing = {one.name for one in considered.judgement.missing}
    kind = considered.rulebook.vocabulary[name]
    if kind.made_by not in ("derived", "decided"):
        return (name,)
    for decision in considered.judgement.decisions:
        if name in decision.grounds:
            return [one for one in decision.grounds[name] if one in missing] or list(decision.grounds[name])
    return ()


def as_kept(points: Iterable[Prefilled], answers: Mapping[str, str], words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the points as an opinion keeps them, with what was answered beforehand and what by the person."""
    return [
        {
            "id": one.id, "title": one.title, "answer": answers.get(one.id, one.answer), "prefilled": one.answer,
            "because": list(one.because), "cites": list(one.cites), "layer": one.layer,
            "text": words.get(one.id, "").strip()[:200],
        }
        for one in points
    ]  # fmt: skip
