"""The outline of a patch as a visitor needs it: drawn with its scale, and as a way that other programs of the telephone
follow. Nothing is said of it but its number and where it lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

_SIDE, _ROOM = 320.0, 28.0
_METRES = 111_320.0
_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_GPX = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Tuban" xmlns="http://www.topografix.com/GPX/1/1">'
Ring = Sequence[Sequence[float]]


def rings_of(geometry: Any) -> list[list[tuple[float, float]]]:
    """Return the rings of a geometry of the office, or of GeoJSON, in degrees."""
    if isinstance(geometry, dict):
        told = geometry.get("coordinates", [])
        parts = told if geometry.get("type") == "MultiPolygon" else [told]
    else:
        told = geometry.coords
        parts = told if geometry.geom_type == "MultiPolygon" else [told]
    return [[(at[0], at[1]) for at in ring] for part in parts for ring in part]


def drawing(patch: Any, measured: Any = None) -> dict[str, Any]:
    """Return what the page draws: paths of a square of 320 with north above, and the bar of its scale."""
    rings, own = rings_of(patch.geometry), rings_of(measured) if measured else []
    points = [at for ring in (*rings, *own) for at in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * shrink * _METRES, (north - south) * _METRES
    scale = (_SIDE - 2 * _ROOM) / max(wide, high, 1.0)
    middle = ((west + east) / 2, (south + north) / 2)

    def path(ring: Ring) -> str:
        at = [
            (_SIDE / 2 + (x - middle[0]) * shrink * _METRES * scale, _SIDE / 2 - (y - middle[1]) * _METRES * scale)
            for x, y in ring
        ]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at) + "Z"

    bar = max((one for one in _STEPS if one * scale <= _SIDE / 3), default=_STEPS[0])
    return {
        "issued": " ".join(map(path, rings)), "measured": " ".join(map(path, own)), "metres": bar,
        "bar": round(bar * scale, 1), "wide": round(wide), "high": round(high),
    }  # fmt: skip


def gpx(patch: Any) -> str:
    """Return the outline as ways of GPX, with a point in its middle."""
    name, centre = escape(str(patch)), patch.geometry.point_on_surface
    ways = "".join(
        f"<trk><name>{name}</name><trkseg>"
        + "".join(f'<trkpt lat="{y:.7f}" lon="{x:.7f}"/>' for x, y in ring) + "</trkseg></trk>"
        for ring in rings_of(patch.geometry)
    )  # fmt: skip
    return f'{_GPX}<wpt lat="{centre.y:.7f}" lon="{centre.x:.7f}"><name>{name}</name></wpt>{ways}</gpx>\n'
