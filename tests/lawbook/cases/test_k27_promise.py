"""K27: 1 000 results, 1 % bad. Fifty drawn find at least one with 40.3 %; 95 % needs 258."""

from __future__ import annotations

from fractions import Fraction

from tuban.rules.sampling import chance_of_finding, draws_needed, promise

RESULTS, BAD = 1000, 10


def test_fifty_of_a_thousand_find_one_of_ten_with_forty_point_three_per_cent() -> None:
    chance = chance_of_finding(population=RESULTS, bad=BAD, drawn=50)
    assert Fraction(4025, 10000) < chance < Fraction(4035, 10000)


def test_ninety_five_per_cent_needs_258() -> None:
    assert draws_needed(population=RESULTS, bad=BAD, chance=Fraction(95, 100)) == 258


def test_the_promise_says_both_numbers() -> None:
    sentence = promise(population=RESULTS, bad=BAD, drawn=50, chance=Fraction(95, 100))
    assert "40.3 %" in sentence
    assert "258" in sentence
