"""The cards as files: Word opens them, they say what the facts say, and data cannot become anything but text."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from tuban.render.cards import Seal, write_handling_cards, write_pj_register, write_registration_cards
from tuban.render.cards.docx_package import PORTRAIT, Document
from tuban.render.cards.docx_text import clean, paragraph, run
from tuban.render.cards.names import NameGiver, file_name
from tuban.rules.rulebook import Rulebook, load
from tuban.values.area import Area
from tuban.values.facts import Facts
from tuban.values.papers import Paper

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Judged:
    facts: Facts
    decisions: tuple[Any, ...] = ()
    missing: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Year:
    title: str = "2024年度土地卫片执法检查"
    year: int = 2024
    area_name: str = "示范县"


@dataclass(frozen=True)
class Pair:
    before: Path | None
    after: Path | None


@dataclass
class Seen:
    keys: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, patch: str, part: str) -> None:
        self.keys.append((patch, part))


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load()


def judged(number: str, **facts: Any) -> Judged:
    known = {"township_code": "990101002", "township_name": "二桥镇", "county_name": "示范县", **facts}
    return Judged(Facts({"patch_number": number, **known}))


def unlawful(number: str, **facts: Any) -> Judged:
    given = {"finding": "unlawful", "user": "示范县某建材厂", "counted_area": Area.from_mu("6.10"), **facts}
    return judged(number, **given)


def words(path: Path) -> str:
    """Everything printed in the body and the footer, cell by cell."""
    opened = docx.Document(str(path))
    texts = [one.text for one in opened.paragraphs]
    texts += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    texts += [one.text for one in opened.sections[0].footer.paragraphs]
    return "\n".join(texts)


@pytest.mark.seed("S9")
@pytest.mark.seed("S10")
def test_the_cards_of_a_split_patch_add_up_to_the_patch(tmp_path: Path, rulebook: Rulebook) -> None:
    def half(part_number: str, area: str, **facts: Any) -> Judged:
        size = Area.from_mu(area)
        about = {"part_number": part_number, "monitored_area": size, "counted_area": size, "area_basis": "apportioned"}
        return judged("990101SJBG24000010", **about, **facts)

    parts = [half("1", "3.595", finding="unlawful"), half("2", "2.405", finding="lawful")]
    registration = write_registration_cards(parts, tmp_path, rulebook, campaign=Year()).files
    handling = write_handling_cards(parts, tmp_path, rulebook, campaign=Year()).files
    assert "3.59" in words(registration["990101SJBG24000010", "1"]).split("\n")
    assert "2.41" in words(registration["990101SJBG24000010", "2"]).split("\n")
    # The handling card of the one part prints what its registration card prints, though its sibling has none.
    assert list(handling) == [("990101SJBG24000010", "1")]
    assert "3.59" in words(handling["990101SJBG24000010", "1"]).split("\n")


@pytest.mark.seed("S9")
def test_every_part_gets_a_registration_card_and_every_township_a_volume(tmp_path: Path, rulebook: Rulebook) -> None:
    seen = Seen()
    parts = [
        unlawful("990101SJBG24000010", part_number="2"),
        judged("990101SJBG24000009", finding="lawful", user="某公司"),
        judged("990101SJBG24000003", township_code="990101003", township_name="三里乡", finding="manual"),
        judged("990101SJBG24000004", township_code=None, township_name=None, finding="unchanged"),
    ]
    written = write_registration_cards(parts, tmp_path, rulebook, campaign=Year(), on_card=seen)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.docx")} == {
        "登记卡/二桥镇/990101SJBG24000009.docx",
        "登记卡/二桥镇/990101SJBG24000010-2.docx",
        "登记卡/三里乡/990101SJBG24000003.docx",
        "登记卡/乡镇不明/990101SJBG24000004.docx",
        "登记卡-合订本/二桥镇.docx",
        "登记卡-合订本/三里乡.docx",
        "登记卡-合订本/乡镇不明.docx",
    }
    assert set(seen.keys) == set(written.files)
    text = words(written.files["990101SJBG24000010", "2"])
    for expected in ("土地卫片地块核查情况登记卡", "☑违法用地", "示范县某建材厂", "6.10", "系统建议（签字前不作认定）",
                     "填表人：", "图斑号：990101SJBG24000010-2", rulebook.edition[:12]):  # fmt: skip
        assert expected in text
    volume = words(tmp_path / "登记卡-合订本/二桥镇.docx")
    assert volume.index("990101SJBG24000009") < volume.index("990101SJBG24000010-2")


@pytest.mark.seed("S10")
def test_only_unlawful_parts_get_a_handling_card_with_due_and_done(tmp_path: Path, rulebook: Rulebook) -> None:
    parts = [
        unlawful("1-1", demolish_due_area=Area.from_m2(1820), demolished_area=Area.from_m2(600), fine_due=5000,
                 penalty_items_decided=("return", "fine"), case_number="立〔2024〕3号", handling="filed"),
        judged("1-2", finding="lawful"),
        judged("1-3", finding="manual"),
    ]  # fmt: skip
    written = write_handling_cards(parts, tmp_path, rulebook, campaign=Year())
    assert list(written.files) == [("1-1", "")]
    text = words(written.files["1-1", ""])
    for expected in ("违法用地行为查处及落实情况登记卡", "应拆除建筑面积（㎡）\n1820.00",
                     "已拆除建筑面积（㎡）\n600.00", "5,000.00", "☑责令退还非法占用的土地", "☑罚款", "☐没收违法所得",
                     "立〔2024〕3号"):  # fmt: skip
        assert expected in text
    assert (tmp_path / "查处卡-合订本/二桥镇.docx").exists()


def test_a_sum_of_money_has_room_for_hundreds_of_millions(tmp_path: Path, rulebook: Rulebook) -> None:
    part = unlawful("1-1", fine_due=999_999_999, fine_paid=999_999_999)
    body = etree.fromstring(
        zipfile.ZipFile(write_handling_cards([part], tmp_path, rulebook, campaign=Year()).files["1-1", ""]).read(
            "word/document.xml"
        )
    )
    cells = [cell for cell in body.iter(f"{W}tc") if "".join(cell.itertext()) == "999,999,999.00"]
    half_a_character, margins = 100, 110  # in twips; figures are set in half the width of 10 pt
    needed = len("999,999,999.00") * half_a_character + margins
    assert [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) >= needed for cell in cells] == [True, True]


@pytest.mark.seed("S11")
def test_the_pj_register_lists_built_and_cultivated_areas_with_totals(tmp_path: Path, rulebook: Rulebook) -> None:
    paper = Paper("conversion", "政地字〔2021〕9号", "省人民政府", approved=Area.from_hectares("0.4"))
    parts = [
        judged("2-1", patch_list="earlier_approved", counted_area=Area.from_mu(6), approvals=(paper,),
               built_cultivated_area=Area.from_mu("3.10"), built_cultivated_basis="approval_survey"),
        judged("2-2", patch_list="earlier_approved", counted_area=Area.from_mu(2),
               built_cultivated_area=Area.from_mu("0.25"), built_cultivated_basis="land_use_map"),
        unlawful("2-3", patch_list="suspected"),
    ]  # fmt: skip
    path = write_pj_register(parts, tmp_path, rulebook, campaign=Year())
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    assert len(rows) == 4
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["*变更调查图斑号"] == "PJ 2-1"
    assert first["*占用的耕地面积（亩）"] == "3.10"
    assert first["原批准文号"] == "政地字〔2021〕9号"
    assert first["批准面积（亩）"] == "6.00"
    assert first["*核定方法"] == "套合勘测定界图"
    total = dict(zip(rows[0], rows[3], strict=True))
    assert (total["*本年实地已建设面积（亩）"], total["*占用的耕地面积（亩）"]) == ("8.00", "3.35")


def test_a_campaign_without_pj_parts_says_so(tmp_path: Path, rulebook: Rulebook) -> None:
    path = write_pj_register([unlawful("1")], tmp_path, rulebook, campaign=Year())
    assert "没有往年批而未用本年实地已建设的地块" in words(path)


def test_the_same_input_gives_the_same_bytes_in_any_order(tmp_path: Path, rulebook: Rulebook) -> None:
    parts = [unlawful(f"990101SJBG24{number:06d}") for number in range(5)]
    for folder, order in (("one", parts), ("two", parts[::-1])):
        write_registration_cards(order, tmp_path / folder, rulebook, campaign=Year())
        write_handling_cards(order, tmp_path / folder, rulebook, campaign=Year())
        write_pj_register(order, tmp_path / folder, rulebook, campaign=Year())
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.docx"))
    assert len(files) == 13
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_stays_text(text: str) -> None:
    made = Document(PORTRAIT)
    made.add(paragraph("CardValue", run(text)))
    content = made.finish(footer=(text, "", "", "", text), title=text, dated=date(2024, 12, 31))
    package = zipfile.ZipFile(io.BytesIO(content))
    body = etree.fromstring(package.read("word/document.xml"))
    printed = "".join("\n" if node.tag == f"{W}br" else (node.text or "") for node in body.iter(f"{W}t", f"{W}br"))
    assert printed == clean(text)
    footer = etree.fromstring(package.read("word/footer1.xml"))
    assert [node.get(f"{W}instr") for node in footer.iter(f"{W}fldSimple")] == [" PAGE ", " NUMPAGES "]
    assert not list(body.iter(f"{W}instrText", f"{W}fldSimple", f"{W}fldChar"))
    etree.fromstring(package.read("docProps/core.xml"))


NASTY = '</w:t></w:r><w:fldSimple w:instr="DDEAUTO c:\\\\x"/>{ DDEAUTO }&amp;\x07\x00"<b>'


def test_hostile_facts_are_printed_not_run(tmp_path: Path, rulebook: Rulebook) -> None:
    paper = Paper("supply", NASTY, NASTY)
    part = unlawful("1-1", user=NASTY, project_name=NASTY, note=NASTY, location="a\u202eb\r\nc", approvals=(paper,))
    written = write_registration_cards([part], tmp_path, rulebook, campaign=Year())
    text = words(written.files["1-1", ""])
    assert "{ DDEAUTO }&amp;" in text
    assert "ab\nc" in text
    body = etree.fromstring(zipfile.ZipFile(written.files["1-1", ""]).read("word/document.xml"))
    assert not list(body.iter(f"{W}instrText", f"{W}fldSimple", f"{W}fldChar"))


def test_a_name_from_data_cannot_leave_its_folder(tmp_path: Path, rulebook: Rulebook) -> None:
    out = tmp_path / "out"
    parts = [
        unlawful("../../evil", township_name="../..", township_code="1"),
        unlawful("CON", township_name="a/b\\c", township_code="2"),
        unlawful("长" * 200, township_name="城关镇", township_code="3"),
        unlawful("1", township_name="城关镇", township_code="4"),
    ]
    written = write_registration_cards(parts, out, rulebook, campaign=Year())
    assert len(set(written.files.values())) == 4
    assert all(path.resolve().is_relative_to(out.resolve()) for path in tmp_path.rglob("*.docx"))
    assert (out / "登记卡" / "城关镇(2)").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@given(st.text(max_size=300))
def test_a_file_name_is_always_a_single_safe_name(text: str) -> None:
    name = file_name(text, "x")
    assert name
    assert len(name.encode()) <= 121
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in (".", "..")


def test_names_that_differ_only_in_case_get_files_of_their_own() -> None:
    names = NameGiver()
    assert [names.give(text, "_") for text in ("A1", "a1", "A1")] == ["A1", "a1(2)", "A1(3)"]


def jpeg(path: Path, size: tuple[int, int], kind: str = "JPEG") -> Path:
    Image.effect_noise(size, 60).convert("RGB").save(path, kind)
    return path


def test_a_card_shows_both_pictures_small_and_says_where_there_is_none(tmp_path: Path, rulebook: Rulebook) -> None:
    large = jpeg(tmp_path / "large.png", (1600, 1200), "PNG")
    small = jpeg(tmp_path / "small.jpg", (300, 300))
    parts = [unlawful("1-1"), unlawful("1-2"), unlawful("1-3")]
    chips = {("1-1", ""): Pair(large, small), ("1-2", ""): Pair(None, small)}
    written = write_registration_cards(parts, tmp_path / "out", rulebook, campaign=Year(), chips=chips)
    opened = docx.Document(str(written.files["1-1", ""]))
    assert len(opened.inline_shapes) == 2
    package = zipfile.ZipFile(written.files["1-1", ""])
    first = Image.open(io.BytesIO(package.read("word/media/image1.jpeg")))
    assert (first.format, first.size) == ("JPEG", (320, 240))
    assert package.read("word/media/image2.jpeg") == small.read_bytes()
    assert "无影像覆盖" in words(written.files["1-2", ""])
    assert "影像对照" not in words(written.files["1-3", ""])
    assert len(docx.Document(str(tmp_path / "out/登记卡-合订本/二桥镇.docx")).inline_shapes) == 3


def test_the_card_of_a_disc_without_imagery_says_why_it_has_no_pictures(tmp_path: Path, rulebook: Rulebook) -> None:
    part = unlawful("1-1", image_before="2023-12-27", image_after="2024-03-02")
    without = write_registration_cards([part], tmp_path / "without", rulebook, campaign=Year())
    said = "影像对照：光盘未附影像（监测时相 2023-12-27 → 2024-03-02）"
    assert said in words(without.files["1-1", ""])
    assert said in words(without.volumes[0])
    covered = write_registration_cards([part], tmp_path / "with", rulebook, campaign=Year(), chips={})
    assert "光盘未附影像" not in words(covered.files["1-1", ""])


def test_the_package_is_a_sound_zip_with_official_fonts_and_no_time(tmp_path: Path, rulebook: Rulebook) -> None:
    written = write_registration_cards([unlawful("1-1")], tmp_path, rulebook, campaign=Year())
    package = zipfile.ZipFile(written.files["1-1", ""])
    assert package.testzip() is None
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    styles = package.read("word/styles.xml").decode()
    for font in ("方正小标宋简体", "黑体", "宋体", "仿宋_GB2312"):
        assert f'w:eastAsia="{font}"' in styles
    assert docx.Document(str(written.files["1-1", ""])).core_properties.created.year == 2024


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.long
def test_libreoffice_opens_the_cards(tmp_path: Path, rulebook: Rulebook) -> None:
    written = write_registration_cards([unlawful("1-1"), judged("1-2")], tmp_path, rulebook, campaign=Year())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "pdf"), str(written.volumes[0])],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pdf = (tmp_path / "pdf" / written.volumes[0].name).with_suffix(".pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert 2 <= pdf.count(b"/Type/Page\n") + pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page/") <= 5


def test_only_a_signed_card_bears_its_digest_and_the_others_stay_as_they_are(tmp_path, rulebook):
    cards = [judged("1"), judged("2")]
    seal = Seal("0123456789abcdef" * 4, "https://office.example/verify/" + "0123456789abcdef" * 4 + "/")
    plain = write_registration_cards(cards, tmp_path / "a", rulebook, campaign=Year())
    sealed = write_registration_cards(cards, tmp_path / "b", rulebook, campaign=Year(), seals={("1", ""): seal})
    assert plain.files["2", ""].read_bytes() == sealed.files["2", ""].read_bytes()
    assert "0123 4567 89ab cdef" not in words_of(plain.files["1", ""])
    assert "0123 4567 89ab cdef" in words_of(sealed.files["1", ""])
    again = write_registration_cards(cards, tmp_path / "c", rulebook, campaign=Year(), seals={("1", ""): seal})
    assert again.files["1", ""].read_bytes() == sealed.files["1", ""].read_bytes()


def words_of(path: Path) -> str:
    return " ".join(cell.text for table in docx.Document(path).tables for row in table.rows for cell in row.cells)
