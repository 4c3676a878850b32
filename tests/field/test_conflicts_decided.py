"""A conflict is decided by a person, with a reason; what could not be used is applied again or set aside."""

from __future__ import annotations

import pytest
from tests.field.device import work_on
from tests.field.test_applying import held, patch_of
from tests.workflow.small_disc import OTHER

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.evidence.devices import revoke_device
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.survey.conflicts.actions import DecisionNeedsReason, decide
from tuban.workflow.survey.conflicts.queries import open_conflicts, sides_of
from tuban.workflow.survey.models import Conflict
from tuban.workflow.survey.returned import Wanted, apply_again, days_of, entries_returned, set_aside

pytestmark = pytest.mark.seed("F2")


@pytest.fixture
def two(campaign, device):
    """Two devices that say different things of two facts of one patch."""
    one, other, patch = device("waiye"), device("zhifa"), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"), user=("", "甲公司"))
    other.tells(patch.uuid, use_date=("", "2024-06"), user=("", "乙公司"))
    for each in (one, other):
        each.send()
        work_on()
    return one, other


def fact(conflicts, name):
    return next(one for one in conflicts if one.fact == name)


def test_both_sides_say_who_and_when(two, acting):
    conflicts = list(open_conflicts(acting("zuzhi")))
    sides = sides_of(conflicts)[0]
    assert sides.mine.who == acting("zhifa").person_name
    assert sides.theirs.who == acting("waiye").person_name
    assert sides.mine.at is not None


def test_the_side_of_the_field_is_told_and_judged(two, acting):
    _one, other = two
    conflicts = list(open_conflicts(acting("zuzhi")))
    decide(fact(conflicts, "use_date"), by=acting("zuzhi"), decision="mine", reason="照片")
    assert held(patch_of(OTHER), "use_date") == "2024-06"
    assert other.send()[0]["applied"] == "conflict"
    decide(fact(conflicts, "user"), by=acting("zuzhi"), decision="theirs", reason="营业执照")
    assert held(patch_of(OTHER), "user") == "甲公司"
    assert other.send()[0]["applied"] == "yes"
    assert {row["decided"] for row in other.kept()["conflicts"]} == {"2024-06", "甲公司"}
    assert Line.objects.filter(action="survey.decide_conflict", reason="照片").exists()


def test_something_else_may_be_right(two, acting):
    conflicts = list(open_conflicts(acting("zuzhi")))
    decide(fact(conflicts, "use_date"), by=acting("zuzhi"), decision="other", value="2024-03", reason="询问笔录")
    assert held(patch_of(OTHER), "use_date") == "2024-03"


def test_nobody_decides_their_own_side_nor_without_a_reason(two, acting):
    conflict = next(iter(open_conflicts(acting("zuzhi"))))
    with pytest.raises(Refused):
        decide(conflict, by=acting("zhifa"), decision="mine", reason="我对")
    with pytest.raises(DecisionNeedsReason):
        decide(conflict, by=acting("zuzhi"), decision="mine", reason=" ")
    assert Conflict.objects.filter(state="open").count() == 2


def test_what_came_is_counted_by_device_and_day(two, acting):
    rows = days_of(acting("zuzhi"), Wanted())
    assert sorted((row.total, row.used, row.conflict) for row in rows) == [(1, 0, 1), (1, 1, 0)]
    assert days_of(acting("waiye"), Wanted())[0].device.person.username == "waiye"


def test_a_person_applies_what_a_revoked_device_handed_in(campaign, device, acting):
    one, patch = device(), patch_of(OTHER)
    one.tells(patch.uuid, use_date=("", "2024-01"))
    one.tells(patch.uuid, actual_use=("", "heute"))
    revoke_device(one.row, by=acting("zuzhi"), reason="丢失")
    one.send()
    work_on()
    unused = list(entries_returned(acting("zuzhi"), Wanted(applied="no")))
    assert len(unused) == 2
    with pytest.raises(Refused):
        apply_again(unused, by=acting("shenji"))
    assert apply_again(unused, by=acting("zuzhi")) == 1
    assert held(patch, "use_date") == "2024-01"
    rest = LogEntry.objects.select_related("device__post__unit").get(applied="no")
    set_aside(rest, by=acting("zuzhi"), reason="写错的日期")
    assert [receipt["applied"] for receipt in one.send()] == ["yes", "no"]
