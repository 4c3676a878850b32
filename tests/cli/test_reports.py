"""``tuban inspect`` leaves the two reports, with every figure in a cell that forms.json can open."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from tests.cli.test_inspect import tuban
from tests.inspect.small_county import NUMBER, SmallCounty, box, plot

SUMMARY, HANDLING = "执法检查汇总分析报告.docx", "违法行为调查处理情况报告.docx"
CELL = re.compile(r"^([a-z_]+)/([^/]+(?:/[^/]*)?)/([a-z_.]+)$")


@pytest.fixture(scope="module")
def disc(tmp_path_factory) -> Path:
    county = SmallCounty(tmp_path_factory.mktemp("disc") / "示范县")
    county.patch(plot(6))
    county.patch(plot(3, south=400), number="990101SJBG24000002", LY="W")
    county.patch(plot(2, west=600, south=600), number="990101SJBG24000003")
    county.layers = {
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": box(600, 600, 20, 20)}],
        "规划": [{"GHYT": "允许建设区", "geometry": box(0, 0, 1000, 1000)}],
        "农转用批准": [
            {"PZWH": "示政土〔2023〕1号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10", "geometry": plot(3.6)}
        ],
    }
    built = {"实地情况": "新增建设", "实际用途": "工业", "用地时间": "2024-03"}
    county.tables = {
        "外业核查结果": [
            {**built, "图斑编号": NUMBER, "用地单位或个人": "=示范公司", "实测面积": 6},
            {
                **built,
                "图斑编号": "990101SJBG24000002",
                "用地单位或个人": "李小四",
                "违法主体性质": "个人",
                "实测面积": 3,
            },
            {**built, "图斑编号": "990101SJBG24000003", "用地单位或个人": "乙乡人民政府", "实测面积": 2},
        ],
        "在报项目": [{"图斑编号": "990101SJBG24000099", "市级受理时间": "2024-01-01"}],
    }
    return county.write()


@pytest.fixture(scope="module")
def results(disc, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "结果"
    done = tuban("inspect", disc, "-o", folder, "--yes")
    assert done.returncode == 0, done.stderr
    return folder


def text(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for c in t._cells])


@pytest.mark.seed("S12")
def test_the_summary_report_has_the_chapters_of_the_work_plan(results):
    said = text(results / SUMMARY)
    chapters = "整体介绍 组织领导 工作部署 开展情况 新增建设用地整体情况 数据分析"
    problems = "存在的主要问题 典型实例 产生问题的原因 解决措施 意见和建议"
    for heading in f"{chapters} {problems}".split():
        assert heading in said
    assert "数据光盘未提供" in said


@pytest.mark.seed("S13")
def test_the_handling_report_has_its_chapters_and_says_what_no_register_tells(results):
    said = text(results / HANDLING)
    for heading in (
        "土地违法案件数据分析及典型案例",
        "典型案例",
        "主要特点",
        "发生原因",
        "处理情况",
        "发现率、立案率、处理到位率比较分析",
    ):
        assert heading in said
    assert "宗地比例" in said
    assert "未报即用" in said
    assert "未提供查处台账，立案率、处理到位率和结案率暂不能统计" in said
    assert not re.search(r"立案率0\.00%|处理到位率0\.00%", said)


@pytest.mark.seed("S12")
@pytest.mark.seed("S13")
def test_every_cited_cell_stands_in_forms_json_with_that_value(results):
    traced = {
        (form["id"], row["code"], column): cell[1] if len(cell) > 1 else None
        for form in json.loads((results / "forms.json").read_text(encoding="utf-8"))["forms"]
        for section in form["sections"]
        for row in section["rows"]
        for column, cell in zip(section["columns"], row["cells"], strict=True)
    }
    cited = 0
    for name in (SUMMARY, HANDLING):
        (sources,) = [t for t in docx.Document(str(results / name)).tables if t.rows[0].cells[0].text == "编号"]
        for row in sources.rows[1:]:
            _number, shown, whence, cell, _plots = (one.text for one in row.cells)
            found = CELL.match(cell)
            if found and "面积待测" not in whence and "面积已测" not in whence:
                assert str(traced[found.groups()]) == shown.rstrip("%"), cell
                cited += 1
    assert cited > 40


def test_a_private_person_is_not_named_in_a_report(results):
    for name in (SUMMARY, HANDLING):
        assert "李小四" not in text(results / name)


def test_the_page_links_to_the_reports(results):
    page = (results / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{quote(name)}"' in page for name in (SUMMARY, HANDLING))


@pytest.mark.long
def test_a_font_that_cannot_be_read_costs_the_charts_only(disc, tmp_path):
    done = tuban("inspect", disc, "-o", tmp_path / "out", "--yes", TUBAN_FONT=str(tmp_path / "no-font.ttf"))
    assert done.returncode == 0, done.stderr
    assert "The reports have no charts" in done.stdout
    assert "未绘制图表" in text(tmp_path / "out" / SUMMARY)
