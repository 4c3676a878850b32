from __future__ import annotations

import doctest
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import sampling
from tuban.rules.sampling import (
    NotADraw,
    ShareOutOfRange,
    WeightUnfit,
    chance_of_finding,
    draw,
    draws_needed,
    promise,
)

KINDS = ["unlawful", "lawful", "unchanged", "agricultural_adjustment"]
QUOTAS = {"unlawful": 2, "lawful": 2, "unchanged": 1, "agricultural_adjustment": 1}
FIVE_PER_CENT = Fraction(5, 100)
results_of_a_unit = st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(KINDS), max_size=60)


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(sampling).failed == 0


@given(results_of_a_unit, st.fractions(0, 1), st.text(max_size=8))
def test_the_share_and_every_quota_that_can_be_met_are_met(results: dict[str, str], share: Fraction, seed: str) -> None:
    drawn = draw(results, share=share, quotas=QUOTAS, seed=seed)
    assert len(set(drawn.keys)) == len(drawn.keys)
    assert set(drawn.keys) <= set(results)
    assert len(drawn.keys) >= min(len(results), max(ceil(share * len(results)), sum(QUOTAS.values())))
    short = {shortfall.kind: shortfall.available for shortfall in drawn.shortfalls}
    for kind, quota in QUOTAS.items():
        assert drawn.drawn_of(kind) >= short.get(kind, quota)
        assert (kind in short) == (list(results.values()).count(kind) < quota)


@given(results_of_a_unit, st.text(max_size=8), st.randoms())
def test_the_order_of_the_list_changes_nothing(results: dict[str, str], seed: str, random: object) -> None:
    shuffled = list(results.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = draw(results, share=FIVE_PER_CENT, quotas=QUOTAS, seed=seed)
    assert draw(dict(shuffled), share=FIVE_PER_CENT, quotas=QUOTAS, seed=seed) == first


@given(results_of_a_unit, st.fractions(0, 1), st.fractions(0, 1), st.text(max_size=8))
def test_a_larger_draw_with_the_same_seed_contains_the_smaller(
    results: dict[str, str], share: Fraction, other: Fraction, seed: str
) -> None:
    small = draw(results, share=min(share, other), quotas=QUOTAS, seed=seed)
    large = draw(results, share=max(share, other), quotas=QUOTAS, seed=seed)
    assert set(small.keys) <= set(large.keys)


def test_another_seed_gives_another_draw_and_every_result_can_be_drawn() -> None:
    results = {f"P{number:03d}": "lawful" for number in range(40)}
    draws = [draw(results, share=FIVE_PER_CENT, quotas={}, seed=str(seed)).keys for seed in range(400)]
    assert all(len(keys) == 2 for keys in draws)
    assert {key for keys in draws for key in keys} == set(results)
    counts = [sum(key in keys for keys in draws) for key in results]
    assert min(counts) > 5, "each of 40 should come up about 20 times in 400 draws of 2"
    assert max(counts) < 45


def test_a_weight_makes_likelier_and_never_certain_and_no_weight_changes_nothing() -> None:
    results = {f"P{number}": "lawful" for number in range(100)}
    plain = [draw(results, share=FIVE_PER_CENT, quotas={}, seed=str(seed)) for seed in range(200)]
    ones = [draw(results, share=FIVE_PER_CENT, quotas={}, seed=str(s), weights={"P1": 1.0}) for s in range(40)]
    assert plain[:40] == ones
    heavy = [draw(results, share=FIVE_PER_CENT, quotas={}, seed=str(s), weights={"P1": 6.0}) for s in range(200)]
    often, before = (sum("P1" in one.keys for one in found) for found in (heavy, plain))
    assert before * 2.5 < often < 200
    assert len({key for one in heavy for key in one.keys}) == 100


@pytest.mark.parametrize("weight", [0.0, -1.0, 1001.0, float("nan")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(WeightUnfit):
        draw({"P1": "lawful"}, share=Fraction(1), quotas={}, seed="s", weights={"P1": weight})


def test_a_list_changed_after_the_draw_shows_in_its_digest() -> None:
    results = {"P1": "lawful", "P2": "unlawful"}
    before = draw(results, share=Fraction(1), quotas={}, seed="s").population_sha256
    after = draw(results | {"P2": "lawful"}, share=Fraction(1), quotas={}, seed="s").population_sha256
    assert before != after


def test_nothing_to_draw_from_draws_nothing_and_says_every_quota() -> None:
    drawn = draw({}, share=FIVE_PER_CENT, quotas=QUOTAS, seed="s")
    assert drawn.chosen == ()
    assert len(drawn.shortfall_sentences({})) == len(QUOTAS)


@pytest.mark.parametrize("share", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_share_beyond_all_is_refused(share: Fraction) -> None:
    with pytest.raises(ShareOutOfRange):
        draw({}, share=share, quotas={}, seed="s")


@given(st.integers(1, 40), st.data())
def test_the_chance_agrees_with_drawing_one_after_the_other(population: int, data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, population))
    drawn = data.draw(st.integers(0, population))
    missed = Fraction(1)
    for taken in range(drawn):
        missed *= max(Fraction(0), Fraction(population - bad - taken, population - taken))
    assert chance_of_finding(population=population, bad=bad, drawn=drawn) == 1 - missed


@given(st.integers(1, 60), st.data())
def test_the_needed_draw_is_the_smallest_that_keeps_the_promise(population: int, data: st.DataObject) -> None:
    bad = data.draw(st.integers(1, population))
    chance = data.draw(st.fractions(0, 1))
    needed = draws_needed(population=population, bad=bad, chance=chance)
    assert needed is not None
    assert chance_of_finding(population=population, bad=bad, drawn=needed) >= chance
    assert needed == 0 or chance_of_finding(population=population, bad=bad, drawn=needed - 1) < chance


def test_no_draw_finds_what_is_not_there() -> None:
    assert draws_needed(population=100, bad=0, chance=Fraction(1, 2)) is None
    assert "needs" not in promise(population=100, bad=0, drawn=10, chance=Fraction(1, 2))


@pytest.mark.parametrize(("population", "bad", "drawn"), [(10, 11, 1), (10, 1, 11), (-1, 0, 0), (10, -1, 1)])
def test_impossible_draws_are_refused(population: int, bad: int, drawn: int) -> None:
    with pytest.raises(NotADraw):
        chance_of_finding(population=population, bad=bad, drawn=drawn)
