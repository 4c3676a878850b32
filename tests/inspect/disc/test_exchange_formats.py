"""Patches as KML, drawings, boundary points as approvals: a disc takes them like any other file (requirement D1)."""

import json

import pyarrow.parquet as pq
import pytest
import shapely
from tests.inspect.disc.conftest import EAST, EPSG, NORTH, boundary_frame, found, number, patch_frame

pytestmark = pytest.mark.seed("D1")


def placemark(row, shape, extra: str = "") -> str:
    data = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in row.items())
    ring = " ".join(f"{x:.11f},{y:.11f},0" for x, y in shape.exterior.coords)
    return (
        f"<Placemark><name>{row['JCBH']}</name>{extra}<ExtendedData>{data}</ExtendedData><Polygon><outerBoundaryIs>"
        f"<LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def kml_of(frame, extra: str = "") -> str:
    rows = frame.drop(columns="geometry").to_dict("records")
    marks = "".join(placemark(row, shape, extra) for row, shape in zip(rows, frame.to_crs(4490).geometry, strict=True))
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'


@pytest.mark.parametrize("name", ["图斑.kml", "图斑.ovkml"])
def test_a_patch_list_as_kml_is_a_patch_list(shelf, check, name):
    shelf.text(kml_of(patch_frame(), "<OvCoordType>CGCS2000</OvCoordType>"), name)
    disc = check(shelf.root)
    assert disc.verdict == "fit", disc.findings
    assert disc.campaign.epsg == EPSG
    rows = pq.read_table(disc.layers["patches"][0].path).to_pylist()
    assert [row["number"] for row in rows] == [number(serial) for serial in range(1, 6)]
    shapes = shapely.from_wkb([row["geometry"] for row in rows])
    assert shapely.area(shapely.symmetric_difference(shapes, patch_frame().geometry.to_numpy())).max() < 0.01


def test_a_patch_list_in_shifted_coordinates_is_refused(shelf, check):
    shelf.text(kml_of(patch_frame(), "<OvCoordType>GCJ02</OvCoordType>"), "图斑.ovkml")
    disc = check(shelf.root)
    assert disc.verdict == "unfit"
    assert found(disc, "format.gcj02")


def plots(stated: str = "0.3600") -> str:
    west, south = EAST + 100, NORTH
    corners = [(south, west), (south, west + 60), (south + 60, west + 60), (south + 60, west)]
    lines = "".join(f"J{place},1,{x:.3f},{y:.3f}\r\n" for place, (x, y) in enumerate(corners, 1))
    return (
        "[项目信息]\r\n项目名称=示范工业园\r\n批准文号=示政地〔2023〕5号\r\n批准日期=2023-05-01\r\n[属性描述]\r\n"
        "坐标系=2000国家大地坐标系\r\n几度分带=3\r\n带号=38\r\n[地块坐标]\r\n"
        f"4,{stated},1,示范工业园,面,,工业,0601,@\r\n{lines}"
    )


def test_boundary_points_are_approvals(shelf, check):
    shelf.geopackage(patch_frame(), "图斑")
    shelf.text(plots(), "农转用批准.txt", "gb18030")
    disc = check(shelf.root)
    assert disc.verdict == "fit", disc.findings
    (row,) = pq.read_table(disc.layers["conversion"][0].path).to_pylist()
    assert row["number"] == "示政地〔2023〕5号"
    assert shapely.from_wkb(row["geometry"]).area == pytest.approx(3600)


def test_an_area_that_the_outline_contradicts_is_a_finding_with_its_plot(shelf, check):
    shelf.geopackage(patch_frame(), "图斑")
    shelf.text(plots("3.6000"), "农转用批准.txt")
    (told,) = found(check(shelf.root), "plots.area_differs")
    assert (told.file, told.feature) == ("农转用批准.txt", "1")
    assert "0.3600" in told.message


def test_other_texts_and_closed_formats_on_a_disc_are_told_and_do_no_harm(shelf, check):
    shelf.geopackage(patch_frame(), "图斑")
    shelf.text("本光盘由示范省提供。", "说明.txt", "gb18030")
    shelf.text("AC1032", "宗地图.dwg")
    shelf.text("OviO", "外业.ovobj")
    disc = check(shelf.root)
    assert disc.verdict == "fit", disc.findings
    assert [finding.code for finding in disc.findings if finding.file in ("说明.txt", "宗地图.dwg", "外业.ovobj")] == [
        "format.ovobj", "format.dwg", "plots.other_text",
    ]  # fmt: skip


def test_a_text_that_a_manifest_does_not_name_is_left_alone(shelf, check):
    shelf.geopackage(patch_frame(), "图斑")
    shelf.text("说明", "说明.txt")
    manifest = {
        "format": "tuban-disc", "format_version": 1, "campaign": {"id": "990101-2024", "year": 2024},
        "area": {"code": "990101", "name": "示范县"}, "files": [{"path": "图斑.gpkg", "role": "patches"}],
    }  # fmt: skip
    shelf.text(json.dumps(manifest, ensure_ascii=False), "manifest.json")
    disc = check(shelf.root)
    assert [finding.code for finding in disc.findings if finding.file == "说明.txt"] == ["manifest.extra_file"]


def test_boundaries_as_flatgeobuf(shelf, check):
    shelf.geopackage(patch_frame(), "图斑")
    boundary_frame().to_file(shelf.root / "行政区.fgb", driver="FlatGeobuf", engine="pyogrio")
    disc = check(shelf.root)
    assert disc.verdict == "fit", disc.findings
    assert disc.layers["boundaries"][0].count == 2
