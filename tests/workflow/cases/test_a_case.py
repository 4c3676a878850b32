"""A case from its lead to its closing, step by step, and what may not be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.workflow.review.speaking import fresh
from tests.workflow.small_disc import LEFT

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.cases import actions
from tuban.workflow.cases.actions.journal import LineUnfit
from tuban.workflow.cases.actions.penalising import Done, ItemUnfit
from tuban.workflow.cases.actions.registering import InCaseAlready, LeadUnfit
from tuban.workflow.cases.actions.stepping import NoFieldFinding, NotFilable, StepUnfit, StepWaits
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.lists import counts, listed
from tuban.workflow.cases.models import Case, Entry, Sequence
from tuban.workflow.cases.queries import CaseNotFound, case_for, cases_seen_by, items_of
from tuban.workflow.cases.supervising import handled_late, taken_over, unhandled
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.cards import handling_reading


def told(patch) -> dict:
    return Comparison.objects.get(patch=patch, is_current=True).facts


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def perform(desk, case, item, day, **done):
    held = next(one for one in items_of(case) if one.item == item)
    case = now(case)
    return actions.perform(
        case, by=desk.acting("zhifa"), expected_version=case.version, item=held, day=day, done=Done(**done)
    )


@pytest.mark.seed("V1")
def test_a_case_runs_from_the_lead_to_its_closing_and_the_patch_is_told(desk):
    case = desk.until(desk.register(desk.unlawful), "published")
    assert case.number == "执立〔示范县〕〔2024〕1号"
    facts = told(fresh(desk.unlawful))
    assert (facts["case_number"], facts["penalty_number"]) == (case.number, "示范县罚〔2024〕1号")
    assert facts["fulfilment"] == "none"
    course = course_of(case, on=date(2024, 7, 22))
    assert {one.stand.value for one in course.now if one.step.id in course.done} == {"done"}
    with pytest.raises(StepUnfit, match=r"not every item|没有全部履行"):
        desk.do(case, "closed", date(2024, 8, 1), closing="fulfilled")
    items = {one.item: one for one in items_of(case)}
    assert "fine" in items
    with pytest.raises(ItemUnfit):  # money without a receipt
        perform(desk, case, "fine", date(2024, 8, 1), amount=items["fine"].amount)
    for name, one in items.items():
        if name == "fine":
            perform(desk, case, name, date(2024, 8, 1), amount=one.amount, receipt="非税1号")
        elif name == "confiscate":
            perform(desk, case, name, date(2024, 8, 2), land_m2=one.land_m2, floor_m2=one.floor_m2)
            assert told(fresh(desk.unlawful))["fulfilment"] == "partly"  # not handed over yet
            perform(desk, case, name, date(2024, 8, 5), handed_over_on=date(2024, 8, 5), receipt="财收1号")
        else:
            restored = Decimal(1500) if name == "demolish" else None
            perform(desk, case, name, date(2024, 8, 3), land_m2=one.land_m2, floor_m2=one.floor_m2,
                    cultivated_m2=restored)  # fmt: skip
    desk.do(case, "closed", date(2024, 8, 6), closing="fulfilled")
    facts = told(fresh(desk.unlawful))
    assert facts["fulfilment"] == "fully"
    assert facts["case_closed"] is True
    assert facts["fine_paid"] == {"number": str(float(items["fine"].amount))}
    assert fresh(desk.unlawful).finding == "unlawful"
    card = handling_reading(fresh(desk.unlawful))
    assert card is not None
    assert card.judgement.facts["case_number"] == case.number
    with pytest.raises(Refused):  # it is over
        desk.do(case, "heard", date(2024, 8, 6))


def test_a_patch_is_a_lead_and_nobody_is_punished_without_a_finding_on_the_ground(desk):
    unvisited = Patch.objects.select_related("campaign").get(number=LEFT)
    case = desk.register(unvisited)
    with pytest.raises(NoFieldFinding) as refused:
        desk.do(case, "verified", date(2024, 6, 5))
    assert str(unvisited) in str(refused.value)
    assert Entry.objects.filter(case=case).count() == 1
    assert course_of(now(case), on=date(2024, 6, 6)).next.step.id == "verified"


def test_steps_follow_one_another_and_wait_for_the_days_of_the_offender(desk):
    case = desk.register(desk.unlawful)
    with pytest.raises(StepWaits):
        desk.do(case, "filed", date(2024, 6, 11))
    with pytest.raises(StepUnfit):  # one officer alone
        desk.do(case, "verified", date(2024, 6, 5), officers=desk.officers[:1])
    Person.objects.filter(username="zhifa2").update(certificate="")
    with pytest.raises(StepUnfit):  # no certificate
        desk.do(case, "verified", date(2024, 6, 5), officers=list(Person.objects.filter(username__startswith="zhifa")))
    Person.objects.filter(username="zhifa2").update(certificate="示01010002")
    case = desk.until(case, "hearing_notified")
    desk.propose(case)
    with pytest.raises(StepWaits):  # five working days from 9 July end on the 16th
        desk.do(case, "decided", date(2024, 7, 16), number="示范县罚〔2024〕1号")
    with pytest.raises(StepUnfit):
        desk.do(case, "decided", date(2024, 7, 17))  # no number
    desk.do(case, "decided", date(2024, 7, 17), number="示范县罚〔2024〕1号")
    with pytest.raises(StepUnfit):
        desk.do(case, "decided", date(2024, 7, 18), number="示范县罚〔2024〕2号")


def test_each_step_lies_in_its_own_hands(desk):
    case = desk.register(desk.unlawful)
    desk.do(case, "verified", date(2024, 6, 5))
    case = now(case)
    for name in ("zhifa", "guihua", "fagui", "xiang01", "shi"):
        with pytest.raises((Refused, NotFilable)):
            actions.do_step(
                case, "filed", by=desk.acting(name), expected_version=case.version, day=date(2024, 6, 11)
            )  # fmt: skip
    assert Line.objects.filter(action="cases.do_step", is_refused=True).count() == 5
    desk.do(case, "filed", date(2024, 6, 11))
    assert cases_seen_by(desk.acting("xitong")).count() == 0
    with pytest.raises(CaseNotFound):
        case_for(desk.acting("xiang01"), case.pk)  # a case is not the township's to read


def test_numbers_stand_in_an_unbroken_row_and_what_fails_gives_its_number_back(desk):
    first = desk.until(desk.register(desk.unlawful), "filed")
    with pytest.raises(InCaseAlready):
        desk.register(desk.unlawful)
    second = desk.register(desk.unlawful, because="另一次违法建设")
    desk.do(second, "verified", date(2024, 6, 5))
    Case.objects.filter(pk=second.pk).update(area_code="880101")
    with pytest.raises((NotFilable, Refused)):
        desk.do(second, "filed", date(2024, 6, 12))
    Case.objects.filter(pk=second.pk).update(area_code="990101")
    desk.do(second, "filed", date(2024, 6, 12))
    assert [first.number, now(second).number] == ["执立〔示范县〕〔2024〕1号", "执立〔示范县〕〔2024〕2号"]
    assert Sequence.objects.get(kind="filing", year=2024).last == 2


def test_a_step_recorded_wrongly_is_struck_and_recorded_anew_and_nothing_is_lost(desk):
    case = desk.until(desk.register(desk.unlawful), "investigated")
    journal = {one.about: one for one in Entry.objects.filter(case=case)}

    def strike(about, reason="日期记错"):
        held = now(case)
        return actions.strike(
            held, by=desk.acting("zhifa"), expected_version=held.version, entry=journal[about], reason=reason
        )

    with pytest.raises(LineUnfit):
        strike("verified")  # the filing rests on it
    with pytest.raises(LineUnfit):
        strike("lead")
    with pytest.raises(LineUnfit):
        strike("investigated", "")
    strike("investigated")
    strike("filed")
    assert now(case).standing == Case.Standing.LEAD
    assert "case_number" not in told(fresh(desk.unlawful))
    desk.do(case, "filed", date(2024, 6, 12))
    assert now(case).number == "执立〔示范县〕〔2024〕1号"  # a number once given stays with the case
    assert Entry.objects.filter(case=case, about="filed", kind="done").count() == 2
    with pytest.raises(LineUnfit):
        strike("filed")


def test_suspension_and_extension_move_the_day_of_the_decision(desk):
    case = desk.until(desk.register(desk.unlawful), "filed")

    def due():
        return course_of(now(case), on=date(2024, 6, 20)).step("decided").due.last_day

    def of(deed, by="zhifa", **told_more):
        held = now(case)
        return deed(held, by=desk.acting(by), expected_version=held.version, **told_more)

    assert due() == date(2024, 9, 9)
    with pytest.raises(LineUnfit):
        of(actions.suspend, because="holiday", since=date(2024, 6, 12), until=None, reason="")
    line = of(actions.suspend, because="expert", since=date(2024, 6, 12), until=None, reason="委托鉴定")
    assert due() is None
    of(actions.end_suspension, entry=line, until=date(2024, 6, 21))
    assert due() == date(2024, 9, 19)
    with pytest.raises(Refused):
        of(actions.extend, step="decided", reason="案情复杂")
    of(actions.extend, by="juzhang", step="decided", reason="案情复杂")
    assert due() == date(2024, 10, 21)  # 19 October is a Saturday
    with pytest.raises(LineUnfit):
        of(actions.extend, by="juzhang", step="decided", reason="案情复杂")


def test_an_answer_no_lets_a_step_fall_away_and_only_with_a_reason(desk):
    case = desk.register(desk.unlawful)
    desk.do(case, "verified", date(2024, 6, 5))
    course = course_of(now(case), on=date(2024, 6, 20))
    assert course.step("major_report") in course.late  # nobody has said that it is not needed
    for reason, expected in (("", LineUnfit), ("未达到报告标准", None)):
        held = now(case)
        told_more = {"question": "major_report", "value": "no", "reason": reason}
        if expected is None:
            actions.answer(held, by=desk.acting("zhifa"), expected_version=held.version, **told_more)
        else:
            with pytest.raises(expected):
                actions.answer(held, by=desk.acting("zhifa"), expected_version=held.version, **told_more)
    assert course_of(now(case), on=date(2024, 6, 20)).step("major_report").stand.value == "not_needed"


@pytest.mark.seed("V3")
def test_those_above_see_what_is_not_handled_and_late_and_take_a_case_over(desk):
    above = desk.acting("shi")
    waiting = unhandled(above, desk.unlawful.campaign, on=date(2027, 6, 1))
    assert [one.patch.number for one in waiting] == [desk.unlawful.number]
    assert waiting[0].due_on is None or waiting[0].days_late > 0
    case = desk.register(desk.unlawful)
    assert unhandled(above, desk.unlawful.campaign, on=date(2027, 6, 1)) == []
    desk.do(case, "verified", date(2024, 6, 5))
    late = handled_late(above, on=date(2024, 7, 1))
    assert {one.step.id for one in late[0].late} == {"major_report", "filed"}
    numbers = counts(desk.acting("juzhang"), on=date(2024, 7, 1))
    assert (numbers["late"], numbers["open"], numbers["mine"]) == (1, 1, 0)
    assert listed(desk.acting("zhifa"), "mine", on=date(2024, 7, 1))[0].is_mine
    held = now(case)
    with pytest.raises(Refused):
        actions.take_over(held, by=desk.acting("juzhang"), expected_version=held.version, reason="提级")
    actions.take_over(held, by=above, expected_version=held.version, reason="重大案件提级办理")
    assert [str(one) for one in taken_over(above)] == [str(case)]
    with pytest.raises(Refused):
        desk.do(case, "filed", date(2024, 6, 11))


def test_a_lead_that_is_not_filed_says_why_and_the_patch_is_told(desk):
    case = desk.register(desk.unlawful, source="telephone")
    assert told(fresh(desk.unlawful))["found_by"] == "report"

    def refuse(by, because, reason):
        held = now(case)
        return actions.not_file(
            held, by=desk.acting(by), expected_version=held.version, because=because, reason=reason
        )  # fmt: skip

    with pytest.raises(Refused):
        refuse("zhifa", "slight", "已自行拆除")
    with pytest.raises(LeadUnfit):
        refuse("juzhang", "slight", "")
    refuse("juzhang", "slight", "已自行拆除")
    facts = told(fresh(desk.unlawful))
    assert facts["handling"] == "not_filed"
    assert "found_by" not in facts
    assert unhandled(desk.acting("shi"), desk.unlawful.campaign, on=date(2024, 7, 1))
    with pytest.raises(Refused):
        desk.do(case, "verified", date(2024, 6, 5))


def test_a_case_ends_without_a_decision_only_for_reasons_that_allow_it(desk):
    case = desk.until(desk.register(desk.unlawful), "filed")
    with pytest.raises(StepWaits):
        desk.do(case, "closed", date(2024, 7, 1), closing="fulfilled")
    desk.do(case, "closed", date(2024, 7, 1), closing="transferred", words="移送公安机关")
    assert (now(case).standing, now(case).closing) == (Case.Standing.CLOSED, "transferred")
    assert told(fresh(desk.unlawful))["case_closed"] is True


@pytest.mark.seed("V2")
def test_measures_against_persons_are_recorded_with_their_replies(desk):
    case = desk.until(desk.register(desk.unlawful), "filed")
    by = desk.acting("zhifa")
    sent = {"kind": "discipline_proposal", "name": "李某", "position": "村委会主任", "organ": "示范县纪委监委",
            "number": "示范县处建〔2024〕1号", "words": ""}  # fmt: skip
    measure = actions.propose_measure(case, by=by, expected_version=case.version, sent_on=date(2024, 7, 1), **sent)
    facts = told(fresh(desk.unlawful))
    assert (facts["discipline_organ"], facts["discipline_proposed_count"]) == ("示范县纪委监委", 1)
    assert "persons_handled" not in facts
    held = now(case)
    actions.record_reply(
        held, by=by, expected_version=held.version, measure=measure, replied_on=date(2024, 7, 20),
        outcome="administrative_discipline", reply="给予警告",
    )  # fmt: skip
    facts = told(fresh(desk.unlawful))
    assert (facts["administrative_discipline_count"], facts["persons_handled"]) == (1, True)
