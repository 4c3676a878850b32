"""The smallest set of rectifications is the smallest: compared with every set there is."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules.whatif import Way
from tuban.workflow.accountability.solving import smallest


def way(number: int, gives: int, *, restores: bool, why: str = "") -> Way:
    return Way(
        (f"990101SJBG24{number:06d}", ""), "demolish", "", gives=gives, restores=gives if restores else 0, why=why
    )


@st.composite
def sets(draw) -> list[Way]:
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.sampled_from(["", "", "", "late"])), max_size=8)
    )
    return [way(number, gives, restores=restores, why=why) for number, (gives, restores, why) in enumerate(drawn)]


def best(ways: list[Way], needed: int) -> tuple[int, int, int] | None:
    """Return the size, what is restored, and the sum of places of the best set, by trying all."""
    usable = [one for one in ways if one.counts and one.gives]
    for size in range(len(usable) + 1):
        enough = [
            (sum(usable[place].restores for place in places), -sum(places))
            for places in combinations(range(len(usable)), size)
            if sum(usable[place].gives for place in places) >= needed
        ]
        if enough:
            restored, order = max(enough)
            return size, restored, -order
    return None


@settings(max_examples=40, deadline=None)
@given(sets(), st.integers(0, 120))
def test_no_other_set_is_smaller_nor_restores_more_nor_comes_earlier(ways, needed):
    found, wanted = smallest(ways, needed), best(ways, needed)
    usable = [one for one in ways if one.counts and one.gives]
    if wanted is None:
        assert found.missing == needed - sum(one.gives for one in usable)
        assert set(found.ways) == set(usable)
        return
    assert found.missing == 0
    assert found.gives >= needed
    places = sum(usable.index(one) for one in found.ways)
    assert (len(found.ways), found.restores, places) == wanted
    assert list(found.ways) == sorted(found.ways, key=lambda one: -one.restores) or any(
        one.restores == other.restores for one, other in combinations(found.ways, 2)
    )


def test_the_same_question_has_the_same_answer():
    ways = [way(number, 10 + number % 3, restores=number % 2 == 0) for number in range(30)]
    assert smallest(ways, 100) == smallest(list(reversed(ways)), 100)
