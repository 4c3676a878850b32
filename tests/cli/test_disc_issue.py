"""`tuban disc issue`: a city's discs, once its monitoring results are complete, and not before."""

from __future__ import annotations

import json
import zipfile

import pytest
import rasterio
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from tests.inspect.small_city import SIDE, SmallCity
from tests.inspect.small_county import SOUTH, WEST

from tuban.cli.disc import disc
from tuban.inspect.disc import check_disc
from tuban.inspect.disc.verifying import verify_disc
from tuban.values.errors import TubanError

pytestmark = [
    pytest.mark.seed("D1"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),  # rasterio's own use of affine
]
ABOUT = ("--city", "9901", "--city-name", "示例市", "--number", "2024-01", "--issuer", "示例省厅")


@pytest.fixture
def city(tmp_path):
    return SmallCity(tmp_path / "city")


def issue(city, output, *more):
    arguments = ["issue", city.write(), "-o", output, *ABOUT, "--issued-on", "2025-01-20", *more]
    return CliRunner().invoke(disc, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def complete(tmp_path_factory):
    """A complete city, issued once."""
    folder = tmp_path_factory.mktemp("complete")
    whole = SmallCity(folder / "city")
    result = issue(whole, folder / "out")
    assert result.exit_code == 0, result.output
    return whole, folder / "out"


def test_a_complete_city_gets_a_proved_disc_for_each_county_with_patches(complete, tmp_path):
    _city, out = complete
    discs = sorted(out.glob("*.zip"))
    assert [path.name[:8] for path in discs] == ["990101甲县", "990102乙县"]
    for path in discs:
        verified = verify_disc(path)
        assert verified.is_proved
        assert not verified.has_extra_files
        checked = check_disc(path, tmp_path / path.stem)
        assert checked.verdict in ("fit", "repairable")
        assert (checked.campaign.area_code, checked.campaign.year) == (path.name[:6], 2024)
        assert (checked.campaign.issuer, checked.campaign.issued_on) == ("示例省厅", "2025-01-20")
        assert sum(layer.count for layer in checked.layers["patches"]) == 4
        assert {layer.list for layer in checked.layers["patches"]} == {
            "suspected", "unapproved", "approved", "earlier_approved"
        }  # fmt: skip
        assert {placement.county_code for placement in checked.placements if placement} == {path.name[:6]}
        assert checked.layers["boundaries"][0].count == 3
        with zipfile.ZipFile(path) as archive:
            assert json.loads(archive.read("manifest.json"))["note"] == "发放编号：2024-01"


def test_images_are_cut_to_the_county_with_a_margin_and_keep_their_grid_and_values(complete, tmp_path):
    city, out = complete
    with zipfile.ZipFile(next(out.glob("990102*.zip"))) as archive:
        archive.extractall(tmp_path / "second")
    with (
        rasterio.open(tmp_path / "second/影像/前时相影像.tif") as cut,
        rasterio.open(city.folder / "前时相影像.tif") as whole,
    ):
        assert cut.bounds == (WEST + SIDE - 200, SOUTH, WEST + 2 * SIDE + 200, SOUTH + SIDE)
        window = rasterio.windows.from_bounds(*cut.bounds, transform=whole.transform)
        assert (cut.read() == whole.read(window=window)).all()
        assert cut.crs == whole.crs


def test_the_index_names_every_county_with_checksum_and_the_receipt_waits_for_signatures(complete):
    _city, out = complete
    book = CalamineWorkbook.from_path(out / "发放目录.xlsx")
    index = book.get_sheet_by_name("发放目录").to_python()
    rows = {row[1]: row for row in index if row[1] in ("990101", "990102", "990103")}
    assert rows["990103"][3] == "不发放"
    assert "两期影像比对无变化" in rows["990103"][-1]
    assert len(rows["990101"][-2]) == 64
    total = next(row for row in index if row[0] == "合计")
    assert total[9] == 8
    receipts = book.get_sheet_by_name("签收单").to_python()
    assert [row[1] for row in receipts[3:]] == ["甲县", "乙县"]
    assert all(row[2] == "符合" for row in book.get_sheet_by_name("完整性检查").to_python()[3:])


@pytest.mark.long
def test_the_same_results_give_the_same_discs(complete, tmp_path):
    city, out = complete
    issue(city, tmp_path / "again")
    names = [path.name for path in sorted(out.iterdir())]
    assert names == [path.name for path in sorted((tmp_path / "again").iterdir())]
    assert [(out / name).read_bytes() for name in names] == [(tmp_path / "again" / n).read_bytes() for n in names]


def no_declaration(city):
    city.declarations = ""


def half_an_image(city):
    city.images["后时相影像"] = (0, 1.5 * SIDE)


def no_image(city):
    del city.images["前时相影像"]


def a_missing_list(city):
    city.patches = [one for one in city.patches if one["LY"] != "PJ"]


def a_stranger(city):
    city.patch("990101", 5 * SIDE, "990101SJBG24000077", LY="Y")


def a_bad_number(city):
    city.patches[0]["JCBH"] = "甲-1"


def a_declaration_that_is_not_true(city):
    city.declarations += "990102,乙县,无变化,某乙,2025-01-11\n"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (no_declaration, ("[I03] 丙区既没有图斑，也没有无变化声明",)),
        (half_an_image, ("[I07] 乙县后时相影像只覆盖5", "[I07] 丙区后时相影像只覆盖0.0%")),
        (no_image, ("[I06] 甲县前时相影像只覆盖0.0%",)),
        (a_missing_list, ("[I08] 没有“往年批而未用当年实地已建设”清单",)),
        (a_stranger, ("[I05] 1个图斑不在示例市所辖各县（市、区）界线内：990101SJBG24000077",)),
        (a_bad_number, ("[I10] R01：甲-1 图斑编号“甲-1”格式不对",)),
        (a_declaration_that_is_not_true, ("[I04] 乙县声明无变化，却有图斑4个",)),
    ],
)
def test_an_incomplete_city_is_refused_with_what_is_missing(city, tmp_path, harm, said):
    harm(city)
    result = issue(city, tmp_path / "out")
    assert result.exit_code == 2
    for sentence in said:
        assert sentence in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_a_list_that_is_declared_empty_is_not_missing(city, tmp_path):
    a_missing_list(city)
    city.declarations = city.declarations.replace("名称,说明", "名称,名单,说明").replace("丙区,", "丙区,,")
    city.declarations += ",,PJ,本市没有此类地块,某甲,2025-01-10\n"
    assert issue(city, tmp_path / "out").exit_code == 0


def test_a_division_list_asks_for_counties_that_have_no_boundary(city, tmp_path):
    city.write()
    codes = "".join(f"{code},{name}\n" for code, name in {"990101": "甲县", "990104": "丁县"}.items())
    (city.folder / "区划清单.csv").write_text("区划代码,名称\n" + codes, "utf-8")
    result = issue(city, tmp_path / "out")
    assert "[I02] 丁县没有行政区界线" in result.output


def test_a_declaration_without_a_code_and_a_city_without_one_get_a_sentence(city, tmp_path):
    city.declarations = "区划代码,名称\n丙区,990103\n"
    assert isinstance(issue(city, tmp_path / "out").exception, TubanError)
    city.declarations = ""
    wrong = issue(city, tmp_path / "out", "--city", "990101")
    assert isinstance(wrong.exception, TubanError)
    assert wrong.exception.code == "issue.not_a_city"
