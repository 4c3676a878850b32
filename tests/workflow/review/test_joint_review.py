"""Four departments through agreement, disagreement and the decision of the chair."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.workflow.review.speaking import all_agree, ask, fresh, say

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.states import State
from tuban.workflow.review.considering import FactsMissing, NoCategory, PapersMissing, ViolationTypeUnfit
from tuban.workflow.review.findings.actions import NotAgreed, ReasonMissing, reopen, take_chosen, take_finding
from tuban.workflow.review.findings.queries import finding_of, findings_of, judgement_of_finding
from tuban.workflow.review.many import each
from tuban.workflow.review.models import Conference, Consultation, Opinion, Return
from tuban.workflow.review.opinions.actions import (
    ChangedBeforeSpeaking,
    DecisionUnfit,
    OpinionUnfit,
    Said,
    agree,
    confer,
    consult,
    give_opinion,
    minority_of,
    stand_as_arranged,
    withdraw,
)
from tuban.workflow.review.opinions.agreement import Standing, table_of
from tuban.workflow.review.opinions.board import BoardFilter, Queue, beside, board, counts_of, waiting_for
from tuban.workflow.review.returns.actions import answer_return

TODAY = timezone.localdate


@pytest.mark.seed("L1", "O3")
def test_departments_that_agree_let_the_finding_be_taken_and_everything_is_kept(office):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    patch = fresh(office.unlawful)
    assert patch.state == State.REVIEWED

    made = take_chosen(patch, by=office.enforcement)

    patch = fresh(patch)
    assert (patch.state, patch.finding, made.finding, made.violation_type) == (
        State.SETTLED, "unlawful", "unlawful", "used_without_applying",
    )  # fmt: skip
    assert not made.differs
    assert str(made.counted_mu) == "2.25"
    assert made.area_basis == "surveyed"
    assert len(made.digest) == 64
    judged = judgement_of_finding(made)
    assert judged.facts["finding"] == "unlawful"
    assert judged.decision("review/taken") is not None


def test_a_patch_whose_facts_do_not_suffice_is_not_put_to_the_departments(office):
    with pytest.raises(Refused, match=r"visited|外业|实地"):
        ask(office.unclear, office.organiser)


def test_a_department_that_was_not_asked_does_not_speak_and_a_clerk_never_does(office, acting):
    with pytest.raises(Refused):
        say(office.unlawful, office.departments["planning"], "agrees")
    ask(office.unlawful, office.organiser)
    with pytest.raises(Refused):
        say(office.unlawful, acting("waiye"), "agrees")


def test_an_opinion_needs_a_coded_reason_of_its_kind(office):
    ask(office.unlawful, office.organiser)
    planning = office.departments["planning"]
    for reasons in ([], ["no_such_reason"], ["field_photos_missing"], ["suspected_fraud"]):
        with pytest.raises(OpinionUnfit):
            say(office.unlawful, planning, "agrees", reasons=reasons)


def test_who_answers_otherwise_than_the_facts_names_where_it_is_from(office):
    ask(office.lawful, office.organiser)
    planning = office.departments["planning"]
    with pytest.raises(OpinionUnfit):
        say(office.lawful, planning, "agrees", answers={"plan": "yes"})
    made = say(office.lawful, planning, "agrees", answers={"plan": "yes"}, words={"plan": "规划图2020版第12幅"})
    point = next(one for one in made.points if one["id"] == "plan")
    assert (point["answer"], point["prefilled"]) == ("yes", "unknown")


def test_an_unknown_point_never_lets_a_department_hold_the_patch_lawful(office):
    ask(office.lawful, office.organiser)
    planning = office.departments["planning"]
    with pytest.raises(OpinionUnfit, match=r"unknown|不明"):
        say(office.lawful, planning, "agrees", text="无论如何")
    with pytest.raises(OpinionUnfit):
        agree(fresh(office.lawful), by=planning)


def test_nobody_holds_a_patch_lawful_against_missing_papers_or_facts(office):
    ask(office.unlawful, office.organiser)
    with pytest.raises((FactsMissing, PapersMissing)):
        say(office.unlawful, office.departments["farmland"], "objects", "lawful")
    with pytest.raises(NoCategory):
        say(office.unlawful, office.departments["farmland"], "objects", "manual")
    with pytest.raises(ViolationTypeUnfit):
        say(office.unlawful, office.departments["farmland"], "objects", "unlawful", violation_type="no_such")


def test_a_changed_opinion_keeps_the_old_one(office):
    ask(office.unlawful, office.organiser)
    planning = office.departments["planning"]
    first = say(office.unlawful, planning, "agrees")
    second = say(office.unlawful, planning, "objects", "unchanged")
    rows = Opinion.objects.filter(patch=office.unlawful, duty="planning")
    assert {one.pk: one.is_current for one in rows} == {first.pk: False, second.pk: True}


def test_an_opinion_that_comes_after_the_finding_leaves_it_as_it_was_taken(office):
    patch, by = office.unlawful, office.departments["planning"]
    ask(patch, office.organiser)
    all_agree(patch, office.departments)
    seen, said = fresh(patch), Opinion.objects.get(patch=patch, duty="planning", is_current=True)
    take_chosen(fresh(patch), by=office.enforcement)  # between the look and the word
    with pytest.raises(Refused, match="认定"):
        give_opinion(
            seen, by=by, seen=said.comparison_id, replaces=said.pk,
            said=Said("agrees", said.finding, said.violation_type, reasons=["facts_agree"]),
        )  # fmt: skip
    assert fresh(patch).state == State.SETTLED


def test_a_question_is_not_withdrawn_once_a_finding_was_taken_and_the_refusal_is_a_line(office):
    patch = office.unlawful
    ask(patch, office.organiser)
    all_agree(patch, office.departments)
    seen = fresh(patch)
    take_chosen(fresh(patch), by=office.enforcement)  # between the look and the deed
    for do in (withdraw, stand_as_arranged):
        with pytest.raises(Refused, match="认定"):
            do(seen, by=office.organiser)
        assert Line.objects.filter(action=do.name).values_list("is_refused", flat=True).get()
        seen.state = State.REVIEWED  # as it was when it was looked at
    assert fresh(patch).state == State.SETTLED


def test_two_people_of_one_department_do_not_overwrite_each_other(office):
    ask(office.unlawful, office.organiser)
    by = office.departments["enforcement"]
    first = say(office.unlawful, by, "agrees")
    seen = first.comparison_id
    stale = Said("agrees", "unlawful", "used_without_applying", reasons=["facts_agree"])
    with pytest.raises(ChangedBeforeSpeaking):
        give_opinion(fresh(office.unlawful), by=by, said=stale, seen=seen, replaces=None)


def test_disagreement_goes_to_the_chair_and_the_minority_is_kept_for_ever(office):
    ask(office.unlawful, office.organiser)
    departments = dict(office.departments)
    dissenting = departments.pop("farmland")
    all_agree(office.unlawful, departments)
    minority = say(office.unlawful, dissenting, "objects", "unchanged", text="原为晒场")
    patch = fresh(office.unlawful)
    assert patch.state != State.REVIEWED
    with pytest.raises(NotAgreed):
        take_finding(patch, by=office.enforcement, expected_version=patch.version, finding="unlawful",
                     violation_type="used_without_applying")  # fmt: skip
    with pytest.raises(Refused):
        confer(patch, by=office.enforcement, expected_version=patch.version, finding="unlawful")
    for lacking in ({"text": "", "present": "全体"}, {"text": "理由", "present": ""}):
        with pytest.raises(DecisionUnfit):
            confer(patch, by=office.chair, expected_version=fresh(patch).version, finding="unlawful",
                   violation_type="used_without_applying", reasons=["no_papers"], **lacking)  # fmt: skip

    made = confer(
        fresh(patch), by=office.chair, expected_version=fresh(patch).version, finding="unlawful",
        violation_type="used_without_applying", reasons=["no_papers"], text="影像与实测均证明新建厂房",
        present="规划、地籍、耕保、执法四股室",
    )  # fmt: skip
    finding = take_chosen(fresh(patch), by=office.organiser)

    assert finding.conference == made
    assert [one.pk for one in minority_of(made)] == [minority.pk]
    say_again = Conference.objects.get(pk=made.pk)
    assert say_again.opinions.count() == 4


def test_something_missing_sends_the_patch_to_the_field_and_to_the_department_that_can_settle_it(office):
    ask(office.unlawful, office.organiser)
    cadastre = office.departments["cadastre"]
    with pytest.raises(OpinionUnfit):
        say(office.unlawful, cadastre, "open")
    say(office.unlawful, cadastre, "open", missing=["use_date", "approvals"])
    patch = fresh(office.unlawful)
    assert patch.state == State.TO_VISIT
    back = Return.objects.get(patch=patch)
    assert back.to_person == office.departments["farmland"].person
    assert "用地手续" in back.text
    with pytest.raises(NotAgreed):
        take_chosen(patch, by=office.organiser)


def test_a_return_that_was_answered_meanwhile_keeps_its_answer(office):
    ask(office.unlawful, office.organiser)
    say(office.unlawful, office.departments["cadastre"], "open", missing=["approvals"])
    by = office.departments["farmland"]
    first, second = (Return.objects.get(patch=office.unlawful) for _look in range(2))
    answer_return(first, by=by, answer="已补手续")
    with pytest.raises(Refused, match="已经"):
        answer_return(second, by=by, answer="查无此件")
    assert Return.objects.get(pk=first.pk).answer == "已补手续"


def test_a_finding_that_differs_needs_a_coded_reason_and_words(office):
    ask(office.unlawful, office.organiser)
    for one in office.departments.values():
        say(office.unlawful, one, "objects", "unchanged", text="实地为原有晒场")
    patch = fresh(office.unlawful)
    made = confer(patch, by=office.chair, expected_version=patch.version, finding="unchanged",
                  reasons=["fact_unclear"], text="四股室一致", present="四股室")  # fmt: skip
    patch = fresh(patch)
    take = {"by": office.organiser, "finding": "unchanged"}
    for lacking in ({}, {"reasons": ["ground_differs"]}, {"text": "为何"}, {"reasons": ["nonsense"], "text": "为何"}):
        with pytest.raises(ReasonMissing):
            take_finding(patch, expected_version=fresh(patch).version, **take, **lacking)
    finding = take_finding(
        patch, expected_version=fresh(patch).version, reasons=["decided_in_conference"], text="按会审决定", **take
    )
    assert finding.differs
    assert finding.proposed == "unlawful"
    assert finding.conference == made
    assert finding.area_basis == "monitored"


def test_a_reopened_finding_stays_with_its_history_and_another_is_taken(office):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    take_chosen(fresh(office.unlawful), by=office.enforcement)
    patch = fresh(office.unlawful)
    with pytest.raises(Refused):
        reopen(patch, by=office.enforcement, expected_version=patch.version, because="new_evidence", reason="新照片")
    with pytest.raises(ReasonMissing):
        reopen(patch, by=office.chair, expected_version=patch.version, because="nonsense", reason="新照片")
    reopen(patch, by=office.chair, expected_version=fresh(patch).version, because="new_evidence", reason="新照片")
    patch = fresh(patch)
    assert (patch.finding, patch.state, finding_of(patch)) == (None, State.REVIEWED, None)
    take_chosen(patch, by=office.organiser)
    rows = list(findings_of(patch))
    assert [one.is_current for one in rows] == [True, False]
    assert "新照片" in rows[1].reopened_because


def test_facts_that_change_make_opinions_of_before_count_no_more(office):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    patch = fresh(office.unlawful)
    now = Comparison.objects.get(patch=patch, is_current=True)
    Comparison.objects.filter(pk=now.pk).update(is_current=False)
    now.pk, now._state.adding = None, True
    now.id = uuid4()
    now.save(force_insert=True)
    table = table_of(patch, today=TODAY())
    assert {one.standing for one in table.columns} == {Standing.OUTDATED}
    with pytest.raises(NotAgreed):
        take_chosen(patch, by=office.organiser)
    asked = BoardFilter(office.campaign, Queue.MINE)
    assert [one.patch.pk for one in board(office.departments["planning"], asked).lines] == [patch.pk]


def test_the_board_shows_who_is_asked_late_disagreeing_and_ready(office):
    organiser, planning = office.organiser, office.departments["planning"]

    def counts(by):
        return {
            queue.value: count
            for queue, count in counts_of(by, BoardFilter(office.campaign, Queue.WAITING), list(Queue)).items() if count
        }  # fmt: skip

    assert counts(organiser) == {"unasked": 3}
    ask(office.unlawful, organiser)
    assert counts(planning) == {"mine": 1, "unasked": 2, "waiting": 1}
    Consultation.objects.filter(duty="planning").update(due_on=TODAY() - timedelta(days=2))
    assert waiting_for(planning, office.campaign) == (1, 1)
    line = board(organiser, BoardFilter(office.campaign, Queue.LATE)).lines[0]
    assert [one.standing for one in line.table.columns] == [
        Standing.LATE, Standing.WAITING, Standing.WAITING, Standing.WAITING,
    ]  # fmt: skip
    say(office.unlawful, planning, "objects", "unchanged")
    assert counts(planning) == {"unasked": 2, "waiting": 1}
    departments = {duty: one for duty, one in office.departments.items() if duty != "planning"}
    all_agree(office.unlawful, departments)
    assert counts(organiser) == {"unasked": 2, "disagreeing": 1}
    say(office.unlawful, planning, "agrees")
    assert counts(organiser) == {"unasked": 2, "ready": 1}
    take_chosen(fresh(office.unlawful), by=organiser)
    assert counts(organiser) == {"unasked": 2, "settled": 1}
    assert beside(organiser, BoardFilter(office.campaign, Queue.UNASKED), office.unlawful)[0] is not None


def test_a_question_is_withdrawn_and_asked_until_a_working_day(office):
    patch = fresh(office.unlawful)
    rows = consult(patch, by=office.organiser, expected_version=patch.version)
    assert len(rows) == 4
    assert rows[0].due_on > TODAY() + timedelta(days=4)
    with pytest.raises(ChangedMeanwhile):
        consult(fresh(patch), by=office.organiser, expected_version=rows[0].patch.version - 1, due_on=date(2030, 1, 7))
    assert withdraw(fresh(patch), by=office.organiser) == 4
    with pytest.raises(Refused):
        agree(fresh(patch), by=office.departments["planning"])


def test_many_are_agreed_to_with_the_same_checks_as_one(office):
    ask(office.unlawful, office.organiser)
    ask(office.lawful, office.organiser)
    done = each(
        [fresh(office.unlawful), fresh(office.lawful)], lambda one: agree(one, by=office.departments["planning"])
    )
    assert done.done == 1
    assert [patch.pk for patch, _why in done.refused] == [office.lawful.pk]
