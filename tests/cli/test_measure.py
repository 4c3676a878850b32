"""``tuban measure``: official figures from any file."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Polygon, box

from tuban.cli import main

SQUARE = box(38580000, 4060000, 38581000, 4061000)
HECTARE = box(38500000, 4060000, 38500100, 4060100)
TRIANGLE = Polygon([(39412345.678, 3512345.678), (39412401.5, 3512845.123), (39412933.75, 3512600.25)])


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.seed("C4")
@pytest.mark.parametrize("suffix", ["shp", "gpkg", "gdb", "parquet"])
def test_the_official_figures_come_out_to_the_cent(tmp_path, suffix):
    squares = geopandas.GeoDataFrame({"JCBH": ["方一", "方二"]}, geometry=[SQUARE, HECTARE], crs=4526)
    triangle = geopandas.GeoDataFrame({"JCBH": ["角"]}, geometry=[TRIANGLE], crs=4527)
    found = []
    for number, frame in enumerate((squares, triangle)):
        file = tmp_path / f"layer{number}.{suffix}"
        if suffix == "parquet":
            frame.to_parquet(file)
        else:
            options = {"shp": {"encoding": "GBK"}, "gdb": {"driver": "OpenFileGDB"}, "gpkg": {}}[suffix]
            frame.to_file(file, **options)
        assert run("measure", file, "-o", tmp_path / "areas.csv") == 0
        found += rows_of(tmp_path / "areas.csv")
    assert list(found[0]) == ["id", "area_m2", "area_mu", "perimeter_m"]
    assert [row["id"] for row in found] == ["方一", "方二", "角"]
    assert [round(float(row["area_m2"]), 2) for row in found] == [999840.42, 10000.00, 139723.10]
    assert [round(float(row["area_mu"]), 2) for row in found] == [1499.76, 15.00, 209.58]
    assert [float(row["perimeter_m"]) for row in found] == pytest.approx([3999.68, 400.00, 1729.08], abs=0.01)


def test_degrees_are_measured_in_the_zone_they_lie_in(tmp_path):
    frame = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[SQUARE], crs=4526).to_crs(4490)
    frame.to_file(tmp_path / "degrees.gpkg")
    run("measure", tmp_path / "degrees.gpkg", "--exact", "-o", tmp_path / "areas.csv")
    (row,) = rows_of(tmp_path / "areas.csv")
    assert row["id"] == "1"
    assert float(row["area_m2"]) == pytest.approx(999840.41068, abs=0.002)


def test_a_feature_without_shape_keeps_its_row_empty(tmp_path, capsys):
    frame = geopandas.GeoDataFrame({"BSM": ["1", "2", "3"]}, geometry=[HECTARE, None, Polygon()], crs=4526)
    frame.to_file(tmp_path / "gaps.gpkg")
    run("measure", tmp_path / "gaps.gpkg", "--id", "bsm", "-o", tmp_path / "areas.csv")
    rows = rows_of(tmp_path / "areas.csv")
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert [row["area_m2"] for row in rows[1:]] == ["", ""]
    assert "no usable polygon" in capsys.readouterr().err


def test_parquet_and_standard_output_hold_the_same(tmp_path, capsys):
    geopandas.GeoDataFrame({"JCBH": ["a"]}, geometry=[HECTARE], crs=4526).to_file(tmp_path / "one.gpkg")
    run("measure", tmp_path / "one.gpkg", "-o", tmp_path / "areas.parquet")
    assert run("measure", tmp_path / "one.gpkg") == 0
    header, line = capsys.readouterr().out.splitlines()
    (row,) = pq.read_table(tmp_path / "areas.parquet").to_pylist()
    assert header == ",".join(row)
    assert line == f"{row['id']},{row['area_m2']:.6f},{row['area_mu']:.6f},{row['perimeter_m']:.4f}"


def test_a_layer_without_features_gives_a_header_only(tmp_path):
    frame = geopandas.GeoDataFrame({"JCBH": ["a"]}, geometry=[HECTARE], crs=4526)
    frame.iloc[:0].to_file(tmp_path / "none.gpkg", geometry_type="Polygon")
    run("measure", tmp_path / "none.gpkg", "-o", tmp_path / "areas.csv")
    assert rows_of(tmp_path / "areas.csv") in ([], None)


def test_an_unknown_column_is_said_with_those_there_are(tmp_path, capsys):
    geopandas.GeoDataFrame({"JCBH": ["a"]}, geometry=[HECTARE], crs=4526).to_file(tmp_path / "one.gpkg")
    assert run("measure", tmp_path / "one.gpkg", "--id", "TBBH") == 2
    shown = capsys.readouterr()
    assert "has no column TBBH" in shown.err
    assert "JCBH" in shown.err
    assert shown.out == ""
