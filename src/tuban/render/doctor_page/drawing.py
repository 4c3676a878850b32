"""What the map of the import page draws: divisions, patches, and the outlines of findings, small enough for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc import Boundary, Disc, read_boundaries
from tuban.inspect.disc.divisions import units_of
from tuban.kernel.crs import GEOGRAPHIC_EPSG, CannotTransform, OutsideZones, transform_coordinates, working_epsg
from tuban.render.doctor_page.views import Shown
from tuban.render.pages import shapes

_MOST_SKETCHES = 400
Box = tuple[float, float, float, float]


def map_data(disc: Disc, shown: Sequence[Shown]) -> dict[str, Any]:
    """Return frame, divisions, patches and findings in metres from the frame's origin."""
    epsg = disc.campaign.epsg or _zone_of([one.finding.box for one in shown if one.finding.box])
    units = _divisions(disc)
    patches = _patches(disc)
    boxes = {one.number: box for one in shown if (box := _in_plane(one.finding.box, epsg))}
    marked = [shapely.box(*box) for box in boxes.values()]
    frame = shapes.frame_of([*(unit.geometry for unit in units), *patches] or marked)
    outlines = shapes.township_outlines([unit.geometry for unit in units], frame)
    return {
        "frame": [frame.width, frame.height],
        "has_map": bool(units or patches or marked),
        "divisions": [
            {"name": unit.name or unit.code, "at": shapes.label_point(unit.geometry, frame), "rings": rings}
            for unit, rings in zip(units, outlines, strict=True)
        ],
        "patches": [shapes.patch_rings(patch, frame) for patch in patches],
        "findings": [
            {
                "number": one.number, "kind": one.kind, "message": one.message,
                "box": _from_origin(boxes.get(one.number), frame), **_sketch(one, frame, epsg),
            }
            for one in shown
        ],
    }  # fmt: skip


def _divisions(disc: Disc) -> list[Boundary]:
    return units_of(read_boundaries(list(disc.layers.get("boundaries", ()))))


def _patches(disc: Disc) -> list[Any]:
    found: list[Any] = []
    for layer in disc.layers.get("patches", ()):
        column = pq.read_table(layer.path, columns=["geometry"]).column("geometry")
        found.extend(shapely.from_wkb(column.to_numpy(zero_copy_only=False)))
    return found


def _zone_of(boxes: Sequence[Box]) -> int:
    """Return the zone of the first finding that has a place, where the disc has none."""
    for box in boxes:
        try:
            return working_epsg((box[0] + box[2]) / 2)
        except OutsideZones:
            continue
    return 0


def _in_plane(box: Box | None, epsg: int) -> Box | None:
    if box is None or not epsg:
        return None
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    try:
        plane = transform_coordinates(corners, GEOGRAPHIC_EPSG, epsg)
    except CannotTransform:
        return None
    (west, south), (east, north) = plane.min(axis=0), plane.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _from_origin(box: Box | None, frame: shapes.Frame) -> list[int] | None:
    if box is None:
        return None
    return [round(box[0]) - frame.origin_x, round(box[1]) - frame.origin_y,
            round(box[2]) - frame.origin_x, round(box[3]) - frame.origin_y]  # fmt: skip


def _sketch(one: Shown, frame: shapes.Frame, epsg: int) -> dict[str, Any]:
    sketch = one.finding.sketch
    if sketch is None or not epsg or one.number >= _MOST_SKETCHES:
        return {"was": [], "is": []}
    return {"was": _rings(sketch.before, frame), "is": _rings(sketch.after, frame)}


def _rings(text: str, frame: shapes.Frame) -> list[list[int]]:
    """Return the rings of delivered outlines, whatever they are; of what is no polygon nothing."""
    if not text:
        return []
    parts = [shapely.from_wkb(text)]
    while any(part.geom_type.startswith(("Multi", "GeometryCollection")) for part in parts):
        parts = [inner for part in parts for inner in (shapely.get_parts(part) if hasattr(part, "geoms") else [part])]
    polygons = [part for part in parts if part.geom_type == "Polygon" and np.isfinite(shapely.bounds(part)).all()]
    return [ring for polygon in polygons for ring in shapes.rings(polygon, frame)]
