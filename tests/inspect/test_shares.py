"""Measured parts become exact parts of an exact whole."""

import math

from hypothesis import given
from hypothesis import strategies as st

from tuban.inspect.shares import apportion, exact
from tuban.values.area import Area, total

measured = st.floats(min_value=0, max_value=1e7, allow_nan=False)


@given(st.lists(measured, min_size=1, max_size=40), st.fractions(min_value=0, max_value=10**6).map(Area))
def test_apportioned_parts_sum_to_the_whole_exactly(parts, whole):
    shares = apportion(parts, whole)
    if math.fsum(parts) > 0:
        assert total(shares) == whole
    assert all(share.square_metres >= 0 for share in shares)


@given(st.lists(measured, min_size=1, max_size=40).filter(lambda parts: math.fsum(parts) > 1))
def test_a_part_stays_within_a_square_centimetre_of_what_was_measured(parts):
    whole = exact(math.fsum(parts))
    for part, share in zip(parts, apportion(parts, whole), strict=True):
        assert abs(share.m2 - part) <= 2e-4 + 1e-9 * part


def test_what_is_not_a_number_counts_as_nothing():
    assert [share.m2 for share in apportion([math.nan, -3.0, 2.0], Area.from_m2(2))] == [0.0, 0.0, 2.0]
