"""Handling cards, the statistics of the county and its register of PJ are signed as cards are: put forward, changed
since, voided by what they count, verified by the code on the paper."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.urls import reverse
from docx import Document as WordFile
from tests.web.axe import faults_of_access
from tests.web.conftest import DESK, PHONE
from tests.web.signing.test_signing import sign
from tests.workflow.review.found import found_unchanged
from tests.workflow.small_disc import LEFT, OTHER, OpenedDisc, small_disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch
from tuban.workflow.results.actions import write
from tuban.workflow.review.findings.actions import reopen, take_finding
from tuban.workflow.review.models import Arrangement
from tuban.workflow.signoff.models import Document, Signature

pytestmark = pytest.mark.django_db(transaction=True)

SECTIONS = ("guihuagu", "dijigu", "gengbaogu", "guzhang")
OF_THE_COUNTY = ("zuzhi", "guihua", *SECTIONS, "juzhang", "zuzhang")
OF_A_CASE = ("xiang02", "zhifa", "guzhang", "juzhang", "zuzhang")
SUMMARY = "unlawful_summary"


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> OpenedDisc:
    """The very small county, whose other patch was measured in the field."""
    folder = tmp_path_factory.mktemp("measured_to_sign")
    return OpenedDisc(small_disc(folder / "盘", measured=True), folder / "opened")


@pytest.fixture
def county_campaign(county, measured) -> Campaign:
    """The campaign, with nobody to be asked before a finding."""
    measured.load()
    campaign = Campaign.objects.get()
    Arrangement.objects.update_or_create(campaign=campaign, defaults={"duties": []})
    return campaign


def found_unlawful(acting, violation_type: str = "used_without_applying") -> Patch:
    patch = Patch.objects.select_related("campaign").get(number=OTHER)
    take_finding(
        patch, by=acting("zhifa"), expected_version=patch.version, finding="unlawful", violation_type=violation_type
    )
    return Patch.objects.select_related("campaign").get(number=OTHER)


def have_written(campaign: Campaign, acting) -> None:
    job = do(write(campaign, by=acting("zuzhi"), groups=["forms", "cards"]).job_id)
    assert job.state == Job.State.DONE, job.error


def put_forward(client, campaign: Campaign, form: str = SUMMARY):
    return client.post(reverse("web:form_put_forward", args=[campaign.pk, form]), follow=True)


def page_of_document(client, document: Document) -> str:
    return client.get(reverse("web:signing_document", args=[document.pk])).content.decode()


def file_of(client, campaign: Campaign, form: str) -> bytes:
    answer = client.get(reverse("web:form_file", args=[campaign.pk, form]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def words_of(word: bytes) -> str:
    tables = WordFile(io.BytesIO(word)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def test_a_form_is_put_forward_as_written_by_who_fills_it_in_and_says_why_not_else(client_of, acting, county_campaign):
    organiser = client_of("zuzhi")
    assert "还没有编制成果" in put_forward(organiser, county_campaign).content.decode()
    have_written(county_campaign, acting)
    assert "由本县专项组织员或填表人提交签字" in put_forward(client_of("guihua"), county_campaign).content.decode()
    assert client_of("xiang01").get(reverse("web:form_file", args=[county_campaign.pk, SUMMARY])).status_code == 404
    found_unchanged(Patch.objects.get(number=LEFT), acting)
    assert "请先重新编制" in put_forward(organiser, county_campaign).content.decode()
    assert not Document.objects.exists()
    have_written(county_campaign, acting)
    page = put_forward(organiser, county_campaign).content.decode()
    assert "违法用地数据汇总表" in page
    document = Document.objects.get()
    assert (document.area_code, document.unit.code, document.form) == ("990101", "990101", SUMMARY)
    cells = document.snapshots.get().cells
    told = {(one["section"], one["title"]): one["value"] for one in cells}
    assert told["990101合计", "违法用地合计·宗数"] == "2"
    assert any("未经认定、仅依系统建议" in one["value"] for one in cells if one["part"] == "notes")
    assert put_forward(organiser, county_campaign, "registration_card").status_code == 200
    assert Document.objects.count() == 1


@pytest.mark.seed("S3")
def test_the_chain_signs_the_statistics_and_the_paper_bears_the_code(client_of, acting, county_campaign):
    found_unlawful(acting)
    have_written(county_campaign, acting)
    organiser = client_of("zuzhi")
    put_forward(organiser, county_campaign)
    document = Document.objects.get()
    for username in OF_THE_COUNTY:
        assert document.title in client_of(username).get(reverse("web:signing")).content.decode(), username
        sign(client_of(username), document)
    document.refresh_from_db()
    assert document.signed_at is not None
    content = file_of(organiser, county_campaign, SUMMARY)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    digest = document.snapshots.get(is_current=True).digest
    assert any("逐级签字" in one and digest[:4] in one for one in texts)
    assert len(sheet._images) == 1
    assert "真实" in client_of("juzhang").get(reverse("web:verify", args=[digest])).content.decode()
    page = organiser.get(reverse("web:results_of", args=[county_campaign.pk])).content.decode()
    assert "8 / 8" in page
    other = openpyxl.load_workbook(io.BytesIO(file_of(organiser, county_campaign, "handling_summary"))).worksheets[0]
    assert not other._images, "what nobody signed bears no code"


def test_another_figure_voids_what_was_signed_and_shows_which_cell(client_of, acting, county_campaign):
    have_written(county_campaign, acting)
    put_forward(client_of("zuzhi"), county_campaign, "inspection_summary")
    document = Document.objects.get()
    sign(client_of("zuzhi"), document)
    sign(client_of("guihua"), document)
    old = document.snapshots.get(is_current=True).digest
    found_unchanged(Patch.objects.get(number=LEFT), acting)
    have_written(county_campaign, acting)
    document.refresh_from_db()
    assert Signature.objects.filter(document=document, voided_at__isnull=True).count() == 0
    shown = client_of("zuzhi").get(reverse("web:signing_document", args=[document.pk]))
    assert shown.context["panel"]["state"] == "fallen"
    assert any("实地未变化" in one["title"] for one in shown.context["panel"]["fallen"][0]["changed"])
    assert client_of("zuzhi").get(reverse("web:verify", args=[old])).context["verdict"] == "changed"


def test_a_proposal_that_is_found_as_it_was_proposed_leaves_the_signatures_and_is_marked(
    client_of, acting, county_campaign
):
    have_written(county_campaign, acting)
    put_forward(client_of("zuzhi"), county_campaign)
    document = Document.objects.get()
    sign(client_of("zuzhi"), document)
    found_unlawful(acting)
    have_written(county_campaign, acting)
    assert Signature.objects.filter(document=document, voided_at__isnull=True).count() == 1
    page = page_of_document(client_of("zuzhi"), document)
    assert "您签字后有变动" in page
    assert "1宗依认定" in page


@pytest.mark.seed("S11")
def test_the_register_of_earlier_approvals_is_signed_and_printed_with_its_code(client_of, acting, county_campaign):
    have_written(county_campaign, acting)
    organiser = client_of("zuzhi")
    put_forward(organiser, county_campaign, "pj_register")
    document = Document.objects.get()
    assert "没有往年批而未用" in page_of_document(organiser, document)
    for username in ("zuzhi", "guihua", "dijigu", "gengbaogu", "guzhang", "juzhang", "zuzhang"):
        sign(client_of(username), document)
    document.refresh_from_db()
    assert document.signed_at is not None
    content = file_of(organiser, county_campaign, "pj_register")
    text = words_of(content)
    assert "逐级签字" in text
    with zipfile.ZipFile(io.BytesIO(content)) as word:
        assert any(name.startswith("word/media/") for name in word.namelist())


@pytest.mark.seed("S10")
def test_a_handling_card_is_that_of_a_violation_that_was_found_and_ends_with_it(client_of, acting, county_campaign):
    patch = Patch.objects.get(number=OTHER)
    place = reverse("web:patch_signatures", args=[patch.uuid])
    clerk = client_of("xiang02")
    forward = reverse("web:patch_put_form_forward", args=[patch.uuid, "handling_card"])
    assert "违法用地行为查处及落实情况登记卡" not in clerk.get(place).content.decode()
    clerk.post(forward)
    assert not Document.objects.exists(), "a proposal is no violation"
    found_unlawful(acting)
    assert "违法用地行为查处及落实情况登记卡" in clerk.get(place).content.decode()
    clerk.post(forward)
    document = Document.objects.get()
    told = {one["key"]: one["value"] for one in document.snapshots.get().cells}
    assert told["link.violation_type"] == "未报即用"
    assert told["link.area"] == "2.25"
    assert acting("zhifa").person_name in told["finding.taken"]
    for username in OF_A_CASE:
        sign(client_of(username), document)
    document.refresh_from_db()
    assert document.signed_at is not None
    word = b"".join(clerk.get(reverse("web:patch_handling_file", args=[patch.uuid])).streaming_content)
    text = words_of(word)
    assert "逐级签字" in text
    digest = document.snapshots.get(is_current=True).digest
    patch = Patch.objects.select_related("campaign").get(number=OTHER)
    reopen(patch, by=acting("juzhang"), expected_version=patch.version, because="new_evidence", reason="补来手续")
    document.refresh_from_db()
    assert not document.is_current
    assert "不再认定为违法用地" in page_of_document(clerk, document)
    assert client_of("zuzhi").get(reverse("web:patch_handling_file", args=[patch.uuid])).status_code == 404
    assert client_of("zuzhi").get(reverse("web:verify", args=[digest])).context["verdict"] == "ended"


def test_another_violation_type_voids_the_handling_card(client_of, acting, county_campaign):
    patch = found_unlawful(acting)
    clerk = client_of("xiang02")
    clerk.post(reverse("web:patch_put_form_forward", args=[patch.uuid, "handling_card"]))
    document = Document.objects.get()
    sign(clerk, document)
    reopen(
        patch, by=acting("juzhang"), expected_version=patch.version, because="law_read_differently", reason="边报边用"
    )
    patch.refresh_from_db()
    take_finding(
        patch, by=acting("zhifa"), expected_version=patch.version, finding="unlawful",
        violation_type="used_while_applying", reasons=("law_read_differently",), text="报批材料已受理",
    )  # fmt: skip
    assert Document.objects.get().is_current is False
    clerk.post(reverse("web:patch_put_form_forward", args=[patch.uuid, "handling_card"]))
    told = Document.objects.get(is_current=True).snapshots.get().cells
    assert next(one["value"] for one in told if one["key"] == "link.violation_type") == "边报边用"


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_forms_to_be_signed_can_be_read_on_any_screen(page_of, acting, county_campaign, client_of, size):
    have_written(county_campaign, acting)
    put_forward(client_of("zuzhi"), county_campaign)
    page = page_of("zuzhi", size)
    for address in (
        reverse("web:results_of", args=[county_campaign.pk]),
        reverse("web:signing_document", args=[Document.objects.get().pk]),
    ):
        page.goto(address)
        assert faults_of_access(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
