"""Delegates, and the level above where everybody of a step is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.workflow.signoff.conftest import IN_ORDER, SECTIONS

from tuban.workflow.audit.policies import Refused
from tuban.workflow.signoff.actions import (
    delegate,
    end_absence,
    end_delegation,
    register_absence,
    withdraw,
)
from tuban.workflow.signoff.actions.deputies import DaysUnfit
from tuban.workflow.signoff.models import Capacity
from tuban.workflow.signoff.queries.reading import standing_of
from tuban.workflow.signoff.queries.seen import absences_seen_by, colleagues_of, delegations_seen_by
from tuban.workflow.signoff.queries.waiting import count_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def days():
    today = timezone.localdate()
    return {"since": today, "until": today + timedelta(days=7), "reason": "出差"}


@pytest.fixture
def stand_in(acting, days):
    """A function by which one lets another sign for them."""

    def made(from_name: str, to_name: str, by: str = "", **more):
        person = acting(from_name)
        return delegate(person.post, person.person, acting(to_name).person, by=acting(by or from_name), **(days | more))

    return made


def test_a_delegate_signs_for_the_holder_and_it_says_so(document, sign_as, acting, stand_in):
    stand_in("dijigu", "waiye", document="授权书1号")
    for username in ("xiang01", "guihua"):
        sign_as(username, document)
    assert count_waiting(acting("waiye")) == 1
    signature = sign_as("waiye", document)
    assert (signature.step, signature.capacity, signature.for_name) == ("section_cadastre", Capacity.DELEGATE, "陈地籍")
    assert signature.delegation.document == "授权书1号"
    with pytest.raises(Refused):
        sign_as("dijigu", document)  # the step is signed


@pytest.mark.parametrize(
    ("from_name", "to_name", "by", "why"),
    [
        ("dijigu", "dijigu", "dijigu", "不能委托给自己"),
        ("dijigu", "waiye", "guzhang", "只能由安全管理员办理"),
        ("dijigu", "waiye", "juzhang", "只能由安全管理员办理"),
        ("dijigu", "anquan", "dijigu", "没有岗位"),
        ("dijigu", "xiang01", "dijigu", "没有岗位"),
        ("xitong", "waiye", "xitong", "三员不签字"),
    ],
)
def test_nobody_delegates_what_is_not_theirs_or_to_whom_they_may_not(acting, stand_in, from_name, to_name, by, why):
    with pytest.raises(Refused, match=why):
        stand_in(from_name, to_name, by)


def test_the_security_administrator_delegates_for_others(acting, stand_in):
    made = stand_in("dijigu", "waiye", "anquan")
    assert made.registered_by.username == "anquan"
    assert made in delegations_seen_by(acting("dijigu"))
    assert made in delegations_seen_by(acting("waiye"))
    assert made not in delegations_seen_by(acting("xiang01"))


def test_a_delegation_outside_its_days_is_none(document, sign_as, acting, stand_in, days):
    with pytest.raises(DaysUnfit):
        stand_in("dijigu", "waiye", until=days["since"] - timedelta(days=1))
    stand_in("dijigu", "waiye", since=days["since"] + timedelta(days=1))
    for username in ("xiang01", "guihua"):
        sign_as(username, document)
    with pytest.raises(Refused):
        sign_as("waiye", document)


def test_an_ended_delegation_is_none_and_what_was_signed_stays(document, put_forward, sign_as, acting, stand_in):
    made = stand_in("dijigu", "waiye")
    other = put_forward("990101001-0002")
    for one in (document, other):
        for username in ("xiang01", "guihua"):
            sign_as(username, one)
    kept = sign_as("waiye", document)
    with pytest.raises(Refused):
        end_delegation(made, by=acting("waiye"))
    end_delegation(made, by=acting("dijigu"))
    with pytest.raises(Refused):
        sign_as("waiye", other)
    kept.refresh_from_db()
    assert kept.is_valid


def test_a_delegate_cannot_pass_it_on(document, sign_as, stand_in):
    stand_in("dijigu", "waiye")
    stand_in("waiye", "diji")
    for username in ("xiang01", "guihua"):
        sign_as(username, document)
    with pytest.raises(Refused):
        sign_as("diji", document)


def test_a_delegate_who_signed_another_level_is_refused(document, sign_as, stand_in):
    stand_in("dijigu", "guihua")
    for username in ("xiang01", "guihua"):
        sign_as(username, document)
    with pytest.raises(Refused, match="一人不签两级"):
        sign_as("guihua", document)


def test_the_one_for_whom_somebody_signed_signs_at_no_other_level(document, sign_as, stand_in):
    stand_in("guihua", "waiye")  # a checker lets the surveyor sign
    sign_as("xiang01", document)
    assert sign_as("waiye", document).for_name == "孙规划"
    with pytest.raises(Refused):
        sign_as("guihua", document)


def test_an_absence_lets_the_level_above_sign_and_it_says_so(document, sign_as, acting, days):
    away = acting("dijigu")
    for username in ("xiang01", "guihua", SECTIONS[0], *SECTIONS[2:]):
        sign_as(username, document)
    with pytest.raises(Refused):
        sign_as("juzhang", document)
    with pytest.raises(Refused, match="由专项组织者登记"):
        register_absence(away.post, away.person, by=acting("juzhang"), **days)
    absence = register_absence(away.post, away.person, by=acting("zuzhi"), **days)
    assert absence in absences_seen_by(acting("zuzhi"))
    stood_in = sign_as("juzhang", document)
    assert (stood_in.step, stood_in.capacity, stood_in.for_name) == ("section_cadastre", Capacity.ABOVE, "陈地籍")
    assert sign_as("juzhang", document).step == "leader"  # and their own level as well: there is nobody else
    assert sign_as("zuzhang", document).step == "group_leader"
    document.refresh_from_db()
    assert document.signed_at is not None


def test_who_is_back_signs_themselves_again(document, sign_as, acting, days):
    away = acting("dijigu")
    absence = register_absence(away.post, away.person, by=acting("zuzhi"), **days)
    for username in ("xiang01", "guihua"):
        sign_as(username, document)
    assert count_waiting(acting("juzhang")) == 1
    end_absence(absence, by=away)
    assert count_waiting(acting("juzhang")) == 0


def test_while_another_holder_is_here_the_level_above_does_not_stand_in(document, sign_as, acting, days):
    away = acting("guihua")
    sign_as("xiang01", document)
    register_absence(away.post, away.person, by=acting("zuzhi"), **days)
    with pytest.raises(Refused):
        sign_as("guzhang", document)  # the other checkers are here
    for username in ("diji", "gengbao", "zhifa", "zhifa2", "fagui"):
        one = acting(username)
        register_absence(one.post, one.person, by=acting("zuzhi"), **days)
    assert sign_as("guzhang", document).capacity == Capacity.ABOVE


def test_who_stood_in_for_the_fill_in_person_does_not_check(document, sign_as, acting, days):
    away = acting("xiang01")
    register_absence(away.post, away.person, by=acting("zuzhi"), **days)
    assert sign_as("guihua", document).for_name == "甲溪镇填报员"
    with pytest.raises(Refused, match="填表人不能再审核同一张表"):
        sign_as("guihua", document)
    assert sign_as("diji", document).step == "check"


def test_a_delegates_signature_is_taken_back_by_the_delegate(document, sign_as, acting, stand_in):
    sign_as("xiang01", document)
    stand_in("guihua", "waiye")
    signature = sign_as("waiye", document)
    withdraw(signature, by=acting("waiye"), reason="误签")
    assert sign_as("guihua", document).is_valid


def test_delegates_are_people_of_the_unit(acting):
    names = {one.username for one in colleagues_of([acting("juzhang").post.unit_id], on=timezone.localdate())}
    assert {"waiye", "guzhang"} <= names
    assert not names & {"xitong", "anquan", "shenji", "xiang01"}


def test_the_whole_chain_by_delegates_is_still_a_chain(document, sign_as, stand_in):
    stand_in("juzhang", "zuzhi")
    for username in (*IN_ORDER[:-2], "zuzhi", "zuzhang"):
        sign_as(username, document)
    document.refresh_from_db()
    assert document.signed_at is not None
    assert [rung.signer.signature.for_name for rung in standing_of(document).rungs if rung.signer][-2] == "钱局长"
