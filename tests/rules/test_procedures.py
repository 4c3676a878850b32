"""Procedures: how a run stands on a day, by the definition of the lawbook."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.limits import Suspension
from tuban.rules.procedures import (
    Procedure,
    ProcedureUnsound,
    Run,
    Stand,
    Standing,
    procedure_of,
    read_procedure,
    standings,
)
from tuban.rules.strict_yaml import UnknownWord, parse
from tuban.rules.working_days import calendar_of

LAW = rulebook.load()
CALENDAR = calendar_of(LAW)
CASE = procedure_of(LAW, "case")
DAY = timedelta(days=1)


def stand(run: Run, on: date) -> dict[str, Standing]:
    return {one.step.id: one for one in standings(CASE, run, on=on, rulebook=LAW, calendar=CALENDAR)}


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Steps done in their order on days that follow one another, up to somewhere; any answers."""
    day = date(2022, 3, 1)
    done = {}
    for step in list(CASE.steps)[: draw(st.integers(0, len(CASE.steps)))]:
        day += DAY * draw(st.integers(0, 15))
        if draw(st.booleans()) or step in ("lead", "verified", "filed"):
            done[step] = day
    answers = {name: draw(st.sampled_from([True, False, None])) for name in CASE.questions}
    return Run(done=done, answers=answers)


def test_filing_is_due_ten_working_days_after_the_ground_was_verified_and_late_after_that() -> None:
    # From 26 September 2024: 27, 29, 30, 8, 9, 10, 11, 12, 14, 15 October; the make-up days are worked.
    run = Run(done={"lead": date(2024, 9, 20), "verified": date(2024, 9, 26)})
    filing = stand(run, date(2024, 10, 15))["filed"]
    assert (filing.stand, filing.due.last_day) == (Stand.OPEN, date(2024, 10, 15))  # type: ignore[union-attr]
    assert stand(run, date(2024, 10, 16))["filed"].stand == Stand.LATE


def test_a_step_that_was_done_late_stays_so() -> None:
    run = Run(done={"lead": date(2024, 9, 20), "verified": date(2024, 9, 26), "filed": date(2024, 10, 16)})
    assert stand(run, date(2024, 10, 16))["filed"].stand == Stand.DONE_LATE


def test_the_hearing_does_not_count_for_the_decision_and_an_extension_adds_to_it() -> None:
    filed = {"lead": date(2024, 6, 3), "verified": date(2024, 6, 3), "filed": date(2024, 6, 11)}
    plain = stand(Run(done=filed), date(2024, 6, 12))["decided"]
    hearing = (("hearing", Suspension(date(2024, 7, 8), date(2024, 7, 27))),)
    suspended = stand(Run(done=filed, suspensions=hearing), date(2024, 6, 12))["decided"]
    extended = stand(Run(done=filed, suspensions=hearing, extended=frozenset({"decided"})), date(2024, 6, 12))[
        "decided"
    ]
    assert plain.due is not None
    assert suspended.due is not None
    assert extended.due is not None
    assert plain.due.last_day == date(2024, 9, 9)  # ninety days from 11 June
    assert suspended.due.last_day == date(2024, 9, 29)  # and twenty days of the hearing; a make-up day
    assert extended.due.last_day == date(2024, 10, 29)  # and thirty more


def test_what_does_not_stop_a_limit_changes_nothing() -> None:
    done = {"lead": date(2024, 6, 3), "verified": date(2024, 6, 3)}
    mailing = (("mailing", Suspension(date(2024, 6, 4), date(2024, 6, 30))),)
    assert stand(Run(done=done), date(2024, 6, 5)) == stand(Run(done=done, suspensions=mailing), date(2024, 6, 5))


@pytest.mark.parametrize(
    ("served", "first_day"), [(date(2024, 4, 22), date(2024, 4, 26)), (date(2024, 5, 6), date(2024, 5, 12))]
)
def test_the_days_to_state_ones_case_are_those_of_the_law_on_the_day_of_the_notice(
    served: date, first_day: date
) -> None:
    done = {step: date(2024, 4, 1) for step in ("lead", "verified", "filed", "investigated", "examined")}
    run = Run(done=done | {"notified": served}, answers={"hearing": False, "legal_review": False, "discussion": False})
    found = stand(run, first_day - DAY)["decided"]
    assert (found.stand, found.not_before) == (Stand.WAITS, first_day)
    assert stand(run, first_day)["decided"].stand == Stand.OPEN


def test_nobody_applies_to_the_court_before_a_decision_is_served() -> None:
    found = stand(Run(done={"lead": date(2024, 1, 8)}, answers={}), date(2024, 1, 9))["court_applied"]
    assert (found.stand, found.behind) == (Stand.WAITS, ("served", "demanded"))


def test_whoever_must_demolish_has_fifteen_days_to_sue_others_six_months() -> None:
    done = dict.fromkeys(CASE.steps, date(2024, 1, 8))
    for step in ("court_applied", "closed"):
        del done[step]
    others = stand(Run(done=done, answers={"demolition": False}), date(2024, 1, 9))["court_applied"]
    demolition = stand(Run(done=done, answers={"demolition": True}), date(2024, 1, 9))["court_applied"]
    assert others.due is not None
    assert demolition.due is not None
    assert demolition.due.started_on == date(2024, 1, 23)
    assert others.due.started_on == date(2024, 7, 8)


@given(runs(), st.dates(date(2022, 3, 1), date(2023, 12, 31)))
def test_what_nobody_knows_is_needed(run: Run, on: date) -> None:
    silent = Run(done=run.done)
    assert all(one.stand != Stand.NOT_NEEDED for one in stand(silent, on).values())
    for one in stand(run, on).values():
        if one.stand == Stand.NOT_NEEDED:
            assert run.answers[one.step.needed_if] is False


@given(runs(), st.dates(date(2022, 3, 1), date(2023, 12, 31)))
def test_no_step_is_open_while_one_before_it_is_missing(run: Run, on: date) -> None:
    found = stand(run, on)
    for one in found.values():
        if one.stand == Stand.OPEN:
            before = [found[id] for id in one.step.after]
            assert all(
                other.stand in (Stand.DONE, Stand.DONE_LATE, Stand.NOT_NEEDED) or other.step.optional
                for other in before
            )


@given(runs())
def test_late_once_is_late_for_good_until_it_is_done(run: Run) -> None:
    first, later = stand(run, date(2022, 8, 1)), stand(run, date(2023, 8, 1))
    assert {id for id, one in first.items() if one.stand == Stand.LATE} <= {
        id for id, one in later.items() if one.stand == Stand.LATE
    }


FIRST = "{id: a, title: 甲, by: {units: [county]}, cites: [inf]}"


def _procedure(*steps: str) -> Procedure:
    head = "title: 试\ncites: [inf]\nquestions: []\nmoments: []\nsuspensions: []\nsteps:\n"
    return read_procedure(parse(head + "".join(f"  - {step}\n" for step in steps), shown_as="试.yaml"), LAW)


def test_a_step_cannot_follow_a_later_one() -> None:
    with pytest.raises(UnknownWord):
        _procedure("{id: b, title: 乙, by: {units: [county]}, cites: [inf], after: [a]}", FIRST)


def test_a_limit_must_be_one_of_time() -> None:
    later = "{id: b, title: 乙, by: {units: [county]}, cites: [inf], limit: accountability/talk_line, counted_from: a}"
    with pytest.raises(ProcedureUnsound):
        _procedure(FIRST, later)


def test_a_limit_that_touches_a_year_nobody_knows_is_told_as_such_and_holds_nothing_else_up() -> None:
    done = {"lead": date(2026, 11, 2), "verified": date(2026, 11, 3), "filed": date(2026, 11, 4)}
    done |= {"investigated": date(2026, 11, 5), "examined": date(2026, 11, 6), "notified": date(2026, 11, 10)}
    done |= {"hearing_notified": date(2026, 11, 10), "discussed": date(2026, 11, 9), "legal_review": date(2026, 11, 9)}
    decided = stand(Run(done=done), date(2026, 11, 18))["decided"]  # ninety days end in 2027
    assert (decided.stand, decided.unknown_year, decided.due) == (Stand.OPEN, 2027, None)
    assert decided.not_before == date(2026, 11, 18)
    assert stand(Run(done=done), date(2026, 11, 17))["decided"].stand == Stand.WAITS
    late = {**done, "notified": date(2026, 12, 29), "hearing_notified": date(2026, 12, 29)}
    waits = stand(Run(done=late), date(2026, 12, 31))["decided"]
    assert (waits.stand, waits.not_before, waits.unknown_year) == (Stand.WAITS, None, 2027)
