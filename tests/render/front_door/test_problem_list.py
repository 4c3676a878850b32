"""The list of contradictions and missing facts, as the office opens it in Excel."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tuban.render.problem_list import MissingFactOf, write_problem_list
from tuban.values.problems import Problem, Severity

PROBLEMS = [
    Problem("R24", Severity.WARNING, "文号不一致", "核对文件", "990101SJBG24000002", "", "990101001", ("approvals",)),
    Problem("R21", Severity.ERROR, "没有案号", "补录案号", "990101SJBG24000002", "", "990101001"),
    Problem("R38", Severity.WARNING, "与变更调查相差 38.25 亩", "逐块核对"),
    Problem("R01", Severity.NOTE, '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "@SUM(1)", "-1", "990101002"),
]
MISSING = [MissingFactOf("990101SJBG24000002", "", "990101001", "用地时间", "决定先后", "外业询问")]


def write(path: Path, problems=PROBLEMS, missing=MISSING) -> Path:
    write_problem_list(
        path,
        county_name="示范县",
        campaign_title="2024年度土地卫片执法检查",
        as_of=date(2024, 8, 5),
        problems=problems,
        missing=missing,
        township_names={"990101001": "一溪镇"},
        fact_titles={"approvals": "用地手续"},
    )
    return path


def rows(path: Path, sheet: int = 0) -> list[tuple]:
    book = openpyxl.load_workbook(path)
    return [tuple(cell.value for cell in row) for row in book.worksheets[sheet].iter_rows(min_row=4)]


@pytest.mark.seed("L7")
def test_each_line_says_where_how_grave_what_and_what_would_settle_it(tmp_path):
    listed = rows(write(tmp_path / "x.xlsx"))
    assert [row[1:9] for row in listed] == [
        ("全县", None, None, "警示", "R38", "与变更调查相差 38.25 亩", "逐块核对", None),
        ("一溪镇", "990101SJBG24000002", None, "错误", "R21", "没有案号", "补录案号", None),
        ("一溪镇", "990101SJBG24000002", None, "警示", "R24", "文号不一致", "核对文件", "用地手续"),
        ("一溪镇", "990101SJBG24000002", None, "待查明", None, "用地时间：决定先后", "外业询问", "用地时间"),
        ("990101002", "@SUM(1)", "-1", "说明", "R01", '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", None),
    ]
    assert [row[0] for row in listed] == [1, 2, 3, 4, 5]


def test_text_is_never_a_formula_nor_a_link(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "x.xlsx"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]


def test_the_header_stays_in_sight_and_filters(tmp_path):
    sheet = openpyxl.load_workbook(write(tmp_path / "x.xlsx")).worksheets[0]
    assert sheet.title == "矛盾与待查明清单"
    assert sheet["A1"].value == "示范县矛盾与待查明清单"
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:L8"
    assert sheet.print_title_rows == "$1:$3"


def test_fonts_are_the_official_ones(tmp_path):
    sheet = openpyxl.load_workbook(write(tmp_path / "x.xlsx")).worksheets[0]
    used = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
    assert used <= {"方正小标宋简体", "黑体", "宋体", "仿宋"}


def test_the_second_sheet_counts_by_rule_and_by_missing_fact(tmp_path):
    counted = {row[1]: row[:4] for row in rows(write(tmp_path / "x.xlsx"), 1)}
    assert counted["R21"] == ("错误", "R21", 1, 1)
    assert counted["R38"] == ("警示", "R38", 1, 0)
    assert counted["用地时间"] == ("待查明", "用地时间", 1, 1)


def test_an_empty_list_says_that_nothing_was_found(tmp_path):
    (only,) = rows(write(tmp_path / "x.xlsx", [], []))
    assert "没有发现矛盾" in only[0]


def test_the_same_list_gives_the_same_bytes_in_any_order(tmp_path):
    one = write(tmp_path / "one.xlsx").read_bytes()
    assert write(tmp_path / "two.xlsx", PROBLEMS[::-1]).read_bytes() == one
