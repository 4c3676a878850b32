"""Loops as machine code, kept where that is safe."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.kernel.machine_code import ascending, compiled


def test_where_nothing_can_be_kept_the_loop_still_works():
    names: dict[str, object] = {}
    exec("def double(number):\n    return 2 * number", names)  # noqa: S102 (code without a file has no place to be kept)
    double = compiled(names["double"])  # type: ignore[type-var]
    assert double(21.0) == 42.0


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False)))
def test_positions_come_in_ascending_order_of_their_numbers(numbers):
    keys = np.array(numbers, dtype=float)
    order = ascending(keys)
    assert sorted(order.tolist()) == list(range(len(keys)))
    assert keys[order].tolist() == sorted(numbers)
