"""What is counted of a unit, and how it adds up over units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tuban.rules.ratio import Line, lines_at
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, round_half_up
from tuban.values.codes import RegionCode
from tuban.workflow.patches.states import State

UNLAWFUL = "unlawful"
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of patches and areas in 亩; every one of them adds up over units.

    ``compared``, ``to_visit`` and ``found`` say how far the patches are, ``unlawful`` those that a person found so with
    the area that counts. ``taken``, ``deducted`` and ``built`` are cultivated land: taken unlawfully, deducted by
    rectification, and all of new construction; ``undecided`` and ``unmeasured`` keep the ratio of them provisional.
    """

    patches: int = 0
    mu: Decimal = _NOUGHT
    compared: int = 0
    to_visit: int = 0
    found: int = 0
    unlawful: int = 0
    unlawful_mu: Decimal = _NOUGHT
    taken: Decimal = _NOUGHT
    deducted: Decimal = _NOUGHT
    built: Decimal = _NOUGHT
    undecided: int = 0
    unmeasured: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Add the figures of another unit."""
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def share_found(self) -> Fraction | None:
        """The share of the patches with a finding; None without a patch."""
        return Fraction(self.found, self.patches) if self.patches else None

    @property
    def printed(self) -> Figures:
        """The same with areas as they are printed: what stands in rows adds up to what stands in their sum."""
        return replace(self, mu=_two(self.mu), unlawful_mu=_two(self.unlawful_mu))

    def as_json(self) -> dict[str, Any]:
        """Return them to be kept."""
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Figures:
        """Return what :meth:`as_json` wrote."""
        told: dict[str, Any] = {
            name: Decimal(value) if isinstance(value, str) else value for name, value in kept.items()
        }  # fmt: skip
        return cls(**told)


_NOTHING = Figures()


def _two(mu: Decimal) -> Decimal:
    return round_half_up(Fraction(mu), 2)


def total(figures: Iterable[Figures]) -> Figures:
    """Add figures up."""
    kept = list(figures)
    added: dict[str, Any] = {
        each.name: sum((getattr(one, each.name) for one in kept), getattr(_NOTHING, each.name))
        for each in fields(Figures)
    }  # fmt: skip
    return Figures(**added)


def counted(state: str, finding: str, count: int, mu: Decimal) -> Figures:
    """Return the figures of so many patches in one state with one finding (empty where none was taken)."""
    return Figures(
        patches=count, mu=mu, compared=0 if state == State.ISSUED else count,
        to_visit=count if state == State.TO_VISIT else 0, found=count if finding else 0,
        unlawful=count if finding == UNLAWFUL else 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio that figures give: before and after deduction, None where nothing was built, and the lines."""

    before: Fraction | None
    after: Fraction | None
    lines: tuple[Line, ...]

    @property
    def crossed(self) -> Line | None:
        """The gravest line it stands past."""
        return next((one for one in reversed(self.lines) if one.crossed), None)


def ratio_of(figures: Figures, code: str, law: Rulebook, on: date) -> Ratio:
    """Return the ratio of a unit by its division code (empty: all of the country, which no line measures)."""
    taken, deducted, built = (Area.from_mu(one) for one in (figures.taken, figures.deducted, figures.built))
    from_whole = law.parameter("accountability/deduct_from_denominator", on=on, region=code).value
    before = taken.share_of(built)
    after = (taken - deducted).share_of(built - deducted if from_whole else built)
    lines = lines_at(law, RegionCode(code), {"before": before, "after": after}, on=on) if code else ()
    return Ratio(before, after, lines)
