"""Worked cases of time: every limit of the lawbook, plain and with a suspension across the National Day.

Each begins on Friday 20 September 2024. 1 to 7 October are holidays; Sunday 29 September and Saturday 12 October are
worked. The suspension lasts from 27 September to 9 October, thirteen days.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tuban import lawbook
from tuban.rules import rulebook
from tuban.rules.limits import Suspension, due, limit_of
from tuban.rules.working_days import calendar_of

LAW = rulebook.load()
CALENDAR = calendar_of(LAW)
FRIDAY = date(2024, 9, 20)
ACROSS = Suspension(date(2024, 9, 27), date(2024, 10, 9))

ENDS = {
    # working days: 23 to 27, 29 and 30 September, 8 to 12 and 14 to 18 October …
    (1, "working_day"): (date(2024, 9, 23), date(2024, 9, 23)),  # over before the suspension
    (3, "working_day"): (date(2024, 9, 25), date(2024, 9, 25)),
    (5, "working_day"): (date(2024, 9, 27), date(2024, 10, 10)),  # four of them before it
    (7, "working_day"): (date(2024, 9, 30), date(2024, 10, 12)),  # ends on the worked Saturday
    (10, "working_day"): (date(2024, 10, 10), date(2024, 10, 16)),
    (15, "working_day"): (date(2024, 10, 16), date(2024, 10, 23)),
    # days: six of them before the suspension, the seventh on 10 October
    (10, "day"): (date(2024, 9, 30), date(2024, 10, 14)),  # the tenth is Sunday the 13th
    (15, "day"): (date(2024, 10, 8), date(2024, 10, 18)),  # plain, 5 October: the day after the holiday
    (30, "day"): (date(2024, 10, 21), date(2024, 11, 4)),  # Sunday the 20th; Saturday 2 November
    (60, "day"): (date(2024, 11, 19), date(2024, 12, 2)),
    (90, "day"): (date(2024, 12, 19), date(2025, 1, 2)),  # the ninetieth is New Year's Day
    # months, lengthened by thirteen days
    (3, "month"): (date(2024, 12, 20), date(2025, 1, 2)),
    (6, "month"): (date(2025, 3, 20), date(2025, 4, 2)),
    (24, "month"): (date(2026, 9, 20), date(2026, 10, 8)),  # a worked Sunday; 3 October 2026 is a holiday
}


def paths() -> list[str]:
    folder = Path(lawbook.__file__).parent / "parameters"
    return sorted(str(path.relative_to(folder).with_suffix("")) for path in folder.glob("limits/**/*.yaml"))


@pytest.mark.parametrize("path", paths())
def test_it_ends_on_the_day_that_was_worked_out_by_hand(path):
    limit = limit_of(LAW, path, on=FRIDAY)
    plain, suspended = ENDS[limit.value, limit.unit]
    assert due(limit, FRIDAY, CALENDAR).last_day == plain
    assert due(limit, FRIDAY, CALENDAR, suspensions=[ACROSS]).last_day == suspended
