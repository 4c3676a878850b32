"""Signatures in the office: the queue, signing with a password, changes, deputies, verifying, and the printed card."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
import segno
import shapely
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile
from PIL import Image
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE
from tests.workflow.review.found import found_unchanged
from tests.workflow.signoff.conftest import IN_ORDER
from tests.workflow.small_disc import LEFT, OTHER

from tuban.web.signing.sources import card_cells
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.comparison.actions import split_and_compare
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.signoff.actions import refresh
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.models import Absence, Delegation, Document, Signature
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.queries import Origin
from tuban.workflow.survey.telling import Telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(campaign) -> Patch:
    return Patch.objects.get(number=LEFT)


@pytest.fixture
def card(client_of, left, acting) -> Document:
    """The registration card of a patch of which a finding was taken, put forward."""
    found_unchanged(left, acting)
    left.refresh_from_db()
    client_of("xiang01").post(reverse("web:patch_put_forward", args=[left.uuid]))
    return Document.objects.get()


def sign(client: Client, *documents: Document, password: str = PASSWORD):
    """Sign in the browser: look at what is signed, then sign exactly that."""
    page = client.get(reverse("web:signing_sign"), {"document": [str(one.pk) for one in documents]})
    digests = dict(re.findall(r'name="(digest-[^"]+)" value="([0-9a-f]{64})"', page.content.decode()))
    return client.post(
        reverse("web:signing_sign"),
        {"document": [str(one.pk) for one in documents], "password": password, **digests},
        follow=True,
    )


def signed_by(client_of, card: Document, people=IN_ORDER) -> None:
    for username in people:
        sign(client_of(username), card)


def with_other(cells: tuple[Cell, ...], key: str, value: str) -> tuple[Cell, ...]:
    return tuple(Cell(one.key, one.section, one.title, value if one.key == key else one.value, one.part)
                 for one in cells)  # fmt: skip


@pytest.mark.seed("S9")
def test_the_cells_are_those_of_the_printed_card(left):
    cells = {one.key: one for one in card_cells(left)}
    assert cells["basic.patch_number"].value == LEFT
    assert cells["basic.check_result"].part == "finding"
    assert cells["land.cultivated"].value == reading_of(left).card.space("cultivated").text
    assert len(cells) > 40


def test_a_card_put_forward_waits_for_the_clerk_and_for_nobody_else(client_of, card):
    assert (card.area_code, card.unit.name) == ("990101001", "甲溪镇")
    page = client_of("xiang01").get(reverse("web:signing"))
    assert LEFT in page.content.decode()
    assert [cell.value for row in page.context["rows"] for cell in row["headline"]] == ["伪变化", "2.40"]
    for username in ("xiang02", "guihua", "juzhang", "zuzhi", "xitong"):
        assert LEFT not in client_of(username).get(reverse("web:signing")).content.decode()


def test_who_signs_reads_what_they_answer_for_and_gives_the_password(client_of, card):
    client = client_of("xiang01")
    page = client.get(reverse("web:signing_sign"), {"document": str(card.pk)}).content.decode()
    assert "对所填内容的真实性、准确性负直接责任" in page
    refused = sign(client, card, password="falsch")
    assert refused.status_code == 422
    assert "密码不对" in refused.content.decode()
    assert not Signature.objects.exists()
    answer = sign(client, card)
    assert answer.redirect_chain[-1][0] == reverse("web:signing_document", args=[card.pk])
    assert Signature.objects.get().person.username == "xiang01"


def test_a_password_is_not_asked_again_for_some_minutes(client_of, card, acting, settings):
    other = Patch.objects.exclude(number=LEFT).filter(township_code="990101001").first()
    found_unchanged(other, acting)
    clerk = client_of("xiang01")
    clerk.post(reverse("web:patch_put_forward", args=[other.uuid]))
    second = Document.objects.exclude(pk=card.pk).get()
    sign(clerk, card)
    sign(clerk, second, password="")
    assert Signature.objects.count() == 2
    settings.SIGNING_MINUTES = 0
    checker = client_of("guihua")
    sign(checker, card)
    assert "密码不对" in sign(checker, second, password="").content.decode()


def test_many_are_signed_at_once(client_of, card, acting):
    clerk = client_of("xiang01")
    others = Patch.objects.filter(township_code="990101001", fate="active").exclude(number=LEFT)
    for one in others:
        found_unchanged(one, acting)
        clerk.post(reverse("web:patch_put_forward", args=[one.uuid]))
    documents = list(Document.objects.all())
    assert len(documents) > 1
    page = sign(clerk, *documents).content.decode()
    assert f"已签{len(documents)}份" in page
    assert Signature.objects.count() == len(documents)


def test_a_card_is_put_forward_only_after_a_finding(client_of, left):
    page = client_of("xiang01").get(reverse("web:patch_signatures", args=[left.uuid])).content.decode()
    assert "认定后登记卡才能签字" in page
    client_of("xiang01").post(reverse("web:patch_put_forward", args=[left.uuid]))
    assert not Document.objects.exists()


def test_a_finding_that_is_reopened_voids_what_was_signed_and_says_what_changed(client_of, card, left, acting):
    signed_by(client_of, card, IN_ORDER[:2])
    left.refresh_from_db()
    reopen(left, by=acting("juzhang"), expected_version=left.version, because="new_evidence", reason="复核发现已动工")
    assert not Signature.objects.filter(voided_at=None).exists()
    tell(
        left, by=acting("waiye"), expected_version=left.version,
        telling=Telling({"ground_state": "agricultural_adjustment", "field_agrees": True}, (), Origin.FIELD, "复核"),
    )  # fmt: skip
    take_finding(left, by=acting("zhifa"), expected_version=left.version, finding="agricultural_adjustment")
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert "2个已失效的签字" in page
    assert "农业结构调整" in page


def test_the_whole_chain_signs_and_the_dossier_shows_it(client_of, card, left):
    signed_by(client_of, card)
    card.refresh_from_db()
    assert card.signed_at is not None
    page = client_of("zuzhi").get(reverse("web:patch_signatures", args=[left.uuid])).content.decode()
    for name in ("甲溪镇填报员", "孙规划", "冯规划", "陈地籍", "褚耕保", "郑股长", "钱局长", "卫组长"):
        assert name in page
    assert "已签齐" in page


def test_what_changed_since_is_shown_cell_by_cell(client_of, card, left):
    signed_by(client_of, card, IN_ORDER[:2])
    refresh(card, by=PRODUCT, cells=with_other(card_cells(left), "remark.note", "附证明一份"))
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert "您签字后有变动" in page
    assert "附证明一份" in page
    refresh(card, by=PRODUCT, cells=with_other(card_cells(left), "basic.area", "9.99"))
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert "2个已失效的签字" in page
    assert "<ins>9.99</ins>" in page
    assert not Signature.objects.filter(voided_at=None).exists()


def test_nobody_signs_what_the_patch_does_not_say_any_more(client_of, card, left):
    refresh(card, by=PRODUCT, cells=with_other(card_cells(left), "basic.area", "0.01"))
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert "现有内容与这里所列不一致" in page
    answer = sign(client_of("xiang01"), card)
    assert answer.status_code == 422
    assert not Signature.objects.exists()
    sign(client_of("xiang01"), card)  # it was brought up to date meanwhile
    assert Signature.objects.count() == 1


def test_a_document_of_another_area_is_not_there(client_of, card):
    for name in ("signing_document", "signing_send_back"):
        assert client_of("xiang02").get(reverse(f"web:{name}", args=[card.pk])).status_code == 404
    sign(client_of("xiang02"), card)
    assert not Signature.objects.exists()


def test_taking_back_and_sending_back_in_the_browser(client_of, card):
    sign(client_of("xiang01"), card)
    (mine,) = Signature.objects.all()
    own = reverse("web:signing_withdraw", args=[card.pk, mine.pk])
    assert client_of("guihua").get(own).status_code == 403
    assert client_of("xiang01").post(own, {"reason": "填错"}).status_code == 302
    signed_by(client_of, card, IN_ORDER[:2])
    back = reverse("web:signing_send_back", args=[card.pk])
    assert client_of("xiang01").get(back).status_code == 403
    assert client_of("guzhang").post(back, {"reason": "缺照片"}).status_code == 302
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert "郑股长退回：缺照片" in page


def test_delegates_and_absences_are_registered_in_the_browser(client_of, county, acting):
    today = timezone.localdate()
    days = {"since": today, "until": today + timedelta(days=3), "reason": "出差"}
    giver, to = acting("dijigu"), acting("waiye")
    holding = giver.post.holdings.get()
    told = {**days, "holding": holding.pk, "person": to.person_id}
    assert client_of("dijigu").post(reverse("web:signing_delegate"), told).status_code == 302
    assert client_of("guzhang").post(reverse("web:signing_delegate"), told).status_code == 200  # not theirs to choose
    elsewhere = {**told, "person": acting("xiang01").person_id}
    other_unit = client_of("anquan").post(reverse("web:signing_delegate"), elsewhere)
    assert "没有岗位" in other_unit.content.decode()
    delegation = Delegation.objects.get()
    assert client_of("zuzhi").post(reverse("web:signing_absence"), {**days, "holding": holding.pk}).status_code == 302
    assert client_of("guzhang").get(reverse("web:signing_absence")).status_code == 403
    page = client_of("zuzhi").get(reverse("web:signing_deputies")).content.decode()
    assert "王外业" in page
    assert "陈地籍" in page
    end = reverse("web:signing_end_delegation", args=[delegation.pk])
    assert client_of("dijigu").post(end).status_code == 302
    assert client_of("zuzhi").post(
        reverse("web:signing_end_absence", args=[Absence.objects.get().pk])
    ).status_code == 302  # fmt: skip


# Verifying -----------------------------------------------------------------------------------------------------------


def test_an_outsider_learns_whether_a_card_is_genuine_and_nothing_of_who_signed(client_of, card, left):
    sign(client_of("xiang01"), card)
    digest = Signature.objects.get().digest
    address = reverse("web:verify", args=[digest])
    page = Client().get(address)
    assert page.status_code == 200
    told = page.content.decode()
    assert "真实，内容与现在一致" in told
    assert "土地卫片地块核查情况登记卡" in told
    assert "甲溪镇填报员" not in told
    assert LEFT not in told
    for username, sees in (("guihua", True), ("xiang01", True), ("xiang02", False), ("xitong", False)):
        assert ("甲溪镇填报员" in client_of(username).get(address).content.decode().partition("<main")[2]) is sees
    assert Client().get(reverse("web:verify_ask"), {"digest": digest[:16]}, follow=True).status_code == 200


def test_the_card_of_a_patch_that_was_split_says_so_on_its_page_and_to_whoever_holds_the_paper(
    client_of, card, left, acting
):
    sign(client_of("xiang01"), card)
    digest = Signature.objects.get().digest
    patch = Patch.objects.select_related("campaign").get(pk=left.pk)
    reopen(patch, by=acting("juzhang"), expected_version=patch.version, because="new_evidence", reason="两户各半")
    west, south, east, north = patch.geometry.extent
    line = shapely.LineString([((west + east) / 2, south - 1e-4), ((west + east) / 2, north + 1e-4)])
    split_and_compare(patch, by=acting("xiang01"), expected_version=patch.version, reason="两户", cut_by=[line])
    why = f"本图斑已于 {timezone.localdate().isoformat()} 分割为 2 个图斑"
    paper = Client().get(reverse("web:verify", args=[digest])).content.decode()
    assert "真实，但已终止" in paper
    assert why in paper
    assert LEFT not in paper
    assert why in client_of("xiang01").get(reverse("web:patch_signatures", args=[left.uuid])).content.decode()
    page = client_of("xiang01").get(reverse("web:signing_document", args=[card.pk])).content.decode()
    assert why in page
    assert "甲溪镇填报员" in page  # what was signed stays to be read


def test_a_changed_card_and_an_unknown_digest_say_so(client_of, card, left):
    sign(client_of("xiang01"), card)
    digest = Signature.objects.get().digest
    refresh(card, by=PRODUCT, cells=with_other(card_cells(left), "basic.area", "9.99"))
    address = reverse("web:verify", args=[digest])
    assert "真实，但此后有变动" in Client().get(address).content.decode()
    assert "9.99" not in Client().get(address).content.decode()
    assert "9.99" in client_of("guihua").get(address).content.decode()
    unknown = Client().get(reverse("web:verify", args=["0" * 64]))
    assert unknown.status_code == 404
    assert "查无此件" in unknown.content.decode()


def test_the_printed_card_bears_the_digest_once_it_is_signed(client_of, card, left):
    address = reverse("web:patch_card_file", args=[left.uuid])

    def printed() -> bytes:
        return b"".join(client_of("zuzhi").get(address).streaming_content)

    before = printed()
    sign(client_of("xiang01"), card)
    after = printed()
    digest = Signature.objects.get().digest
    short = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
    assert short not in text_of(before)
    assert short in text_of(after)
    assert len(zipfile.ZipFile(io.BytesIO(after)).namelist()) == len(zipfile.ZipFile(io.BytesIO(before)).namelist()) + 1
    refresh(card, by=PRODUCT, cells=with_other(card_cells(left), "remark.note", "别的"))
    assert short not in text_of(printed())  # what is printed now is not what was signed


def test_the_code_of_the_printed_card_leads_to_its_verification(client_of, card, left):
    sign(client_of("xiang01"), card)
    file = client_of("zuzhi").get(reverse("web:patch_card_file", args=[left.uuid]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    address = f"http://testserver{reverse('web:verify', args=[Signature.objects.get().digest])}"
    wanted = [[bool(module) for module in line] for line in segno.make(address, error="m", micro=False).matrix]
    pictures = [Image.open(archive.open(name)) for name in archive.namelist() if name.startswith("word/media/")]
    size = (len(wanted) + 4) * 8
    (code,) = [one for one in pictures if one.size == (size, size)]
    drawn = [
        [code.getpixel(((x + 2) * 8 + 4, (y + 2) * 8 + 4)) < 128 for x in range(len(wanted))]
        for y in range(len(wanted))
    ]
    assert drawn == wanted
    assert "真实，内容与现在一致" in Client().get(address.removeprefix("http://testserver")).content.decode()


def text_of(content: bytes) -> str:
    word = WordFile(io.BytesIO(content))
    return " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_an_administrator_sees_no_documents(client_of, card):
    assert client_of("xitong").get(reverse("web:signing_document", args=[card.pk])).status_code == 404


# In the browser ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_the_chain_signs_in_the_browser_a_value_changes_and_the_code_verifies(page_of, campaign, acting):
    left = Patch.objects.get(number=LEFT)
    found_unchanged(left, acting)
    clerk = page_of("xiang01")
    clerk.goto(reverse("web:patch_signatures", args=[left.uuid]))
    clerk.get_by_role("button", name="登记卡提交签字").click()
    clerk.get_by_role("link", name="签字", exact=True).last.click()
    clerk.get_by_label("您的密码").fill(PASSWORD)
    clerk.get_by_role("button", name="签1份").click()
    clerk.get_by_text("已签1份。").wait_for()
    for username in IN_ORDER[1:]:
        page = page_of(username)
        page.goto(reverse("web:signing"))
        page.get_by_label(f"选择 {LEFT}").check()
        page.get_by_role("button", name="签所选表卡").click()
        page.get_by_label("您的密码").fill(PASSWORD)
        page.get_by_role("button", name="签1份").click()
        page.get_by_text("已签1份。").wait_for()
    document = Document.objects.get()
    assert document.signed_at is not None
    assert faults_of_access(page) == []
    refresh(document, by=PRODUCT, cells=with_other(card_cells(left), "remark.note", "附证明一份"))
    phone = page_of("xiang01", PHONE)
    phone.goto(reverse("web:signing_document", args=[document.pk]))
    phone.get_by_text("您签字后有变动").wait_for()
    assert faults_of_access(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    digest = Signature.objects.first().digest
    desk = page_of("zuzhi", DESK)
    desk.goto(reverse("web:verify", args=[digest]))
    desk.get_by_text("真实，但此后有变动").wait_for()
    assert faults_of_access(desk) == []


def test_another_patch_has_no_seal(client_of, card, campaign):
    other = Patch.objects.get(number=OTHER)
    content = b"".join(client_of("zuzhi").get(reverse("web:patch_card_file", args=[other.uuid])).streaming_content)
    assert "SHA-256" not in text_of(content)
