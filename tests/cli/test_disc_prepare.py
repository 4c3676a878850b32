"""`tuban disc prepare`: the checklist before the main job."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from tests.inspect.small_county import SmallCounty, plot

from tuban.cli.disc import disc
from tuban.inspect.disc import check_disc
from tuban.inspect.disc.making import make_disc
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.verifying import verify_disc
from tuban.render.results.preparation import write_checklist_of
from tuban.rules import rulebook
from tuban.values.errors import TubanError


@pytest.fixture
def run():
    def command(*arguments):
        return CliRunner().invoke(disc, ["prepare", *map(str, arguments)])

    return command


@pytest.mark.seed("D5")
def test_an_empty_machine_gets_a_checklist_with_everything_missing(run, tmp_path):
    output, forms = tmp_path / "清单.xlsx", tmp_path / "空白表.xlsx"
    result = run("-o", output, "--on", "2025-01-20", "--forms", forms)
    assert result.exit_code == 1, result.output
    assert "动态巡查台帐" in result.output
    assert output.is_file()
    assert forms.is_file()


def test_what_was_filled_in_by_hand_is_kept_when_it_is_written_again(run, tmp_path):
    register = tmp_path / "r.yaml"
    register.write_text("资料: [{资料: 外业记录手簿, 状态: 有, 持有人: 某甲}]\n", "utf-8")
    output = tmp_path / "清单.xlsx"
    run("-o", output, "--on", "2025-01-20", "--materials", register)
    first = output.read_bytes()
    run("-o", output, "--on", "2025-01-20")
    assert output.read_bytes() == first
    rows = CalamineWorkbook.from_path(output).get_sheet_by_name("准备资料").to_python()
    assert any(row[1] == "外业记录手簿" and row[8] == "某甲" for row in rows)


def test_a_file_that_is_no_checklist_is_not_written_over(run, tmp_path):
    output = tmp_path / "报告.xlsx"
    shutil.copy(__file__, output)
    before = output.read_bytes()
    result = run("-o", output, "--on", "2025-01-20")
    assert isinstance(result.exception, TubanError)
    assert output.read_bytes() == before


def test_without_a_day_and_without_a_disc_it_asks_for_the_day(run, tmp_path):
    result = run("-o", tmp_path / "a.xlsx")
    assert isinstance(result.exception, TubanError)
    assert result.exception.code == "preparation.no_day"


def test_a_folder_that_is_not_there_is_named_before_any_work(run, tmp_path):
    for arguments in (
        ["-o", tmp_path / "none/a.xlsx"],
        ["-o", tmp_path / "a.xlsx", "--forms", tmp_path / "none/b.xlsx"],
    ):
        result = run(*arguments, "--on", "2025-01-20")
        assert isinstance(result.exception, TubanError)
        assert result.exception.code == "rows.no_folder"
    assert not list(tmp_path.iterdir())


def test_the_day_of_a_disc_is_its_day_of_issue_or_the_end_of_its_year(run, tmp_path):
    county = SmallCounty(tmp_path / "disc")
    county.patch(plot(6))
    result = run(county.write(), "-o", tmp_path / "a.xlsx")
    assert result.exit_code == 1, result.output
    line = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("准备资料").to_python()[1][0]
    assert "截至 2024-12-31" in line


def test_a_register_that_cannot_be_read_is_told_and_stops_no_inspection(tmp_path):
    county = SmallCounty(tmp_path / "disc")
    county.patch(plot(6))
    (county.write() / "准备资料.yaml").write_text("资料: [1]\n", "utf-8")
    opened = check_disc(county.folder, tmp_path / "work", yes=True)
    write_checklist_of(opened, tmp_path, rulebook.load(), date(2025, 1, 20))
    rows = CalamineWorkbook.from_path(tmp_path / "准备资料清单.xlsx").get_sheet_by_name("准备资料").to_python()
    assert any(row[1] == "准备资料.yaml" and row[10] for row in rows)


@pytest.mark.long
def test_a_register_goes_along_on_a_disc_that_is_made_and_proved(tmp_path):
    county = SmallCounty(tmp_path / "folder")
    county.patch(plot(6))
    (county.write() / "准备资料.yaml").write_text("资料: [{资料: 外业记录手簿, 状态: 有}]\n", "utf-8")
    assert make_disc(county.folder, tmp_path / "disc.zip", stated=Manifest("")).path is not None
    verified = verify_disc(tmp_path / "disc.zip")
    assert (verified.is_proved, verified.has_extra_files) == (True, False)
    opened = check_disc(tmp_path / "disc.zip", tmp_path / "work")
    assert opened.verdict != "unfit"
    assert not [found.message for found in opened.findings if "准备资料" in found.file]
    assert opened.materials is not None


def test_an_output_that_cannot_be_is_refused_before_any_work(run, tmp_path):
    for where in (tmp_path / "none" / "清单.xlsx", tmp_path):
        result = run(tmp_path / "no-disc", "-o", where, "--on", "2025-01-20")
        assert isinstance(result.exception, TubanError | SystemExit), result.exception
        assert "no-disc" not in str(result.exception)
    result = run("-o", tmp_path / "清单.xlsx", "--on", "2025-01-20", "--forms", tmp_path / "none" / "空白表.xlsx")
    assert isinstance(result.exception, TubanError)
    assert not list(tmp_path.iterdir())


def test_field_work_may_begin_on_the_last_day_there_is(run, tmp_path):
    assert run("-o", tmp_path / "清单.xlsx", "--on", "9999-12-31").exit_code == 1


def test_a_number_of_instruments_that_nobody_has_gets_a_sentence(run, tmp_path):
    register = tmp_path / "r.yaml"
    register.write_text(f'仪器: [{{仪器名称: 全站仪, 型号: A, 数量: "{"9" * 5000}"}}]\n', "utf-8")
    result = run("-o", tmp_path / "清单.xlsx", "--on", "2025-01-20", "--materials", register)
    assert isinstance(result.exception, TubanError)
    assert "数量" in str(result.exception)
