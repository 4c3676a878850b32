"""A task is asked for, answered in time or late, accepted or asked again; who should know of it is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflow.cooperation.conftest import MONDAY, PAID, PAYMENT
from tests.workflow.small_disc import OTHER

from tuban.jobs.daily import daily_kinds, do_now
from tuban.jobs.models import Job
from tuban.rules import rulebook
from tuban.rules.cooperation import CooperationUnsound, cooperation_of, read_cooperation
from tuban.rules.fact_values import WrongValue
from tuban.rules.limits import limit_of
from tuban.rules.rulebook import NoSuchPart
from tuban.rules.strict_yaml import StrictMapping
from tuban.rules.working_days import calendar_of
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.actions import lay_values
from tuban.workflow.cooperation.actions import (
    AskedAlready,
    ChangedMeanwhile,
    NobodyThere,
    OutcomeUnknown,
    WhyMissing,
    accept,
    answer,
    ask,
    ask_again,
    withdraw,
)
from tuban.workflow.cooperation.models import Task
from tuban.workflow.cooperation.queries import Sought, figures_of_month, tasks_seen_by
from tuban.workflow.cooperation.reading import FieldUnfit
from tuban.workflow.cooperation.tasks import REMIND
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Holding
from tuban.workflow.patches.models import Patch

LAW = rulebook.load()


def told(*, about: str = "") -> set[tuple[str, str]]:
    """Who was told what."""
    found = Message.objects.filter(title__contains=about).select_related("person")
    return {(one.person.username, one.title.partition("：")[0]) for one in found}


def paid(task, office, **changed):
    options = {"by": office.caizheng, "expected_version": task.version, "outcome": "done", "typed": PAID} | changed
    return answer(task, **options)


@pytest.mark.django_db
@pytest.mark.seed("O4")
def test_a_task_runs_from_the_question_to_its_acceptance(office, today):
    task = office.ask()
    assert (task.number, task.duty, task.due_on) == (1, "finance", date(2024, 10, 8))  # 2 October is a holiday
    assert told() == {("caizheng", "新协办事项")}
    with pytest.raises(Refused, match=r"财政|Finance"):
        paid(task, office, by=office.zhifa)
    today(date(2024, 10, 10))
    paid(task, office)
    assert (task.state, task.days_late(date(2024, 12, 1))) == (Task.State.ANSWERED, 2)
    assert {("zhifa", "协办事项有答复"), ("guzhang", "协办事项有答复")} <= told()
    with pytest.raises(Refused):
        accept(task, by=office.caizheng, expected_version=task.version)
    accept(task, by=office.guzhang, expected_version=task.version)
    assert (task.state, task.ended_on) == (Task.State.DONE, date(2024, 10, 10))
    assert ("caizheng", "协办事项办结") in told()
    lines = Line.objects.filter(action__startswith="cooperation.", is_refused=False).order_by("number")
    assert [line.action for line in lines] == ["cooperation.ask", "cooperation.answer", "cooperation.accept"]


@pytest.mark.django_db
def test_what_is_done_in_part_leaves_the_limit_running(office, today):
    task = office.ask()
    with pytest.raises(WhyMissing):
        paid(task, office, outcome="partly", typed={})
    paid(task, office, outcome="partly", typed={"land_payment_paid": "50000"}, text="其余月底缴清。")
    assert (task.state, task.answered_on) == (Task.State.OPEN, None)
    today(date(2024, 10, 9))
    assert tasks_seen_by(office.zuzhi, Sought(queue="late")).get() == task
    paid(task, office)
    figures = figures_of_month(office.zuzhi, office.campaign.pk, date(2024, 10, 1), today=date(2024, 10, 9))
    (finance,) = figures
    assert (finance.asked, finance.late, finance.in_time, finance.late_now) == (0, 1, 0, 0)
    assert (finance.due, finance.paid, finance.longest) == (120000, 120000, 1)


@pytest.mark.django_db
def test_an_answer_that_is_not_enough_is_sent_back_with_a_new_limit(office, today):
    task = office.ask()
    paid(task, office, outcome="cannot", typed={}, text="没有收到核定单。")
    today(date(2024, 9, 9))
    with pytest.raises(WhyMissing):
        ask_again(task, by=office.zhifa, expected_version=task.version, reason=" ")
    ask_again(task, by=office.zhifa, expected_version=task.version, reason="核定单已补送。")
    assert (task.state, task.round, task.started_on) == (Task.State.OPEN, 2, date(2024, 9, 9))
    assert task.due_on == date(2024, 10, 9)
    assert task.answers.get().sent_back_because == "核定单已补送。"
    assert ("caizheng", "协办事项退回重办") in told()


@pytest.mark.django_db
def test_what_cannot_be_is_refused_in_words(office):
    with pytest.raises(FieldUnfit):
        office.ask(typed={})
    with pytest.raises(FieldUnfit):
        office.ask(typed={"land_payment_due": "-5"})
    with pytest.raises(WrongValue):
        office.ask(typed={"land_payment_due": "很多"})
    with pytest.raises(FieldUnfit):
        office.ask(typed={**PAYMENT, "strange": "1"})
    with pytest.raises(NoSuchPart):
        office.ask(kind="nothing")
    for name in ("xiang01", "caizheng", "xitong"):
        with pytest.raises(Refused):
            office.ask(by=getattr(office, name))
    task = office.ask()
    with pytest.raises(AskedAlready):
        office.ask()
    with pytest.raises(OutcomeUnknown):
        paid(task, office, outcome="perhaps")
    with pytest.raises(FieldUnfit):
        paid(task, office, typed={**PAID, "land_payment_on": "2024-09-03"})
    with pytest.raises(ChangedMeanwhile):
        paid(task, office, expected_version=7)
    withdraw(task, by=office.zhifa, expected_version=task.version, reason="已在局里缴清。")
    with pytest.raises(Refused):
        withdraw(task, by=office.zhifa, expected_version=task.version, reason="再撤一次")
    Holding.objects.filter(person__username="caizheng").update(until=date(2024, 9, 1))
    with pytest.raises(NobodyThere):
        office.ask()


@pytest.mark.django_db
def test_reminders_go_up_from_the_department_to_the_leader_and_nobody_is_told_twice(office, today):
    task = office.ask()
    assert REMIND in daily_kinds()
    expected = {
        date(2024, 9, 26): set(),
        date(2024, 9, 27): {("caizheng", "协办事项将到期")},  # left are a Sunday that is worked, Monday, 8 October
        date(2024, 10, 8): {("caizheng", "协办事项将到期")},
    }
    for day, who in expected.items():
        assert do_now(REMIND, today(day)).state == Job.State.DONE
        assert told() - {("caizheng", "新协办事项")} == who, day
    do_now(REMIND, today(task.due_on + timedelta(days=1)))
    late = {one for one in told() if one[1] == "协办事项逾期"}
    assert late == {("caizheng", "协办事项逾期"), ("zhifa", "协办事项逾期"), ("guzhang", "协办事项逾期")}
    do_now(REMIND, today(date(2024, 10, 13)))
    assert ("juzhang", "协办事项逾期") not in told()
    do_now(REMIND, today(date(2024, 10, 14)))  # the fifth working day, with a Saturday that is worked
    assert ("juzhang", "协办事项逾期") in told()
    count = Message.objects.count()
    do_now(REMIND, today(date(2024, 10, 16)))
    assert Message.objects.count() == count
    assert Message.objects.filter(person__username="juzhang").get().is_urgent


@pytest.mark.django_db
def test_a_campaign_sets_days_of_its_own_within_what_the_lawbook_allows(office, today):
    because = "示范县政办发〔2024〕9号"
    laid = {"limits/cooperation/land_payment": {"value": 10, "because": because}}
    lay_values(
        office.campaign, by=office.zuzhi, expected_version=office.campaign.version, parameters=laid, reason=because
    )
    task = office.ask()
    assert task.due_on == date(2024, 9, 12)
    assert (task.limit["value"], task.limit["because"]) == (10, because)
    laid["limits/cooperation/land_payment"]["value"] = 90  # laxer than the lawbook: not applied
    laid["limits/cooperation/reminder"] = {"value": 6, "because": because}
    lay_values(
        office.campaign, by=office.zuzhi, expected_version=office.campaign.version, parameters=laid, reason=because
    )
    other = office.ask(case_reference="另案")
    assert (other.due_on, other.limit["value"]) == (date(2024, 10, 8), 30)
    do_now(REMIND, today(date(2024, 9, 4)))
    assert Message.objects.filter(title__startswith="协办事项将到期").count() == 1


@pytest.mark.django_db
def test_queues_show_each_what_is_theirs(office, today):
    task = office.ask()
    court = ask(office.campaign, by=office.zhifa, kind="plan_papers", typed={}, case_reference="示自然资罚〔2024〕3号")

    def queue(by, name):
        return list(tasks_seen_by(by, Sought(queue=name)))

    assert queue(office.caizheng, "mine") == [task]
    assert queue(office.guihua, "mine") == [court]
    assert queue(office.zhifa, "to_accept") == []
    paid(task, office)
    assert queue(office.zhifa, "to_accept") == [task]
    assert queue(office.xiang01, "all") == []
    assert [one.number for one in tasks_seen_by(office.zuzhi, Sought(text="罚〔2024〕3号"))] == [2]


@pytest.mark.django_db
@pytest.mark.seed("R5")
def test_an_accepted_answer_is_told_of_the_patch(campaign, acting):
    patch = Patch.objects.select_related("campaign").get(number=OTHER)
    version = patch.version
    task = ask(patch, by=acting("zhifa"), kind="handover", typed={"confiscate_due_area": "1200 平方米"},
               started_on=MONDAY)  # fmt: skip
    typed = {"confiscated_area": "1200 平方米", "handed_over_on": "2024-09-20", "handover_receipt": "接收〔2024〕1号"}
    answer(task, by=acting("caizheng"), expected_version=task.version, outcome="done", typed=typed)
    patch.refresh_from_db()
    assert patch.version == version
    accept(task, by=acting("guzhang"), expected_version=task.version)
    facts = patch.comparisons.get(is_current=True).facts
    assert facts["handover_receipt"] == "接收〔2024〕1号"
    assert facts["handed_over_on"] == {"date": "2024-09-20"}
    patch.refresh_from_db()
    assert patch.version > version


@given(st.dates(date(2023, 1, 2), date(2026, 6, 1)), st.sampled_from(sorted(cooperation_of(LAW).tasks)))
def test_every_task_ends_on_a_working_day_after_it_was_asked(day, kind):
    from tuban.rules.limits import due

    calendar = calendar_of(LAW)
    limit = limit_of(LAW, cooperation_of(LAW).task(kind).limit, on=day)
    last = due(limit, day, calendar).last_day
    assert last is not None
    assert last > day
    assert calendar.is_working_day(last)
    if limit.unit == "working_day":
        assert calendar.working_days_between(day, last) == limit.value


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda task: task["answers"].clear(), "an answer holds something"),
        (lambda task: task["answers"][0].__setitem__("id", "fine_paid"), "fine_paid is a fact"),
        (lambda task: task["given"].append(_field(task, {"fact": "ground_state"})), "is no fact of the case"),
    ],
)
def test_a_task_that_means_nothing_is_refused(change, why):
    law = rulebook.load()
    change(law.procedure("cooperation")["tasks"][0])
    with pytest.raises(CooperationUnsound, match=why):
        read_cooperation(law)


def _field(task, items):
    return StrictMapping(items, task.file, task.line, {})
