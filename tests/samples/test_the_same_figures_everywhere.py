"""Workbook, page, reports, map legends, reconciliation, forms.json and GeoPackage of one county say the same figures.

Each is read as its reader reads it: cells of a workbook, words of a page, lines of a legend, attributes of a layer.
"""

from __future__ import annotations

import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from tuban.inspect.run import Inspection
from tuban.kernel.formats.children import Nursery
from tuban.render.fonts import NoChineseFont
from tuban.render.maps.typesetting import faces
from tuban.render.results import Stopwatch, write_results
from tuban.rules.rulebook import Rulebook

Line = tuple[int, Decimal, Decimal]
"""Parcels, their area and their cultivated land in 亩."""

pytestmark = pytest.mark.long

COLUMNS = {
    "lawful": "lawful", "unlawful": "unlawful", "unchanged": "unchanged", "temporary_use": "temporary",
    "agricultural_adjustment": "adjustment_only", "facility_agriculture": "facility", "other": "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def labels(rulebook: Rulebook) -> dict[str, str]:
    return {str(entry.value): str(entry.label) for entry in rulebook.codelist("finding")}


@pytest.fixture(scope="module")
def result(inspection: Inspection, rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    with Nursery() as nursery:
        write_results(inspection, folder, rulebook, lambda *_told: None, Stopwatch.started(), nursery=nursery)
    return folder


@pytest.fixture(scope="module")
def summary(result: Path) -> dict[str, dict[str, Any]]:
    """The rows of the summary in forms.json, by division, each a mapping of column to figure."""
    forms = json.loads((result / "forms.json").read_text(encoding="utf-8"))["forms"]
    section = next(form for form in forms if form["id"] == "inspection_summary")["sections"][0]
    return {
        row["code"]: {name: cell[1] for name, cell in zip(section["columns"], row["cells"], strict=True)}
        for row in section["rows"]
    }


@pytest.fixture(scope="module")
def county(summary: dict[str, dict[str, Any]]) -> dict[str, Line]:
    """What every other product must repeat: the county's line of each finding, and of all."""
    row = summary["990101"]
    lines = {finding: line_of(row, column) for finding, column in COLUMNS.items()}
    return {**lines, "": line_of(row, "monitored")}


def line_of(row: dict[str, Any], column: str) -> Line:
    return int(row[f"{column}.plots"]), Decimal(row[f"{column}.area"]), Decimal(row[f"{column}.cultivated"])


def test_the_findings_and_the_open_parcels_make_the_whole(county, summary):
    pending = int(summary["990101"]["pending.plots"])
    assert pending > 0
    for place in range(3):
        findings = sum(line[place] for finding, line in county.items() if finding)
        assert county[""][place] == findings + (pending if place == 0 else 0)


def test_the_workbook_prints_what_forms_json_says(result, summary):
    book = openpyxl.load_workbook(result / "统计表.xlsx", data_only=True)
    sheet = book["表2 执法检查数据汇总表(1)"]
    printed = {str(row[1]): row for row in sheet.iter_rows(min_row=6, values_only=True) if row[1]}
    assert printed.keys() == summary.keys()
    for code, row in summary.items():
        for told, cell in zip(list(row.values())[2:], printed[code][2:], strict=True):
            if isinstance(cell, int | float):
                assert Decimal(told) == Decimal(str(cell)), code
    unlawful = next(row for row in book["表3 违法用地数据汇总表"].iter_rows(values_only=True) if row[1] == "990101")
    assert line(unlawful[2:5]) == line_of(summary["990101"], "unlawful")


def line(cells) -> Line:
    return int(cells[0]), Decimal(str(cells[1])), Decimal(str(cells[2]))


def test_the_tiles_of_the_page_are_the_lines_of_the_summary(result, county):
    page = (result / "index.html").read_text(encoding="utf-8")
    shown = {
        finding: (int(count), Decimal(area), Decimal(cultivated))
        for finding, count, area, cultivated in re.findall(
            r'class="tile[^>]*data-finding="(\w*)".*?tile-count">(\d+)<.*?tile-areas"><span>(?:<small>\w*</small>)?'
            r"([\d.]+)<.*?</small>([\d.]+)<",
            page,
            re.DOTALL,
        )
    }
    assert {finding: shown[finding] for finding in county} == county


def printed_in(node) -> str:
    """Return the text below a node of a Word file; figures stand in controls."""
    return "".join(one.text or "" for one in node.iter(qn("w:t")))


def test_the_report_says_the_figures_of_the_summary(result, county, summary, labels):
    document = docx.Document(str(result / "执法检查汇总分析报告.docx"))
    said = printed_in(document.element.body).replace(" ", "").replace("\u00a0", "")
    row = summary["990101"]
    assert f"下发图斑{row['issued.patches']}个，监测面积{row['issued_area.area']}亩" in said
    for words, column in (("合法用地", "lawful"), ("违法用地", "unlawful"), ("新增建设用地", "new_construction")):
        plots, area, _cultivated = line_of(row, column)
        assert f"{words}{plots}宗、{area}亩" in said, words
    rows = [[printed_in(cell._tc) for cell in row.cells] for table in document.tables for row in table.rows]
    printed = {first.partition("（")[0]: rest for first, *rest in rows if len(rest) == 5}
    for finding, (plots, area, cultivated) in county.items():
        if finding:
            count, _share, of_area, _share_of_area, of_cultivated = printed[labels[finding]]
            assert (int(count), of_area.rstrip("*"), of_cultivated.rstrip("*")) == (plots, str(area), str(cultivated))


def test_the_legend_of_the_map_volume_counts_as_the_summary(result, county, labels):
    try:
        faces()
    except NoChineseFont:
        pytest.skip("no Chinese font on this machine")
    reader = PdfReader(result / "卫片图-合订本.pdf")
    said = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    for finding, (plots, area, cultivated) in county.items():
        label = labels[finding] if finding else "合计"
        assert f"{label} {plots} {area} {cultivated}" in said, label


def test_the_reconciliation_counts_new_construction_as_the_summary(result, summary):
    sheet = openpyxl.load_workbook(result / "矛盾对照表.xlsx")["总量对账"]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "合计")
    assert line(total[4:7]) == line_of(summary["990101"], "new_construction")
    row = summary["990101"]
    assert total[2] == int(row["issued.patches"]) + 5  # the five that the county found itself (卫片外)


def test_the_attributes_of_the_map_layer_add_up_to_the_summary(result, county):
    with sqlite3.connect(result / "图斑判定.gpkg") as layer:
        rows = layer.execute(
            'SELECT "图斑性质代码", count(*), sum(round("用地面积_亩" * 100)), sum(round("其中耕地_亩" * 100)) '
            'FROM "图斑判定" GROUP BY 1'
        ).fetchall()
    sums = {
        finding: (count, Decimal(int(area or 0)) / 100, Decimal(int(cultivated or 0)) / 100)
        for finding, count, area, cultivated in rows
    }
    assert {finding: sums[finding] for finding in county if finding} == {
        finding: told for finding, told in county.items() if finding
    }
