"""Outlines that people bring: files of boundary points, KML, Shapefiles in an archive, or coordinates as text.

A file is foreign: it is opened in a child process only. Shapes come back in degrees of CGCS2000.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
from tuban.values.language import gettext
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
_MENDED = "mended"


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
    return [one.shape for one in titled_outlines(path, name, epsg=epsg)]


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon of a file in degrees, with what the file calls it; empty where it calls it nothing. ``is_mended`` where
    its lines crossed and it was rebuilt."""

    title: str
    shape: shapely.Geometry
    is_mended: bool = False


def titled_outlines(
    path: Path, name: str, *, epsg: int, titles: Collection[str] = (), most: int = MOST_OUTLINES
) -> list[Outline]:
    """Return the polygons of a file, each with what the first column of ``titles`` that it has calls it.

    Raises OutlineUnreadable.
    """
    suffix = Path(name).suffix.casefold()
    if suffix not in _TAKEN:
        raise OutlineUnreadable(name=name, why=gettext("files with this ending are not taken."))
    if path.stat().st_size > LARGEST:
        raise OutlineUnreadable(name=name, why=gettext("it has more than {most} MB.").format(most=LARGEST >> 20))
    with tempfile.TemporaryDirectory(prefix="tuban-") as folder, Nursery() as nursery:
        scratch = Path(folder)
        own = scratch / f"outline{suffix}"
        own.write_bytes(path.read_bytes())
        place = _place(own, name, scratch, nursery)
        target = scratch / "described"
        target.mkdir()
        described, findings = describe_all([place], nursery, target, Limits())
        if not described:
            raise OutlineUnreadable(
                name=name, why=findings[0].message if findings else gettext("nothing in it could be read.")
            )
        found: list[Outline] = []
        for number, layer in enumerate(described[0].layers):
            if layer.geometry in ("polygon", "unknown"):
                target = scratch / f"normal-{number}.parquet"
                title = next((one for one in titles if one in layer.columns), "")
                found += _outlines(described[0], layer, target, epsg=epsg, nursery=nursery, name=name, title=title)
    if not found:
        raise OutlineUnreadable(name=name, why=gettext("there is no area in it, only lines, points or nothing."))
    if len(found) > most:
        words = gettext("there are {count} areas in it, at most {most} are taken.")
        raise OutlineUnreadable(name=name, why=words.format(count=len(found), most=most))
    shapes = to_degrees([one.shape for one in found], epsg)
    return [Outline(one.title, shape, one.is_mended) for one, shape in zip(found, shapes, strict=True)]


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
        several, none = gettext("there is more than one file in it: {files}."), gettext("no file in it holds outlines.")
        why = several.format(files="、".join(one.path for one in sources)) if sources else none
        raise OutlineUnreadable(name=name, why=why)
    return Place(into, sources[0], name)


def _outlines(
    source: DescribedSource, layer: SourceLayer, target: Path, *, epsg: int, nursery: Nursery, name: str, title: str
) -> list[Outline]:
    order: dict[str, Any] = {
        "read_from": str(source.read_from), "kind": source.source.kind, "layer": layer.name,
        "crs": layer.crs or f"EPSG:{epsg}", "encoding": source.encoding or None,
        "columns": {"title": title} if title else {}, "epsg": epsg, "geometry": "polygon", "target": str(target),
    }  # fmt: skip
    outcome = nursery.run(Task(NORMALISE, order, Limits().for_size(LARGEST)))
    if outcome.ending != "done":
        raise OutlineUnreadable(name=name, why=failure(outcome, name).message)
    mended = set(outcome.answer["first"].get(_MENDED, ()))
    are_all = outcome.answer["told"].get(_MENDED, 0) > len(mended)  # only the first few are named
    table = pq.read_table(target, columns=["geometry", *(["title"] if title else [])])
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)).tolist()
    titles = table.column("title").to_pylist() if title else [""] * len(shapes)
    return [
        Outline(words or "", shape, are_all or number in mended)
        for number, (words, shape) in enumerate(zip(titles, shapes, strict=True), start=1) if shape is not None
    ]  # fmt: skip


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
            words = gettext("line {number} does not hold two numbers.")
            raise OutlineUnreadable(name=line.strip()[:40], why=words.format(number=number))
        first, second = values
        if abs(first) <= 180 and abs(second) <= 180:
            degrees.append((first, second) if abs(first) > abs(second) else (second, first))
            continue
        plane.append(_on_plane(first, second, epsg, line, number))
    if plane and degrees:
        raise OutlineUnreadable(name=text.strip()[:40], why=gettext("some points are in degrees and some in metres."))
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
            raise OutlineUnreadable(name=line.strip()[:40], why=_other_zone(number, int(told), zone.number))
    if not (low <= northing <= high and _EASTINGS[0] <= easting <= _EASTINGS[1]):
        words = gettext("line {number} is no point of the working zone.")
        raise OutlineUnreadable(name=line.strip()[:40], why=words.format(number=number))
    return easting + (zone.number * _ZONE_PREFIX if zone.numbered else 0.0), northing


def _other_zone(number: int, told: int, own: int) -> str:
    words = gettext("line {number} is of zone {told}, the working zone is {own}.")
    return words.format(number=number, told=told, own=own)


def ring_of(points: Sequence[tuple[float, float]]) -> shapely.Geometry:
    """Return the outline that goes through points; raises OutlineUnreadable where there are too few."""
    if len(points) < _POINTS_OF_A_RING:
        raise OutlineUnreadable(
            name=gettext("{count} points").format(count=len(points)),
            why=gettext("an outline has three points at least."),
        )
    return shapely.Polygon(points)


def line_of(points: Sequence[tuple[float, float]]) -> shapely.Geometry:
    """Return the line through points; raises OutlineUnreadable where there are too few."""
    if len(points) < 2:
        raise OutlineUnreadable(
            name=gettext("{count} points").format(count=len(points)), why=gettext("a line has two points at least.")
        )
    return shapely.LineString(points)
