"""A draw by strata promises and estimates what it says: exact where it can be counted, simulated where it cannot."""

from __future__ import annotations

import doctest
import random
from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import strata
from tuban.rules.strata import Result, Seen, TooManyStrata, draw_strata, estimate, least_chance, share_needed, sizes

FACTORS = {"risk": 2, "other": 1}
LEVEL = Fraction(95, 100)
small = st.integers(1, 9)


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(strata).failed == 0


@given(small, small, st.fractions(0, 1), st.data())
def test_the_promise_is_that_of_the_worst_place_of_all(one: int, other: int, share: Fraction, data) -> None:
    every = [one, other]
    drawn = sizes(every, share=share, factors=[2, 1])
    bad = data.draw(st.integers(0, one + other))
    chances = [
        1 - Fraction(comb(one - here, drawn[0]) * comb(other - bad + here, drawn[1]),
                     comb(one, drawn[0]) * comb(other, drawn[1]))
        for here in range(max(0, bad - other), min(bad, one) + 1)
    ]  # fmt: skip
    assert least_chance(every, drawn, bad) == min(chances)


def test_the_share_that_is_needed_keeps_the_promise_and_one_less_does_not() -> None:
    needed = share_needed([40, 160], factors=[2, 1], bad=2, chance=LEVEL)
    assert needed is not None
    assert least_chance([40, 160], sizes([40, 160], share=needed, factors=[2, 1]), 2) >= LEVEL
    less = needed - Fraction(1, 200)
    assert least_chance([40, 160], sizes([40, 160], share=less, factors=[2, 1]), 2) < LEVEL
    assert share_needed([40, 160], factors=[2, 1], bad=0, chance=LEVEL) is None


def test_the_lot_and_what_quotas_add_are_drawn_alike_from_any_order() -> None:
    results = {f"{at}": Result("lawful" if at % 9 == 0 else "unlawful", "risk" if at % 4 else "other")
               for at in range(60)}  # fmt: skip
    given_ = {"share": Fraction(5, 100), "factors": FACTORS, "quotas": {"lawful": 3, "unchanged": 1}, "seed": "s"}
    found = draw_strata(results, **given_)
    assert draw_strata(dict(reversed(results.items())), **given_) == found
    keys = [one.key for one in (*found.lot, *found.added)]
    assert len(keys) == len(set(keys))
    assert sum(results[key].kind == "lawful" for key in keys) >= 3
    assert [one.kind for one in found.shortfalls] == ["unchanged"]
    assert len(found.lot) >= 3


def held(populations, bad, drawn, found) -> bool:
    seen = [Seen(*row) for row in zip(populations, drawn, found, strict=True)]
    limits = estimate(seen, level=LEVEL)
    return limits.least <= sum(bad) <= limits.most


@pytest.mark.parametrize("bad", [(0, 0), (3, 0), (0, 5), (4, 4)])
def test_the_limits_hold_at_least_as_often_as_they_say(bad) -> None:
    """Counted over every draw of a small county, not sampled."""
    populations, drawn = (8, 20), (4, 5)
    chance = Fraction(0)
    for found in product(range(drawn[0] + 1), range(drawn[1] + 1)):
        ways = [comb(b, x) * comb(n - b, d - x) for n, b, d, x in zip(populations, bad, drawn, found, strict=True)]
        if all(ways) and held(populations, bad, drawn, found):
            chance += Fraction(ways[0] * ways[1], comb(8, 4) * comb(20, 5))
    assert chance >= LEVEL


def simulated(rounds: int, populations, bad, share: Fraction) -> tuple[float, float, float]:
    """Return how often something bad was found, how often the limits held, and the mean of the estimates, over draws
    with seeds."""
    results, is_bad = {}, set()
    for name, every, faulty in zip(FACTORS, populations, bad, strict=True):
        for at in range(every):
            results[f"{name}{at}"] = Result("unlawful", name)
            if at < faulty:
                is_bad.add(f"{name}{at}")
    drawn = sizes(populations, share=share, factors=list(FACTORS.values()))
    caught, right, likeliest, known = 0, 0, Fraction(0), {}
    source = random.Random(41)
    for _round in range(rounds):
        lot = draw_strata(results, share=share, factors=FACTORS, quotas={}, seed=str(source.random())).lot
        found = tuple(sum(one.key in is_bad and one.key.startswith(name) for one in lot) for name in FACTORS)
        if found not in known:
            rows = zip(populations, drawn, found, strict=True)
            known[found] = estimate([Seen(*row) for row in rows], level=LEVEL)
        limits = known[found]
        caught += any(found)
        right += limits.least <= sum(bad) <= limits.most
        likeliest += limits.likeliest or 0
    return caught / rounds, right / rounds, float(likeliest / rounds)


def test_the_estimate_of_seeded_draws_is_right_on_average_though_strata_are_drawn_unequally() -> None:
    caught, right, mean = simulated(150, (20, 40), (8, 2), Fraction(1, 10))
    assert caught >= float(least_chance([20, 40], sizes([20, 40], share=Fraction(1, 10), factors=[2, 1]), 10)) - 0.1
    assert right >= 0.9
    assert 8 < mean < 12  # without weights it would be 13.5 of 60


@pytest.mark.long
@pytest.mark.parametrize("bad", [(10, 2), (0, 12), (2, 0), (12, 30)])
def test_promise_and_limits_hold_over_thousands_of_seeds(bad) -> None:
    populations, share = (40, 160), Fraction(1, 10)
    caught, right, mean = simulated(3000, populations, bad, share)
    promised = float(least_chance(populations, sizes(populations, share=share, factors=[2, 1]), sum(bad)))
    assert caught >= promised - 0.03
    assert right >= 0.945
    assert abs(mean - sum(bad)) < 1.5


def test_unvisited_ones_widen_the_limits_and_leave_no_estimate() -> None:
    open_one = estimate([Seen(10, 3, 0, 1), Seen(20, 3)], level=LEVEL)
    closed = estimate([Seen(10, 3, 0), Seen(20, 3)], level=LEVEL)
    assert open_one.likeliest is None
    assert open_one.least <= closed.least
    assert open_one.most >= closed.most
    everything = estimate([Seen(5, 5, 2), Seen(0, 0)], level=LEVEL)
    assert (everything.least, everything.likeliest, everything.most) == (2, 2, 2)
    with pytest.raises(TooManyStrata):
        estimate([Seen(5, 1)] * 3, level=LEVEL)
