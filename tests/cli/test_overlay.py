"""``tuban overlay`` from files of every kind to rows that add up."""

from __future__ import annotations

import csv
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from tuban.cli import main
from tuban.kernel.measure import ellipsoidal_areas

EAST, NORTH, EPSG = 530_000, 3_520_000, 4547


def square(x: float, y: float, size: float) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def frame(geometries, epsg=EPSG, **columns):
    made = geopandas.GeoDataFrame(columns, geometry=list(geometries), crs=EPSG)
    return made if epsg == EPSG else made.to_crs(epsg)


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def county(tmp_path):
    """Two patches, a survey of three parcels, a plan with one zone."""
    patches = frame([square(0, 0, 100), square(500, 0, 50)], JCBH=["甲001", "乙002"])
    survey = frame([square(-50, -50, 100), square(50, -50, 100), square(-50, 50, 100)], DLBM=["0101", "0702", None])
    patches.to_file(tmp_path / "图斑.shp", encoding="GBK")
    survey.to_file(tmp_path / "DLTB.gpkg")
    frame([square(0, 0, 20)], GHYT=["允许建设区"]).to_file(tmp_path / "规划.geojson", driver="GeoJSON")
    return tmp_path


@pytest.mark.seed("C4")
def test_rows_say_patch_layer_class_and_area_and_add_up(county, capsys):
    out = county / "rows.csv"
    code = run("overlay", county / "图斑.shp", county / "DLTB.gpkg", county / "规划.geojson", "--id", "JCBH",
               "--by", "DLBM", "--by", "GHYT", "-o", out)  # fmt: skip
    assert code == 0
    rows = rows_of(out)
    assert list(rows[0]) == ["patch", "layer", "class", "area_m2"]
    keys = [(row["patch"], row["layer"], row["class"]) for row in rows]
    assert keys == [
        ("甲001", "DLTB", "?"), ("甲001", "DLTB", "0101"), ("甲001", "DLTB", "0702"), ("甲001", "DLTB", ""),
        ("甲001", "规划", "允许建设区"), ("甲001", "规划", ""), ("乙002", "DLTB", ""), ("乙002", "规划", ""),
    ]  # fmt: skip
    assert [float(row["area_m2"]) for row in rows] == pytest.approx([2500] * 4 + [400, 9600, 2500, 2500], rel=1e-4)
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row["patch"], row["layer"]] += Decimal(row["area_m2"])
    whole = ellipsoidal_areas(np.array([square(0, 0, 100), square(500, 0, 50)]), epsg=EPSG, rounding=False)
    assert sums["甲001", "DLTB"] == sums["甲001", "规划"] == round(Decimal(float(whole[0])), 6)
    assert sums["乙002", "DLTB"] == sums["乙002", "规划"] == round(Decimal(float(whole[1])), 6)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("kind", "epsg"),
    [
        ("shp", 4547), ("zip", 4526), ("gpkg", 4490), ("gdb", 4526), ("geojson", 4326), ("parquet", 4326),
        ("folder", 4490), ("gpkg", 4527), ("shp", 4549),
    ],
)  # fmt: skip
def test_every_format_and_system_gives_the_same_rows(county, kind, epsg):
    patches = frame([square(0, 0, 100), square(500, 0, 50)], epsg, JCBH=["甲001", "乙002"])
    source = county / f"given.{kind}"
    if kind in ("zip", "folder"):
        folder = county / "inside"
        folder.mkdir()
        patches.to_file(folder / "given.shp", encoding="GBK")
        source = folder
        if kind == "zip":
            source = county / "given.zip"
            with zipfile.ZipFile(source, "w") as packed:
                for part in folder.iterdir():
                    packed.write(part, part.name)
    elif kind == "parquet":
        patches.to_parquet(source)
    elif kind == "geojson":
        patches.to_crs(4326).to_file(source, driver="GeoJSON", COORDINATE_PRECISION=12)
    elif kind == "gdb":
        patches.to_file(source, driver="OpenFileGDB", layer="given")
    else:
        patches.to_file(source, **({"encoding": "GBK"} if kind == "shp" else {}))
    assert run("overlay", source, county / "DLTB.gpkg", "--id", "JCBH", "--by", "DLBM", "-o", county / "r.csv") == 0
    rows = rows_of(county / "r.csv")
    assert [row["patch"] for row in rows] == ["甲001"] * 4 + ["乙002"]
    areas = [float(row["area_m2"]) for row in rows]
    expected = ellipsoidal_areas(np.array([square(0, 0, 50)] * 4 + [square(500, 0, 50)]), epsg=EPSG, rounding=False)
    assert areas == pytest.approx(expected, abs=0.01)


def test_parquet_by_suffix_holds_the_same(county):
    words = ["overlay", county / "图斑.shp", county / "DLTB.gpkg", "--id", "JCBH", "--by", "DLBM", "-o"]
    run(*words, county / "rows.csv")
    run(*words, county / "rows.parquet")
    table = pq.read_table(county / "rows.parquet")
    assert table.column_names == ["patch", "layer", "class", "area_m2"]
    text = [{**row, "area_m2": f"{row['area_m2']:.6f}"} for row in table.to_pylist()]
    assert text == rows_of(county / "rows.csv")


def test_without_output_the_rows_go_to_standard_output(county, capsys):
    assert run("overlay", county / "图斑.shp", county / "DLTB.gpkg") == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0] == "patch,layer,class,area_m2"
    assert shown.out.splitlines()[1].startswith("1,DLTB,DLTB,7")
    assert shown.err == ""


def test_a_layer_without_the_column_is_one_class_and_that_is_told(county, capsys):
    run("overlay", county / "图斑.shp", county / "DLTB.gpkg", county / "规划.geojson", "--by", "DLBM", "-o",
        county / "rows.csv")  # fmt: skip
    assert {row["class"] for row in rows_of(county / "rows.csv") if row["layer"] == "规划"} == {"规划", ""}
    assert "规划.geojson has no column DLBM" in capsys.readouterr().err


def test_files_of_one_name_are_told_apart(county):
    other = county / "old"
    other.mkdir()
    frame([square(0, 0, 100)], DLBM=["0301"]).to_file(other / "DLTB.gpkg")
    run("overlay", county / "图斑.shp", county / "DLTB.gpkg", other / "DLTB.gpkg", "--by", "DLBM", "-o",
        county / "rows.csv")  # fmt: skip
    assert {row["layer"] for row in rows_of(county / "rows.csv")} == {"DLTB", "DLTB-2"}


def test_one_of_several_layers_is_named_after_a_number_sign(county, capsys):
    both = county / "both.gpkg"
    frame([square(0, 0, 100)], DLBM=["0301"]).to_file(both, layer="last")
    frame([square(0, 0, 100)], DLBM=["0702"]).to_file(both, layer="this")
    assert run("overlay", county / "图斑.shp", both, "--by", "DLBM") == 2
    assert "both.gpkg#last" in capsys.readouterr().err
    assert run("overlay", county / "图斑.shp", f"{both}#this", "--by", "DLBM", "-o", county / "rows.csv") == 0
    assert ("this", "0702") in {(row["layer"], row["class"]) for row in rows_of(county / "rows.csv")}
    assert run("overlay", county / "图斑.shp", f"{both}#next", "--by", "DLBM") == 2
    assert "last, this" in capsys.readouterr().err


def test_repairs_and_ground_covered_twice_are_told(county, capsys):
    bow_tie = Polygon([(EAST, NORTH), (EAST + 10, NORTH + 10), (EAST + 10, NORTH), (EAST, NORTH + 10)])
    frame([square(0, 0, 100), square(50, 0, 100), bow_tie, None], DLBM=list("abcd")).to_file(county / "twice.gpkg")
    assert run("overlay", county / "图斑.shp", county / "twice.gpkg", "--id", "JCBH", "--by", "DLBM", "-o",
               county / "rows.csv") == 0  # fmt: skip
    told = capsys.readouterr().err
    assert "1 features (3) crossed themselves and were mended" in told
    assert "1 features (4) have no usable polygon" in told
    assert "covers ground twice in 1 patches (甲001): 50" in told
    first = [row for row in rows_of(county / "rows.csv") if row["patch"] == "甲001"]
    assert [row["class"] for row in first] == ["a"]


def test_a_patch_without_shape_keeps_its_row(county):
    frame([square(0, 0, 100), None], JCBH=["1", "2"]).to_file(county / "gaps.gpkg")
    run("overlay", county / "gaps.gpkg", county / "DLTB.gpkg", "--id", "JCBH", "-o", county / "rows.csv")
    assert rows_of(county / "rows.csv")[-1] == {"patch": "2", "layer": "DLTB", "class": "", "area_m2": "0.000000"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.shp", "DLTB.gpkg"], "no file"),
        (["图斑.shp", "图斑.dbf"], "not a vector file"),
        (["图斑.shp", "DLTB.gpkg", "--id", "TBBH"], "has no column TBBH"),
        (["图斑.shp", "DLTB.gpkg", "--id", "TBBH"], "JCBH"),
        (["图斑.shp", "DLTB.gpkg", "--by", "QSXZ"], "has no column QSXZ"),
        (["twins.gpkg", "DLTB.gpkg", "--id", "JCBH"], "given to more than one patch: 7"),
        (["nameless.gpkg", "DLTB.gpkg", "--id", "JCBH"], "features 2"),
        (["bare.shp", "DLTB.gpkg"], "does not say its coordinate system"),
        (["astray.gpkg", "DLTB.gpkg"], "cannot be in the system it states"),
        (["lines.gpkg", "DLTB.gpkg"], "holds no polygons"),
        (["empty.gpkg", "DLTB.gpkg"], "holds no shapes"),
        (["broken.gpkg", "DLTB.gpkg"], "broken.gpkg"),
        (["图斑.shp", "DLTB.gpkg", "-o", "rows.txt"], ".csv or .parquet"),
        (["图斑.shp", "DLTB.gpkg", "-o", "nowhere/rows.csv"], "no folder"),
        (["图斑.shp", "DLTB.gpkg", "--crs", "mars"], "mars"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_nothing_is_written(county, monkeypatch, capsys, words, said):
    monkeypatch.chdir(county)
    frame([square(0, 0, 1), square(2, 2, 1)], JCBH=["7", "7"]).to_file("twins.gpkg")
    frame([square(0, 0, 1), square(2, 2, 1)], JCBH=["7", None]).to_file("nameless.gpkg")
    frame([square(0, 0, 1)], JCBH=["7"]).to_file("bare.shp")
    Path("bare.prj").unlink()
    frame([shapely.transform(square(0, 0, 1), lambda xy: xy + np.array([38_000_000, 0]))]).to_file("astray.gpkg")
    frame([LineString(square(0, 0, 1).exterior)]).to_file("lines.gpkg")
    frame([square(0, 0, 1)], 4490).iloc[:0].to_file("empty.gpkg", geometry_type="Polygon")
    Path("broken.gpkg").write_bytes(b"SQLite format 3\0" + b"nonsense" * 100)
    before = sorted(county.rglob("*"))
    output = [] if "-o" in words else ["-o", "rows.csv"]
    assert run("overlay", *words, *output) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert sorted(county.rglob("*")) == before


def test_a_file_without_system_is_read_when_it_is_stated(county):
    frame([square(0, 0, 100)], JCBH=["7"]).to_file(county / "bare.shp")
    (county / "bare.prj").unlink()
    assert run("overlay", county / "bare.shp", county / "DLTB.gpkg", "--crs", "EPSG:4547", "-o", county / "r.csv") == 0
    assert len(rows_of(county / "r.csv")) == 2


def test_a_system_whose_parameters_are_secret_is_warned_of(county, capsys):
    old = shapely.transform(square(0, 0, 100), lambda xy: xy + np.array([38_000_000, 0]))
    geopandas.GeoDataFrame({"JCBH": ["1"]}, geometry=[old], crs=2362).to_file(county / "xian80.gpkg")
    assert run("overlay", county / "xian80.gpkg", county / "DLTB.gpkg", "-o", county / "rows.csv") == 0
    assert "xian80.gpkg is in Xian 1980" in capsys.readouterr().err


def test_an_output_that_was_there_is_kept_when_the_work_fails(county):
    out = county / "rows.csv"
    out.write_text("precious")
    assert run("overlay", county / "图斑.shp", county / "DLTB.gpkg", "--id", "TBBH", "-o", out) == 2
    assert out.read_text() == "precious"


def test_help_shows_examples_and_exit_codes(capsys):
    assert run("overlay", "--help") == 0
    shown = capsys.readouterr().out
    assert "tuban overlay 图斑.shp" in shown
    assert "Exit codes" in shown
