"""How long what is kept about people stays: nothing ends unasked, nothing before law lets it, nothing under way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import verify
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.models import Case
from tuban.workflow.health import checks
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.patrols.models import Sighting
from tuban.workflow.retention.due import end_due, standings
from tuban.workflow.retention.law import How, PeriodUnsound, kinds, periods
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.models import FailedSignIn, Session
from tuban.workflow.sign_in.words import Way, Why

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)


@pytest.fixture(autouse=True)
def county() -> Unit:
    return found_practice([("990101001", "甲溪镇")])


@pytest.fixture
def old(county):
    """One old thing of each kind that ends, and one of today."""
    person, now = Person.objects.get(username="zuzhi"), timezone.now()
    for at in (now - LONG_AGO, now):
        failed(Way.PASSWORD, Why.UNKNOWN, address="10.0.0.1", typed=f"nobody {at}")
        Session.objects.create(person=person, begun_at=at, seen_at=at, ended_at=at, end=Session.End.IDLE)
        Message.objects.create(person=person, kind="x", title="旧事", key=str(at), created_at=at, read_at=at)
        seen = Sighting.objects.create(
            seen_on=at.date(), area_code="990101001", told_by="王某", contact="13800000000", is_practice=True,
            unit=county, by=person,
        )  # fmt: skip
        Sighting.objects.filter(pk=seen.pk).update(at=at)
    FailedSignIn.objects.filter(pk=FailedSignIn.objects.earliest("pk").pk).update(last_at=now - LONG_AGO)


def left() -> dict[str, int]:
    return {
        "failed_sign_ins": FailedSignIn.objects.count(), "sessions": Session.objects.count(),
        "messages": Message.objects.filter(title="旧事").count(),
        "tip_offs": Sighting.objects.exclude(told_by="").count(),
    }  # fmt: skip


def test_nothing_ends_where_law_names_no_longest_period_and_the_operator_none(old, settings):
    settings.RETENTION = ""
    before = left()
    assert {one.months for one in standings()} == {None}
    assert end_due() == {}
    assert left() == before


def test_what_is_past_its_period_ends_and_each_kind_is_a_line(old, settings):
    settings.RETENTION = "failed_sign_ins=12 sessions=12 messages=12 tip_offs=12"
    due = {one.kind.id: one.due for one in standings() if one.due}
    assert due == {"failed_sign_ins": 1, "sessions": 1, "messages": 1, "tip_offs": 1}
    assert set(left().values()) == {2}, "looking ends nothing"
    assert end_due() == due
    assert set(left().values()) == {1}
    assert Sighting.objects.count() == 2, "what was seen stays, who told it does not"
    lines = Line.objects.filter(action="retention.end")
    assert sorted(line.details["count"] for line in lines) == [1, 1, 1, 1]
    assert "王某" not in "".join(str(vars(line)) for line in lines)
    assert verify().holds
    assert not any(end_due().values())


@pytest.mark.parametrize("under", ["campaign", "case"])
def test_nothing_of_a_campaign_or_a_case_under_way_ends(old, settings, county, under):
    settings.RETENTION = "messages=12 tip_offs=12"
    campaign = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度", year=2024, area_code="990101", area_name="示范县", epsg=4527,
        lawbook_edition="x", is_practice=True,
        state=Campaign.State.RUNNING if under == "campaign" else Campaign.State.CLOSED,
    )  # fmt: skip
    if under == "case":
        Case.objects.create(
            organ=county, title="某案", source="x", area_code="990101001", is_practice=True, act_on=date(2020, 1, 1),
            by=Person.objects.get(username="zuzhi"),
        )  # fmt: skip
    Message.objects.filter(title="旧事").update(campaign_id=campaign.pk)
    ended = end_due()
    assert ended["tip_offs"] == 0
    assert ended["messages"] == (0 if under == "campaign" else 1)


@pytest.mark.parametrize("said", ["failed_sign_ins=5", "sessions", "sessions=0", "sessions=x", "audit=12", "cases=12"])
def test_a_period_that_law_or_sense_forbids_is_refused_in_words(said, settings):
    settings.RETENTION = said
    with pytest.raises(PeriodUnsound, match=said.partition("=")[0]):
        periods()
    (check,) = [one for one in checks() if one.key == "retention"]
    assert not check.is_well


def test_what_is_overdue_is_named_by_the_state_of_the_system(old, settings):
    settings.RETENTION = "sessions=12"
    (check,) = [one for one in checks() if one.key == "retention"]
    assert not check.is_well
    assert "已结束的登录会话 1" in check.words
    end_due()
    assert {one.key: one.is_well for one in checks()}["retention"]


def test_every_kind_cites_and_audit_evidence_and_cases_never_end():
    assert all(one.cites for one in kinds())
    assert "网络安全法" in next(one for one in kinds() if one.id == "audit").cites[0]
    assert {one.id for one in kinds() if one.how is How.NEVER} == {"audit", "evidence", "cases"}
    assert {one.id: one.least_months for one in kinds() if one.least_months} == {"failed_sign_ins": 6, "audit": 6}
