"""``tuban inspect``: a disc goes in, the forms come out, whole or not at all."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from tests.inspect.small_county import NUMBER, SmallCounty, box, plot

ROOT = Path(__file__).parents[2]
GIVEN_DISCS = ROOT.parent / "shared/data/discs"


def tuban(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tuban", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TUBAN_LANG": "en", **environment},
    )


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.fixture(scope="module")
def disc(tmp_path_factory) -> Path:
    county = SmallCounty(tmp_path_factory.mktemp("disc") / "示范县")
    county.patch(plot(6))
    county.patch(plot(3, south=400), number="990101SJBG24000002", LY="W")
    county.patch(plot(2, south=600), number="990101SJBG24000003", LY="PJ")
    county.layers = {
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": box(900, 900, 50, 50)}],
        "规划": [{"GHYT": "允许建设区", "geometry": box(0, 0, 1000, 1000)}],
        "农转用批准": [
            {"PZWH": "示政土〔2023〕1号", "PZJG": "示范省人民政府", "PZRQ": "2023-05-10", "geometry": plot(3.6)}
        ],
    }
    county.tables = {
        "外业核查结果": [
            {
                "图斑编号": NUMBER,
                "实地情况": "新增建设",
                "实际用途": "工业",
                "用地时间": "2024-03",
                "用地单位或个人": "=示范公司",
            },
            {"图斑编号": "990101SJBG24000002", "实地情况": "新增建设", "实际用途": "公路", "用地时间": "2024-04"},
        ],
        "在报项目": [{"图斑编号": "990101SJBG24000099", "市级受理时间": "2024-01-01"}],
    }
    return county.write()


@pytest.fixture(scope="module")
def results(disc, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "结果"
    done = tuban("inspect", disc, "-o", folder, "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert str(folder / "index.html") in done.stdout
    return folder


@pytest.mark.seed("S1")
@pytest.mark.seed("S9")
@pytest.mark.seed("S10")
@pytest.mark.seed("S11")
def test_every_form_card_and_list_is_in_the_result(results):
    there = set(content(results))
    assert {"index.html", "统计表.xlsx", "forms.json", "矛盾与待查明清单.xlsx", "图斑判定.gpkg"} <= there
    assert "PJ地块占用耕地面积情况登记表.docx" in there
    assert f"登记卡/甲镇/{NUMBER}-1.docx" in there
    assert f"登记卡/甲镇/{NUMBER}-2.docx" in there
    assert "登记卡/甲镇/990101SJBG24000003.docx" in there
    assert "登记卡-合订本/甲镇.docx" in there
    assert f"查处卡/甲镇/{NUMBER}-2.docx" in there


def test_every_link_of_the_pages_leads_to_something_in_the_folder(results):
    for name in ("index.html", "导入体检.html"):
        links = {unquote(link) for link in re.findall(r'href="([^"#]+)"', (results / name).read_text("utf-8"))}
        assert {link for link in links - {"data:,"} if not (results / link).exists()} == set()
    assert "导入体检.html" in {
        unquote(link) for link in re.findall(r'href="([^"]+)"', (results / "index.html").read_text("utf-8"))
    }


def test_the_record_of_the_run_holds_every_input_and_output_with_its_checksum(results):
    record = json.loads((results / "run.json").read_text(encoding="utf-8"))
    assert record["outputs"] == content(results)
    assert {entry["role"] for entry in record["inputs"]} >= {"patches", "boundaries", "survey_last", "conversion"}
    assert all(len(entry["sha256"]) == 64 for entry in record["inputs"])
    assert record["counts"]["patches"] == 3
    assert record["counts"]["parts"] == 4
    assert len(record["lawbook_edition"]) == 64


def test_a_text_of_the_disc_never_becomes_a_formula(results):
    for name in ("统计表.xlsx", "矛盾与待查明清单.xlsx"):
        book = openpyxl.load_workbook(results / name)
        formulas = [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
        assert not formulas
    texts = {
        cell.value
        for sheet in openpyxl.load_workbook(results / "统计表.xlsx")
        for row in sheet
        for cell in row
        if cell.value
    }
    assert "=示范公司" in texts


@pytest.mark.long
def test_the_same_disc_gives_the_same_bytes_twice(disc, results, tmp_path):
    assert tuban("inspect", disc, "-o", tmp_path / "again", "--yes").returncode == 0
    assert content(tmp_path / "again") == content(results)


def test_an_unfit_disc_is_refused_in_a_sentence_and_nothing_is_written(tmp_path):
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "图斑.shp").write_bytes(b"no shapefile")
    done = tuban("inspect", tmp_path / "disc", "-o", tmp_path / "out", "--yes")
    assert done.returncode == 2
    assert "inspect.disc_unfit" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_bare_disc_is_not_taken_for_granted_in_a_pipe(disc, tmp_path):
    done = tuban("inspect", disc, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "patches" in done.stderr
    assert not (tmp_path / "out").exists()


def test_results_are_never_written_onto_the_disc(disc):
    before = content(disc)
    done = tuban("inspect", disc, "-o", disc / "结果", "--yes")
    assert done.returncode == 2
    assert "inspect.output_inside_disc" in done.stderr
    assert content(disc) == before


@pytest.mark.parametrize("end", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
@pytest.mark.long
def test_an_interrupted_run_leaves_the_earlier_result_as_it_was(disc, results, tmp_path, end):
    folder = tmp_path / "out"
    assert tuban("inspect", disc, "-o", folder, "--yes").returncode == 0
    before = content(folder)
    running = subprocess.Popen(
        [sys.executable, "-m", "tuban", "inspect", str(disc), "-o", str(folder), "--yes"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        # A shell in the background ignores it, and its children with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".out.*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(end)
    _out, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert content(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", ["real-shapes-a"])
def test_a_given_disc_of_real_shapes_is_inspected(name, tmp_path):
    if not (GIVEN_DISCS / name).is_dir():
        pytest.skip("the discs of real shapes are not beside the project")
    done = tuban("inspect", GIVEN_DISCS / name, "-o", tmp_path / "out", "--yes")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out/run.json").read_text(encoding="utf-8"))
    assert record["counts"]["patches"] == 709
    assert sum(record["counts"]["findings"].values()) == record["counts"]["parts"] >= 709


def test_what_the_disc_needed_is_listed_in_chinese_with_before_and_after(results):
    sheet = openpyxl.load_workbook(results / "矛盾与待查明清单.xlsx")["光盘检查"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows
    assert all("缺少" in row[3] for row in rows if row[7] == "disc.role_missing")
    assert {"disc.role_missing"} <= {row[7] for row in rows}


def test_documents_speak_chinese_whatever_the_language_of_the_command(results):
    english = re.compile(r"(?<!tuban )(?<!tuban)\b(?!tuban)[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")  # but commands
    said = {
        f"{path.name}!{sheet.title}!{cell.coordinate}": cell.value
        for path in sorted(results.glob("*.xlsx"))
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    said |= {path.name: "\n".join(paragraph.text for paragraph in docx.Document(path).paragraphs)
             for path in sorted(results.glob("*.docx"))}  # fmt: skip
    said |= {path.name: shown(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.html"))}
    assert len(said) > 500
    assert {place: english.search(text).group() for place, text in said.items() if english.search(text)} == {}


def shown(page: str) -> str:
    """Return the text of a page without its scripts, styles and tags."""
    return re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", "\n", page, flags=re.DOTALL)


@pytest.mark.long
def test_another_lawbook_judges_by_its_own_values(disc, results, tmp_path):
    own = tmp_path / "规则库"
    shutil.copytree(Path(str(files("tuban.lawbook"))), own, ignore=shutil.ignore_patterns("__pycache__"))
    line = own / "parameters/accountability/account_line.yaml"
    line.write_text(line.read_text(encoding="utf-8").replace("value: 0.15", "value: 0.12"), encoding="utf-8")
    done = tuban("inspect", disc, "-o", tmp_path / "out", "--yes", "--lawbook", own)
    assert done.returncode == 0, done.stderr
    before, after = (json.loads((one / "run.json").read_text("utf-8")) for one in (results, tmp_path / "out"))
    assert before["lawbook_edition"] != after["lawbook_edition"]
    assert before["counts"]["findings"] == after["counts"]["findings"]
    assert content(results)["统计表.xlsx"] != content(tmp_path / "out")["统计表.xlsx"]
