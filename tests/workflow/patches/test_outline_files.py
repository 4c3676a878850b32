"""Outlines from the files that people have: Shapefiles in an archive, KML and KMZ, boundary points, GeoJSON."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely

from tuban.workflow.patches.outlines import OutlineUnreadable, outlines_of_file

EPSG = 4547
FIELD = shapely.box(500_300, 3_500_300, 500_340, 3_500_340)
FRAME = geopandas.GeoDataFrame([{"name": "地块"}], geometry=[FIELD], crs=EPSG)
DEGREES = FRAME.to_crs(4490).geometry[0]


def shapefile(folder: Path, into: str, *, inside: str = "", without: tuple[str, ...] = ()) -> Path:
    FRAME.to_file(folder / "地块.shp", encoding="utf-8")
    with zipfile.ZipFile(folder / into, "w") as archive:
        for path in folder.glob("地块.*"):
            if path.suffix not in without:
                archive.write(path, inside + path.name)
    return folder / into


def kml(geometry: str) -> str:
    around = " ".join(f"{x},{y},0" for x, y in DEGREES.exterior.coords)
    body = geometry.format(f"<coordinates>{around}</coordinates>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<name>地块</name>{body}</Placemark></Document></kml>"
    )


AREA = "<Polygon><outerBoundaryIs><LinearRing>{}</LinearRing></outerBoundaryIs></Polygon>"


def written(folder: Path, kind: str) -> Path:
    if kind == "shapefile":
        return shapefile(folder, "地块.zip")
    if kind == "shapefile in a folder":
        return shapefile(folder, "地块.zip", inside="新建文件夹/")
    if kind == "shapefile without a projection":
        return shapefile(folder, "地块.zip", without=(".prj", ".cpg"))
    path = folder / {"kml": "地块.kml", "kmz": "地块.kmz", "geojson": "地块.geojson", "points": "地块.txt"}[kind]
    if kind == "kml":
        path.write_text(kml(AREA), encoding="utf-8")
    elif kind == "kmz":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", kml(AREA))
    elif kind == "geojson":
        FRAME.to_crs(4490).to_file(path, driver="GeoJSON")
    else:
        points = [f"J{at},1,{y:.3f},{38_000_000 + x:.3f}" for at, (x, y) in enumerate(FIELD.exterior.coords, start=1)]
        head = [
            "[属性描述]",
            "坐标系=2000国家大地坐标系",
            "几度分带=3",
            "带号=38",
            "[地块坐标]",
            "4,0.16,1,地块,面,,,,@",
        ]
        path.write_text("\n".join([*head, *points]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "kind",
    ["shapefile", "shapefile in a folder", "shapefile without a projection", "kml", "kmz", "geojson", "points"],
)
def test_an_outline_is_where_the_file_has_it(tmp_path, kind):
    path = written(tmp_path, kind)
    (found,) = outlines_of_file(path, path.name, epsg=EPSG)
    assert found.symmetric_difference(DEGREES).area < DEGREES.area * 1e-5


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.kml", kml("<LineString>{}</LineString>").encode(), "no area in it"),
        ("a.kml", b"nonsense", "cannot be read"),
        ("a.zip", b"nonsense", "not a sound ZIP"),
        ("a.doc", b"nonsense", "files with this ending are not taken"),
    ],
)
def test_what_holds_no_outline_is_refused_with_the_reason(tmp_path, name, content, why):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OutlineUnreadable, match=why):
        outlines_of_file(path, name, epsg=EPSG)


def test_an_archive_with_two_files_does_not_guess(tmp_path):
    path = shapefile(tmp_path, "地块.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("另一块.kml", kml(AREA))
    with pytest.raises(OutlineUnreadable, match="more than one file"):
        outlines_of_file(path, path.name, epsg=EPSG)
