"""The outline of a patch over its pictures, as paths in a square of a thousand by a thousand."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from tuban.workflow.comparison.outlining import frame_of_picture, shape_of

SIDE = 1000
_RING_SHARE = 0.09


def outlines_of(patch: Any, picture: Any) -> dict[str, Any]:
    """Return the path of the outline over a picture, that of the context ring around it, and how far the ring lies, in
    metres."""
    shape = shape_of(patch)
    frame = frame_of_picture(patch, picture, pixels=SIDE)
    away = max(5, round(frame.width * _RING_SHARE / 5) * 5)
    ring = shapely.buffer(shape, away, quad_segs=4)
    return {"outline": _path(shape, frame), "ring": _path(ring, frame), "away": away}


def _path(shape: Any, frame: Any) -> str:
    parts = []
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            points = np.round(np.asarray(frame.pixels(shapely.get_coordinates(ring)), dtype=float), 1)
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z")
    return "".join(parts)
