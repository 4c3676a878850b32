"""Draws a 1:10 000 sheet or a page of it: land-use survey, roads, boundaries, grid, patches by their centre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from tuban.kernel.sheet_numbering import MapSheet
from tuban.render.image_sheets.drawing import Scene, in_window
from tuban.render.land_use_sheets.geometry import Tile
from tuban.render.land_use_sheets.selection import Transferred
from tuban.render.maps.boundaries import draw_boundaries, name_box, write_in
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.furniture import INK, QUIET, dms, draw_grid, grid_lines
from tuban.render.maps.ground import draw_parcels, draw_roads
from tuban.render.maps.patch_symbols import draw_faintly, draw_numbers

GRID_M = 1000
PATCH_INK = "#c2185b"
_OUTLINE_MM = 2.0
_CENTRE_MM = 0.9


def draw_ground(drawing: Drawing, scene: Scene, outline: Any, chosen: Sequence[Transferred]) -> list[Transferred]:
    """Draw everything inside the sheet's frame; returns the patches whose number found no room."""
    frame = drawing.frame
    with drawing.only_within(outline):
        drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fdfdfb")
        draw_parcels(drawing, scene.ground, with_codes=True)
        draw_roads(drawing, scene.ground)
        draw_boundaries(drawing, scene.boundaries, width=0.3)
        draw_grid(drawing, GRID_M, colour="#2b7a9b", width=0.12)
        keys = {one.patch.key for one in chosen}
        draw_faintly(drawing, [one for one in in_window(scene.patches, frame) if one.key not in keys])
        names = _township_names(drawing, scene, outline)
        shown = [one for one in chosen if frame.shows(*one.patch.centre)]
        for one in shown:
            _draw_patch(drawing, one)
        unplaced = {
            patch.key
            for patch in draw_numbers(
                drawing, [one.patch for one in shown], scene.legend, size=2.5, taken=names, plain=True
            )
        }
    return [one for one in shown if one.patch.key in unplaced]


def _draw_patch(drawing: Drawing, one: Transferred) -> None:
    """Draw the centre as a ring with a cross; the outline too where it is large enough to be seen."""
    left, top, right, bottom = shapely.bounds(one.patch.geometry).tolist()
    metres = drawing.frame.metres_per_mm
    if max(right - left, bottom - top) / metres >= _OUTLINE_MM:
        shape = drawing.visible([one.patch.geometry])
        path = drawing.path(shape, on_paper=True)
        drawing.trace(path, fill=PATCH_INK, opacity=0.08)
        drawing.trace(path, stroke="#ffffff", width=0.6, opacity=0.8)
        drawing.trace(path, stroke=PATCH_INK, width=0.3)
    x, y = drawing.frame.place(*one.patch.centre)
    arm = _CENTRE_MM * 1.7
    for ink, width in (("#ffffff", 0.55), (PATCH_INK, 0.22)):
        drawing.disc(x, y, _CENTRE_MM, stroke=ink, line=width)
        drawing.line([(x - arm, y), (x + arm, y)], stroke=ink, width=width)
        drawing.line([(x, y - arm), (x, y + arm)], stroke=ink, width=width)


def _township_names(drawing: Drawing, scene: Scene, outline: Any) -> list[tuple[float, float, float, float]]:
    window = shapely.intersection(shapely.box(*drawing.frame.bounds), outline)
    boxes: list[tuple[float, float, float, float]] = []
    for township in scene.boundaries.townships:
        box = name_box(drawing, shapely.intersection(window, township.outline), township.name, 5.0, boxes)
        if box is not None:
            write_in(drawing, box, township.name, 5.0, fill="#4a235a")
            boxes.append(box)
    return boxes


def draw_frame(drawing: Drawing, sheet: MapSheet, outline: Any) -> None:
    """Draw the frame of a sheet in one piece: neat line, outer line, figures of the grid, degrees of the corners."""
    frame = drawing.frame
    edge = frame.on_paper([outline])[0]
    outer = shapely.buffer(edge, 2.2, join_style="mitre")
    drawing.shapes([edge], stroke=INK, width=0.15, on_paper=True)
    drawing.shapes([outer], stroke=INK, width=0.8, on_paper=True)
    eastings, northings = grid_lines(frame, GRID_M)
    for easting in eastings:
        x = frame.place(easting, frame.north)[0]
        _label_line(drawing, edge, shapely.linestrings([(x, -5), (x, frame.height_mm + 5)]), easting, upright=True)
    for northing in northings:
        y = frame.place(frame.west, northing)[1]
        _label_line(drawing, edge, shapely.linestrings([(-5, y), (frame.width_mm + 5, y)]), northing, upright=False)
    _corners(drawing, sheet, edge)


def _label_line(drawing: Drawing, edge: Any, line: Any, metres: int, *, upright: bool) -> None:
    inside = shapely.intersection(edge, line)
    if shapely.is_empty(inside) or shapely.length(inside) < 20:
        return
    (x0, y0), (x1, y1) = shapely.get_coordinates(inside)[[0, -1]].tolist()
    words = f"{metres // 1000}"
    if upright:
        top, bottom = min(y0, y1), max(y0, y1)
        for start, end in ((top, top - 2.2), (bottom, bottom + 2.2)):
            drawing.line([(x0, start), (x0, end)], stroke=INK, width=0.15)
        drawing.text(x0, top - 3.2, words, 2.6)
        drawing.text(x0, bottom + 5.3, words, 2.6)
    else:
        left, right = min(x0, x1), max(x0, x1)
        for start, end in ((left, left - 2.2), (right, right + 2.2)):
            drawing.line([(start, y0), (end, y0)], stroke=INK, width=0.15)
        drawing.text(left - 3.2, y0, words, 2.6, turn=-90)
        drawing.text(right + 5.3, y0, words, 2.6, turn=-90)


def _corners(drawing: Drawing, sheet: MapSheet, edge: Any) -> None:
    ring = shapely.get_coordinates(edge)[:-1]
    quarter = len(ring) // 4
    west, south, east, north = sheet.bounds
    for place, longitude, latitude, up, side in (
        (0, west, north, True, "start"), (quarter, east, north, True, "end"), (2 * quarter, east, south, False, "end"),
        (3 * quarter, west, south, False, "start"),
    ):  # fmt: skip
        x, y = ring[place].tolist()
        drawing.text(
            x,
            y - 6.0 if up else y + 8.0,
            f"{dms(longitude, 2)}  {dms(latitude, 2)}",
            2.3,
            fill=QUIET,
            anchor=side,
        )


def draw_joins(drawing: Drawing, own: Tile, tiles: Sequence[Tile]) -> None:
    """Show on an A3 page where its neighbours begin."""
    frame = drawing.frame
    for other in tiles:
        beside = (other.row == own.row) != (other.column == own.column)
        if not beside or abs(other.row - own.row) + abs(other.column - own.column) != 1:
            continue
        west, south, east, north = other.frame.bounds
        if other.row == own.row:
            x = frame.place(west if other.column > own.column else east, north)[0]
            drawing.line([(x, 0), (x, frame.height_mm)], stroke="#0b6e74", width=0.25, dash="3 2")
            turn, place = -90.0, (x + (3.4 if other.column > own.column else -1.2), frame.height_mm / 2)
        else:
            y = frame.place(west, north if other.row > own.row else south)[1]
            drawing.line([(0, y), (frame.width_mm, y)], stroke="#0b6e74", width=0.25, dash="3 2")
            turn, place = 0.0, (frame.width_mm / 2, y + (3.4 if other.row > own.row else -1.2))
        drawing.text(*place, f"接第 {other.number} 幅", 2.4, fill="#0b6e74", halo=0.5, turn=turn)


def draw_tile_index(
    scene: Scene, outline: Any, tiles: Sequence[Tile], used: Sequence[int], width: float
) -> tuple[str, float]:
    """Draw how a sheet is cut into A3 pages, those not printed pale; returns the drawing and its height."""
    west, south, east, north = shapely.bounds(outline).tolist()
    frame = MapFrame.around(
        (west, south, east, north), width, width * (north - south) / (east - west) * 1.05,
        round(1060 * (east - west) / width), tiles[0].frame.epsg,
    )  # fmt: skip
    drawing = Drawing(frame, scene.face)
    drawing.shapes([outline], fill="#f5f7fa", stroke=INK, width=0.3)
    drawing.shapes(
        np.array([one.outline for one in scene.boundaries.townships], dtype=object), stroke="#9aa5b1", width=0.15,
        fine_mm=0.1,
    )  # fmt: skip
    for tile in tiles:
        left, bottom, right, top = tile.frame.bounds
        x, y = frame.place(left, top)
        size = ((right - left) / frame.metres_per_mm, (top - bottom) / frame.metres_per_mm)
        is_used = tile.number in used
        drawing.box(
            x, y, *size, fill="#0b6e74", stroke="#0b6e74", line=0.3, opacity=0.1 if is_used else 0.02,
            dash="" if is_used else "1 1",
        )  # fmt: skip
        middle = (x + size[0] * (0.3 if tile.column == 0 else 0.7), y + size[1] / 2 + 1.5)
        drawing.text(*middle, str(tile.number), 4.0, fill="#0b6e74" if is_used else "#9aa5b1", halo=0.4)
    return drawing.svg(), frame.height_mm
