"""The exchange file of boundary points (界址点 TXT): every way in which producers write it, one after the other."""

from pathlib import Path

import pytest
import shapely

from tuban.kernel.formats import boundary_points
from tuban.kernel.formats.nursery import Refusal

pytestmark = pytest.mark.seed("D1")
SHARED = Path(__file__).parents[4] / "shared/data/formats/jzd_txt"
HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=示范县测绘队
数据产生日期=2024-01-01
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
PLOT = "5,1.0000,1,东地块,面,I50G001001,工业,0601,@\n"
SQUARE = [(4060000, 500000), (4060100, 500000), (4060100, 500100), (4060000, 500100)]


def points(ring=SQUARE, number="1", *, closed=True, label="J{}", shift=0.0, start=1) -> str:
    lines = [f"{label.format(start + i)},{number},{x:.3f},{y + shift:.3f}" for i, (x, y) in enumerate(ring)]
    return "\n".join([*lines, lines[0]] if closed else lines) + "\n"


def inner(by: float, side: float) -> list[tuple[float, float]]:
    return [(4060000 + by + x, 500000 + by + y) for x, y in ((0, 0), (side, 0), (side, side), (0, side))]


def read(tmp_path: Path, text: str, encoding: str = "utf-8", newline: str = "\n"):
    path = tmp_path / "地块.txt"
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return boundary_points.read(path)


def codes(drawing) -> list[str]:
    return [note.code for note in drawing.notes]


def test_northing_stands_first(tmp_path):
    drawing = read(tmp_path, HEAD + PLOT + points())
    (feature,) = drawing.features
    assert feature.shape.bounds == (500000, 4060000, 500100, 4060100)
    assert drawing.crs == "EPSG:4547"
    assert feature.values["地块编号"] == "1"
    assert feature.values["地块名称"] == "东地块"
    assert feature.values["地块面积(公顷)"] == 1.0
    assert feature.values["图幅号"] == "I50G001001"
    assert feature.values["地类编码"] == "0601"
    assert feature.values["数据产生单位"] == "示范县测绘队"
    assert codes(drawing) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end(tmp_path, encoding, newline):
    (feature,) = read(tmp_path, HEAD + PLOT + points(), encoding, newline).features
    assert feature.values["地块名称"] == "东地块"
    assert feature.shape.area == 10_000


VARIANTS = {
    "closing point omitted": PLOT.replace("5,", "4,", 1) + points(closed=False),
    "closing point given but not counted": PLOT.replace("5,", "4,", 1) + points(),
    "closing point counted but not given": PLOT + points(closed=False),
    "labels without J": PLOT + points(label="{}"),
    "labels with zeros": PLOT + points(label="J{:02d}"),
    "unit behind the area": PLOT.replace("1.0000", "1.0000公顷") + points(),
    "area in 亩 with its unit": PLOT.replace("1.0000", "15.00亩") + points(),
    "further fields before the @": PLOT.replace("0601,@", "0601,甲村,30,@") + points(),
    "no comma before the @": PLOT.replace("0601,@", "0601@") + points(),
    "full-width commas": (PLOT + points()).replace(",", "，"),
    "spaces around": PLOT.replace(",", " , ") + points().replace(",", ", "),
    "tabs between": PLOT + points().replace(",", "\t"),
    "blanks between": PLOT + points().replace(",", "  "),
    "empty ring number": PLOT + points(number=""),
    "no ring number": PLOT + points().replace(",1,", ","),
    "blank lines": PLOT + "\n" + points().replace("\n", "\n\n"),
    "zone in the easting": PLOT + points(shift=38_000_000),
    "commas in the name": PLOT.replace("东地块", "东地块,B区,二期") + points(),
    "only what must be": "5,,,,面,,,,@\n" + points(),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_gives_the_same_plot(tmp_path, variant):
    drawing = read(tmp_path, HEAD + VARIANTS[variant])
    (feature,) = drawing.features
    assert feature.shape.normalize().equals_exact(
        shapely.box(500000, 4060000, 500100, 4060100).normalize()
        if "easting" not in variant
        else shapely.box(38500000, 4060000, 38500100, 4060100).normalize()
    )
    assert drawing.crs == ("EPSG:4526" if "easting" in variant else "EPSG:4547")
    assert codes(drawing) == []


def test_a_name_with_commas_is_whole(tmp_path):
    (feature,) = read(tmp_path, HEAD + VARIANTS["commas in the name"]).features
    assert feature.values["地块名称"] == "东地块,B区,二期"
    assert feature.values["地块用途"] == "工业"


def test_further_fields_are_kept(tmp_path):
    (feature,) = read(tmp_path, HEAD + VARIANTS["further fields before the @"]).features
    assert (feature.values["扩展1"], feature.values["扩展2"]) == ("甲村", "30")


def test_a_second_ring_inside_is_a_hole(tmp_path):
    text = HEAD + PLOT.replace("5,1.0000", "10,0.9600") + points() + points(inner(20, 20), "2", start=5)
    drawing = read(tmp_path, text)
    (feature,) = drawing.features
    assert len(feature.shape.interiors) == 1
    assert feature.shape.area == 9600
    assert codes(drawing) == []


def test_a_second_ring_outside_is_a_further_part_and_a_third_inside_a_hole_is_land_again(tmp_path):
    text = (
        HEAD + PLOT + points() + points(inner(200, 50), "2") + points(inner(20, 40), "3") + points(inner(30, 10), "4")
    )
    (feature,) = read(tmp_path, text).features
    assert len(feature.shape.geoms) == 3
    assert feature.shape.area == 10_000 + 2500 - 1600 + 100


def test_several_plots_are_several_features(tmp_path):
    text = HEAD + PLOT + points() + PLOT.replace(",1,东", ",2,西") + points(inner(300, 100))
    drawing = read(tmp_path, text)
    assert [feature.values["地块名称"] for feature in drawing.features] == ["东地块", "西地块"]
    assert codes(drawing) == []


def test_lines_and_points_are_what_they_say(tmp_path):
    text = HEAD + PLOT.replace("面", "线") + points(closed=False) + PLOT.replace("面", "点") + points(closed=False)
    line, dots = read(tmp_path, text).features
    assert (line.shape.geom_type, dots.shape.geom_type) == ("LineString", "MultiPoint")


def test_values_of_the_project_go_with_every_plot(tmp_path):
    text = "[项目信息]\n项目名称=示范工业园\n批准文号=示政地〔2023〕5号\n" + HEAD + PLOT + points()
    (feature,) = read(tmp_path, text).features
    assert feature.values["批准文号"] == "示政地〔2023〕5号"


@pytest.mark.parametrize(
    ("said", "epsg"),
    [("80国家大地坐标系", 2362), ("1980西安坐标系", 2362), ("1954年北京坐标系", 2414), ("CGCS2000", 4526)],
)
def test_old_datums_are_named_for_what_they_are(tmp_path, said, epsg):
    text = HEAD.replace("2000国家大地坐标系", said) + PLOT + points(shift=38_000_000)
    assert read(tmp_path, text).crs == f"EPSG:{epsg}"


def test_zones_of_six_degrees(tmp_path):
    text = HEAD.replace("几度分带=3", "几度分带=6").replace("带号=38", "带号=19") + PLOT + points(shift=19_000_000)
    assert read(tmp_path, text).crs == "EPSG:4497"


def test_the_zone_may_be_in_the_easting_alone_or_come_from_the_meridian(tmp_path):
    assert read(tmp_path, HEAD.replace("带号=38", "带号=") + PLOT + points(shift=38_000_000)).crs == "EPSG:4526"
    assert read(tmp_path, HEAD.replace("带号=38", "中央子午线=114") + PLOT + points()).crs == "EPSG:4547"


def test_without_a_header_nothing_is_guessed_of_the_datum(tmp_path):
    assert read(tmp_path, "[地块坐标]\n" + PLOT + points(shift=38_000_000)).crs is None
    assert read(tmp_path, PLOT + points()).crs is None


def test_what_the_file_says_of_itself_is_held_against_what_it_holds(tmp_path):
    drawing = read(tmp_path, HEAD + PLOT.replace("5,1.0000", "9,2.5000") + points())
    assert codes(drawing) == ["plots.count_differs", "plots.area_differs"]
    assert drawing.notes[1].words == {"stated": "2.5000", "measured": "1.0000", "fits": ""}
    assert drawing.notes[1].feature == "1"


@pytest.mark.parametrize(("stated", "unit"), [("15.00", "亩"), ("10000", "㎡")])
def test_an_area_in_another_unit_is_told_with_that_unit(tmp_path, stated, unit):
    (note,) = read(tmp_path, HEAD + PLOT.replace("1.0000", stated) + points()).notes
    assert (note.code, note.words["fits"]) == ("plots.area_in_other_unit", unit)


def test_easting_first_is_turned_and_told(tmp_path):
    turned = points([(y, x) for x, y in SQUARE])
    drawing = read(tmp_path, HEAD + PLOT + turned)
    assert drawing.features[0].shape.bounds == (500000, 4060000, 500100, 4060100)
    assert codes(drawing) == ["plots.axes_swapped"]


def test_a_header_of_another_zone_than_the_eastings_is_told(tmp_path):
    drawing = read(tmp_path, HEAD.replace("带号=38", "带号=39") + PLOT + points(shift=38_000_000))
    assert (drawing.crs, codes(drawing)) == ("EPSG:4526", ["plots.zone_differs"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("说明：本光盘含示范县数据\n", "plots.other_text"), ("", "plots.other_text"),
        (HEAD, "file.no_layer"), (HEAD + "J1,1,2\n", "file.unreadable"),
        (HEAD + PLOT + "J1,1,四百万,500000\n", "file.unreadable"),
        (HEAD + PLOT + points(shift=38_000_000) + PLOT + points(shift=39_000_000), "plots.several_zones"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(tmp_path, text, code):
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert refused.value.code == code


def test_a_plot_without_points_has_no_shape(tmp_path):
    assert read(tmp_path, HEAD + PLOT).features[0].shape is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
@pytest.mark.parametrize("name", ["hangzhou_parcel_gbk_crlf.txt", "hangzhou_parcel_utf8.txt"])
def test_a_real_file_measures_what_it_says(name):
    drawing = boundary_points.read(SHARED / name)
    (feature,) = drawing.features
    assert drawing.crs == "EPSG:4528"
    assert feature.values["地块面积(公顷)"] == 5.7089
    assert feature.shape.area / 10_000 == pytest.approx(5.7089, abs=0.0005)
    assert drawing.notes == []
