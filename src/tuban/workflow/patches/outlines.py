"""Outlines that people bring: files of boundary points, KML, Shapefiles in an archive, or coordinates as text.

A file is foreign: it is opened in a child process only. Shapes come back in degrees of CGCS2000.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc.intake import UNPACK
from tuban.inspect.disc.sources import DescribedSource, Place, SourceLayer, describe_all, failure
from tuban.kernel.crs import zone_of_epsg
from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.formats.recognise import KIND_BY_SUFFIX, Source, recognise
from tuban.values.errors import TubanError
from tuban.workflow.patches.cutting import to_degrees

NORMALISE = "tuban.kernel.normal_form:write_normal_form"
LARGEST = 20 << 20
MOST_OUTLINES = 200
_TAKEN = frozenset({".txt", ".kml", ".kmz", ".ovkml", ".zip", ".geojson", ".json", ".gpkg", ".dxf"})
_NUMBERS = re.compile(r"[-+]?\d+(?:\.\d+)?")
_NORTHINGS = (1_600_000.0, 6_200_000.0)
_EASTINGS = (100_000.0, 900_000.0)
_ZONE_PREFIX = 1_000_000.0
_POINTS_OF_A_RING = 3


class OutlineUnreadable(TubanError):
    """«{name}» cannot be read as an outline: {why}"""

    code = "patches.outline_unreadable"
    hint = (
        "Boundary points (.txt), KML, GeoJSON, GeoPackage, DXF and Shapefiles in a .zip are taken; coordinates as text "
        "are one point a line, in metres of the working zone or in degrees."
    )


def outlines_of_file(path: Path, name: str, *, epsg: int) -> list[shapely.Geometry]:
    """Return the polygons of a file in degrees. ``epsg`` is taken where the file does not say its system.

    Raises OutlineUnreadable.
    """
    suffix = Path(name).suffix.casefold()
    if suffix not in _TAKEN:
        raise OutlineUnreadable(name=name, why=suffix or "—")
    if path.stat().st_size > LARGEST:
        raise OutlineUnreadable(name=name, why=f"> {LARGEST >> 20} MB")
    with tempfile.TemporaryDirectory(prefix="tuban-") as folder, Nursery() as nursery:
        scratch = Path(folder)
        own = scratch / f"outline{suffix}"
        own.write_bytes(path.read_bytes())
        place = _place(own, name, scratch, nursery)
        target = scratch / "described"
        target.mkdir()
        described, findings = describe_all([place], nursery, target, Limits())
        if not described:
            raise OutlineUnreadable(name=name, why=findings[0].message if findings else "—")
        shapes: list[shapely.Geometry] = []
        for number, layer in enumerate(described[0].layers):
            if layer.geometry in ("polygon", "unknown"):
                shapes += _shapes(
                    described[0], layer, scratch / f"normal-{number}.parquet", epsg=epsg, nursery=nursery, name=name
                )
    if not shapes:
        raise OutlineUnreadable(name=name, why="0")
    if len(shapes) > MOST_OUTLINES:
        raise OutlineUnreadable(name=name, why=f"{len(shapes)} > {MOST_OUTLINES}")
    return to_degrees(shapes, epsg)


def _place(own: Path, name: str, scratch: Path, nursery: Nursery) -> Place:
    if own.suffix != ".zip":
        return Place(own.parent, Source(own.name, KIND_BY_SUFFIX[own.suffix], ()), name)
    into = scratch / "unpacked"
    into.mkdir()
    outcome = nursery.run(Task(UNPACK, {"archive": str(own), "into": str(into)}, Limits()))
    if outcome.ending != "done":
        raise OutlineUnreadable(name=name, why=failure(outcome, name).message)
    sources = [one for one in recognise(into).sources if one.kind in ("shapefile", "geopackage", "kml", "geojson")]
    if len(sources) != 1:
        raise OutlineUnreadable(name=name, why="、".join(one.path for one in sources) or "—")
    return Place(into, sources[0], name)


def _shapes(
    source: DescribedSource, layer: SourceLayer, target: Path, *, epsg: int, nursery: Nursery, name: str
) -> list[shapely.Geometry]:
    order: dict[str, Any] = {
        "read_from": str(source.read_from), "kind": source.source.kind, "layer": layer.name,
        "crs": layer.crs or f"EPSG:{epsg}", "encoding": source.encoding or None, "columns": {}, "epsg": epsg,
        "geometry": "polygon", "target": str(target),
    }  # fmt: skip
    outcome = nursery.run(Task(NORMALISE, order, Limits().for_size(LARGEST)))
    if outcome.ending != "done":
        raise OutlineUnreadable(name=name, why=failure(outcome, name).message)
    column = pq.read_table(target, columns=["geometry"]).column("geometry")
    return [shape for shape in shapely.from_wkb(column.to_numpy(zero_copy_only=False)).tolist() if shape is not None]


def points_of_text(text: str, *, epsg: int) -> list[tuple[float, float]]:
    """Return points of text, one a line, in degrees: northing and easting of the working zone in either order (as in
    a file of boundary points, with names before them and a zone before the easting), or longitude and latitude.

    Raises OutlineUnreadable.
    """
    plane: list[tuple[float, float]] = []
    degrees: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        values = [float(found) for found in _NUMBERS.findall(line)][-2:]
        if not line.strip() or line.lstrip().startswith(("[", "［")) or "@" in line or "=" in line:
            continue
        if len(values) < 2:
            raise OutlineUnreadable(name=line.strip()[:40], why=f"{number}")
        first, second = values
        if abs(first) <= 180 and abs(second) <= 180:
            degrees.append((first, second) if abs(first) > abs(second) else (second, first))
            continue
        plane.append(_on_plane(first, second, epsg, line, number))
    if plane and degrees:
        raise OutlineUnreadable(name=text.strip()[:40], why="° / m")
    if plane:
        moved = to_degrees([shapely.MultiPoint(plane)], epsg)[0]
        return [(point.x, point.y) for point in moved.geoms]
    return degrees


def _on_plane(first: float, second: float, epsg: int, line: str, number: int) -> tuple[float, float]:
    low, high = _NORTHINGS
    northing, easting = (first, second) if low <= first <= high else (second, first)
    zone = zone_of_epsg(epsg)
    if easting >= _ZONE_PREFIX:
        told, easting = divmod(easting, _ZONE_PREFIX)
        if int(told) != zone.number:
            raise OutlineUnreadable(name=line.strip()[:40], why=f"{number}: {int(told)} ≠ {zone.number}")
    if not (low <= northing <= high and _EASTINGS[0] <= easting <= _EASTINGS[1]):
        raise OutlineUnreadable(name=line.strip()[:40], why=f"{number}")
    return easting + (zone.number * _ZONE_PREFIX if zone.numbered else 0.0), northing


def ring_of(points: Sequence[tuple[float, float]]) -> shapely.Geometry:
    """Return the outline that goes through points; raises OutlineUnreadable where there are too few."""
    if len(points) < _POINTS_OF_A_RING:
        raise OutlineUnreadable(name=str(len(points)), why=f"< {_POINTS_OF_A_RING}")
    return shapely.Polygon(points)


def line_of(points: Sequence[tuple[float, float]]) -> shapely.Geometry:
    """Return the line through points; raises OutlineUnreadable where there are too few."""
    if len(points) < 2:
        raise OutlineUnreadable(name=str(len(points)), why="< 2")
    return shapely.LineString(points)
