"""Sheets of ``tuban inspect``: drawn by default, left out on request or without a font; the forms are whole anyway."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from tests.inspect.small_county import SmallCounty, plot

from tuban.cli import commands
from tuban.render import fonts
from tuban.render.maps import typesetting

SHEETS = ("卫片图", "卫片图-合订本.pdf", "万分之一图", "外业底稿.json.gz")


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    county = SmallCounty(tmp_path_factory.mktemp("disc") / "示范县")
    county.patch(plot(6))
    county.patch(plot(0.8, south=600), number="990101SJBG24000002")
    return county.write()


@pytest.fixture
def without_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    caches = (fonts.sans_face, fonts.serif_face, typesetting.faces)
    monkeypatch.delenv("TUBAN_FONT", raising=False)
    monkeypatch.setattr(fonts, "_folders", lambda: [tmp_path])
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


def run(*arguments: object):
    return CliRunner().invoke(commands, [str(one) for one in arguments], catch_exceptions=False)


def test_sheets_are_part_of_the_result_and_field_books_follow_from_it(disc: Path, tmp_path: Path) -> None:
    assert run("inspect", disc, "-o", tmp_path / "out", "--yes").exit_code == 0
    assert all((tmp_path / "out" / name).exists() for name in SHEETS)
    record = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
    assert record["notes"] == []
    assert record["seconds"]["sheets"] > 0
    assert "卫片图/甲镇.pdf" in record["outputs"]
    done = run("field-book", tmp_path / "out", "-o", tmp_path / "books")
    assert done.exit_code == 0
    assert (tmp_path / "books/甲镇.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.long
def test_sheets_can_be_left_out(disc: Path, tmp_path: Path) -> None:
    assert run("inspect", disc, "-o", tmp_path / "out", "--yes", "--no-sheets").exit_code == 0
    assert not any((tmp_path / "out" / name).exists() for name in SHEETS)
    assert (tmp_path / "out/统计表.xlsx").exists()


@pytest.mark.usefixtures("without_font")
def test_without_a_chinese_font_the_forms_are_whole_and_the_run_says_what_to_install(
    disc: Path, tmp_path: Path
) -> None:
    done = run("inspect", disc, "-o", tmp_path / "out", "--yes")
    assert done.exit_code == 0
    assert "fonts-noto-cjk" in done.output
    record = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
    assert len(record["notes"]) == 1
    assert "fonts-noto-cjk" in record["notes"][0]
    assert not any((tmp_path / "out" / name).exists() for name in SHEETS)
    for name in ("统计表.xlsx", "登记卡", "图斑判定.gpkg", "index.html"):
        assert (tmp_path / "out" / name).exists(), name


@pytest.mark.seed("C3")
def test_planned_groups_get_books_in_the_order_of_their_visits(disc: Path, tmp_path: Path) -> None:
    assert run("inspect", disc, "-o", tmp_path / "out", "--yes").exit_code == 0
    done = run("route", tmp_path / "out", "--all", "--groups", 1, "--seconds", 0.5, "-o", tmp_path / "routes")
    assert done.exit_code == 0
    plan = json.loads((tmp_path / "routes/外业路线.json").read_text(encoding="utf-8"))
    visits = [stop["patch"] for route in plan["routes"] for stop in route["stops"]]
    pages = [page.extract_text() for page in PdfReader(tmp_path / "routes/外业手簿/第一组.pdf").pages]
    order = [number for page in pages for number in visits if number in page and "照片编号" in page]
    assert order == visits
    assert all(stop["arrive"] in "".join(pages) for route in plan["routes"] for stop in route["stops"])


@pytest.mark.long
def test_routes_of_a_result_without_sheets_say_that_there_are_no_books(disc: Path, tmp_path: Path) -> None:
    assert run("inspect", disc, "-o", tmp_path / "out", "--yes", "--no-sheets").exit_code == 0
    done = run("route", tmp_path / "out", "--all", "--seconds", 0.5, "-o", tmp_path / "routes")
    assert done.exit_code == 0
    assert "No field books" in done.output
    assert not (tmp_path / "routes/外业手簿").exists()
