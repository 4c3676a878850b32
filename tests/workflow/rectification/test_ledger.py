"""The ledger of rectification: ways from the facts, limits, hands, declarations, acceptance, and what was false."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.workflow.rectification.conftest import DEMOLISHED, boundary_of, photo_added, propose

from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.queries import history
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Post
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.states import State
from tuban.workflow.rectification.actions.accepting import Looked, TooFewOnSite, inspect, sign_acceptance
from tuban.workflow.rectification.actions.declaring import declare, name_false, reopen_way
from tuban.workflow.rectification.actions.holding import (
    DayUnfit,
    HolderUnfit,
    SuspensionUnfit,
    fix_day,
    hand_over,
    note_progress,
    resume,
    suspend,
)
from tuban.workflow.rectification.actions.setting import (
    AnotherWayIsOpen,
    NotForTownship,
    NothingProposed,
    OthersNotExamined,
    current_finding,
    examine,
    others_than,
    proposed_now,
    set_proposed,
    set_ways,
    withdraw_way,
)
from tuban.workflow.rectification.declared import MoreThanMeasured, NotDeclared, Told
from tuban.workflow.rectification.law import proposals_of
from tuban.workflow.rectification.models import Entry, Way
from tuban.workflow.rectification.queries.ledger import Asked, Stand, by_unit, by_way, ledger, line_of, stands_of
from tuban.workflow.rectification.writing import ReasonNeeded, standing_ways
from tuban.workflow.review.findings.actions import reopen
from tuban.workflow.review.ratios import ratio_of
from tuban.workflow.signoff.proof import ProofNeeded, prove


def the_way(found) -> Way:
    return standing_ways(found.now()).get()


def version(found) -> int:
    return found.now().version


def put(found, *ways: str, by=None, reason: str = "") -> list[Way]:
    return set_ways(found.now(), by=by or found.section, expected_version=version(found), ways=ways, reason=reason)


def examined(found, **possible: bool) -> None:
    for one in others_than(current_finding(found.patch), "demolish"):
        examine(
            found.now(), by=found.section, expected_version=version(found), way=one,
            is_possible=possible.get(one, False), text="不符合规划，无法补办",
        )  # fmt: skip


def told_of(found, folder, **facts: str) -> Told:
    before = photo_added(found.now(), found.township, folder, "拆除前.jpg", 60)
    after = photo_added(found.now(), found.township, folder, "拆除后.jpg", 200)
    return Told({**DEMOLISHED, **facts}, "已拆除复耕", before.pk, after.pk, (), None, boundary_of(found.patch))


def declared(found, folder):
    examined(found)
    put(found, "demolish")
    return declare(
        the_way(found), by=found.township, expected_version=version(found), told=told_of(found, folder)
    )  # fmt: skip


def deducted(found):
    return sum(ratio_of(found.campaign, "990101").ratio.deducted.amounts)


def looked(**more) -> Looked:
    return Looked(**{"persons": ("吴执法", "郑股长"), "on": timezone.localdate(), "text": "现场与申报一致", **more})


def accepted(found, folder):
    said = declared(found, folder)
    inspect(said, by=found.section, expected_version=version(found), is_accepted=True, looked=looked())
    for who in (found.mayor, found.head):
        said.refresh_from_db()
        said = type(said).objects.select_related("way__patch__campaign", "way__finding").get(pk=said.pk)
        sign_acceptance(
            said, by=who, expected_version=version(found), digest=said.digest, proof=prove(by=who, password=PASSWORD)
        )
    return said


# Ways -----------------------------------------------------------------------------------------------------------------


@pytest.mark.seed("R1")
def test_a_way_is_proposed_from_the_facts_and_runs_with_its_own_limit_in_the_hands_of_its_section(found):
    propose(found.finding, "press_province")
    (way,) = set_proposed(found.now(), by=found.section)
    assert (way.way, way.is_proposed) == ("press_province", True)
    assert way.due_on >= way.set_on + timedelta(days=90)
    assert way.holder.department.duty == "farmland"
    assert found.now().state == State.RECTIFYING
    entry = Entry.objects.get(way=way)
    assert (entry.kind, entry.by, entry.post) == ("set", found.section.person, found.section.post)
    assert history("patches.patch", str(found.patch.uuid))[0].action == "rectification.set_ways"


def test_reporting_to_the_city_is_proposed_together_with_filing_a_case(found):
    propose(found.finding, "report_city")
    assert [one.way for one in proposals_of(found.finding)] == ["report_city", "file_case"]
    assert {one.way for one in set_proposed(found.now(), by=found.section)} == {"report_city", "file_case"}


def test_nothing_is_proposed_while_facts_are_missing_and_it_says_which(found):
    found.finding.decided = {**found.finding.decided, "rectification_route": {"unknown": True}}
    found.finding.save(update_fields=["decided"])
    with pytest.raises(NothingProposed, match="是否符合规划尚未查明"):
        set_proposed(found.now(), by=found.section)


def test_another_way_needs_a_reason_and_is_not_for_the_township(found):
    with pytest.raises(ReasonNeeded):
        put(found, "supply")
    with pytest.raises(NotForTownship):
        put(found, "supply", by=found.township, reason="已批准")
    (way,) = put(found, "supply", reason="已取得批准文件")
    assert not way.is_proposed
    with pytest.raises(Refused):
        put(found, "collective", by=found.other, reason="不在辖区")


@pytest.mark.seed("R2")
def test_demolition_only_with_the_record_that_every_other_way_was_examined(found):
    with pytest.raises(OthersNotExamined, match="办理供地"):
        put(found, "demolish")
    examined(found, collective=True)
    with pytest.raises(AnotherWayIsOpen, match="集体建设用地"):
        put(found, "demolish")
    examine(
        found.now(), by=found.head, expected_version=version(found), way="collective", is_possible=False, text="非集体"
    )
    (way,) = put(found, "demolish")
    assert way.holder.unit.level == "township"
    kept = list(Entry.objects.filter(patch=found.patch, kind="examined"))
    assert len(kept) == len(others_than(found.finding, "demolish")) + 1
    assert all(one.by and one.text for one in kept)


@pytest.mark.seed("R2")
@pytest.mark.parametrize(("way", "turns"), [("collective", True), ("press_province", False), ("demolish", False)])
def test_after_the_end_date_demolition_is_proposed_unless_approval_waits_above_the_county(found, way, turns):
    examined(found)
    put(found, way, reason="说明")
    found.campaign.ends = timezone.localdate() - timedelta(days=1)
    found.campaign.save(update_fields=["ends"])
    finding = current_finding(found.now())
    proposed = [one.way for one in proposed_now(finding, list(standing_ways(found.now())))]
    assert proposed == ["demolish"]  # the facts propose it anyway
    propose(finding, "collective")
    assert [one.way for one in proposed_now(finding, list(standing_ways(found.now())))] == [
        "demolish" if turns else "collective"
    ]


def test_a_way_is_withdrawn_with_a_reason_and_the_patch_stands_as_before(found):
    put(found, "supply", reason="误设")
    withdraw_way(the_way(found), by=found.organiser, expected_version=version(found), reason="设错图斑")
    assert found.now().state == State.SETTLED
    assert not standing_ways(found.now()).exists()


def test_who_saw_an_earlier_state_is_told_and_nothing_is_overwritten(found):
    seen = version(found)
    put(found, "supply", reason="已批")
    with pytest.raises(ChangedMeanwhile):
        set_ways(found.now(), by=found.head, expected_version=seen, ways=["collective"], reason="补办")
    assert standing_ways(found.now()).count() == 1


def test_the_ways_of_a_finding_that_was_reopened_rest(found):
    put(found, "supply", reason="已批")
    way = the_way(found)
    reopen(found.now(), by=found.county, expected_version=version(found), because="new_evidence", reason="补充材料")
    way = Way.objects.select_related("patch__campaign", "finding").get(pk=way.pk)
    with pytest.raises(Refused):
        note_progress(way, by=found.township, text="已上报")
    assert line_of(found.now()) is None


# Limits and hands -----------------------------------------------------------------------------------------------------


def test_a_limit_is_suspended_only_for_a_coded_reason_with_a_document_and_runs_on_afterwards(found):
    put(found, "supply", reason="已批")
    way, before = the_way(found), the_way(found).due_on
    today = timezone.localdate()
    with pytest.raises(SuspensionUnfit):
        suspend(way, by=found.section, expected_version=version(found), because="忙", since=today, document="x")
    with pytest.raises(SuspensionUnfit):
        suspend(way, by=found.section, expected_version=version(found), because="appeal", since=today, document=" ")
    suspend(
        the_way(found),
        by=found.section,
        expected_version=version(found),
        because="appeal",
        since=today,
        document="复议受理通知",
    )
    assert the_way(found).due_on is None
    resume(the_way(found), by=found.section, expected_version=version(found), until=today)
    assert the_way(found).due_on >= before
    assert [one.kind for one in Entry.objects.filter(way=way)] == ["resumed", "suspended", "set"]


def test_a_day_set_by_a_person_lies_before_the_end_of_the_campaign_and_an_extension_needs_a_document(found):
    put(found, "temporary", reason="临时用地")
    way = the_way(found)
    found.campaign.ends = timezone.localdate() + timedelta(days=80)
    found.campaign.save(update_fields=["ends"])

    def fix(days: int, document: str = "") -> Way:
        return fix_day(
            the_way(found), by=found.head, expected_version=version(found), day=way.set_on + timedelta(days=days),
            reason="补正材料", document=document,
        )  # fmt: skip

    with pytest.raises(DayUnfit, match=r"end|结束|截止"):
        fix(81, "批准延期")
    with pytest.raises(DayUnfit):
        fix(60)
    assert fix(60, "延期批复").due_on >= way.set_on + timedelta(days=60)
    assert fix(10).due_on <= way.set_on + timedelta(days=20)


def test_a_way_is_handed_over_to_a_post_that_answers_for_the_patch_and_the_ledger_says_since_when(found):
    put(found, "supply", reason="已批")
    to = Post.objects.get(title="自然资源所填报员", unit__code="990101002")
    far = Post.objects.get(title="自然资源所填报员", unit__code="990101001")
    with pytest.raises(HolderUnfit):
        hand_over(the_way(found), by=found.section, expected_version=version(found), to=far, reason="核实")
    way = hand_over(the_way(found), by=found.section, expected_version=version(found), to=to, reason="现场核实")
    assert (way.holder, way.held_since) == (to, timezone.localdate())


# Done -----------------------------------------------------------------------------------------------------------------


@pytest.mark.seed("R3")
def test_a_declaration_shows_all_that_is_asked_or_says_what_is_missing(found, tmp_path):
    examined(found)
    put(found, "demolish")
    told = told_of(found, tmp_path)
    for without in (
        {"facts": {**DEMOLISHED, "demolished_on": ""}}, {"after": None}, {"boundary": ""}, {"after": told.before},
    ):  # fmt: skip
        with pytest.raises(NotDeclared):
            declare(
                the_way(found), by=found.township, expected_version=version(found), told=replace(told, **without)
            )  # fmt: skip
    with pytest.raises(MoreThanMeasured):
        more = replace(told, facts={**DEMOLISHED, "recultivated_area": "2.4"})
        declare(the_way(found), by=found.township, expected_version=version(found), told=more)
    with pytest.raises(Refused):
        declare(the_way(found), by=found.section, expected_version=version(found), told=told)
    said = declare(the_way(found), by=found.township, expected_version=version(found), told=told)
    assert abs(said.measured_m2 - found.patch.area_m2) < 1
    assert found.now().state == State.RECTIFYING


@pytest.mark.seed("R3")
def test_what_was_declared_counts_only_after_two_looked_on_site_and_both_responsible_persons_signed(found, tmp_path):
    before = deducted(found)
    said = declared(found, tmp_path)
    assert deducted(found) == before
    with pytest.raises(TooFewOnSite):
        inspect(
            said,
            by=found.section,
            expected_version=version(found),
            is_accepted=True,
            looked=looked(persons=("吴执法",)),
        )
    inspect(said, by=found.section, expected_version=version(found), is_accepted=True, looked=looked())
    with pytest.raises(Refused):
        sign_acceptance(said, by=found.section, expected_version=version(found), digest=said.digest, proof=None)
    stale = replace(prove(by=found.mayor, password=PASSWORD), at=timezone.now() - timedelta(days=1))
    with pytest.raises(ProofNeeded):
        sign_acceptance(said, by=found.mayor, expected_version=version(found), digest=said.digest, proof=stale)
    for who in (found.mayor, found.head):
        said = type(said).objects.select_related("way__patch__campaign", "way__finding").get(pk=said.pk)
        assert deducted(found) == before
        sign_acceptance(
            said, by=who, expected_version=version(found), digest=said.digest, proof=prove(by=who, password=PASSWORD)
        )
    assert found.now().state == State.ACCEPTED
    assert the_way(found).state == "signed"
    assert deducted(found) == before + 2  # 亩 of cultivated land restored


def test_what_is_not_accepted_on_site_is_in_work_again_with_the_reason(found, tmp_path):
    said = declared(found, tmp_path)
    inspect(
        said, by=found.section, expected_version=version(found), is_accepted=False, looked=looked(text="地基未清除")
    )  # fmt: skip
    assert the_way(found).state == "open"
    assert Entry.objects.filter(patch=found.patch, kind="refused").get().text == "地基未清除"


@pytest.mark.seed("R3")
def test_a_false_declaration_is_named_reopened_counted_against_the_unit_and_its_figures_are_taken_back(found, tmp_path):
    before = deducted(found)
    said = accepted(found, tmp_path)
    said = type(said).objects.select_related("way__patch__campaign", "way__finding", "unit", "by").get(pk=said.pk)
    name_false(said, by=found.county, expected_version=version(found), reason="复查发现仍有建筑")
    assert the_way(found).state == "open"
    assert found.now().state == State.RECTIFYING
    assert deducted(found) == before
    (unit,) = [one for one in by_unit(found.county, found.campaign) if one.key == "990101002"]
    assert (unit.patches, unit.false) == (1, 1)
    entry = Entry.objects.filter(patch=found.patch, kind="false").get()
    assert entry.details["declared_by"] == said.by.name


def test_what_was_accepted_is_reopened_by_the_county_only(found, tmp_path):
    accepted(found, tmp_path)
    with pytest.raises(Refused):
        reopen_way(the_way(found), by=found.section, expected_version=version(found), reason="复查")
    reopen_way(the_way(found), by=found.county, expected_version=version(found), reason="复查")
    assert found.now().state == State.RECTIFYING


# The ledger -----------------------------------------------------------------------------------------------------------


def test_the_ledger_is_filtered_and_counted(found):
    asked = Asked(found.campaign)
    assert stands_of(found.organiser, asked)[Stand.UNSET] == 1
    put(found, "supply", "file_case", reason="说明")
    Way.objects.filter(way="supply").update(due_on=date(2024, 1, 1))
    page = ledger(found.organiser, asked)
    assert (page.total, page.lines[0].stand, page.lines[0].is_late(timezone.localdate())) == (1, Stand.OPEN, True)
    assert {one.key: (one.patches, one.late) for one in by_way(found.organiser, found.campaign)} == {
        "supply": (1, 1), "file_case": (1, 0),
    }  # fmt: skip
    for more, count in (
        ({"way": "supply"}, 1), ({"way": "demolish"}, 0), ({"is_late": True}, 1), ({"unit": "990101001"}, 0),
        ({"unit": "990101002", "stand": "open"}, 1), ({"stand": "done"}, 0), ({"text": "0004"}, 1),
    ):  # fmt: skip
        assert ledger(found.organiser, Asked(found.campaign, **more)).total == count, more
    assert ledger(found.other, asked).total == 0


def test_the_database_keeps_the_ledger_from_being_written_over(found):
    put(found, "supply", reason="已批")
    Campaign.objects.update(is_practice=False)
    for deed in (lambda: Entry.objects.update(text="x"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    Campaign.objects.update(is_practice=True)
    Entry.objects.all().delete()


# After the level above accepted ---------------------------------------------------------------------------------------


def test_what_was_accepted_stands_still_while_it_is_put_right(found, tmp_path):
    Campaign.objects.update(locked_at=timezone.now(), locked_by="示例市自然资源和规划局")
    before = deducted(found)
    accepted(found, tmp_path)
    assert found.now().state == State.ACCEPTED
    assert deducted(found) == before + 2
    with pytest.raises(Refused, match="示例市"):
        reopen(found.now(), by=found.organiser, expected_version=version(found), because="mistake", reason="改正")
    Campaign.objects.update(state=Campaign.State.CLOSED)
    with pytest.raises(Refused):
        reopen_way(the_way(found), by=found.county, expected_version=version(found), reason="复查")
