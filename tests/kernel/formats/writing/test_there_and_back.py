"""Whatever is written can be read again: shapes within the format's precision, values equal or the loss told."""

import tempfile
from dataclasses import asdict
from pathlib import Path

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from tuban.kernel.formats import describe
from tuban.kernel.formats.recognise import KIND_BY_SUFFIX
from tuban.kernel.formats.writing.carry import Wishes, carry

EPSG = 4547
EAST, NORTH = 500_000.0, 3_500_000.0
METRES = {
    "shp": 0, "gpkg": 0, "gdb": 1.5e-4, "parquet": 0, "fgb": 0, "geojson": 5e-5, "kml": 5e-5, "kmz": 5e-5,
    "ovkml": 5e-5, "dxf": 1e-8, "txt": 7.1e-4, "csv": 0, "xlsx": 0,
}  # fmt: skip

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
plain = st.text(st.sampled_from("ABC xyz019-_/.()<>&\"'=@,;|#%亩㎡公顷𠮷"), max_size=12).map(lambda text: text.strip())
texts = st.one_of(st.none(), chinese, plain.filter(bool))
places = st.integers(0, 9_999).map(lambda number: number / 1000)


@st.composite
def polygons(draw, column: int, row: int) -> Polygon:
    """A rectangle in a cell of 100 m, sometimes with one or two holes."""
    west, south = EAST + 100 * column + draw(places), NORTH + 100 * row + draw(places)
    ring = [
        (west, south),
        (west + 80, south + draw(places)),
        (west + 80 + draw(places), south + 80),
        (west, south + 80),
    ]
    holes = []
    for number in range(draw(st.integers(0, 2))):
        left, low = west + 15 + 30 * number, south + 20
        holes.append([(left, low), (left + 12, low), (left + 12, low + 12 + draw(places)), (left, low + 12)])
    return Polygon(ring, holes)


@st.composite
def frames(draw) -> geopandas.GeoDataFrame:
    count = draw(st.integers(1, 5))
    shapes = []
    for row in range(count):
        parts = [draw(polygons(column, row)) for column in range(draw(st.integers(1, 3)))]
        shapes.append(parts[0] if len(parts) == 1 else MultiPolygon(parts))
    about = {
        "图斑编号": [f"99{row:04d}" for row in range(count)],
        "备注": [draw(texts) for _row in range(count)],
        "永久基本农田面积说明": [draw(texts) for _row in range(count)],
        "年份": [draw(st.integers(-5, 3000)) for _row in range(count)],
        "面积": [draw(st.integers(0, 10**7)) / 100 for _row in range(count)],
    }
    return geopandas.GeoDataFrame(about, geometry=shapes, crs=EPSG)


def wishes(target: Path, **other: object) -> dict:
    kind = KIND_BY_SUFFIX[target.suffix] if target.suffix != ".gdb" else "geodatabase"
    usual = {"kind": kind, "for_ovital": target.suffix == ".ovkml", "encoding": "UTF-8", "epsg": None,
             "decimals": None, "by": None, "label": None, "one_file_per_plot": False}  # fmt: skip
    return asdict(Wishes(**{**usual, **other}))


def carried(source: Path, target: Path, scratch: Path, **other: object) -> dict:
    """Describe and convert a file as the command does, in this process."""
    kind = "geodatabase" if source.suffix == ".gdb" else KIND_BY_SUFFIX[source.suffix]
    parts = [
        part.name for part in source.parent.iterdir() if part.name.startswith(source.stem + ".") and part != source
    ]
    if kind == "geodatabase":
        parts = [str(part.relative_to(source.parent)) for part in source.rglob("*")]
    about = describe.describe(root=str(source.parent), path=source.name, kind=kind, parts=parts, known=[],
                              scratch=str(scratch))  # fmt: skip
    layers = [
        {"name": layer["name"], "shown": source.stem, "crs": layer["crs"],
         "geometry_column": "WKT" if "WKT" in layer["columns"] else ""}
        for layer in about["layers"]
    ]  # fmt: skip
    target.parent.mkdir(exist_ok=True)
    return carry(read_from=about["read_from"], kind=kind, encoding=about["encoding"], layers=layers, known=[],
                 target=str(target), scratch=str(scratch), wishes=wishes(target, **other))  # fmt: skip


def there_and_back(frame: geopandas.GeoDataFrame, suffix: str, **other: object):
    """Return the frame after a conversion into a format and back to GeoParquet, and both answers."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("in", "scratch1", "scratch2", "scratch3"):
            (root / folder).mkdir()
        frame.to_parquet(root / "in/given.parquet")
        out = carried(root / "in/given.parquet", root / "there" / f"given.{suffix}", root / "scratch1", **other)
        back = carried(root / "there" / f"given.{suffix}", root / "back/given.parquet", root / "scratch2", epsg=EPSG)
        return geopandas.read_parquet(root / "back/given.parquet"), out, back


def told(answer: dict, *codes: str) -> set[str]:
    return {loss["words"].get("column", loss["words"].get("before", "")) for loss in answer["losses"]
            if not codes or loss["code"] in codes}  # fmt: skip


def as_text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pandas.NA:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.seed("D1")
@pytest.mark.parametrize("suffix", list(METRES))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=frames())
def test_a_layer_comes_back_as_it_was_or_its_loss_is_told(suffix, frame):
    after, out, _back = there_and_back(frame, suffix)
    assert len(after) == len(frame)
    assert after.crs.to_epsg() == EPSG
    before_shapes, after_shapes = (shapely.normalize(each.geometry.to_numpy()) for each in (frame, after))
    slack = METRES[suffix]
    for one, other in zip(before_shapes, after_shapes, strict=True):
        assert shapely.get_num_interior_rings(shapely.get_parts(one)).sum() == (
            shapely.get_num_interior_rings(shapely.get_parts(other)).sum()
        )
        assert shapely.hausdorff_distance(one, other) <= slack
        assert abs(one.area - other.area) <= max(slack * (one.length + 1), 1e-6)
    renamed = {loss["words"]["before"]: loss["words"]["after"] for loss in out["losses"]
               if loss["code"] == "column.renamed"}  # fmt: skip
    lost = told(out, "column.no_place", "column.lost", "column.values")
    for column in frame.columns.drop("geometry"):
        there = renamed.get(column, column)
        if there not in after.columns:
            nothing = all(as_text(value) == "" for value in frame[column])
            assert column in lost or nothing, column
            continue
        same = [as_text(one) == as_text(other) for one, other in zip(frame[column], after[there], strict=True)]
        assert all(same) or column in lost, (column, list(frame[column]), list(after[there]))


@pytest.mark.parametrize("suffix", ["shp", "txt", "csv"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frame=frames())
def test_the_national_encoding_keeps_every_character(suffix, frame):
    after, out, _back = there_and_back(frame, suffix, encoding="GB18030")
    assert len(after) == len(frame)
    if "备注" in after.columns and "备注" not in told(out, "column.values"):
        assert [as_text(value) for value in after["备注"]] == [as_text(value) for value in frame["备注"]]


def frame_of(**columns: list) -> geopandas.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [shapely.box(EAST + 100 * n, NORTH, EAST + 100 * n + 50, NORTH + 50) for n in range(count)]
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=EPSG)


def test_names_of_a_shapefile_are_cut_each_to_another_and_told():
    frame = frame_of(永久基本农田面积=[1.5], 永久基本农田比例=[0.5], 编号=["1"])
    after, out, _back = there_and_back(frame, "shp", encoding="GB18030")
    assert list(after.columns) == ["永久基本农", "永久基本_1", "编号", "geometry"]
    assert told(out, "column.renamed") == {"永久基本农田面积", "永久基本农田比例"}


def test_a_text_longer_than_a_shapefile_holds_is_told_with_its_beginning():
    _after, out, _back = there_and_back(frame_of(备注=["长" * 200, "短"]), "shp", encoding="GB18030")
    (loss,) = [loss for loss in out["losses"] if loss["code"] == "column.values"]
    assert loss["words"]["column"] == "备注"
    assert loss["words"]["count"] == "1"


def test_a_number_too_long_for_kml_is_text_there_and_that_is_told():
    after, out, _back = there_and_back(frame_of(长号=[990101202400001234, 5]), "kml")
    assert [str(value) for value in after["长号"]] == ["990101202400001234", "5"]
    assert told(out, "column.type") == {"长号"}


@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "fgb", "geojson", "kml", "shp", "gdb", "csv", "xlsx"])
def test_features_without_shape_stay(suffix):
    frame = frame_of(编号=["甲", "乙", "丙"])
    frame.loc[1, "geometry"] = None
    after, _out, _back = there_and_back(frame, suffix)
    assert list(after["编号"]) == ["甲", "乙", "丙"]
    assert [shape is None for shape in after.geometry] == [False, True, False]


@pytest.mark.parametrize("suffix", ["dxf", "txt"])
def test_features_without_shape_are_left_out_where_there_is_no_place_for_them_and_counted(suffix):
    frame = frame_of(地块编号=["甲", "乙", "丙"])
    frame.loc[1, "geometry"] = None
    after, out, _back = there_and_back(frame, suffix)
    assert list(after["地块编号"]) == ["甲", "丙"]
    (loss,) = [loss for loss in out["losses"] if loss["code"] == "feature.without_shape"]
    assert loss["words"]["count"] == "1"


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "parquet", "fgb", "geojson", "kml", "gdb", "csv", "xlsx"])
def test_heights_are_kept_where_the_format_has_them(suffix):
    frame = frame_of(编号=["甲"])
    frame.geometry = shapely.force_3d(frame.geometry, 12.5)
    after, _out, _back = there_and_back(frame, suffix)
    assert set(shapely.get_coordinates(after.geometry, include_z=True)[:, 2]) == {12.5}


@pytest.mark.parametrize("suffix", ["dxf", "txt"])
def test_dropped_heights_are_told(suffix):
    frame = frame_of(地块编号=["甲"])
    frame.geometry = shapely.force_3d(frame.geometry, 12.5)
    _after, out, _back = there_and_back(frame, suffix)
    assert "geometry.heights_dropped" in {loss["code"] for loss in out["losses"]}


def test_a_shape_longer_than_a_cell_of_excel_goes_on_in_the_next():
    angles = np.linspace(0, 2 * np.pi, 5001)[:-1]
    circle = Polygon(np.column_stack([EAST + 1000 * np.cos(angles), NORTH + 1000 * np.sin(angles)]))
    frame = frame_of(编号=["甲", "乙"])
    frame.loc[1, "geometry"] = circle
    after, out, _back = there_and_back(frame, "xlsx")
    assert list(after.columns) == ["编号", "geometry"]
    assert after.geometry[1].equals_exact(circle)
    assert "geometry.changed" not in {loss["code"] for loss in out["losses"]}


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("suffix", "points"), [("kml", 250_000), ("txt", 250_000), ("dxf", 25_000)])
def test_very_many_points_are_written_and_read(suffix, points):
    angles = np.linspace(0, 2 * np.pi, points + 1)[:-1]
    circle = np.column_stack([EAST + 1000 * np.cos(angles), NORTH + 1000 * np.sin(angles)])
    rings = [np.add(circle, (3000 * number, 0)) for number in range(4)]
    frame = geopandas.GeoDataFrame({"地块编号": list("甲乙丙丁")}, geometry=[Polygon(ring) for ring in rings], crs=EPSG)
    after, _out, _back = there_and_back(frame, suffix)
    assert shapely.get_num_coordinates(after.geometry.to_numpy()).sum() == 4 * points + 4


@pytest.mark.parametrize("suffix", list(METRES))
def test_the_same_layer_gives_the_same_bytes(suffix, tmp_path):
    frame = frame_of(图斑编号=["甲", "乙"], 面积=[1.5, None])
    for folder in ("in", "scratch"):
        (tmp_path / folder).mkdir()
    frame.to_parquet(tmp_path / "in/given.parquet")
    contents = []
    for number in (1, 2):
        target = tmp_path / f"out{number}" / f"given.{suffix}"
        carried(tmp_path / "in/given.parquet", target, tmp_path / "scratch")
        files = sorted(target.rglob("*")) if target.is_dir() else [target]
        contents.append([file.read_bytes() for file in files])
    if suffix in ("gpkg", "gdb", "shp"):
        pytest.skip("the library writes its clock into these")
    assert contents[0] == contents[1]
