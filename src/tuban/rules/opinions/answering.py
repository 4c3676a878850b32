"""What the facts of a patch answer beforehand, which evidence is there, and what stands in the way of a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tuban.rules.opinions.definitions import IN_THE_FIELD, KNOWN, Condition, Evidence, OpinionBook, Point
from tuban.rules.vocabulary import Vocabulary
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.problems import Severity


class Answer(StrEnum):
    """The answer to a point; yes is in order."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """A point with what the facts answer, and the facts that do."""

    point: Point
    answer: Answer
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece of evidence that a category asks for, and whether anything shows it."""

    evidence: Evidence
    is_there: bool


def answers_of(points: Iterable[Point], facts: Facts) -> tuple[Answered, ...]:
    """Return what the facts answer to some points; what they do not tell is unknown, never yes."""
    return tuple(_answered(point, facts) for point in points)


def _answered(point: Point, facts: Facts) -> Answered:
    for answer, condition in ((Answer.YES, point.yes), (Answer.NO, point.no)):
        because = _holding(condition, facts)
        if because:
            return Answered(point, answer, because)
    return Answered(point, Answer.UNKNOWN, tuple(dict.fromkeys((*point.yes, *point.no))))


def evidence_of(finding: str, facts: Facts, book: OpinionBook, *, exhibits: Collection[str] = ()) -> tuple[Asked, ...]:
    """Return the evidence that a finding asks for; ``exhibits`` are the kinds of files that speak about the patch."""
    return tuple(
        Asked(one, bool(_holding(one.shown_by, facts)) or any(kind in exhibits for kind in one.exhibits))
        for one in book.evidence.get(finding, ())
    )


def objections_to(finding: str, problems: Iterable[Mapping[str, Any]], book: OpinionBook) -> list[Mapping[str, Any]]:
    """Return the errors of the rule catalogue that concern a finding, of those that stand (as the wire writes them)."""
    rules = book.objections.get(finding, ())
    return [one for one in problems if one["severity"] == Severity.ERROR.value and one["rule"] in rules]


def settled_where(facts: Iterable[str], vocabulary: Vocabulary, book: OpinionBook) -> dict[str, list[str]]:
    """Return who can settle which missing facts: ``field`` or a duty, each with the names of its facts."""
    found: dict[str, list[str]] = {}
    for name in facts:
        group = vocabulary[name].group if name in vocabulary else ""
        found.setdefault(book.settling.get(group, IN_THE_FIELD), []).append(name)
    return found


def _holding(condition: Condition, facts: Facts) -> tuple[str, ...]:
    return tuple(name for name, values in condition.items() if _holds(facts[name], values))


def _holds(value: Any, values: Collection[str]) -> bool:
    if value is UNKNOWN or value is None or value == ():
        return False
    if KNOWN in values:
        return True
    told = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return told in values
