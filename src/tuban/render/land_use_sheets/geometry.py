"""Where a standard sheet lies on paper at 1:10 000, and how it is cut into A3 pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_coordinates
from tuban.kernel.sheet_numbering import DENOMINATOR, MapSheet
from tuban.render.maps.frame import Bounds, MapFrame

FULL_PAPER = (841.0, 594.0)
A3_MAP = (395.0, 250.0)
OVERLAP_MM = 12.0
"""Neighbouring A3 pages show at least so much of the same ground."""

AROUND_MM = 9.0
"""Room around a sheet in one piece for its frame and figures."""

_STEPS = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """One A3 page of a sheet: its number from the north-west, row and column, its window."""

    number: int
    row: int
    column: int
    frame: MapFrame


def outline_of(sheet: MapSheet, epsg: int) -> Any:
    """Return the sheet as a polygon in the working CRS; its edges follow meridians and parallels."""
    west, south, east, north = sheet.bounds
    steps = np.linspace(0, 1, _STEPS, endpoint=False)
    ring = np.concatenate(
        [
            np.column_stack([west + (east - west) * steps, np.full(_STEPS, north)]),
            np.column_stack([np.full(_STEPS, east), north - (north - south) * steps]),
            np.column_stack([east - (east - west) * steps, np.full(_STEPS, south)]),
            np.column_stack([np.full(_STEPS, west), south + (north - south) * steps]),
        ]
    )
    return shapely.polygons(transform_coordinates(ring, GEOGRAPHIC_EPSG, epsg))


def whole_frame(outline: Any, epsg: int) -> MapFrame:
    """Return the window of a sheet in one piece, with room for its frame."""
    west, south, east, north = shapely.bounds(outline).tolist()
    metres = DENOMINATOR / 1000
    return MapFrame(
        west - AROUND_MM * metres,
        north + AROUND_MM * metres,
        (east - west) / metres + 2 * AROUND_MM,
        (north - south) / metres + 2 * AROUND_MM,
        DENOMINATOR,
        epsg,
    )


def tiles_of(outline: Any, epsg: int) -> list[Tile]:
    """Return the A3 pages that cover a sheet, row by row from the north-west; neighbours overlap."""
    bounds: Bounds = tuple(shapely.bounds(outline).tolist())
    west, south, east, north = bounds
    metres = DENOMINATOR / 1000
    rim = 3.0 * metres
    across, down = east - west + 2 * rim, north - south + 2 * rim
    width, height = A3_MAP[0] * metres, A3_MAP[1] * metres
    lap = OVERLAP_MM * metres
    columns = max(1, math.ceil((across - lap) / (width - lap)))
    rows = max(1, math.ceil((down - lap) / (height - lap)))
    tiles: list[Tile] = []
    for row in range(rows):
        for column in range(columns):
            left = west - rim + (column * (across - width) / (columns - 1) if columns > 1 else (across - width) / 2)
            top = north + rim - (row * (down - height) / (rows - 1) if rows > 1 else (down - height) / 2)
            tiles.append(Tile(len(tiles) + 1, row, column, MapFrame(left, top, *A3_MAP, DENOMINATOR, epsg)))
    return tiles
