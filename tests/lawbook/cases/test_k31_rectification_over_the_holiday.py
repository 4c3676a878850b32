"""K31: ways of rectification set on Friday 2024-09-20; their limits over the national day, with a suspension too.

The day on which a way is set does not count. Days that end on a day of rest end on the next working day; the working
days of the filing are those of the calendar of 2024, with 29 September and 12 October worked. An appeal stops a limit
from 27 September to 8 October, both days among the twelve that do not count.
"""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules.limits import Suspension, due, limit_of
from tuban.rules.rectification import rectification_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import calendar_of

SET_ON = date(2024, 9, 20)
APPEAL = Suspension(date(2024, 9, 27), date(2024, 10, 8), "appeal")
LAST_DAYS = {
    "supply": (date(2024, 11, 19), date(2024, 12, 2)),
    "temporary": (date(2024, 10, 21), date(2024, 11, 1)),
    "collective": (date(2024, 11, 19), date(2024, 12, 2)),
    "press_province": (date(2024, 12, 19), date(2024, 12, 31)),
    "demolish": (date(2024, 10, 21), date(2024, 11, 1)),
    "report_city": (date(2024, 10, 21), date(2024, 11, 1)),
    "file_case": (date(2024, 10, 10), date(2024, 10, 15)),
}
"""The last day of each way, and its last day with the appeal."""


@pytest.mark.parametrize("way", LAST_DAYS)
def test_each_way_has_its_own_limit_over_the_holiday(rulebook: Rulebook, way: str) -> None:
    route = rectification_of(rulebook).route(way)
    limit, calendar = limit_of(rulebook, route.limit, on=SET_ON), calendar_of(rulebook)
    without, with_appeal = LAST_DAYS[way]
    assert due(limit, SET_ON, calendar).last_day == without
    stopped = due(limit, SET_ON, calendar, suspensions=[APPEAL])
    assert (stopped.last_day, stopped.left_out) == (with_appeal, 12)
    lasting = due(limit, SET_ON, calendar, suspensions=[Suspension(APPEAL.since)])
    assert lasting.last_day is None
    assert not lasting.is_over(date(2026, 1, 1))


def test_every_way_of_the_lawbook_is_worked_here(rulebook: Rulebook) -> None:
    assert set(LAST_DAYS) == set(rectification_of(rulebook).routes)


def test_reporting_to_the_city_goes_with_filing_a_case_and_every_lawful_way_is_examined_before_demolition(
    rulebook: Rulebook,
) -> None:
    law = rectification_of(rulebook)
    assert law.route("report_city").together_with == ("file_case",)
    assert {one.value for one in law.routes.values() if one.regularises} == set(LAST_DAYS) - {"demolish", "file_case"}
    assert law.at_the_end.route == "demolish"
    assert {one.value for one in law.routes.values() if one.waits_above} == {"press_province", "report_city"}


def test_the_windows_of_the_hundred_days_are_proposed(rulebook: Rulebook) -> None:
    windows = [(one.title, *one.days_in(2025)) for one in rectification_of(rulebook).phases]
    assert windows == [
        ("自查", date(2025, 8, 1), date(2025, 8, 10)), ("整改", date(2025, 8, 11), date(2025, 10, 5)),
        ("督查", date(2025, 10, 6), date(2025, 11, 1)), ("验收", date(2025, 11, 2), date(2025, 11, 18)),
    ]  # fmt: skip
