"""Counties added up to what a level above looks at: its own row, and one for every division right below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.workflow.overview.counties import STAGES, County, Origin, Stage
from tuban.workflow.overview.figures import Figures, Ratio, ratio_of, total

_BELOW = {0: 2, 2: 4, 4: 6}
"""The digits of the divisions right below one with so many digits."""


@dataclass(frozen=True, slots=True)
class Row:
    """A division with everything below it added up.

    ``stages`` says how many counties are at each stage; ``here`` and ``by_package`` how many counties count by the work
    of this office and by a package; ``as_of`` is the oldest day that a figure in it is of.
    """

    code: str
    name: str
    figures: Figures
    ratio: Ratio
    counties: int
    stages: Mapping[Stage, int]
    here: int
    by_package: int
    as_of: datetime | None
    county: County | None = None

    @property
    def origin(self) -> Origin:
        """Where its figures come from."""
        if self.here and self.by_package:
            return Origin.BOTH
        return Origin.PACKAGE if self.by_package else Origin.HERE

    @property
    def handed_in(self) -> int:
        """How many counties lie with a level above or were accepted."""
        return self.stages[Stage.UNDER_WAY] + self.stages[Stage.ACCEPTED]

    @property
    def share_handed_in(self) -> Fraction | None:
        """The share of its counties of which that is so; None without one."""
        return Fraction(self.handed_in, self.counties) if self.counties else None


def rolled_up(
    listed: Sequence[County], code: str, names: Mapping[str, str], law: Rulebook, on: date
) -> tuple[Row, list[Row]]:
    """Return the row of a division over its counties, and one for each division right below it, by code.

    ``names`` are those of the divisions; a county brings its own, and its townships are below it.
    """
    inside = [one for one in listed if one.code.startswith(code)]
    whole = _row(code, inside, names, law, on)
    digits = _BELOW.get(len(code))
    if digits is None:
        return whole, [_of_township(one, law, on, county) for county in inside for one in county.townships]
    parts: dict[str, list[County]] = {}
    for one in inside:
        parts.setdefault(one.code[:digits], []).append(one)
    return whole, [_row(part, parts[part], names, law, on) for part in sorted(parts)]


def _row(code: str, counties: Sequence[County], names: Mapping[str, str], law: Rulebook, on: date) -> Row:
    figures = total(one.figures for one in counties)
    days = [one.as_of for one in counties if one.as_of is not None]
    alone = counties[0] if len(counties) == 1 and counties[0].code == code else None
    return Row(
        code, alone.name if alone is not None else names.get(code, code), figures, ratio_of(figures, code, law, on),
        len(counties), {stage: sum(one.stage is stage for one in counties) for stage in STAGES},
        sum(one.origin is Origin.HERE for one in counties), sum(one.origin is Origin.PACKAGE for one in counties),
        min(days, default=None), alone,
    )  # fmt: skip


def _of_township(one: Any, law: Rulebook, on: date, county: County) -> Row:
    is_here = county.origin is Origin.HERE
    return Row(
        one.code, one.name, one.figures, ratio_of(one.figures, one.code, law, on), 0, dict.fromkeys(STAGES, 0),
        int(is_here), int(not is_here), county.as_of,
    )  # fmt: skip


ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "code": lambda row: row.code,
    "counties": lambda row: row.counties,
    "patches": lambda row: row.figures.patches,
    "mu": lambda row: row.figures.mu,
    "compared": lambda row: row.figures.compared,
    "to_visit": lambda row: row.figures.to_visit,
    "found": lambda row: row.figures.share_found,
    "unlawful": lambda row: row.figures.unlawful,
    "unlawful_mu": lambda row: row.figures.unlawful_mu,
    "after": lambda row: row.ratio.after,
    "handed_in": lambda row: row.share_handed_in,
}
"""What rows are ordered by, and what of them; None where a row has nothing to be compared by."""
MOST_FIRST = frozenset(ORDERS) - {"code"}


def ranked(rows: Iterable[Row], order: str, *, is_turned: bool = False) -> list[tuple[int | None, Row]]:
    """Return rows in an order with their places; what is alike shares a place, and the next is further by as many.

    Rows that have nothing to be compared by come last, without a place. ``is_turned`` begins at the other end.
    """
    value = ORDERS[order]
    listed = sorted(rows, key=lambda row: row.code)
    known = [row for row in listed if value(row) is not None]
    known.sort(key=value, reverse=(order in MOST_FIRST) is not is_turned)
    found: list[tuple[int | None, Row]] = []
    for number, row in enumerate(known, start=1):
        is_alike = bool(found) and value(found[-1][1]) == value(row)
        found.append((found[-1][0] if is_alike else number, row))
    return found + [(None, row) for row in listed if value(row) is None]
