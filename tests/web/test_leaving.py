"""Files that leave the office: a line of the audit each, and the number of the line on what was drawn for somebody."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from tuban.web.leaving import LeavingMiddleware, copy_of, signed_by_hand
from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.practice import PASSWORD, found_practice
from tuban.workflow.organisations.queries import acting_named

pytestmark = pytest.mark.django_db
SIZES = ((595.28, 841.89), (841.89, 595.28), (595.28, 841.89))


@pytest.fixture(autouse=True)
def county():
    return found_practice([("990101001", "甲溪镇")])


@pytest.fixture
def paper() -> bytes:
    book = PdfWriter()
    for size in SIZES:
        book.add_blank_page(*size)
    book.add_outline_item(title="第一页", page_number=0)
    made = io.BytesIO()
    book.write(made)
    return made.getvalue()


def served(response, name: str | None = "zuzhi", method: str = "get"):
    """Return an answer as it leaves, to somebody."""
    from django.utils import timezone

    request = getattr(RequestFactory(), method)("/some/place.pdf")
    request.acting = acting_named(name, on=timezone.localdate()) if name else None
    return LeavingMiddleware(lambda _request: response)(request)


def bytes_of(answer) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()  # closing the answer itself would end the connection of the test, too
    return content


def drawn(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": "attachment"})


def taken() -> list[Line]:
    return list(Line.objects.filter(action="web.take_file").order_by("number"))


def test_every_page_of_a_drawn_paper_bears_who_when_and_the_number_of_its_line(paper):
    pages = PdfReader(io.BytesIO(served(drawn(paper)).content)).pages
    (line,) = taken()
    assert [(round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)) for page in pages] == [*SIZES]
    for page in pages:
        text = page.extract_text()
        assert f"导出编号 {line.number} · " in text
        assert line.person_name in text
        assert "示范县自然资源局" in text
        assert text.count(str(line.number)) > 1, "faintly across, too"
    assert PdfReader(io.BytesIO(served(drawn(paper)).content)).outline[0].title == "第一页"
    assert line.subject_id == hashlib.sha256(paper).hexdigest()


def test_a_paper_that_is_signed_by_hand_has_the_line_at_its_edge_alone(paper):
    text = PdfReader(io.BytesIO(served(signed_by_hand(drawn(paper))).content)).pages[0].extract_text()
    assert re.findall(r"\d+", text)[0] == str(taken()[0].number)
    assert len(text.splitlines()) == 1


def test_a_kept_file_leaves_byte_for_byte_and_its_line_names_its_digest(paper, tmp_path):
    kept = tmp_path / "封存.pdf"
    kept.write_bytes(paper)
    answer = served(FileResponse(kept.open("rb"), as_attachment=True, filename=kept.name))
    assert bytes_of(answer) == paper
    (line,) = taken()
    assert (line.subject_title, line.subject_id) == ("封存.pdf", hashlib.sha256(paper).hexdigest())
    assert line.details["bytes"] == len(paper)


def test_a_copy_of_a_kept_pdf_is_marked_and_of_another_file_is_not(paper, tmp_path):
    kept, other = tmp_path / "路线.pdf", tmp_path / "路线.gpx"
    kept.write_bytes(paper)
    other.write_bytes(b"<gpx/>")
    assert served(copy_of(kept, kept.name)).content != paper
    assert bytes_of(served(copy_of(other, other.name))) == b"<gpx/>"
    assert [one.subject_title for one in taken()] == ["路线.pdf", "路线.gpx"]


def test_what_is_no_file_and_whoever_is_nobody_leave_no_line(paper):
    served(HttpResponse("<p>"))
    served(HttpResponse(paper, content_type="application/pdf"), name=None)
    served(HttpResponse(paper, content_type="application/pdf"), method="head")
    served(HttpResponse(b"", content_type="application/pdf", status=404))
    assert not taken()


def test_the_operator_may_turn_the_mark_off_and_never_the_line(paper, settings):
    settings.WATERMARK = False
    assert served(drawn(paper)).content == paper
    assert len(taken()) == 1


def test_the_number_on_a_stray_paper_and_the_digest_of_a_stray_file_lead_to_who_took_it(paper):
    served(drawn(paper))
    (line,) = taken()
    client = Client()
    client.force_login(Person.objects.get(username="shenji"))
    client.post(reverse("web:sign_in"), {"username": "shenji", "password": PASSWORD})
    for asked in ({"number": str(line.number)}, {"text": hashlib.sha256(paper).hexdigest()}):
        page = client.get(reverse("web:audit"), asked).content.decode()
        assert page.count("data-row-link") == 1, asked
        assert line.person_name in page
        assert "导出文件" in page
    assert "data-row-link" not in client.get(reverse("web:audit"), {"number": "999999"}).content.decode()
