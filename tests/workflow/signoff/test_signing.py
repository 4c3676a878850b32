"""Signing one after another: whose turn it is, who may not, and what a later change does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from tests.workflow.signoff.conftest import CELLS, IN_ORDER, SECTIONS, changed, digest_now

from tuban.rules import signing as law_of_signing
from tuban.rules.rulebook import NoSuchPart
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import PRODUCT, Subject, verify
from tuban.workflow.organisations.actions import Member, found_group, set_members
from tuban.workflow.organisations.models import Group, Person, Unit
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.organisations.remembering import one_mark
from tuban.workflow.organisations.roles import Duty, GroupKind, Level, Role
from tuban.workflow.signoff.actions import (
    end,
    end_all_of,
    open_document,
    refresh,
    send_back,
    sign,
    sign_all,
    withdraw,
)
from tuban.workflow.signoff.actions.documents import NoSuchPartOfForm
from tuban.workflow.signoff.actions.signing import ReasonNeeded, SignoffChangedMeanwhile
from tuban.workflow.signoff.authority import holders_of
from tuban.workflow.signoff.cells import Cell, CellTwice, NothingToSign
from tuban.workflow.signoff.models import Capacity, Document, Signature, StaysForever
from tuban.workflow.signoff.policies import may_send_back, may_sign, may_withdraw
from tuban.workflow.signoff.proof import Proof, ProofNeeded, TooManyTries, WrongPassword, prove
from tuban.workflow.signoff.queries.reading import sealed, standing_of, verified
from tuban.workflow.signoff.queries.seen import documents_seen_by
from tuban.workflow.signoff.queries.waiting import (
    count_waiting,
    counts_by_form,
    counts_by_unit,
    queue,
    waiting_documents,
)

pytestmark = pytest.mark.django_db


def test_the_lawbook_uses_the_words_of_the_office():
    assert set(law_of_signing.ROLES) <= set(Role.values)
    assert set(law_of_signing.DUTIES) == set(Duty.values)
    assert set(law_of_signing.UNITS) == set(Level.values)
    assert set(law_of_signing.GROUPS) == set(GroupKind.values)


# The chain -----------------------------------------------------------------------------------------------------------


@pytest.mark.seed("U2")
def test_the_fill_in_person_signs_first_each_leader_after_and_the_group_leader_last(document, sign_as):
    for username in IN_ORDER:
        assert document.signed_at is None
        sign_as(username, document)
        document.refresh_from_db()
    assert document.signed_at is not None
    rungs = standing_of(document).rungs
    assert [rung.signer.signature.person.username for rung in rungs] == list(IN_ORDER)
    assert "负直接责任" in rungs[0].signer.signature.answers
    assert "负领导责任" in rungs[-1].signer.signature.answers
    assert {rung.state for rung in rungs} == {"signed"}


def test_section_leaders_sign_in_any_order_and_the_leader_waits_for_the_last(document, sign_as, acting):
    for username in ("xiang01", "guihua", *reversed(SECTIONS[1:])):
        sign_as(username, document)
    with pytest.raises(Refused, match="规划股室负责人"):
        sign_as("juzhang", document)
    sign_as(SECTIONS[0], document)
    assert sign_as("juzhang", document).step == "leader"


@pytest.mark.parametrize("username", ["guihua", "guzhang", "juzhang", "zuzhang"])
def test_nobody_signs_before_the_level_below(document, sign_as, username):
    with pytest.raises(Refused, match="填表人"):
        sign_as(username, document)


@pytest.mark.parametrize("username", ["zuzhi", "shi", "ducha", "xitong", "anquan", "shenji", "gongan", "shenpi"])
def test_who_is_no_part_of_the_chain_signs_nothing(document, sign_as, username):
    with pytest.raises(Refused):
        sign_as(username, document)
    assert Line.objects.get(action="signoff.sign", is_refused=True).subject_id == str(document.pk)


def test_a_clerk_of_another_township_signs_nothing_here(document, sign_as, acting):
    with pytest.raises(Refused, match="您的岗位不签这一步"):
        sign_as("xiang02", document)
    assert not documents_seen_by(acting("xiang02")).exists()


def test_a_document_is_signed_once_by_each(document, sign_as):
    sign_as("xiang01", document)
    with pytest.raises(Refused, match="您已以“填表人”签字"):
        sign_as("xiang01", document)
    sign_as("guihua", document)
    with pytest.raises(Refused):
        sign_as("diji", document)  # another checker: the step is signed


def test_who_filled_a_form_in_never_checks_it(document, sign_as, acting):
    clerk = acting("xiang01").person
    sign_as("xiang01", document)
    post = acting("guihua").post
    post.holdings.create(person=clerk, since="2024-01-01")
    by = type(acting("guihua"))(clerk, post, ("990101",))
    assert "填表人不能再审核同一张表" in may_sign.explain(by, document)
    assert count_waiting(by) == 0


def test_what_is_signed_is_what_was_seen(document, acting):
    by = acting("xiang01")
    seen = digest_now(document)
    refresh(document, by=PRODUCT, cells=changed(note="补充"))
    with pytest.raises(SignoffChangedMeanwhile):
        sign(document, by=by, digest=seen, proof=prove(by=by, password=PASSWORD))
    assert not Signature.objects.exists()


# The group leader ----------------------------------------------------------------------------------------------------


def test_without_a_group_leader_who_signs_in_the_leader_of_the_unit_signs_in_their_place(document, sign_as, acting):
    group = Group.objects.get(unit__name="示范县自然资源局", kind="leading")
    set_members(group, by=acting("zuzhi"), members=[Member("李县长", "组长", "示范县人民政府")])
    for username in IN_ORDER[:-1]:
        sign_as(username, document)
    with pytest.raises(Refused):
        sign_as("guzhang", document)
    signature = sign_as("juzhang", document)
    assert (signature.step, signature.capacity) == ("group_leader", Capacity.INSTEAD)
    document.refresh_from_db()
    assert document.signed_at is not None


def test_who_leads_the_group_signs_as_its_leader_only(document, sign_as):
    for username in IN_ORDER[:-2]:
        sign_as(username, document)
    with pytest.raises(Refused, match="待单位负责人签齐后，领导小组组长再签"):
        sign_as("zuzhang", document)


def test_the_group_of_another_county_has_no_say(document, sign_as, acting):
    far = Unit.objects.create(code="990102", name="邻县自然资源局", level=Level.COUNTY, is_practice=True)
    organiser = acting("zuzhi")
    post = far.posts.create(title="主任", role=Role.ORGANISER)
    post.holdings.create(person=Person.objects.get(username="bu"), since="2024-01-01")
    far.areas.create(code="990102")
    found_group(
        far, by=type(organiser)(Person.objects.get(username="bu"), post, ("990102",)), kind=GroupKind.LEADING,
        name="邻县领导小组", since=timezone.localdate(), members=[Member("部", "组长", username="bu")],
    )  # fmt: skip
    for username in IN_ORDER[:-1]:
        sign_as(username, document)
    with pytest.raises(Refused):
        sign_as("bu", document)


# The password --------------------------------------------------------------------------------------------------------


def test_a_wrong_password_signs_nothing_and_stands_in_the_audit_without_itself(document, acting):
    with pytest.raises(WrongPassword):
        prove(by=acting("xiang01"), password="nicht-das-passwort")
    line = Line.objects.get(action="signoff.prove")
    assert line.is_refused
    assert "nicht-das-passwort" not in f"{line.details}{line.reason}"


def test_after_five_wrong_passwords_one_has_to_wait(document, acting, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        with pytest.raises(WrongPassword):
            prove(by=acting("xiang01"), password="falsch")
    with pytest.raises(TooManyTries):
        prove(by=acting("xiang01"), password=PASSWORD)
    assert prove(by=acting("guihua"), password=PASSWORD).holds_for(acting("guihua"))


def test_a_right_password_forgets_the_wrong_ones(acting, settings):
    for _ in range(2):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            with pytest.raises(WrongPassword):
                prove(by=acting("xiang01"), password="falsch")
        prove(by=acting("xiang01"), password=PASSWORD)


def test_a_password_is_remembered_for_some_minutes_and_for_one_person(document, acting, settings):
    by, seen = acting("xiang01"), digest_now(document)
    long_ago = timezone.now() - timedelta(minutes=settings.SIGNING_MINUTES, seconds=1)
    for proof in (Proof(by.person_id, long_ago), Proof(acting("guihua").person_id, timezone.now())):
        with pytest.raises(ProofNeeded):
            sign(document, by=by, digest=seen, proof=proof)
    just_now = timezone.now() - timedelta(minutes=settings.SIGNING_MINUTES, seconds=-30)
    assert sign(document, by=by, digest=seen, proof=Proof(by.person_id, just_now)).is_valid


# Changes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{"check_result": "合法"}, {"cultivated": "1.30"}])
def test_a_change_of_what_counts_voids_every_signature_and_the_chain_begins_anew(signed_by_all, sign_as, values):
    told = refresh(signed_by_all, by=PRODUCT, cells=changed(**values))
    assert len(told.voided) == len(IN_ORDER)
    signed_by_all.refresh_from_db()
    assert signed_by_all.signed_at is None
    standing = standing_of(signed_by_all)
    assert standing.state == "fallen"
    assert [rung.step.key for rung in standing.rungs if rung.state == "open"] == ["fill_in"]
    (difference,) = standing.fallen[0].void_difference
    assert (difference["old"], difference["new"]) == (
        ("违法", "合法") if "check_result" in values else ("1.20", "1.30")
    )
    assert sign_as("xiang01", signed_by_all).is_valid
    assert Signature.objects.filter(document=signed_by_all).count() == len(IN_ORDER) + 1


def test_a_change_of_a_remark_marks_the_signatures_and_leaves_them_valid(signed_by_all):
    told = refresh(signed_by_all, by=PRODUCT, cells=changed(note="见附件"))
    assert told.voided == ()
    signed_by_all.refresh_from_db()
    assert signed_by_all.signed_at is not None
    rungs = standing_of(signed_by_all).rungs
    assert {rung.state for rung in rungs} == {"changed"}
    (difference,) = rungs[0].signer.changed
    assert (difference.title, difference.old, difference.new) == ("备注", "", "见附件")


def test_what_changed_back_is_not_changed_but_a_fallen_signature_stays_fallen(signed_by_all):
    refresh(signed_by_all, by=PRODUCT, cells=changed(note="见附件"))
    refresh(signed_by_all, by=PRODUCT, cells=CELLS)
    assert {rung.state for rung in standing_of(signed_by_all).rungs} == {"signed"}
    refresh(signed_by_all, by=PRODUCT, cells=changed(cultivated="0.00"))
    refresh(signed_by_all, by=PRODUCT, cells=CELLS)
    assert standing_of(signed_by_all).state == "fallen"


def test_later_signers_sign_what_is_there_then(document, sign_as):
    first = sign_as("xiang01", document)
    refresh(document, by=PRODUCT, cells=changed(note="见附件"))
    second = sign_as("guihua", document)
    assert first.digest != second.digest
    assert [rung.state for rung in standing_of(document).rungs[:2]] == ["changed", "signed"]


def test_the_same_cells_again_change_nothing(signed_by_all):
    version = signed_by_all.version
    assert refresh(signed_by_all, by=PRODUCT, cells=CELLS).changed == ()
    signed_by_all.refresh_from_db()
    assert (signed_by_all.version, signed_by_all.snapshots.count()) == (version, 1)


def test_opening_again_brings_the_document_up_to_date(document, put_forward):
    again = put_forward(cells=changed(cultivated="2.00"))
    assert again.pk == document.pk
    assert [one.number for one in document.snapshots.all()] == [1, 2]
    assert document.snapshots.get(number=2).difference[0]["old"] == "1.20"


def test_a_cell_that_goes_and_one_that_comes_are_differences(signed_by_all):
    cells = (*CELLS[:-1], Cell("permits.number.1", "已取得用地手续", "批准文号", "〔2024〕9号", "papers"))
    told = refresh(signed_by_all, by=PRODUCT, cells=cells)
    assert [(one.title, one.old, one.new) for one in told.changed] == [
        ("批准文号", "", "〔2024〕9号"),
        ("备注", "", ""),
    ]
    assert len(told.voided) == len(IN_ORDER)


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ((), NothingToSign),
        ((CELLS[0], CELLS[0]), CellTwice),
        ((Cell("a", "", "", "", "no_such_part"),), NoSuchPartOfForm),
    ],
)
def test_cells_that_are_none_are_not_taken(document, put_forward, cells, refusal):
    with pytest.raises(refusal):
        put_forward(cells=cells)
    assert document.snapshots.count() == 1


def test_a_form_without_a_chain_is_not_put_forward(county, acting):
    with pytest.raises(NoSuchPart):
        open_document(
            Subject("a.b", "1", "x", "990101001"), acting("xiang01").post.unit, by=acting("xiang01"),
            form="part_list", cells=CELLS,
        )  # fmt: skip


# Taking back, sending back, ending -----------------------------------------------------------------------------------


def test_one_takes_ones_own_signature_back_until_the_next_level_signs(document, sign_as, acting):
    mine = sign_as("xiang01", document)
    with pytest.raises(ReasonNeeded):
        withdraw(mine, by=acting("xiang01"), reason=" ")
    with pytest.raises(Refused, match="由签字人本人撤回"):
        withdraw(mine, by=acting("guihua"), reason="不是我的")
    withdraw(mine, by=acting("xiang01"), reason="面积填错")
    assert standing_of(document).fallen[0].withdrawn_reason == "面积填错"
    again = sign_as("xiang01", document)
    sign_as("guihua", document)
    assert "已在其后以“审核人”签字" in may_withdraw.explain(acting("xiang01"), again)
    with pytest.raises(Refused):
        withdraw(again, by=acting("xiang01"), reason="太迟")


def test_a_section_leader_takes_back_beside_the_others_of_the_level(document, sign_as, acting):
    for username in ("xiang01", "guihua", *SECTIONS):
        sign_as(username, document)
    mine = Signature.objects.get(step="section_cadastre")
    withdraw(mine, by=acting("dijigu"), reason="复核测量")
    with pytest.raises(Refused, match="地籍股室负责人"):
        sign_as("juzhang", document)


def test_sending_back_voids_all_with_the_reason_and_begins_with_the_same_hands(document, sign_as, acting):
    for username in IN_ORDER[:3]:
        sign_as(username, document)
    assert may_send_back.explain(acting("xiang01"), document)
    with pytest.raises(ReasonNeeded):
        send_back(document, by=acting("juzhang"), reason="")
    send_back(document, by=acting("juzhang"), reason="缺外业照片")
    standing = standing_of(document)
    assert len(standing.fallen) == 3
    assert all("缺外业照片" in one.voided_because for one in standing.fallen)
    assert sign_as("xiang01", document).is_valid
    with pytest.raises(Refused):
        send_back(document, by=acting("shi"), reason="不归我管")


def test_what_ended_is_signed_by_nobody_and_stays_to_be_read(document, sign_as, acting):
    sign_as("xiang01", document)
    end(document, by=PRODUCT, reason="图斑已分割")
    assert count_waiting(acting("guihua")) == 0
    with pytest.raises(Refused, match="图斑已分割"):
        sign_as("guihua", document)
    assert standing_of(document).state == "ended"
    assert not verified(Signature.objects.get().digest).is_current


def test_a_dropped_campaign_ends_its_documents(put_forward, acting):
    campaign = Person.objects.first().pk
    Document.objects.filter(pk=put_forward().pk).update(campaign_id=campaign)
    assert end_all_of(campaign, by=PRODUCT, reason="练习重置") == 1
    assert put_forward().is_current  # a new one of the same thing


def test_a_signature_is_never_deleted(document, sign_as):
    signature = sign_as("xiang01", document)
    with pytest.raises(StaysForever):
        signature.delete()
    with pytest.raises(Exception, match=r"protected|referenced"):
        document.delete()


def test_every_deed_stands_in_a_chain_that_holds(signed_by_all):
    actions = list(Line.objects.filter(subject_kind="signoff.document").values_list("action", flat=True))
    assert actions.count("signoff.sign") == len(IN_ORDER)
    assert verify().holds


# The queue -----------------------------------------------------------------------------------------------------------


def test_the_queue_counts_by_form_and_unit_what_one_may_sign_now(put_forward, sign_as, acting):
    cards = [put_forward(f"990101001-{number:04}") for number in range(1, 5)]
    assert count_waiting(acting("xiang01")) == 4
    assert count_waiting(acting("guihua")) == 0
    sign_as("xiang01", cards[0])
    sign_as("xiang01", cards[1])
    assert (count_waiting(acting("xiang01")), count_waiting(acting("guihua"))) == (2, 2)
    (form,), (unit,) = counts_by_form(acting("guihua")), counts_by_unit(acting("guihua"))
    assert (form.title, form.count, unit.title, unit.count) == ("土地卫片地块核查情况登记卡", 2, "甲溪镇", 2)
    rows = list(queue(acting("guihua"), form="registration_card"))
    assert rows == cards[:2]
    assert list(queue(acting("guihua"), after=cards[0].pk)) == [cards[1]]
    assert [one.turn.step.key for one in waiting_documents(acting("guihua"), rows)] == ["check", "check"]


def test_signing_many_signs_each_by_the_same_checks_and_says_which_not(put_forward, sign_as, acting):
    cards = [put_forward(f"990101001-{number:04}") for number in range(1, 4)]
    by = acting("xiang01")
    seen = [(card, digest_now(card)) for card in cards]
    refresh(cards[1], by=PRODUCT, cells=changed(cultivated="9.00"))
    sign_as("xiang01", cards[2])
    told = sign_all(seen, by=by, proof=prove(by=by, password=PASSWORD))
    assert [one.document for one in told.signatures] == [cards[0]]
    assert [document for document, _why in told.refused] == cards[1:]
    assert all(why for _document, why in told.refused)


def test_counting_what_waits_asks_the_database_little(put_forward, acting, django_assert_max_num_queries):
    put_forward()
    by = acting("guihua")
    with one_mark(), django_assert_max_num_queries(6):
        first = count_waiting(by)
    with one_mark(), django_assert_max_num_queries(2):
        assert count_waiting(by) == first


# Verifying -----------------------------------------------------------------------------------------------------------


def test_a_digest_tells_what_it_belongs_to_and_what_changed_since(document, sign_as):
    assert sealed(document) == ""  # nobody signed: nothing is printed
    sign_as("xiang01", document)
    seal = sealed(document)
    assert verified(seal).is_current
    assert verified(f"{seal[:4]} {seal[4:16].upper()}").document == document
    refresh(document, by=PRODUCT, cells=changed(cultivated="3.00"))
    then = verified(seal)
    assert (then.is_current, then.is_signed) == (False, False)
    assert [(one.old, one.new) for one in then.changed] == [("1.20", "3.00")]


@pytest.mark.parametrize("digest", ["", "abc", "0" * 64, "g" * 64, "0" * 65, "' or 1=1"])
def test_another_digest_belongs_to_nothing(document, digest):
    assert verified(digest) is None


def test_the_ladder_names_who_can_sign_an_open_step(document):
    assert [one.name for one in holders_of(document, "section_cadastre")] == ["陈地籍"]
    assert [one.name for one in holders_of(document, "group_leader")] == ["卫组长"]
    assert [one.name for one in holders_of(document, "leader")] == ["钱局长"]
    assert "甲溪镇填报员" in [one.name for one in holders_of(document, "fill_in")]
    assert not {"吕公安", "施法院", "张审批"} & {one.name for one in holders_of(document, "fill_in")}
    assert holders_of(document, "no_such_step") == []


def test_practice_and_real_are_kept_apart(document, acting):
    Document.objects.filter(pk=document.pk).update(is_practice=False)
    with pytest.raises(ObjectDoesNotExist):
        documents_seen_by(acting("zuzhi")).get(pk=document.pk)
    assert count_waiting(acting("xiang01")) == 0
