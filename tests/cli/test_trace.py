"""`tuban trace`: from a number to its patches, named as people name it, with an answer to every wrong name."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from tests.inspect.small_county import SmallCounty, plot

from tuban.cli import commands
from tuban.inspect.progress import silent
from tuban.kernel.formats.children import Nursery
from tuban.render.results import Stopwatch, write_results
from tuban.render.tracing import TracesDamaged, open_cell, open_traces
from tuban.rules.rulebook import load


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> Path:
    """The result of a county with three patches, one of them twice as large and one never measured."""
    base = tmp_path_factory.mktemp("trace")
    county = SmallCounty(base / "disc")
    for serial, (mu, west) in enumerate(((3, 100), (6, 250), (4, 700)), 1):
        county.patch(plot(mu, west=west), number=f"990101SJBG2400000{serial}")
    county.tables["外业核查"] = [
        {"JCBH": f"990101SJBG2400000{serial}", "核查结果": "新增建设用地", "实际用途": "工业", "用地时间": "2024-03"}
        for serial in (1, 2, 3)
    ]
    out = base / "out"
    out.mkdir()
    with Nursery() as nursery:
        write_results(county.inspect(base / "work"), out, load(), silent, Stopwatch.started(), nursery=nursery)
    return out


@pytest.fixture
def tuban(capsys, monkeypatch):
    """Run the command line in English and return exit code, output and errors."""
    monkeypatch.setenv("TUBAN_LANG", "en")

    def run(*args: object) -> tuple[int, str, str]:
        from tuban.cli import main

        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    assert "trace" in commands.list_commands(None)
    return run


def opened(tuban, result: Path, *args: str) -> dict:
    code, out, err = tuban("trace", result, *args, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_every_cell_of_every_form_is_proven_by_its_parts(result):
    book = open_traces(result)
    cells = 0
    for table in book.tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                cell = open_cell(book, table, row, column)
                assert cell.proven, (table.sheet, cell.address, cell.text, cell.remade)
                assert cell.sums or cell.why, (table.sheet, cell.address)
                cells += 1
    assert cells > 1000


def test_an_address_is_the_one_of_the_workbook(tuban, result):
    sheets = openpyxl.load_workbook(result / "统计表.xlsx")
    book = open_traces(result)
    for table in book.tables:
        cell = opened(tuban, result, "--form", table.sheet, "--cell", table.address(0, 2))
        shown = sheets[table.sheet][table.address(0, 2)].value
        assert (cell["text"] or None) == (None if shown is None else f"{shown}") or float(cell["value"]) == shown


def test_a_form_is_named_by_number_title_id_or_sheet(tuban, result):
    names = ("S3", "s3", "表3", "违法用地数据汇总表", "unlawful_summary", "表3 违法用地数据汇总表", "违法用地数据")
    found = {opened(tuban, result, "--form", name, "--cell", "D7")["form"] for name in names}
    assert found == {"unlawful_summary"}


@pytest.mark.parametrize(
    "cell",
    ["monitored.area", "监测图斑合计/面积", "监测图斑合计›面积", " 监测图斑合计 > 面积"],
)
def test_a_cell_is_named_by_row_and_column_in_printed_words(tuban, result, cell):
    by_code = opened(tuban, result, "--form", "表2(1)", "--cell", f"990101001,{cell}")
    by_title = opened(tuban, result, "--form", "S2", "--cell", f"甲镇，{cell}")
    assert by_code == by_title
    assert {part["number"][-1] for one in by_code["sums"] for part in one["parts"]} == {"1", "2"}


def test_the_patches_are_shown_with_card_and_what_each_gives(tuban, result):
    code, out, _err = tuban("trace", result, "--form", "S2", "--cell", "合计,监测图斑合计/宗数")
    assert code == 0
    assert "3 plots" in out
    assert "登记卡/甲镇/990101SJBG24000001.docx" in out
    assert "Proven: what the plots give makes 3, as printed." in out


def test_a_blank_cell_says_why(tuban, result):
    told = opened(tuban, result, "--form", "A-1", "--cell", "合计,扣减前")
    assert (told["text"], told["value"]) == ("", None)
    assert "分母为零" in told["why"]


def test_a_ratio_gives_numerator_and_denominator(tuban, result):
    told = opened(tuban, result, "--form", "A-1", "--cell", "合计,扣减后")
    assert [one["role"] for one in told["sums"]][:2] == ["part", "part_less"]
    assert "whole" in {one["role"] for one in told["sums"]}


def test_the_patches_can_be_written_as_rows(tuban, result, tmp_path):
    file = tmp_path / "rows.csv"
    code, _out, err = tuban("trace", result, "--form", "S2", "--cell", "合计,monitored.plots", "--csv", file)
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["number"][-1] for row in rows] == ["1", "2", "3"]
    assert {row["amount"] for row in rows} == {"1"}


def test_without_a_cell_rows_columns_and_checks_are_listed(tuban, result):
    _code, forms, _err = tuban("trace", result)
    assert "违法用地数据汇总表" in forms
    _code, out, _err = tuban("trace", result, "--form", "S3")
    assert "fraud.area" in out
    assert "990101002" in out
    assert "four_kinds" in out


def test_a_check_opens_to_the_parts_that_make_the_difference(tuban, result):
    code, out, _err = tuban("trace", result, "--check", "four_kinds")
    assert code == 0
    assert "违法用地合计＝非法批地" in out


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--form", "S99"), "trace.no_such_form", "S"),
        (("--form", "S3", "--cell", "甲镇,面积"), "trace.several_fit", "unlawful.area"),
        (("--form", "S3", "--cell", "丙乡,unlawful.area"), "trace.no_such_row", "乙乡"),
        (("--form", "S3", "--cell", "甲镇,骗取批淮"), "trace.no_such_column", "骗取批准"),
        (("--form", "S3", "--cell", "A1"), "trace.no_such_address", "A7"),
        (("--form", "S2", "--cell", "C9"), "trace.sheet_wanted", "(2)"),
        (("--form", "S3", "--cell", "甲镇"), "trace.cell_not_named", "F12"),
        (("--cell", "F12"), "trace.form_wanted", "S3"),
        (("--check", "four_kind_s"), "trace.no_such_check", "four_kinds"),
        (("--form", "S3", "--csv", "rows.csv"), "trace.nothing_to_write", "--cell"),
    ],
)
def test_a_wrong_name_gets_a_sentence_with_the_right_words(tuban, result, args, code, said):
    ended, out, err = tuban("trace", result, *args)
    assert (ended, out) == (2, "")
    assert f"[{code}]" in err
    assert said in err


def test_a_folder_that_is_no_result_is_refused(tuban, tmp_path):
    code, _out, err = tuban("trace", tmp_path)
    assert code == 2
    assert "trace.not_a_result" in err


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('{"parts":[]}', "trace.too_old"),
        ("[]", "trace.too_old"),
        ('{"format":2}', "trace.damaged"),
        ("{", "trace.damaged"),
    ],
)
def test_an_old_or_damaged_file_is_refused(tuban, tmp_path, content, code):
    (tmp_path / "forms.json").write_text(content, encoding="utf-8")
    ended, _out, err = tuban("trace", tmp_path)
    assert ended == 2
    assert code in err


def test_a_number_that_was_changed_in_the_file_is_told(tuban, result, tmp_path):
    told = json.loads((result / "forms.json").read_text(encoding="utf-8"))
    form = next(form for form in told["forms"] if form["id"] == "inspection_summary")
    section = form["sections"][0]
    cell = section["rows"][0]["cells"][section["columns"].index("monitored.plots")]
    cell[0], cell[1] = "4", "4"
    (tmp_path / "forms.json").write_text(json.dumps(told), encoding="utf-8")
    code, out, _err = tuban("trace", tmp_path, "--form", "S2", "--cell", "合计,monitored.plots")
    assert code == 1
    assert "NOT PROVEN" in out


@pytest.mark.parametrize("name", ["populations", "terms", "parts", "measures"])
def test_traces_of_which_a_piece_is_gone_get_a_sentence(result, tmp_path, name):
    content = json.loads((result / "forms.json").read_text("utf-8"))
    content[name] = []
    (tmp_path / "forms.json").write_text(json.dumps(content), "utf-8")
    book = open_traces(tmp_path)
    damaged = 0
    for table in book.tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns)):
                try:
                    open_cell(book, table, row, column)
                except TracesDamaged:
                    damaged += 1
    assert damaged


@pytest.mark.parametrize("name", ["citations", "why", "forms", "workbook"])
def test_traces_without_forms_or_words_are_refused(result, tuban, tmp_path, name):
    content = json.loads((result / "forms.json").read_text("utf-8"))
    del content[name]
    (tmp_path / "forms.json").write_text(json.dumps(content), "utf-8")
    code, _out, told = tuban("trace", tmp_path)
    assert code == 2
    assert "trace.damaged" in told
