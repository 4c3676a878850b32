"""A month may overlap a day: then nobody can tell which came first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.values.dates import NotADate, PartialDate


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("2024-08-05", "2024-08-05"),
        ("2024/8/5", "2024-08-05"),
        ("2024年8月5日", "2024-08-05"),
        ("20240805", "2024-08-05"),
        ("2024-08", "2024-08"),
        ("202408", "2024-08"),
        ("2024年", "2024"),
        ("2024-08-05 00:00:00", "2024-08-05"),
    ],
)
def test_every_official_notation_is_read(text, reads):
    assert str(PartialDate.parse(text)) == reads


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "20240230", "昨天", "", "24-8-5"])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(NotADate):
        PartialDate.parse(text)


def test_before_has_no_answer_where_the_two_overlap():
    month = PartialDate.parse("2024-03")
    assert month.before(PartialDate.parse("2024-04-01")) is True
    assert month.before(PartialDate.parse("2024-02-28")) is False
    assert month.before(PartialDate.parse("2024-03-15")) is None
    assert month.before(month) is None
    day = PartialDate.parse("2024-03-15")
    assert day.before(day) is False


@given(st.dates(), st.dates())
def test_days_compare_as_days_do(first, second):
    assert PartialDate.of(first).before(PartialDate.of(second)) is (first < second)
