"""Rounding a table so that it adds up in both directions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules.form_rounding import TOTAL, Table, rounded_table

TREE = {"all": ["lawful", "unlawful"], "unlawful": ["early", "late"]}
LEAVES = ("lawful", "early", "late")


def table_of(cells: dict[str, tuple[Fraction, ...]], **about) -> Table:
    """A table from the exact values of its leaves by row."""
    rows = [f"row{n}" for n in range(len(next(iter(cells.values()))))]
    exact = {(leaf, row): value for leaf, values in cells.items() for row, value in zip(rows, values, strict=True)}
    for row in rows:
        exact["unlawful", row] = exact["early", row] + exact["late", row]
        exact["all", row] = exact["lawful", row] + exact["unlawful", row]
    for node in ("all", "lawful", "unlawful", "early", "late"):
        exact[node, TOTAL] = sum(exact[node, row] for row in rows)
    return Table("all", TREE, rows, exact, **about)


values = st.fractions(min_value=0, max_value=50, max_denominator=97)


@st.composite
def tables(draw):
    count = draw(st.integers(1, 6))
    return table_of({leaf: tuple(draw(values) for _ in range(count)) for leaf in LEAVES})


@given(tables())
def test_rows_add_up_to_the_total_and_classes_to_their_whole(table):
    rounded = rounded_table(table)
    for row in (*table.rows, TOTAL):
        assert rounded["all", row] == rounded["lawful", row] + rounded["unlawful", row]
        assert rounded["unlawful", row] == rounded["early", row] + rounded["late", row]
    for node in ("all", *LEAVES, "unlawful"):
        assert rounded[node, TOTAL] == sum(rounded[node, row] for row in table.rows)


@given(tables())
def test_the_grand_total_is_the_exact_sum_rounded_once_and_no_figure_strays_far(table):
    rounded = rounded_table(table)
    exact = table.exact["all", TOTAL]
    assert rounded["all", TOTAL] == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    assert all(abs(rounded[key] - value) < 2 for key, value in table.exact.items())


@given(tables())
def test_what_is_exactly_whole_is_left_alone(table):
    whole = table_of({leaf: tuple(Fraction(int(table.exact[leaf, row])) for row in table.rows) for leaf in LEAVES})
    assert rounded_table(whole) == {key: int(value) for key, value in whole.exact.items()}


@given(tables())
def test_a_part_of_every_figure_never_exceeds_it(table):
    whole = rounded_table(table)
    part = table_of(
        {leaf: tuple(table.exact[leaf, row] * Fraction(999, 1000) for row in table.rows) for leaf in LEAVES},
        at_most=whole,
    )
    below = rounded_table(part)
    assert all(below[key] <= whole[key] for key in whole)
    assert below["all", TOTAL] == sum(below["all", row] for row in table.rows)


def test_three_thirds_add_up_and_an_empty_cell_stays_empty():
    third = Fraction(100, 3)
    table = table_of({"lawful": (third, Fraction(0)), "early": (third, Fraction(0)), "late": (third, Fraction(0))})
    rounded = rounded_table(table)
    assert rounded["all", TOTAL] == 100
    assert sorted(rounded[leaf, "row0"] for leaf in LEAVES) == [33, 33, 34]
    assert [rounded[leaf, "row1"] for leaf in LEAVES] == [0, 0, 0]


def test_figures_printed_elsewhere_are_kept_and_the_rest_fits_around_them():
    half = Fraction(1, 2)
    cells = {"lawful": (half, half), "early": (half, half), "late": (Fraction(7), Fraction(8))}
    fixed = {("unlawful", "row0"): 8, ("unlawful", "row1"): 8, ("unlawful", TOTAL): 16}
    rounded = rounded_table(table_of(cells, fixed=fixed))
    assert {key: rounded[key] for key in fixed} == fixed
    assert rounded["all", TOTAL] == 17
    assert (rounded["early", "row0"], rounded["late", "row0"]) == (1, 7)
    assert (rounded["early", "row1"], rounded["late", "row1"]) == (0, 8)


@pytest.mark.parametrize("value", [Fraction(1, 10**9), Fraction(10**9)])
def test_the_very_small_and_the_very_large_come_through(value):
    table = table_of({"lawful": (value,), "early": (Fraction(0),), "late": (Fraction(0),)})
    assert rounded_table(table)["all", TOTAL] == int(value)
