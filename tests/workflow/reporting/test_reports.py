"""Daily and weekly reports: what is owed, what is confirmed, who is late, and that the sums make the whole."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflow.reporting.conftest import FRIDAY, MONDAY

from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.messages.models import Message
from tuban.workflow.rectification.actions.setting import set_ways
from tuban.workflow.rectification.models import Way
from tuban.workflow.reporting import actions
from tuban.workflow.reporting.counting import added, content, content_of, differences, digest_of, sums_of
from tuban.workflow.reporting.models import Report
from tuban.workflow.reporting.standing import State, days_owed, figures, standings, weeks_owed
from tuban.workflow.reporting.tasks import remind

MEASURES = ("plots", "area_mu", "cultivated_mu")


def confirmed(found, day: date = MONDAY, **given) -> Report:
    unit = found.township.post.unit
    digest = content_of(found.campaign, unit, day).digest
    return actions.confirm_daily(found.campaign, by=found.township, day=day, **{"digest": digest} | given)


def done(found) -> None:
    """Put the patch right by demolition."""
    set_ways(
        found.now(), by=found.section, expected_version=found.now().version, ways=("supply",), reason="说明"
    )  # fmt: skip
    Way.objects.update(state=Way.State.SIGNED, done_on=date(2024, 9, 24))


def test_reports_are_owed_on_working_days_and_weekly_before_the_holiday(schedule):
    owed = days_owed(schedule, date(2024, 10, 31))
    assert [day.day for day in owed] == [23, 24, 25, 26, 27, 29, 30, 8, 9, 10, 11, 12]
    # In the week of the National Day the last working day up to Friday is Monday, 30 September.
    assert weeks_owed(schedule, date(2024, 10, 31)) == [FRIDAY, date(2024, 9, 30), date(2024, 10, 11)]


def test_a_report_says_what_is_open_and_what_was_put_right(found, schedule, clock):
    clock(MONDAY)
    report = confirmed(found)
    assert (report.sums["total"]["plots"], report.sums["open"]["plots"], report.is_late) == ("1", "1", False)
    assert report.parcels[0]["number"] == str(found.patch)
    done(found)
    clock(MONDAY + timedelta(days=1), 18)
    later = confirmed(found, MONDAY + timedelta(days=1))
    assert (later.sums["legalised"]["plots"], later.sums["open"]["plots"], later.is_late) == ("1", "0", True)
    (one,) = differences(report.parcels, later.parcels)
    assert (one.kind, one.before["stand"], one.parcel["stand"]) == ("done", "unset", "done")
    assert report.digest == digest_of(report.parcels, report.sums)


def test_a_report_is_confirmed_anew_only_with_a_reason_and_what_was_confirmed_stays(found, schedule, clock):
    clock(MONDAY)
    first = confirmed(found)
    with pytest.raises(actions.WordsNeeded):
        confirmed(found)
    done(found)
    with pytest.raises(actions.ChangedMeanwhile):
        confirmed(found, digest=first.digest, reason="更正")
    second = confirmed(found, reason="漏报一宗已整改")
    assert [one.number for one in Report.objects.all()] == [second.number, first.number]
    assert Report.objects.get(pk=first.pk).sums["open"]["plots"] == "1"


def test_a_report_without_a_parcel_needs_words_and_counts_as_empty(found, schedule, clock):
    now = clock(MONDAY)
    digest = content([]).digest
    with pytest.raises(actions.WordsNeeded):
        actions.confirm_daily(found.campaign, by=found.other, day=MONDAY, digest=digest)
    actions.confirm_daily(found.campaign, by=found.other, day=MONDAY, digest=digest, words="本乡镇无违法图斑")
    unit = found.other.post.unit
    assert standings(schedule, [unit], [MONDAY], now)[unit.pk, MONDAY].state is State.EMPTY


@pytest.mark.parametrize("day", [date(2024, 9, 22), date(2024, 9, 28), date(2024, 10, 13), date(2024, 9, 24)])
def test_nothing_is_reported_for_a_day_that_owes_nothing_or_has_not_come(found, schedule, clock, day):
    clock(MONDAY)
    with pytest.raises(actions.NotOwed):
        confirmed(found, day)


@pytest.mark.seed("S14")
def test_the_county_sees_who_is_in_time_late_empty_missing_and_confirmed_anew(found, schedule, clock):
    clock(MONDAY)
    confirmed(found)
    confirmed(found, reason="更正")
    clock(MONDAY + timedelta(days=1), 18)
    confirmed(found, MONDAY + timedelta(days=1))
    now = clock(FRIDAY, 12)
    unit = found.township.post.unit
    days = days_owed(schedule, FRIDAY)
    states = standings(schedule, [unit], days, now)
    told = [states[unit.pk, day].state for day in days]
    assert told == [State.IN_TIME, State.LATE, State.MISSING, State.MISSING, State.WAITING]
    (own,) = figures([unit], states)
    assert (own.owed, own.in_time, own.late, own.missing, own.changed, own.handed_in) == (4, 1, 1, 2, 1, 2)
    assert own.share == 0.25


@pytest.mark.seed("S14")
def test_the_week_is_what_the_townships_confirmed_last_and_names_who_did_not(found, schedule, clock):
    clock(MONDAY)
    confirmed(found)
    done(found)
    clock(MONDAY + timedelta(days=2))
    confirmed(found, MONDAY + timedelta(days=2))
    clock(FRIDAY)
    made, missing = actions.week_of(found.section, found.campaign, FRIDAY)
    assert (made.sums["total"]["plots"], made.sums["legalised"]["plots"]) == ("1", "1")
    others = [one.short_name or one.name for one in townships_of(found.campaign) if one != found.township.post.unit]
    assert missing == others
    week = actions.confirm_weekly(found.campaign, by=found.section, day=FRIDAY, digest=made.digest)
    assert (week.missing, week.is_late, week.unit.level) == (others, False, "county")


def test_who_has_not_reported_is_told_once_and_the_county_of_all(found, schedule, clock):
    clock(MONDAY)
    confirmed(found)
    told = remind(MONDAY + timedelta(days=1))
    assert told > 1
    assert remind(MONDAY + timedelta(days=1)) == 0
    people = set(Message.objects.values_list("person__username", flat=True))
    assert {"xiang01", "zuzhi"} <= people
    assert "xiang02" not in people
    assert Message.objects.get(person__username="zuzhi").text == "甲溪镇、示范经济开发区"


@pytest.mark.parametrize(("given", "error"), [
    ({"until": date(2024, 9, 1)}, "截止日早于起始日"), ({"weekly_day": 8}, "没有这样的星期"),
])  # fmt: skip
def test_days_that_cannot_stand_are_refused_in_a_sentence(found, given, error):
    right = {"since": MONDAY, "until": None, "daily_by": time(17), "weekly_day": 5, "weekly_by": time(16)}
    with pytest.raises(actions.ScheduleUnfit) as caught:
        actions.set_schedule(found.campaign, by=found.organiser, **right | given)
    assert error in caught.value.message


AREAS = st.decimals(0, 10_000, places=2).map(str)
PARCEL = {
    "key": st.uuids().map(str), "kind": st.sampled_from(["", "demolished", "legalised", "other"]),
    "area_mu": AREAS | st.just(""), "cultivated_mu": AREAS,
}  # fmt: skip
PARCELS = st.lists(st.fixed_dictionaries(PARCEL))


@given(PARCELS)
def test_what_is_open_and_what_was_put_right_make_the_whole(parcels):
    sums = sums_of(parcels)

    def value(name: str, measure: str) -> Decimal:
        return Decimal(sums[name][measure])

    for measure in MEASURES:
        assert value("total", measure) == value("rectified", measure) + value("open", measure)
        kinds = ("demolished", "legalised", "other")
        assert value("rectified", measure) == sum(value(kind, measure) for kind in kinds)


@given(PARCELS, PARCELS)
def test_sums_of_units_add_up_to_the_sums_of_all_their_parcels(some, others):
    together = added([sums_of(some), sums_of(others)])
    whole = sums_of(some + others)
    for name in whole:
        assert {one: Decimal(value) for one, value in together[name].items()} == {
            one: Decimal(value) for one, value in whole[name].items()
        }
