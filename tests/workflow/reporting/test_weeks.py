"""The weekly report on its way to the county government: signed, changed after it was signed, handed over, received."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.workflow.reporting.conftest import FRIDAY, MONDAY
from tests.workflow.reporting.test_reports import confirmed, done

from tuban.values.errors import TubanError
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.evidence.actions import FileEmpty
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.models import Patch
from tuban.workflow.reporting import actions, handing_over
from tuban.workflow.reporting import standing as standings_of
from tuban.workflow.reporting.models import Handover, Report
from tuban.workflow.reporting.paper import Paper, write_paper
from tuban.workflow.reporting.standing import days_owed, figures, standings, weeks_owed
from tuban.workflow.reporting.tasks import remind_of_weeks
from tuban.workflow.reporting.weeks import Stage, weeks_of
from tuban.workflow.signoff.actions import sign
from tuban.workflow.signoff.proof import prove

SIGNERS = ("zuzhi", "zhifa", "juzhang")


def week(schedule, now):
    return weeks_of(schedule, [FRIDAY], now)[0]


def confirmed_week(found, **words) -> Report:
    made, _missing = actions.week_of(found.section, found.campaign, FRIDAY)
    return actions.confirm_weekly(found.campaign, by=found.section, day=FRIDAY, digest=made.digest, **words)


def signed(document, acting, names=SIGNERS) -> None:
    for name in names:
        by, digest = acting(name), document.snapshots.get(is_current=True).digest
        sign(document, by=by, digest=digest, proof=prove(by=by, password=PASSWORD))
        document.refresh_from_db()


@pytest.mark.seed("S14")
def test_the_week_is_signed_by_its_chain_and_received_by_the_county_government(found, schedule, clock, acting):
    clock(MONDAY)
    confirmed(found)
    now = clock(FRIDAY, 14)
    report = confirmed_week(found)
    one = week(schedule, now)
    assert (one.stage, one.waits_for, one.steps, one.is_overdue) == (Stage.SIGN, "填表人", 3, False)
    with pytest.raises(Refused, match="全部签字后"):
        handing_over.hand_over(report, by=found.organiser, way="office")
    signed(one.document, acting)
    assert week(schedule, now).stage is Stage.HAND_OVER
    late = clock(FRIDAY, 18)
    assert week(schedule, late).is_overdue
    handover = handing_over.hand_over(report, by=found.organiser, way="office", words="请查收")
    one = week(schedule, late)
    assert (one.stage, one.was_late, one.is_overdue) == (Stage.RECEIVE, True, False)
    assert Message.objects.filter(person__username="zuzhang", kind="reporting.handed_over").count() == 1
    with pytest.raises(Refused, match="卫组长"):
        handing_over.receive(handover, by=found.county)
    handing_over.receive(handover, by=acting("zuzhang"), words="已阅")
    one = week(schedule, late)
    assert (one.stage, one.handover.receiver, one.handover.receipt_note) == (Stage.RECEIVED, "卫组长", "已阅")
    with pytest.raises(Refused, match="已经报送"):
        handing_over.hand_over(report, by=found.organiser, way="office")


def test_what_changed_after_it_was_signed_voids_the_signatures_and_wants_another_hand_over(
    found, schedule, clock, acting
):
    clock(MONDAY)
    confirmed(found)
    now = clock(FRIDAY, 14)
    first = confirmed_week(found)
    document = week(schedule, now).document
    signed(document, acting)
    handing_over.hand_over(first, by=found.organiser, way="office")
    again = confirmed_week(found, words="仅补充说明", reason="补充说明")
    one = week(schedule, now)
    assert (one.document.pk, one.stage, one.earlier.report) == (document.pk, Stage.HAND_OVER, first)
    done(found)
    confirmed(found, MONDAY + timedelta(days=1))
    last = confirmed_week(found, reason="一宗已整改")
    one = week(schedule, now)
    assert (one.stage, one.signed, one.report) == (Stage.SIGN, (), last)
    told = one.document.snapshots.get(is_current=True).difference
    assert {cell["title"] for cell in told} >= {"已整改", "未整改", str(found.patch)}
    with pytest.raises(Refused, match="已有新版"):
        handing_over.hand_over(again, by=found.organiser, way="office")


def test_a_receipt_on_paper_is_kept_with_its_picture_and_is_no_earlier_than_the_signatures(
    found, schedule, clock, acting, tmp_path
):
    now = clock(FRIDAY, 14)
    report = confirmed_week(found, words="本周无上报宗地")
    signed(week(schedule, now).document, acting)
    picture = tmp_path / "签收单.png"
    picture.write_bytes(b"")
    given = {"way": "paper", "receiver": "王秘书", "receiver_post": "县政府办", "path": picture, "name": "签收单.png"}
    with pytest.raises(FileEmpty):
        handing_over.record_receipt(report, by=found.organiser, received_at=now, **given)
    picture.write_bytes(b"%PDF-1.4 receipt")
    for at, words in ((now - timedelta(hours=3), "不能早于"), (now + timedelta(days=1), "晚于现在")):
        with pytest.raises(handing_over.ReceiptUnfit, match=words):
            handing_over.record_receipt(report, by=found.organiser, received_at=at, **given)
    with pytest.raises(handing_over.WayUnknown):
        handing_over.hand_over(report, by=found.organiser, way="paper")
    assert Handover.objects.count() == 0
    handing_over.record_receipt(report, by=found.organiser, received_at=now, **given)
    one = week(schedule, now)
    assert (one.stage, one.handover.scan.name, one.handover.receiver) == (Stage.RECEIVED, "签收单.png", "王秘书")


def test_who_has_to_confirm_sign_or_hand_over_is_told_on_the_day_and_when_it_is_overdue(found, schedule, clock):
    near = clock(FRIDAY, 8)
    assert remind_of_weeks(FRIDAY, near) > 0
    assert remind_of_weeks(FRIDAY, near) == 0
    late = clock(FRIDAY + timedelta(days=2), 8)
    assert remind_of_weeks(FRIDAY + timedelta(days=2), late) > 0
    told = Message.objects.filter(kind="reporting.week_due", person__username="zuzhi")
    assert sorted(told.values_list("is_urgent", flat=True)) == [False, True]
    assert not Message.objects.filter(kind="reporting.week_due", person__username="zuzhang").exists()


def test_a_parcel_that_went_to_another_township_within_the_week_counts_once(found, schedule, clock):
    clock(MONDAY)
    confirmed(found)
    Patch.objects.filter(pk=found.patch.pk).update(managed_code=found.other.post.unit.code)
    clock(MONDAY + timedelta(days=1))
    unit = found.other.post.unit
    made = actions.content_of(found.campaign, unit, MONDAY)
    actions.confirm_daily(found.campaign, by=found.other, day=MONDAY + timedelta(days=1), digest=made.digest)
    told, _missing = actions.week_of(found.section, found.campaign, FRIDAY)
    assert (told.sums["total"]["plots"], [one["town"] for one in told.parcels]) == ("1", ["甲溪镇"])


def test_the_tables_on_paper_are_the_same_bytes_for_the_same_report(found, schedule, clock):
    clock(MONDAY)
    report = confirmed(found)
    paper = Paper("日报表", "乙岭镇", MONDAY, [("乙岭镇", report.sums)], None, report.parcels, "已确认", ["备注"])
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF-")):
        first = write_paper(paper, kind)
        assert first.startswith(begins)
        assert first == write_paper(paper, kind)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "confirm", "again", "holiday", "schedule", "join", "leave"]),
        st.integers(0, 2), st.integers(-1, 9), st.integers(8, 23),
    ),
    max_size=8,
)  # fmt: skip


def _adds_up(schedule, now) -> None:
    units = list(townships_of(schedule.campaign))
    for days, kind in (
        (days_owed(schedule, now.date()), "daily"), (weeks_owed(schedule, now.date()), "weekly"),
    ):  # fmt: skip
        for one in figures(units, standings(schedule, units, days, now, kind)):
            assert one.owed == one.in_time + one.late + one.empty + one.missing <= len(days)
            assert 0 <= one.handed_in <= one.owed
            assert one.share is None or 0 <= one.share <= 1
            assert one.changed <= one.handed_in


def _do(found, schedule, clock, holidays: set, deed) -> None:
    kind, place, offset, hour = deed
    day = MONDAY + timedelta(days=offset)
    by = (found.township, found.other, found.mayor)[place]
    clock(day + timedelta(days=place // 2), hour)
    if kind in ("confirm", "again"):
        made = actions.content_of(found.campaign, by.post.unit, day)
        reason = "更正" if kind == "again" else ""
        actions.confirm_daily(found.campaign, by=by, day=day, digest=made.digest, words="说明", reason=reason)
    elif kind == "holiday":
        holidays ^= {day}
    elif kind == "schedule":
        schedule.since = day
        schedule.save()
    elif kind == "join":
        code = f"99010105{place}"
        Unit.objects.update_or_create(
            code=code, level="township", is_practice=True, defaults={"name": code, "closed_on": None}
        )
    else:
        Unit.objects.filter(pk=by.post.unit_id).update(closed_on=None if hour % 2 else day)


class _Holidays:
    """A working calendar on which further days became holidays."""

    def __init__(self, calendar, days: set) -> None:
        self._calendar, self._days = calendar, days

    def is_working_day(self, day) -> bool:
        return day not in self._days and self._calendar.is_working_day(day)


@pytest.mark.parametrize("examples", [6, pytest.param(400, marks=pytest.mark.long)])
def test_whatever_people_do_the_figures_add_up_and_no_rate_is_above_the_whole(
    examples, found, schedule, clock, monkeypatch
):
    calendar, holidays = standings_of._calendar(schedule), set()
    monkeypatch.setattr(standings_of, "_calendar", lambda _schedule: _Holidays(calendar, holidays))

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DEEDS)
    def hold(deeds) -> None:
        holidays.clear()
        with transaction.atomic():
            for deed in deeds:
                try:
                    with transaction.atomic():
                        _do(found, schedule, clock, holidays, deed)
                except TubanError:
                    pass  # a refusal is fine, whatever it says
                _adds_up(schedule, clock(FRIDAY + timedelta(days=deed[2]), deed[3]))
            transaction.set_rollback(True)
        schedule.since = MONDAY

    hold()
