"""Worked cases of handling: each ground of filing, and each limit of a step with a suspension across a holiday."""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules import rulebook
from tuban.rules.limits import Suspension
from tuban.rules.procedures import Run, procedure_of, standings
from tuban.rules.working_days import calendar_of
from tuban.values.facts import Facts

LAW = rulebook.load()
CASE = procedure_of(LAW, "case")
CALENDAR = calendar_of(LAW)
GROUNDS = {
    "no_approval": {"violation_type": "used_without_applying", "use_group": "industry"},
    "villager_housing": {
        "violation_type": "used_without_applying", "use_group": "rural_housing", "user_kind": "individual",
    },
    "over_quantity": {"violation_type": "beyond_approval"},
    "outside_extent": {"violation_type": "beyond_approval", "adjoins_own_approval": True},
    "not_as_approved": {"violation_type": "changed_use"},
    "term_expired": {"temporary_state": "expired"},
    "permanent_on_temporary": {"temporary_state": "permanent"},
    "refuses_return": {"return_refused": True},
    "refuses_handover": {"handover_refused": True},
    "forbidden_reclamation": {"forbidden_reclamation": True},
    "rebuilding_against_plan": {"rebuilding_against_plan": True},
}  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_of_the_eleven_grounds_of_filing_is_found_from_its_facts(ground):
    table = LAW.table("handling/filing_grounds")
    assert ground in table.decide(Facts(GROUNDS[ground]), date(2024, 5, 1)).answers["filing_grounds"]


# Filed on 9 September 2024; 1 to 7 October are holidays, 29 September and 12 October are worked.
FILED = {"lead": date(2024, 9, 2), "verified": date(2024, 9, 3), "filed": date(2024, 9, 9)}


@pytest.mark.parametrize(("suspended", "extended", "last"), [
    ((), False, date(2024, 12, 9)),  # ninety days end on Sunday 8 December: Monday
    (((date(2024, 9, 28), date(2024, 10, 8)),), False, date(2024, 12, 19)),  # eleven days across the holiday
    (((date(2024, 9, 28), date(2024, 10, 8)), (date(2024, 10, 5), date(2024, 10, 10))), False, date(2024, 12, 23)),
    (((date(2024, 9, 28), date(2024, 10, 8)),), True, date(2025, 1, 20)),  # and thirty more, from a Saturday
])  # fmt: skip
def test_the_decision_is_due_after_ninety_days_without_what_does_not_count(suspended, extended, last):
    kinds = ("expert", "hearing")
    spans = tuple((kind, Suspension(*days)) for kind, days in zip(kinds, suspended, strict=False))
    run = Run(done=FILED, suspensions=spans, extended=frozenset({"decided"} if extended else ()))
    assert _due(run, "decided") == last


@pytest.mark.parametrize(("step", "done", "last"), [
    ("major_report", {"verified": date(2024, 9, 29)}, date(2024, 10, 9)),  # 30, 8, 9: three working days
    ("filed", {"verified": date(2024, 9, 29)}, date(2024, 10, 17)),  # ten working days; the 12th is worked
    ("served", {**FILED, "decided": date(2024, 9, 30)}, date(2024, 10, 15)),  # seven working days
    ("published", {**FILED, "decided": date(2024, 9, 30)}, date(2024, 10, 15)),
])  # fmt: skip
def test_limits_in_working_days_leave_the_holiday_out_and_no_suspension_touches_them(step, done, last):
    spans = (("hearing", Suspension(date(2024, 9, 29), date(2024, 10, 20))),)
    assert _due(Run(done=done, suspensions=spans), step) == last


@pytest.mark.parametrize(("answers", "last"), [
    ({"demolition": True}, date(2025, 1, 15)),  # fifteen days from 30 September, to 15 October; three months
    ({"demolition": False}, date(2025, 6, 30)),  # six months to 30 March, a Sunday: the 31st; three months
])  # fmt: skip
def test_the_court_is_asked_within_three_months_after_the_time_to_sue(answers, last):
    run = Run(done={**FILED, "decided": date(2024, 9, 27), "served": date(2024, 9, 30)}, answers=answers)
    assert _due(run, "court_applied") == last


def test_a_decision_waits_for_the_days_of_statement_and_hearing():
    run = Run(done={**FILED, "notified": date(2024, 9, 29), "hearing_notified": date(2024, 9, 30)})
    decided = next(one for one in _all(run) if one.step.id == "decided")
    assert decided.not_before == date(2024, 10, 13)  # 8, 9, 10, 11 and 12 October


def test_the_court_is_not_asked_before_ten_days_after_the_demand():
    run = Run(done={**FILED, "demanded": date(2024, 9, 27)})
    applied = next(one for one in _all(run) if one.step.id == "court_applied")
    assert applied.not_before == date(2024, 10, 9)  # ten days end on 7 October, a holiday: the 8th


def test_the_court_is_asked_neither_without_a_demand_nor_before_the_limit_to_sue_is_over():
    decided = {**FILED, "decided": date(2024, 7, 1), "served": date(2024, 7, 3)}
    assert _applied(Run(done=FILED)).behind == ("served", "demanded")
    assert _applied(Run(done=decided)).behind == ("demanded",)
    demanded = Run(done=decided | {"demanded": date(2024, 8, 1)}, answers={"demolition": False})
    assert _applied(demanded).not_before == date(2025, 1, 4)  # six months to sue


def _applied(run):
    return next(one for one in _all(run) if one.step.id == "court_applied")


def _all(run):
    return standings(CASE, run, on=date(2024, 9, 10), rulebook=LAW, calendar=CALENDAR)


def _due(run, step):
    return next(one for one in _all(run) if one.step.id == step).due.last_day
