"""What a second visit says of the first, and a lot of all results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from tuban.rules.strata import Estimate, Seen, estimate
from tuban.workflow.supervision.law import DrawLaw
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.words import Because, Stratum


class Verdict(StrEnum):
    """Whether a first result bears the second visit; unknown until that is sealed."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What becomes of a lot: nothing before every sheet is sealed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Difference:
    """How a second visit differs: another category; area and cultivated area (亩) as second less first, None where one
    is not known; whether an area differs by more than is allowed, or new construction was reported without one."""

    is_other_finding: bool
    mu: Decimal | None
    cultivated_mu: Decimal | None
    is_beyond: bool


def difference_of(one: Drawn, law: DrawLaw) -> Difference | None:
    """Return how the second visit of a drawn patch differs from the first; None before it is sealed."""
    if one.sealed_at is None:
        return None
    areas = ((one.first_mu, one.mu), (one.first_cultivated_mu, one.cultivated_mu))
    mu, cultivated = (
        None if first is None or second is None else second - first for first, second in areas
    )  # fmt: skip
    has_area = one.first_finding in law.building
    beyond = any(_is_beyond(first, second, law, has_area=has_area) for first, second in areas)
    return Difference(one.finding != one.first_finding, mu, cultivated, beyond)


def _is_beyond(first: Decimal | None, second: Decimal | None, law: DrawLaw, *, has_area: bool) -> bool:
    if first is None or second is None:
        return has_area  # an area that nobody knows bears no visit out
    allowed = max(law.area_least, law.area_share * Fraction(first))
    return abs(Fraction(second) - Fraction(first)) > allowed


def verdict_of(one: Drawn, law: DrawLaw) -> Verdict:
    """Return whether the first result of a drawn patch bears its second visit."""
    found = difference_of(one, law)
    if found is None:
        return Verdict.UNKNOWN
    return Verdict.BAD if found.is_other_finding or found.is_beyond or one.false_because else Verdict.GOOD


@dataclass(frozen=True, slots=True)
class Judged:
    """A lot: how many were to be visited, are unknown and bad, what is decided, and what it says of all results."""

    visited: int
    unknown: int
    bad: int
    decision: Decision
    estimate: Estimate


def judge_lot(populations: Sequence[int], drawn: Sequence[Drawn], law: DrawLaw) -> Judged:
    """Judge a lot by the visits of it; it is rejected as soon as more are bad than the lawbook allows, and accepted
    only once every one was visited. ``populations`` are those of the strata with and without signs of risk."""
    found = [(one, verdict_of(one, law)) for one in drawn]
    strata = []
    for population, stratum in zip(populations, (Stratum.RISK, Stratum.OTHER), strict=True):
        own = [verdict for one, verdict in found if one.stratum == stratum and one.because == Because.SHARE]
        strata.append(Seen(population, len(own), own.count(Verdict.BAD), own.count(Verdict.UNKNOWN)))
    verdicts = [verdict for _one, verdict in found]
    bad, unknown = verdicts.count(Verdict.BAD), verdicts.count(Verdict.UNKNOWN)
    decision = Decision.REJECTED if bad > law.most_bad else Decision.OPEN if unknown else Decision.ACCEPTED
    return Judged(len(found), unknown, bad, decision, _estimate(tuple(strata), law.confidence, bad))


@lru_cache(maxsize=256)
def _estimate(strata: tuple[Seen, ...], level: Fraction, known_bad: int) -> Estimate:
    return estimate(strata, level=level, known_bad=known_bad)
