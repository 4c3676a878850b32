"""What rectifications would do to an accountability ratio (推演): whole hundredths of 亩, as the figures are printed.

A way (整改方式) counts only by what the lawbook deducts for it: it restores cultivated land, or it ends in an approval
that the deduction table grants once the violation is settled. A way that ends in neither moves no figure here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tuban.rules.forms.filled import PartKey
from tuban.rules.limits import Limit, due, limit_of
from tuban.rules.parameters import NotInForce
from tuban.rules.ratio import BASES, Line, Ratio
from tuban.rules.rectification import Rectification, Route, rectification_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import CalendarYearUnknown, WorkingCalendar, calendar_of
from tuban.values.facts import UNKNOWN

_TABLE = "count/deduction"
_STATES = {"recultivated": "recultivation_state", "regularised": "regularisation_state"}
_SETTLING = (
    ("case_filed_on", "limits/case/filing"),
    ("penalty_on", "limits/case/decision"),
    ("", "limits/case/payment"),
)
"""What still has to happen until a violation is settled, each with its limit: the fact that tells it was done."""


def hundredths(mu: Decimal) -> int:
    """Return an area in 亩 as whole hundredths; a printed figure has no more places.

    >>> hundredths(Decimal("2.25"))
    225
    """
    return int(mu * 100)


def in_mu(hundredths: int) -> Decimal:
    """Return hundredths as 亩.

    >>> in_mu(225)
    Decimal('2.25')
    """
    return Decimal(hundredths) / 100


@dataclass(frozen=True, slots=True)
class Position:
    """Where a ratio stands, in hundredths of 亩: numerator, what is deducted, denominator, and whether the campaign
    takes deductions off the denominator too."""

    unlawful: int
    deducted: int
    construction: int
    from_whole: bool = False

    @classmethod
    def of(cls, ratio: Ratio) -> Position:
        """Return where a ratio stands."""
        return cls(
            hundredths(ratio.numerator.mu), hundredths(ratio.deductions.mu), hundredths(ratio.denominator.mu),
            ratio.deducted_from_whole,
        )  # fmt: skip

    @property
    def most(self) -> int:
        """What could be deducted still."""
        return self.unlawful - self.deducted

    def after(self, more: int = 0) -> Fraction | None:
        """Return the ratio after so much more is deducted; None where it is blank."""
        whole = self.construction - (self.deducted + more if self.from_whole else 0)
        return Fraction(self.unlawful - self.deducted - more, whole) if whole else None

    def is_past(self, line: Line, more: int = 0) -> bool:
        """Whether a line is crossed after so much more is deducted; a blank ratio crosses none."""
        share = self.after(more)
        if share is None:
            return False
        return share >= line.value if line.operator == "≥" else share > line.value

    def needed(self, line: Line) -> int | None:
        """Return the least that must be deducted more so that a line is not crossed; None where no deduction is
        enough."""
        if not self.is_past(line):
            return 0
        if self.is_past(line, self.most):
            return None
        # (U − D − x) against the line t of (C − x) or of C: x (1 − t) or x against U − D − t·whole.
        whole = self.construction - (self.deducted if self.from_whole else 0)
        if self.from_whole and line.value >= 1:
            return self.most
        least = (self.most - line.value * whole) / (1 - line.value if self.from_whole else 1)
        more = floor(least) + 1 if line.operator == "≥" else ceil(least)
        return min(more, self.most)


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a part can be put right by the finding, if the lawbook deducts anything for it.

    ``gives`` and ``restores`` are hundredths of 亩: what is deducted more once it is done, and how much cultivated land
    it brings back. ``last_day`` is the day on which its limits end when it begins today; None where a working calendar
    does not reach so far. ``after`` names what must be done before: the steps until the violation is settled. ``why``
    says why it does not count, in a word of :data:`REASONS`; empty where it does.
    """

    key: PartKey
    route: str
    title: str
    basis: str = ""
    gives: int = 0
    restores: int = 0
    last_day: date | None = None
    limits: tuple[Limit, ...] = ()
    after: tuple[str, ...] = ()
    waits_above: bool = False
    why: str = ""
    cites: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it may be part of a proposal."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Running:
    """The limit of a way that was set: its last day, None while a suspension lasts."""

    due_on: date | None


REASONS = ("no_finding", "no_way", "no_deduction", "not_allowed", "nothing_left", "no_area", "late", "day_unknown")
"""Why a way does not count: no finding was taken; its way is not known; the lawbook deducts nothing for it; the
campaign does not deduct on its basis; all is deducted already; its cultivated land is not measured; its limits end
after the last day; nobody can tell when they end."""


@dataclass(frozen=True)
class Ways:
    """Works out ways by the lawbook of a campaign. ``today`` is when they would begin, ``cutoff`` the last day on which
    a deduction counts, None where the campaign sets none."""

    rulebook: Rulebook
    region: str
    on: date
    today: date
    rectification: Rectification
    calendar: WorkingCalendar
    cutoff: date | None

    @classmethod
    def of(cls, rulebook: Rulebook, *, region: str, on: date, today: date) -> Ways:
        """Prepare for a campaign: ``on`` picks what it dates, ``region`` is the division it inspects."""
        try:
            cutoff = rulebook.parameter("accountability/cutoff_date", on=on, region=region).value
        except NotInForce:
            cutoff = None
        return cls(rulebook, region, on, today, rectification_of(rulebook), calendar_of(rulebook), cutoff)

    def way(
        self, key: PartKey, route: str, *, counted: int | None, deducted: int, facts: Mapping[str, Any],
        running: Running | None = None,
    ) -> Way:  # fmt: skip
        """Return what a way would give for an unlawful part of which so much is counted and deducted already.

        ``facts`` are ``settled``, ``case_filed_on`` and ``penalty_on`` as they are told; what is left out is unknown.
        ``running`` is its limit where the way was set already; else it begins today.
        """
        known = self.rectification.routes.get(route)
        if known is None:
            return Way(key, route, "", why="no_way")
        bases = [basis for basis, (_switch, _area, day) in BASES.items() if day in known.tells]
        made = Way(key, route, known.title, bases[0] if bases else "", waits_above=known.waits_above, cites=known.cites)
        why = self._why_not(bases, counted, deducted)
        if why or counted is None:
            return replace(made, why=why or "no_area")
        return self._timed(made, known, counted - deducted, facts, running)

    def _why_not(self, bases: list[str], counted: int | None, deducted: int) -> str:
        if not bases or not self._granted(bases[0], settled=True):
            return "no_deduction"
        if not self.rulebook.parameter(f"accountability/{BASES[bases[0]][0]}", on=self.on, region=self.region).value:
            return "not_allowed"
        if counted is None:
            return "no_area"
        return "" if counted > deducted else "nothing_left"

    def _timed(
        self, way: Way, route: Route, left: int, facts: Mapping[str, Any], running: Running | None
    ) -> Way:  # fmt: skip
        """Return the way with the day on which its limits end; a settlement that the table asks for comes first."""
        settled = facts.get("settled", UNKNOWN)
        wanted = [] if self._granted(way.basis, settled=settled) else [
            path for fact, path in _SETTLING if not fact or facts.get(fact, UNKNOWN) in (UNKNOWN, None)
        ]  # fmt: skip
        limits = tuple(
            limit_of(self.rulebook, path, on=self.today, region=self.region) for path in (*wanted, route.limit)
        )
        last_day = self._end_of(limits if running is None else limits[:-1])
        if running is not None:
            last_day = None if last_day is None or running.due_on is None else max(last_day, running.due_on)
        why = ""
        if self.cutoff is not None and (last_day is None or last_day > self.cutoff):
            why = "day_unknown" if last_day is None else "late"
        restores = left if way.basis == "recultivated" else 0
        after = tuple(limit.title for limit in limits[:-1])
        return replace(way, gives=left, restores=restores, last_day=last_day, limits=limits, after=after, why=why)

    def _end_of(self, limits: Iterable[Limit]) -> date | None:
        """Return the day on which limits end that run one after the other from today."""
        day = self.today
        for limit in limits:
            try:
                end = due(limit, day, self.calendar).last_day
            except CalendarYearUnknown:
                return None
            if end is None:
                return None
            day = end
        return day

    def _granted(self, basis: str, *, settled: Any) -> bool:
        """Whether the deduction table grants a basis that was reached in time, with the violation settled or not."""
        asked = {state: "in_time" if name == basis else "none" for name, state in _STATES.items()}
        hit = self.rulebook.table(_TABLE).decide({**asked, "settled": settled}, self.on)
        return basis in hit.answers["deduction_basis"]
