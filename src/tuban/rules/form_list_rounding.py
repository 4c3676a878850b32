"""Rounding a list of patch parts, so that it adds up to the summaries and no part of an area exceeds its whole.

The parts of a township share the figure that the summaries print for the township. A part that another list shows
already keeps its figure. A list of only some parts is rounded by county, then township, then part. A part's figure is
its own rounding (四舍五入) as far as the sums allow: few differ, by one last place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tuban.rules.form_population import amount
from tuban.rules.form_rounding import TOTAL, CellKey, Table, rounded_table
from tuban.rules.form_totals import ALL, Ledger, Quantity

_WHOLE, _PART, _REST = "whole", "part", "rest"


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts that share a printed figure; None where nothing prints one."""

    numbers: list[int]
    whole: int | None
    part: int | None


class ListRounding:
    """Rounds the areas of the parts ``numbers`` into ``ledger.printed_parts``."""

    def __init__(self, ledger: Ledger, numbers: Sequence[int]) -> None:
        self.ledger = ledger
        self.parts = ledger.parts
        self.numbers = numbers

    def round(self, whole: Quantity, *parts: Quantity) -> None:
        """Round ``whole`` together with its first part (用地面积 with 耕地), then the other parts below it."""
        first = parts[0] if parts else None
        for group in self._groups(whole, first):
            self._round_group(whole, first, group)
        for part in parts[1:]:
            for group in self._township_groups(part, None):
                self._round_below(whole, part, group)

    # Who shares a figure -------------------------------------------------------------------------------------------

    def _groups(self, whole: Quantity, part: Quantity | None) -> Iterable[_Group]:
        quantities = [whole] if part is None else [whole, part]
        complete = len(self.numbers) == len(self.parts.parts)
        if not complete or any((quantity, (ALL, TOTAL)) not in self.ledger.printed for quantity in quantities):
            yield from self._township_groups(whole, part)
            return
        by_row: dict[CellKey, list[int]] = {}
        for number, one in enumerate(self.parts.parts):
            by_row.setdefault((one.county, one.township), []).append(number)
        for row, members in by_row.items():
            figures = [self.ledger.printed[quantity, row] for quantity in quantities]
            yield _Group(members, figures[0], figures[1] if part else None)

    def _township_groups(self, whole: Quantity, part: Quantity | None) -> Iterable[_Group]:
        counties: dict[str, dict[str, list[int]]] = {}
        for number in self.numbers:
            one = self.parts.parts[number]
            counties.setdefault(one.county, {}).setdefault(one.township, []).append(number)
        for townships in counties.values():
            wholes = self._by_township(whole, townships)
            parts = self._by_township(part, townships) if part else {}
            for code, members in townships.items():
                yield _Group(members, wholes[code], parts.get(code))

    def _by_township(self, quantity: Quantity, townships: dict[str, list[int]]) -> dict[str, int]:
        exact = {
            (_WHOLE, code): sum((self._exact(quantity, n) or Fraction(0) for n in members), Fraction(0))
            for code, members in townships.items()
        }
        exact[_WHOLE, TOTAL] = sum(exact.values(), Fraction(0))
        rounded = rounded_table(Table(_WHOLE, {}, tuple(townships), exact))
        return {code: rounded[_WHOLE, code] for code in townships}

    # Rounding within a group ---------------------------------------------------------------------------------------

    def _round_group(self, whole: Quantity, part: Quantity | None, group: _Group) -> None:
        if part is None:
            self._round_together(whole, None, group)
            return
        regular, figure_whole, figure_part = [], group.whole, group.part
        for number in group.numbers:
            all_of_it, some_of_it = self._exact(whole, number), self._exact(part, number)
            if all_of_it is not None and (some_of_it or 0) <= all_of_it:
                regular.append(number)
                continue
            # Without a whole, or above it: each figure for itself, and the checks will tell.
            alone = self._print(part, number, _nearest(some_of_it or Fraction(0)))
            figure_part = None if figure_part is None else figure_part - alone
            alone = self._print(whole, number, _nearest(all_of_it or Fraction(0)))
            figure_whole = None if figure_whole is None else figure_whole - alone
        self._round_together(whole, part, _Group(regular, figure_whole, figure_part))

    def _round_together(self, whole: Quantity, part: Quantity | None, group: _Group) -> None:
        exact: dict[CellKey, Fraction] = {}
        fixed: dict[CellKey, int] = {}
        rows = tuple(str(number) for number in group.numbers)
        for number in group.numbers:
            row = str(number)
            exact[_WHOLE, row] = self._exact(whole, number) or Fraction(0)
            if part:
                exact[_PART, row] = self._exact(part, number) or Fraction(0)
                exact[_REST, row] = exact[_WHOLE, row] - exact[_PART, row]
            for node, quantity in ((_WHOLE, whole), (_PART, part)):
                key = (quantity.fact or "", quantity.unit, number) if quantity else None
                if key in self.ledger.printed_parts:
                    fixed[node, row] = self.ledger.printed_parts[key]
        nodes = (_WHOLE, _PART, _REST) if part else (_WHOLE,)
        for node in nodes:
            exact[node, TOTAL] = sum((exact[node, row] for row in rows), Fraction(0))
        if group.whole is not None and not fixed:
            fixed[_WHOLE, TOTAL] = group.whole
        if group.part is not None:
            fixed[_PART, TOTAL] = group.part
        rounded = rounded_table(Table(_WHOLE, {_WHOLE: nodes[1:]}, rows, exact, fixed))
        for number in group.numbers:
            self._print(whole, number, rounded[_WHOLE, str(number)])
            if part:
                self._print(part, number, rounded[_PART, str(number)])

    def _round_below(self, whole: Quantity, part: Quantity, group: _Group) -> None:
        rows = tuple(str(number) for number in group.numbers)
        exact = {(_PART, str(number)): self._exact(part, number) or Fraction(0) for number in group.numbers}
        fixed, at_most = {}, {}
        for number in group.numbers:
            all_of_it = self._exact(whole, number)
            if all_of_it is None or all_of_it < exact[_PART, str(number)]:
                continue
            at_most[_PART, str(number)] = self.ledger.printed_parts[whole.fact or "", whole.unit, number]
            if all_of_it and exact[_PART, str(number)] == all_of_it:
                fixed[_PART, str(number)] = at_most[_PART, str(number)]
        exact[_PART, TOTAL] = sum((exact[_PART, row] for row in rows), Fraction(0))
        if group.whole is not None:
            fixed[_PART, TOTAL] = group.whole
        rounded = rounded_table(Table(_PART, {}, rows, exact, fixed, at_most))
        for number in group.numbers:
            self._print(part, number, rounded[_PART, str(number)])

    def _exact(self, quantity: Quantity, number: int) -> Fraction | None:
        value = amount(self.parts.parts[number].facts[quantity.fact or ""], quantity.unit)
        return None if value is None else value * 10**quantity.places

    def _print(self, quantity: Quantity, number: int, figure: int) -> int:
        return self.ledger.printed_parts.setdefault((quantity.fact or "", quantity.unit, number), figure)


def _nearest(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
