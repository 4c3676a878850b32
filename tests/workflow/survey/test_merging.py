"""Merging by field: whatever order two devices' changes come in, the same values stand against each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuban.workflow.survey.conflicts.merging import Came, Change, Merge

FACTS, VALUES = ("use_date", "holder"), ("", "a", "b", "A")


def same(_fact: str, one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def log_of(device: str, news: list[tuple[str, str]]) -> list[Change]:
    """A device that always says what it saw: its own last word."""
    seen: dict[str, str] = {}
    changes = []
    for fact, new in news:
        changes.append(Change(device, fact, seen.get(fact, ""), new))
        seen[fact] = new
    return changes


logs = st.lists(st.tuples(st.sampled_from(FACTS), st.sampled_from(VALUES)), max_size=6)


def merged(changes: list[Change]) -> dict[str, frozenset[str]]:
    """The values that stand for or against each fact, whoever holds them."""
    merge = Merge({}, {}, same)
    for one in changes:
        merge.take(one)
    stand = {fact: {merge.held.get(fact, "").casefold()} for fact in FACTS}
    for (fact, _device), still in merge.open.items():
        stand[fact].add(still.mine.casefold())
    return {fact: frozenset(values) for fact, values in stand.items()}


def last_words(*news: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """What must stand: the last word of every device that says something else than at the beginning."""
    stand = {}
    for fact in FACTS:
        words = [next((new for name, new in reversed(one) if name == fact), "").casefold() for one in news]
        stand[fact] = frozenset(word for word in words if word) or frozenset({""})
    return stand


@given(logs, logs, st.data())
def test_in_any_order_the_last_word_of_each_device_stands(one, other, data):
    first, second = log_of("1", one), log_of("2", other)
    merged_order: list[Change] = []
    left, right = list(first), list(second)
    while left or right:
        take_left = bool(left) and (not right or data.draw(st.booleans()))
        merged_order.append((left if take_left else right).pop(0))
    assert merged(merged_order) == last_words(one, other)


@given(st.lists(logs, min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_of_three_devices_too(news, chance):
    left = [log_of(str(number), one) for number, one in enumerate(news)]
    order = []
    while any(left):
        order.append(chance.choice([one for one in left if one]).pop(0))
    assert merged(order) == last_words(*news)


@given(logs)
def test_one_device_alone_never_meets_a_conflict(news):
    merge = Merge({}, {}, same)
    assert Came.CONFLICT not in [merge.take(one) for one in log_of("1", news)]


def test_equal_values_never_conflict():
    merge = Merge({"use_date": "A"}, {}, same)
    assert merge.take(Change("1", "use_date", "", "a")) is Came.SAME
    assert merge.held == {"use_date": "A"}
