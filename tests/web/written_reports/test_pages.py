"""The pages of the written reports, as people go through them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader
from tests.web.rectification.test_desk import sent
from tests.workflow.written_reports.edited import overwritten, with_body

from tuban.workflow import store
from tuban.workflow.written_reports.drafting import WORD, figures_of_draft, write_draft
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition
from tuban.workflow.written_reports.tasks import held_against_now


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_from_the_draft_to_the_edition_that_says_what_was_changed(found, client_of, tmp_path):
    writer, township = client_of("zuzhi"), client_of("xiang02")
    listed = text_of(writer.get(reverse("web:written_reports")))
    assert "违法行为调查处理情况报告" in listed
    assert "还没有拟写报告" in listed
    sent(writer, reverse("web:written_report_draft"), report="handling_report", unit="990101", batch="", day="")
    made = ReportDraft.objects.get()
    address = reverse("web:written_report", args=[made.pk])
    assert "下载 Word 拟稿" not in text_of(writer.get(address)), "it is not drafted yet"
    assert writer.get(reverse("web:written_report_file", args=[made.pk])).status_code == 404
    write_draft(made, tmp_path)
    page = text_of(writer.get(address))
    assert "与累计数一致" in page
    cell = reverse("web:statistics_cell") + "?form=unlawful_summary&amp;unit=990101"
    assert cell in page, "a figure leads to its cell"
    assert reverse("web:patch", args=[found.patch.uuid]) in page, "a figure of a case leads to its patch"
    file = b"".join(writer.get(reverse("web:written_report_file", args=[made.pk])).streaming_content)
    assert file == store.found(made.checksum, WORD).read_bytes()
    tag = figures_of_draft(made)[0]["tag"]
    edited = with_body(store.found(made.checksum, WORD), tmp_path / "b.docx", overwritten(tag, "77"))
    wrong = writer.post(
        reverse("web:written_report_keep", args=[made.pk]),
        {"file": SimpleUploadedFile("a.docx", b"nothing"), "words": ""},
    )
    assert "不是 Word 文件" in text_of(wrong)
    given = {"file": SimpleUploadedFile("b.docx", edited.read_bytes()), "words": "补写原因"}
    assert writer.post(reverse("web:written_report_keep", args=[made.pk]), given).status_code == 302
    edition = ReportEdition.objects.get()
    own = reverse("web:written_report_edition", args=[edition.pk])
    assert "正在与现在的数比对" in text_of(writer.get(own))
    held_against_now(edition)
    shown = text_of(writer.get(own))
    assert "77" in shown
    assert "现在的数比对了" in shown
    assert "第 1 稿" in text_of(writer.get(address))
    paper = writer.get(reverse("web:written_report_edition_page", args=[edition.pk]))
    first = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "调查处理情况报告" in first
    assert "77" in first
    assert township.get(own).status_code == 404, "a report of the county is the county's"
    assert township.get(reverse("web:written_report_draft")).status_code == 403
    sent(writer, reverse("web:written_report_compare", args=[edition.pk]))
    assert text_of(client_of("xitong").get(reverse("web:written_reports")))


def test_the_cases_that_were_given_a_place_are_drafted_in_their_order(found, client_of, tmp_path):
    writer = client_of("zuzhi")
    sent(writer, reverse("web:written_report_draft"), report="handling_report", unit="990101", batch="", day="")
    made = write_draft(ReportDraft.objects.get(), tmp_path)
    offered = [one["key"] for one in made.about["proposals"]][:2]
    places = {f"place-{number}-{part}": str(len(offered) - at) for at, (number, part) in enumerate(offered)}
    answer = writer.post(reverse("web:written_report_cases", args=[made.pk]), places)
    again = ReportDraft.objects.order_by("-number").first()
    assert answer.url == reverse("web:written_report", args=[again.pk])
    assert again.cases == offered[::-1]
    assert again.number == 2
