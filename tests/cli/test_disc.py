"""``tuban disc`` from outside: verdicts, exit codes, JSON, and no bytes where there is no terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tests.inspect.disc.conftest import Shelf, boundary_frame, number, patch_frame

from tuban.cli.disc import disc

pytestmark = pytest.mark.seed("D1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shelf = Shelf(tmp_path / "disc")
    shelf.root.mkdir()
    shelf.geopackage(patch_frame(), "图斑")
    shelf.geopackage(boundary_frame(), "行政区")
    return shelf.root


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("TUBAN_LANG", "en")


def run(*arguments: object):
    return CliRunner().invoke(disc, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_fit_disc_ends_with_0_and_says_so(folder):
    result = run("check", folder)
    assert result.exit_code == 0
    assert "The disc is fit" in result.output
    assert "图斑.gpkg" in result.output
    assert "(supply) is missing" in result.output


def test_a_disc_to_repair_ends_with_1_and_shows_before_and_after(folder):
    (folder / "外业核查结果.csv").write_bytes(f"图斑编号,实地情况\n{number(1)},新增建设\n".encode("gbk"))
    result = run("check", folder)
    assert result.exit_code == 1
    assert "not stated → GB18030" in result.output


def test_an_unfit_disc_ends_with_2_and_says_what_to_do(folder):
    (folder / "图斑.gpkg").write_bytes(b"")
    result = run("check", folder)
    assert result.exit_code == 2
    assert "图斑.gpkg is empty." in result.output
    assert "→ Copy the file again" in result.output


def test_strict_ends_with_2_where_1_would_do(folder):
    (folder / "外业核查结果.csv").write_bytes(f"图斑编号,实地情况\n{number(1)},新增建设\n".encode("gbk"))
    assert run("check", folder, "--strict").exit_code == 2


def test_json_follows_the_contract(folder):
    result = run("check", folder, "--json")
    answer = json.loads(result.output)
    assert answer["verdict"] == "fit"
    assert (answer["loaded"], answer["skipped"], answer["total"]) == (7, 0, 7)
    keys = ["code", "severity", "file", "feature", "message", "hint", "before", "after", "reason", "consequence"]
    assert all(list(finding) == [*keys, "proposal", "bbox"] for finding in answer["findings"])
    assert answer["campaign"]["area_code"] == "990101"


@pytest.mark.parametrize("what", ["nowhere", "file"])
def test_no_disc_at_all_still_gives_json(tmp_path, what):
    path = tmp_path / "x"
    if what == "file":
        path.write_text("hello")
    result = run("check", path, "--json")
    assert result.exit_code == 2
    assert json.loads(result.output)["verdict"] == "unfit"


def test_proposed_roles_are_saved_edited_and_read(folder, tmp_path):
    saved = tmp_path / "disc.yaml"
    assert run("check", folder, "--write-yaml", saved).exit_code == 0
    about = yaml.safe_load(saved.read_text("utf-8"))
    assert {each["path"]: each["role"] for each in about["files"]} == {
        "图斑.gpkg": "patches",
        "行政区.gpkg": "boundaries",
    }
    about["files"][1]["role"] = "ignore"
    (folder / "disc.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    answer = json.loads(run("check", folder, "--json").output)
    assert answer["origin"] == "disc.yaml"
    assert "boundaries" in answer["missing_roles"]


def test_making_and_proving(folder, tmp_path):
    output = tmp_path / "disc.zip"
    made = run("make", folder, "-o", output, "--title", "2024年度土地卫片执法检查", "--issued-on", "2024-11-05")
    assert made.exit_code == 0, made.output
    assert run("verify", output).exit_code == 0
    answer = json.loads(run("check", output, "--json").output)
    assert (answer["campaign"]["title"], answer["verdict"]) == ("2024年度土地卫片执法检查", "fit")
    assert run("make", folder, "-o", output).exit_code == 2
    assert run("verify", folder).exit_code == 2
    unpacked = tmp_path / "unpacked"
    run("make", folder, "-o", unpacked)
    (unpacked / "more.txt").write_text("more")
    assert run("verify", unpacked).exit_code == 1


def test_chinese_by_locale(folder, monkeypatch):
    (folder / "图斑.gpkg").write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-m", "tuban", "disc", "check", str(folder)],
        env={**os.environ, "TUBAN_LANG": "zh_CN"}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    output = done.stdout.decode()
    assert done.returncode == 2
    assert "图斑.gpkg 是空文件" in output
    assert "光盘不可用" in output
    assert done.stderr == b""
    assert "\x1b" not in output


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["inspect"], ["用法：", "缺少参数 'DISC'"]),
        (["inspct"], ["没有命令 'inspct'"]),
        (["disc", "make", "a", "-o", "b", "--year", "x"], ["'--year' 的值不对", "不是有效数字"]),
        (["disc", "check", "a", "--strct"], ["没有选项 '--strct'", "'--strict'"]),
    ],
)
def test_a_mistake_in_typing_is_told_in_chinese(typed, said):
    done = subprocess.run(
        [sys.executable, "-m", "tuban", *typed],
        env={**os.environ, "TUBAN_LANG": "zh_CN"}, capture_output=True, check=False, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 2
    assert all(words in done.stderr for words in said), done.stderr


def test_every_command_shows_examples_and_exit_codes():
    for command in ("check", "make", "verify"):
        help_text = run(command, "--help").output
        assert f"tuban disc {command}" in help_text
        assert "Exit codes:" in help_text


def test_a_disc_is_checked_with_the_names_that_a_province_uses(tmp_path):
    shelf = Shelf(tmp_path / "disc")
    shelf.root.mkdir()
    shelf.geopackage(patch_frame().rename(columns={"JCBH": "XSDM"}), "疑似问题地块")
    shelf.geopackage(boundary_frame(), "行政区")
    sample = Path(__file__).parents[2] / "docs/zh/how-to/samples/province-names"
    assert run("check", shelf.root).exit_code == 2
    assert run("check", shelf.root, "--local", sample).exit_code == 0
