"""The workbook 矛盾对照表: both sources side by side, sums that add up, empty sheets that say why."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.rules.check_specimens import CAMPAIGN, LAWFUL, UNLAWFUL, mu
from tests.rules.contradiction_specimens import PLACE, sources

from tuban.render.contradictions import About, write_contradictions
from tuban.rules import rulebook
from tuban.rules.checks import CampaignTotals, Quota
from tuban.rules.contradictions import Sources, find_contradictions, kinds_of, reconcile

TOWNSHIPS = {"990101001": "甲溪镇", "990101002": "乙岭镇"}


@pytest.fixture(scope="module")
def told() -> Sources:
    elsewhere = {
        **UNLAWFUL,
        "patch_number": "990101SJBG24000003",
        "township_code": "990101002",
        "counted_area": mu("1.015"),
    }
    totals = CampaignTotals(quotas={"990101": Quota(mu("9.00"), mu("5.00"))})
    plain = sources(LAWFUL, UNLAWFUL, elsewhere, places=[PLACE], totals=totals)
    return replace(plain, roles={name: one for name, one in plain.roles.items() if name != "earlier_patches"})


def written(path: Path, told: Sources) -> Path:
    law = rulebook.load()
    about = About("示范县", "2024年度", date(2025, 1, 20), TOWNSHIPS, {"seed-1": "《方案》"})
    found = find_contradictions(told, law, campaign=CAMPAIGN)
    write_contradictions(path, found, reconcile(told, law, list(TOWNSHIPS)), kinds_of(law), about)
    return path


def rows(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def number_cells(row: Sequence[object], first: int) -> list[Decimal]:
    return [Decimal(str(cell)).quantize(Decimal("0.01")) if cell != "" else Decimal(0) for cell in row[first:]]


def test_there_is_one_sheet_per_kind_a_summary_and_a_reconciliation(tmp_path: Path, told: Sources) -> None:
    names = CalamineWorkbook.from_path(written(tmp_path / "a.xlsx", told)).sheet_names
    kinds = [kind.title for kind in kinds_of(rulebook.load()).kinds.values()]
    assert names == ["汇总", "总量对账", *kinds]


def test_either_source_says_what_and_where_and_columns_stay_for_the_hand(tmp_path: Path, told: Sources) -> None:
    sheet = rows(written(tmp_path / "a.xlsx", told), "变更调查新增无图斑")
    assert sheet[2][5] == "甲：年度土地变更调查"
    assert sheet[2][7] == "乙：下发图斑"
    row = sheet[4]
    assert "前村17号图斑" in str(row[5])
    assert "今年.gdb 第9条" in str(row[6])
    assert str(row[7]).startswith("图斑990101SJBG24000002只覆盖1.80 亩")
    assert row[10] == 1.2
    assert [sheet[3][column] for column in (14, 15, 16)] == ["处理意见", "签字", "日期"]
    assert [row[column] for column in (14, 15, 16)] == ["", "", ""]


def test_counts_and_areas_add_up_by_kind_and_by_township(tmp_path: Path, told: Sources) -> None:
    sheet = rows(written(tmp_path / "a.xlsx", told), "汇总")
    heads = [str(cell) for cell in sheet[2]]
    assert heads[3:] == ["全县", "甲溪镇", "乙岭镇", "合计"]
    starts = [index for index, row in enumerate(sheet) if re.match("[一二三]、", str(row[0]))]
    for start, end in itertools.pairwise(starts):
        block = [row for row in sheet[start + 1 : end] if row[0]]
        *kinds, total = [number_cells(row, 3) for row in block]
        assert block[-1][0] == "合计"
        assert [sum(column) for column in zip(*kinds, strict=True)] == total
        assert all(sum(row[:-1]) == row[-1] for row in (*kinds, total))


def test_offices_stand_over_the_naming_columns_and_their_counts_behind_them(tmp_path: Path, told: Sources) -> None:
    summary = rows(written(tmp_path / "a.xlsx", told), "汇总")
    head = next(place for place, row in enumerate(summary) if row[0] == "责任部门")
    assert [cell for cell in summary[head] if cell] == ["责任部门", "错误", "警示", "说明", "合计"]
    assert summary[head][3] == "错误"
    *offices, total = summary[head + 1 : head + 2 + len(kinds_of(rulebook.load()).offices)]
    assert total[0] == "合计"
    assert number_cells(total, 3)[3] == sum(number_cells(row, 3)[3] for row in offices)


def test_a_sheet_without_rows_says_whether_it_was_compared(tmp_path: Path, told: Sources) -> None:
    path = written(tmp_path / "a.xlsx", told)
    assert "未比较：光盘缺" in str(rows(path, "往期批次")[4][0])
    assert rows(path, "登记面积与界线")[4][0] == "经比较，没有发现矛盾。"


def test_the_same_contradictions_give_the_same_bytes(tmp_path: Path, told: Sources) -> None:
    assert written(tmp_path / "a.xlsx", told).read_bytes() == written(tmp_path / "b.xlsx", told).read_bytes()


def test_every_sheet_prints_on_a3_with_its_header_on_every_page(tmp_path: Path, told: Sources) -> None:
    with zipfile.ZipFile(written(tmp_path / "a.xlsx", told)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        names = book.read("xl/workbook.xml").decode()
    assert all('paperSize="8"' in sheet and 'orientation="landscape"' in sheet for sheet in sheets)
    assert all("第 &amp;P 页" in sheet for sheet in sheets)
    assert names.count("_xlnm.Print_Titles") == len(sheets)
