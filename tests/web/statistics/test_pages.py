"""The pages of the statistics, as people go through them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.api.conftest import secret_of
from tests.web.rectification.test_desk import sent

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.statistics.models import Recount
from tuban.workflow.statistics.recounting import recount


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_from_a_form_to_the_patches_behind_its_cell_and_to_its_file(found, client_of):
    organiser, township = client_of("zuzhi"), client_of("xiang02")
    page = text_of(organiser.get(reverse("web:statistics")))
    assert "违法用地合计" in page
    assert "尚未重算核对" in page
    cell = reverse("web:statistics_cell") + "?form=unlawful_summary&row=990101002&column=unlawful.plots"
    assert str(found.patch) in text_of(organiser.get(cell))
    assert organiser.get(cell + "x").status_code == 404
    assert organiser.get(reverse("web:statistics") + "?unit=110101").status_code == 404
    assert township.get(reverse("web:statistics") + "?unit=990101").status_code == 404
    own = text_of(township.get(reverse("web:statistics")))
    assert "乙岭镇" in own
    assert "甲溪镇" not in own.split("official-table")[1].split("</table>")[0]
    book = organiser.get(reverse("web:statistics_file", args=["xlsx"]) + "?form=unlawful_summary")
    sheets = load_workbook(io.BytesIO(b"".join(book.streaming_content))).sheetnames
    assert any("违法用地数据汇总表" in one for one in sheets)
    assert reverse("web:statistics_forms") in page
    whole = organiser.get(reverse("web:statistics_forms"))
    assert len(load_workbook(io.BytesIO(b"".join(whole.streaming_content))).sheetnames) > len(sheets) + 8
    assert township.get(reverse("web:statistics_forms")).status_code == 404
    lines = organiser.get(reverse("web:statistics_file", args=["csv"]) + "?other_unit=990101002").content.decode()
    rows = list(csv.reader(io.StringIO(lines.removeprefix("\ufeff"))))
    assert rows[0][0] == "行政区"
    assert [] in rows, "two units stand in blocks"
    listed = text_of(organiser.get(reverse("web:statistics") + "?form=change_patch_statistics"))
    assert reverse("web:patch", args=[found.patch.uuid]) in listed


def test_side_by_side_map_and_recount(found, client_of):
    county, township = client_of("juzhang"), client_of("xiang02")
    beside = text_of(county.get(reverse("web:statistics") + "?unit=990101001&other_unit=990101002"))
    assert 'class="beside"' in beside
    assert "↔" in beside
    assert "choropleth" in text_of(county.get(reverse("web:statistics_map")))
    assert township.get(reverse("web:statistics_recount")).status_code == 403
    sent(county, reverse("web:statistics_recount"))
    assert "未完成" in text_of(county.get(reverse("web:statistics_recounts")))
    job = Recount.objects.get().job_id
    shown, stop = reverse("web:job", args=[job]), reverse("web:job_stop", args=[job])
    assert stop in text_of(county.get(shown))
    assert stop not in text_of(township.get(shown)), "others of the campaign see how far it is, and do not steer it"
    assert township.post(stop).status_code == 404
    recount(Recount.objects.get())
    assert "一致" in text_of(county.get(reverse("web:statistics")))


def test_a_day_that_was_not_filled_is_offered_and_administrators_see_nothing(found, client_of):
    page = text_of(client_of("zuzhi").get(reverse("web:statistics") + "?day=2020-01-01"))
    assert "尚未填写" in page
    assert "official-table" not in page
    assert "official-table" not in text_of(client_of("xitong").get(reverse("web:statistics")))


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_form_is_taken_along_as_paper(found, client_of, kind):
    answer = client_of("zuzhi").get(reverse("web:statistics_file", args=[kind]) + "?form=unlawful_summary")
    assert answer.status_code == 200
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(answer.content)).pages
        number = Line.objects.get(action="web.take_file").number
        assert all(f"导出编号 {number} " in page.extract_text() for page in pages)
        told = "".join(page.extract_text() for page in pages)
    else:
        paper = Document(io.BytesIO(answer.content))
        told = "".join(cell.text for row in paper.tables[0].rows for cell in row.cells)
        told += "".join(one.text for one in paper.paragraphs)
    for word in ("违法用地数据汇总表", "乙岭镇", "填报单位", "2.25"):
        assert word in told, word


def test_machines_read_the_same_figures(found):
    machine = Client(headers={"authorization": f"Bearer {secret_of('zuzhi', Scope.READ)}"})
    home = f"/api/v1/campaigns/{found.campaign.pk}/forms"
    told = machine.get(home).json()
    assert "unlawful_summary" in {one["id"] for one in told["forms"]}
    assert told["units"]["990101002"] == "乙岭镇"
    form = machine.get(f"{home}/unlawful_summary").json()
    section = form["sections"][0]
    place = [one["id"] for one in section["columns"]].index("unlawful.area")
    row = next(one for one in section["rows"] if one["code"] == "990101002")
    (one,) = machine.get(f"{home}/unlawful_summary/cell?row=990101002&column=unlawful.area").json()
    assert Decimal(one["total"]) == Decimal(row["cells"][place]["value"])
    assert found.patch.number in {part["number"] for part in one["parts"]}
    apart = machine.get(f"{home}/unlawful_summary/differences?unit=990101001&other_unit=990101002")
    assert apart.status_code == 200
    for wrong in ("none", "unlawful_summary?unit=110101", "unlawful_summary?batch=none",
                  "unlawful_summary/cell?row=x&column=none"):  # fmt: skip
        assert machine.get(f"{home}/{wrong}").status_code == 404, wrong
    assert machine.get(f"{home}/unlawful_summary?day=2020-01-01").status_code == 422
