"""The reports as files: an official paper that Word opens, sources a click away, pictures where they can be drawn."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from tests.rules.test_reports import COUNTY, LAW, composed

from tuban.render.fonts import NoChineseFont
from tuban.render.reports import write_reports
from tuban.render.reports.pieces import in_ranges
from tuban.render.state_style import marks_of
from tuban.rules.reports.composed import Chart, Table

MARKS = marks_of((entry.value, str(entry.get("state", ""))) for entry in LAW.codelist("finding").entries)
CASE = ("990101SJBG24000007", "")


@pytest.fixture(scope="module")
def reports():
    return composed(COUNTY)


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("images")
    paths = []
    for name, colour in (("before", "green"), ("after", "grey")):
        Image.new("RGB", (300, 300), colour).save(folder / f"{name}.jpg")
        paths.append(folder / f"{name}.jpg")
    return {CASE: (paths[0], paths[1])}


@pytest.fixture(scope="module")
def written(reports, images, tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    done = write_reports(reports, folder, marks=MARKS, images=images)
    assert done.with_charts
    assert sorted(folder.iterdir()) == sorted(done.files)
    return list(done.files)


def text(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join("".join(t.text for t in one._p.iter(qn("w:t"))) for one in document.paragraphs)


def printed_in(cell) -> str:
    """Return the text of a cell with what stands in controls."""
    return "".join(one.text for one in cell._tc.iter(qn("w:t")))


def test_the_files_bear_the_names_of_the_reports(written):
    assert [path.name for path in written] == ["执法检查汇总分析报告.docx", "违法行为调查处理情况报告.docx"]


def test_the_page_is_that_of_an_official_paper(written):
    section = docx.Document(str(written[0])).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    for footer in (section.footer, section.even_page_footer):
        (paragraph,) = footer.paragraphs
        assert paragraph.text.startswith("— ")
        assert "PAGE" in paragraph._element.xml


def test_the_styles_name_the_fonts_of_official_papers_for_chinese(written):
    styles = docx.Document(str(written[0])).styles
    fonts = {
        name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Title", "Heading 1", "Body Text")
    }
    assert fonts == {"Title": "方正小标宋简体", "Heading 1": "黑体", "Body Text": "仿宋_GB2312"}
    assert styles["Heading 2"].element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert styles["Body Text"].font.size.pt == 16
    assert styles["Body Text"].paragraph_format.line_spacing.pt == 28


def test_chapters_and_sections_are_headings_for_the_navigation_pane(written):
    document = docx.Document(str(written[1]))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[0] == "一、土地违法案件数据分析及典型案例"
    assert "（四）典型案例" in [p.text for p in document.paragraphs if p.style.name == "Heading 2"]


def test_every_mark_leads_to_its_row_among_the_sources(written):
    for path in written:
        root = docx.Document(str(path)).element
        wanted = {link.get(qn("w:anchor")) for link in root.iter(qn("w:hyperlink"))}
        there = [mark.get(qn("w:name")) for mark in root.iter(qn("w:bookmarkStart"))]
        assert wanted
        assert wanted <= set(there)
        assert len(there) == len(set(there))


def test_the_sources_list_every_figure_with_its_cell_or_its_sum(reports, written):
    for report, path in zip(reports, written, strict=True):
        tables = docx.Document(str(path)).tables
        (sources,) = [t for t in tables if t.rows[0].cells[0].text == "编号"]
        rows = [[cell.text for cell in row.cells] for row in sources.rows][1:]
        assert [row[0] for row in rows] == [f"[{number}]" for number in range(1, len(report.figures) + 1)]
        assert [row[1] for row in rows] == [figure.text for figure in report.figures]
        for row, figure in zip(rows, report.figures, strict=True):
            assert row[3] == figure.address.id if figure.address and not figure.operator else row[2] or row[3]


def test_the_head_of_a_table_is_repeated_and_no_row_is_broken(written):
    for table in docx.Document(str(written[0])).tables:
        properties = [row._tr.trPr for row in table.rows if row._tr.trPr is not None]
        assert all(one.find(qn("w:cantSplit")) is not None for one in properties)
    (sources,) = [t for t in docx.Document(str(written[0])).tables if t.rows[0].cells[0].text == "编号"]
    assert sources.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_tables_print_the_figures_of_the_forms(reports, written):
    for report, path in zip(reports, written, strict=True):
        tables = docx.Document(str(path)).tables
        for table in (block for block in report.blocks if isinstance(block, Table)):
            printed = [
                t
                for t in tables
                if [row.cells[0].text for row in t.rows][-len(table.rows) :] == [r.title for r in table.rows]
            ]
            cells = [
                [printed_in(c).rstrip("*") for c in row.cells[1:]]
                for t in printed
                for row in t.rows[-len(table.rows) :]
            ]
            for row in table.rows:
                assert ["—" if one is None else f"{one.value:f}" for one in row.cells] in cells


def test_a_case_shows_its_images_and_says_where_there_are_none(written):
    document = docx.Document(str(written[1]))
    described = [shape.get("descr") for shape in document.element.iter(qn("wp:docPr"))]
    assert "前时相影像（时间不详）" in described
    assert "未提供前、后时相影像" in text(written[1])


def test_what_is_to_be_written_is_marked_and_listed(reports, written):
    for report, path in zip(reports, written, strict=True):
        document = docx.Document(str(path))
        marked = [r.text for p in document.paragraphs for r in p.runs if r.style.name == "To Write"]
        wanted = [f"【待填写：{blank.text}】" for blank in report.to_write]
        assert marked[: len(wanted)] == wanted
        (checklist,) = [t for t in document.tables if t.rows[0].cells[0].text == "序号"]
        assert [row.cells[2].text for row in checklist.rows][1:] == [blank.text for blank in report.to_write]


def test_the_same_inspection_gives_the_same_bytes(reports, images, written, tmp_path):
    again = write_reports(reports, tmp_path, marks=MARKS, images=images)
    assert [path.read_bytes() for path in again.files] == [path.read_bytes() for path in written]
    with zipfile.ZipFile(written[0]) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_charts_are_drawn_sharp_enough_to_print(reports, written):
    for report, path in zip(reports, written, strict=True):
        charts = [block for block in report.blocks if isinstance(block, Chart)]
        with zipfile.ZipFile(path) as package:
            pictures = [name for name in package.namelist() if name.endswith(".png")]
            assert len(pictures) == len(charts)
            for name in pictures:
                assert Image.open(io.BytesIO(package.read(name))).width > 150 / 25.4 * 200


def test_without_a_chinese_font_the_reports_come_without_charts_and_say_so(reports, tmp_path, monkeypatch):
    def nothing(what: str) -> None:
        raise NoChineseFont(what=what)

    monkeypatch.setattr("tuban.render.reports.charts.sans_face", nothing)
    done = write_reports(reports, tmp_path, marks=MARKS, images={})
    assert not done.with_charts
    for path in done.files:
        assert "没有可用的中文字体，未绘制图表" in text(path)
        assert not [name for name in zipfile.ZipFile(path).namelist() if name.endswith(".png")]


def test_numbers_of_sources_are_written_as_ranges():
    assert in_ranges([5]) == "5"
    assert in_ranges([4, 5]) == "4,5"
    assert in_ranges([9, 1, 2, 3]) == "1–3,9"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_another_office_opens_the_reports(written, tmp_path):
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(written[1])], capture_output=True, text=True, timeout=120, check=False
    )
    assert (tmp_path / written[1].with_suffix(".pdf").name).is_file(), done.stderr
