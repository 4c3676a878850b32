"""The maps of a township: patches on the image (or on the land-use survey), boundaries, neighbours, grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from tuban.render.fonts import Face
from tuban.render.maps.boundaries import (
    Boundaries,
    Township,
    draw_boundaries,
    draw_neighbour_names,
    draw_veil,
    name_box,
    write_in,
)
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.furniture import RIM_MM, draw_crosses, draw_grid, grid_step, rim
from tuban.render.maps.ground import Ground, draw_parcels, draw_roads, draw_roads_on_imagery
from tuban.render.maps.imagery import Picture
from tuban.render.maps.patch_symbols import draw_faintly, draw_numbers, draw_patches
from tuban.render.maps.patches import Legend, MapPatch


@dataclass(frozen=True)
class Scene:
    """What all maps of a county share."""

    boundaries: Boundaries
    ground: Ground
    legend: Legend
    patches: tuple[MapPatch, ...]
    face: Face


@dataclass(frozen=True)
class DrawnMap:
    """A drawn map: image and what lies over it, the rim around it, the distance of the grid, numbers without room."""

    overlay: str
    rim: str
    step: int
    unplaced: tuple[MapPatch, ...]


def draw_map(
    scene: Scene,
    frame: MapFrame,
    own: Sequence[MapPatch],
    *,
    township: Township | None,
    picture: Picture | None,
    reach_mm: float | None = None,
) -> DrawnMap:
    """Draw one window on its picture, or on the land-use survey where there is none.

    ``own`` are the patches of the sheet, ``reach_mm`` is how far a number may stand from its patch.
    """
    drawing = Drawing(frame, scene.face)
    on_image = picture is not None
    if picture is None:
        drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
        _draw_survey(drawing, scene)
    else:
        drawing.picture(picture.jpeg.name)
        if picture.gaps is not None:
            with drawing.only_within(picture.gaps):
                _draw_survey(drawing, scene)
        draw_roads_on_imagery(drawing, scene.ground)
    if township is not None:
        draw_veil(drawing, township.outline, opacity=0.5 if on_image else 0.62)
    step = grid_step(frame)
    if on_image:
        draw_crosses(drawing, step)
    else:
        draw_grid(drawing, step, colour="#b4c6d1", width=0.09)
    draw_boundaries(drawing, scene.boundaries)
    keys = {patch.key for patch in own}
    draw_faintly(drawing, [patch for patch in in_window(scene.patches, frame) if patch.key not in keys])
    shown = in_window(own, frame)
    draw_patches(drawing, shown, scene.legend)
    names = draw_neighbour_names(drawing, scene.boundaries, township.code if township else "")
    visible = {patch.key for patch in shown}
    numbered = [patch for patch in own if patch.key in visible and frame.shows(*patch.centre)]
    unplaced = draw_numbers(drawing, numbered, scene.legend, taken=names, reach_mm=reach_mm)
    return DrawnMap(drawing.svg(), draw_rim(frame, scene.face, step), step, tuple(unplaced))


def _draw_survey(drawing: Drawing, scene: Scene) -> None:
    draw_parcels(drawing, scene.ground, with_codes=False, line=0.07)
    draw_roads(drawing, scene.ground, least_rank=1 if drawing.frame.scale > 12_000 else 0)


def draw_rim(frame: MapFrame, face: Face, step: int) -> str:
    """Draw the frame around a map with the figures of its grid and the degrees of its corners."""
    metres = RIM_MM * frame.metres_per_mm
    around = MapFrame(
        frame.west - metres, frame.north + metres, frame.width_mm + 2 * RIM_MM, frame.height_mm + 2 * RIM_MM,
        frame.scale, frame.epsg,
    )  # fmt: skip
    drawing = Drawing(around, face)
    rim(frame, drawing, step)
    return drawing.svg()


def draw_locator(scene: Scene, bounds: Any, pages: Sequence[MapFrame], width: float) -> tuple[str, float]:
    """Draw where the pages of detail lie, at most ``width`` millimetres wide; returns the drawing and its width."""
    west, south, east, north = bounds
    for page in pages:
        left, bottom, right, top = page.bounds
        west, south, east, north = min(west, left), min(south, bottom), max(east, right), max(north, top)
    height = width * (north - south) / max(east - west, 1.0)
    if height > width:
        width, height = width * width / height, width
    scale = round(1000 * 1.06 * (east - west) / width)
    frame = MapFrame.around((west, south, east, north), width, height * 1.02, scale, pages[0].epsg)
    drawing = Drawing(frame, scene.face)
    drawing.shapes(
        [one.outline for one in scene.boundaries.townships], fill="#f5f7fa", stroke="#9aa5b1", width=0.2, fine_mm=0.15
    )
    for number, page in enumerate(pages, start=1):
        left, bottom, right, top = page.bounds
        x, y = frame.place(left, top)
        across, down = (right - left) / frame.metres_per_mm, (top - bottom) / frame.metres_per_mm
        drawing.box(x, y, across, down, fill="#0b6e74", stroke="#0b6e74", line=0.3, opacity=0.12)
        drawing.text(x + across / 2, y + down / 2 + 1.3, str(number), 3.4, fill="#0b6e74", halo=0.4)
    return drawing.svg(), width


def draw_county(scene: Scene, frame: MapFrame) -> DrawnMap:
    """Draw the whole county: townships by name, every patch as the mark of its finding."""
    drawing = Drawing(frame, scene.face)
    drawing.box(0, 0, frame.width_mm, frame.height_mm, fill="#fbfbf9")
    drawing.shapes([one.outline for one in scene.boundaries.townships], fill="#f3f5f2", fine_mm=0.1)
    draw_roads(drawing, scene.ground, least_rank=2)
    step = grid_step(frame)
    draw_grid(drawing, step, colour="#c3d0d9")
    draw_boundaries(drawing, scene.boundaries)
    for patch in sorted(scene.patches, key=lambda one: (scene.legend.marks[one.finding].rank, one.key)):
        mark = scene.legend.marks[patch.finding]
        x, y = frame.place(*patch.centre)
        drawing.sign(mark.path, x, y, 1.9, fill=mark.edge, halo=0.18)
    for township in scene.boundaries.townships:
        box = name_box(drawing, township.outline, township.name, 4.4)
        if box is not None:
            write_in(drawing, box, township.name, 4.4, fill="#1f2933")
    return DrawnMap(drawing.svg(), draw_rim(frame, scene.face, step), step, ())


def in_window(patches: Sequence[MapPatch], frame: MapFrame) -> list[MapPatch]:
    """Return the patches that meet a window, in their order."""
    if not patches:
        return []
    window = shapely.box(*frame.bounds)
    meets = shapely.intersects(window, [patch.geometry for patch in patches])
    return [patch for patch, seen in zip(patches, meets.tolist(), strict=True) if seen]
