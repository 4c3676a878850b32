"""The workbook of statutory forms, read back as an office program reads it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tuban.render.form_traces import traces, write_traces
from tuban.render.workbook import Cover, write_forms
from tuban.render.workbook.text import clean, lines_of, sheet_names
from tuban.rules import forms
from tuban.rules.forms import ReportingUnit
from tuban.rules.rulebook import load
from tuban.values.area import Area
from tuban.values.facts import Facts

COVER = Cover(
    "2024年度土地卫片执法检查",
    "示范县自然资源局",
    date(2024, 12, 31),
    "2024-990101",
    edition="e" * 64,
    disc_checksum="d" * 64,
    citations={"inf": "本产品拟定"},
)
UNITS = [ReportingUnit("990101", "示范县")]
TOWNSHIPS = (("990101101", "白水乡"), ("990101100", "青石镇"))


class Judged:
    def __init__(self, **facts) -> None:
        self.facts = Facts(facts)


def judgements(**about) -> list[Judged]:
    found = []
    for number, (code, name) in enumerate(TOWNSHIPS * 2):
        area = Area.from_mu(f"{number + 1}.25")
        facts = {
            "patch_number": f"100{number}", "part_number": "", "county_code": "990101", "county_name": "示范县",
            "township_code": code, "township_name": name, "counted_area": area, "counted_cultivated_area": area,
            "finding": "unlawful", "violation_type": "fraud", "survey_comparison": "inconsistent", **about,
        }  # fmt: skip
        found.append(Judged(**facts))
    return found


@pytest.fixture(scope="module")
def rulebook():
    return load()


def written(path: Path, rulebook, judged) -> openpyxl.Workbook:
    filled = forms.fill_forms(judged, UNITS, rulebook)
    write_forms(filled, path, cover=COVER, wording=forms.wording(rulebook))
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def book(tmp_path_factory, rulebook):
    return written(tmp_path_factory.mktemp("forms") / "forms.xlsx", rulebook, judgements())


def values(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_there_is_a_sheet_for_every_form_between_explanation_and_checks(book):
    names = book.sheetnames
    assert (names[0], names[-1]) == ("填报说明", "校核")
    for number in range(1, 9):
        assert any(name.startswith(f"表{number} ") for name in names)
    assert sum(name.startswith("表4 ") for name in names) == 5
    assert any(name.startswith("表11 ") for name in names)


def test_a_summary_has_title_unit_line_header_groups_totals_and_signatures(book):
    sheet = book["表3 违法用地数据汇总表"]
    rows = values(sheet)
    assert rows[0][0] == "违法用地数据汇总表"
    assert rows[1][0] == "填报单位：示范县自然资源局"
    assert "单位：宗、亩" in rows[1]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert "A3:A6" in merged  # 行政区, down all four rows of the header
    assert "C3:E5" in merged  # 违法用地合计 over 宗数, 面积, 耕地
    assert "I3:AC3" in merged  # 非法占地 over its seven columns
    total, first, second = rows[6:9]
    assert total[:5] == ["示范县合计", "990101", 4, 11, 11]
    assert (first[0].strip(), first[2], first[3]) == ("青石镇", 2, 6.5)
    assert (second[0].strip(), second[2], second[3]) == ("白水乡", 2, 4.5)
    assert sheet["A7"].font.bold
    assert not sheet["A8"].font.bold
    assert sheet["D7"].number_format == "0.00_*"
    assert [text for text in rows[-1] if text] == ["填表人：", "审核人：", "领导小组组长：", "日期："]


def test_sheets_print_on_their_paper_with_repeated_header_and_page_numbers(book):
    sheet = book["表1 变化图斑情况统计表"]
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.freeze_panes == "D5"
    assert "&P" in sheet.oddFooter.center.text
    assert int(book["表5 农村建设违法用地"].page_setup.paperSize) == 9


def test_inconsistent_patches_carry_their_mark_before_the_number(book):
    sheet = book["表1 变化图斑情况统计表"]
    numbers = [row[1] for row in values(sheet)[4:] if isinstance(row[0], int)]
    assert numbers == ["※1001", "※1003", "※1000", "※1002"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.y", "{=A1}", "1e5"]
)
def test_text_never_becomes_a_formula_a_number_or_a_link(tmp_path, rulebook, text):
    sheet = written(tmp_path / "forms.xlsx", rulebook, judgements(user=text))["表1 变化图斑情况统计表"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 4
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_control_characters_and_endless_text_do_no_harm(tmp_path, rulebook):
    nasty = "甲\x00\x07\x1b\ufffe\ud800乙" + "长" * 40_000
    sheet = written(tmp_path / "forms.xlsx", rulebook, judgements(user=nasty))["表1 变化图斑情况统计表"]
    users = [row[6] for row in values(sheet)[4:] if isinstance(row[0], int)]
    assert all(user.startswith("甲乙长") and len(user) == 32_000 for user in users)


def test_an_unmeasured_area_is_named_and_marked(tmp_path, rulebook):
    unmeasured = Judged(
        patch_number="9", part_number="", county_code="990101", township_code="990101100", finding="unlawful",
        violation_type="fraud",
    )  # fmt: skip
    sheet = written(tmp_path / "forms.xlsx", rulebook, [*judgements(), unmeasured])["表3 违法用地数据汇总表"]
    assert (sheet["D7"].value, sheet["D7"].number_format) == (11, '0.00"*"')
    assert any("待测" in str(row[0]) for row in values(sheet)[9:])


def test_the_checks_are_listed_and_a_failed_one_names_its_patches(tmp_path, rulebook):
    untyped = judgements(violation_type=None)
    sheet = written(tmp_path / "forms.xlsx", rulebook, untyped)["校核"]
    failed = [row for row in values(sheet) if row[3] == "不符"]
    assert failed
    assert all("1000" in row[5] for row in failed if row[0] == "违法用地数据汇总表")
    assert any(row[3] == "相符" for row in values(sheet))


def test_the_explanation_tells_edition_disc_and_campaign(book):
    texts = {cell for row in values(book["填报说明"]) for cell in row if isinstance(cell, str)}
    assert {"e" * 64, "d" * 64, "示范县自然资源局", "2024-12-31"} <= texts


def test_identical_input_gives_identical_bytes_in_any_order(tmp_path, rulebook):
    shuffled = judgements()
    random.Random(7).shuffle(shuffled)
    for name, judged in (("a.xlsx", judgements()), ("b.xlsx", shuffled)):
        written(tmp_path / name, rulebook, judged)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_every_number_in_the_sidecar_leads_to_its_patches(tmp_path, rulebook):
    judged = judgements()
    filled = forms.fill_forms(judged, UNITS, rulebook)
    write_traces(tmp_path / "forms.json", filled, judged, rulebook)
    read = json.loads((tmp_path / "forms.json").read_text(encoding="utf-8"))
    form = next(form for form in read["forms"] if form["id"] == "unlawful_summary")
    section = form["sections"][0]
    column = section["columns"].index("fraud.area")
    text, value, population, terms = next(row for row in section["rows"] if row["code"] == "990101100")["cells"][column]
    assert (text, Decimal(value)) == ("6.50", Decimal("6.50"))
    behind = read["populations"][population]
    assert [read["parts"][number][:2] for number in behind] == [["1001", ""], ["1003", ""]]
    role, measure, of, total = read["terms"][terms[0]]
    assert (role, of, total) == ("sum", population, "6.50")
    assert [read["figures"][measure][number] for number in behind] == ["2.25", "4.25"]


def test_the_sidecar_tells_where_each_cell_stands_in_the_workbook(tmp_path, rulebook):
    judged = judgements()
    filled = forms.fill_forms(judged, UNITS, rulebook)
    book = written(tmp_path / "forms.xlsx", rulebook, judged)
    for form in traces(filled, judged, rulebook)["forms"]:
        for section in form["sections"]:
            sheet = book[section["sheet"]]
            for down, row in enumerate(section["rows"]):
                for across, cell in enumerate(row["cells"]):
                    shown = sheet.cell(section["first_row"] + down, across + 1).value
                    told = "" if shown is None else str(shown).strip("　")
                    assert told == cell[0] or float(told) == float(cell[1]), (form["id"], row["code"], across)


def test_sheet_names_are_legal_short_and_never_alike():
    wanted = ["表[1]:*?/\\", "长" * 40, "长" * 40, "History", "''", "a", "A"]
    names = sheet_names(wanted)
    assert len({name.lower() for name in names}) == len(wanted)
    assert all(0 < len(name) <= 31 for name in names)
    assert not any(set(name) & set("[]:*?/\\") for name in names)
    assert "history" not in {name.lower() for name in names}


def test_the_height_of_a_row_follows_its_text():
    assert lines_of("短", 10, 9) == 1
    assert lines_of("是否违反土地利用总体规划", 3.4, 9) >= 4
    assert lines_of("甲\n乙", 10, 9) == 2
    assert clean("a\x08b") == "ab"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("localc") is None, reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_the_workbook_and_prints_every_sheet(tmp_path, rulebook):
    count = len(written(tmp_path / "forms.xlsx", rulebook, judgements()).sheetnames)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "forms.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    printed = (tmp_path / "forms.pdf").read_bytes()
    assert printed.count(b"/Type/Page/") >= count
