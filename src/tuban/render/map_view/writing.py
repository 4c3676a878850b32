"""One page of A4: the map in its frame, beside it legend with counts, scale, grid north and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import Bounds, MapFrame, fitting_scale
from tuban.render.maps.furniture import RIM_MM, bar_of_scale, draw_crosses, draw_grid, grid_step, projection_words, rim
from tuban.render.maps.imagery import Picture
from tuban.render.maps.patch_symbols import draw_numbers, draw_patches
from tuban.render.maps.patches import Legend, MapPatch
from tuban.render.maps.swatches import patch_swatch
from tuban.render.maps.typesetting import faces, typeset

PAPER = (297.0, 210.0)
MAP_MM = (204.0, 165.0)
MOST_NUMBERED = 250
"""With more patches than that on a sheet their numbers would cover it."""


@dataclass(frozen=True)
class ViewLayer:
    """Shapes of a reference layer in the working CRS, and the fill of each; empty fills are none."""

    title: str
    shapes: NDArray[np.object_]
    fills: Sequence[str]
    line: str
    width: float = 0.2
    dash: str = ""


@dataclass(frozen=True)
class MapView:
    """What a sheet shows. ``legend`` has a mark for the ``finding`` of every patch; ``facts`` are printed below it."""

    title: str
    left: str
    right: str
    frame: MapFrame
    patches: Sequence[MapPatch]
    legend: Legend
    legend_title: str
    layers: Sequence[ViewLayer] = ()
    picture: Picture | None = None
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    foot: tuple[str, str] = ("", "")


def frame_of(bounds: Bounds, epsg: int) -> MapFrame:
    """Return the window of a sheet that shows at least these bounds (working CRS) at a round scale."""
    return MapFrame.around(bounds, *MAP_MM, fitting_scale(bounds, *MAP_MM, margin=0.0), epsg)


def write_map_view(view: MapView, target: Path) -> None:
    """Write the sheet as PDF. Raises NoChineseFont."""
    sans, _serif = faces()
    drawing = Drawing(view.frame, sans)
    if view.picture is None:
        drawing.box(0, 0, view.frame.width_mm, view.frame.height_mm, fill="#fbfbf9")
    else:
        drawing.picture(view.picture.jpeg.name)
    for layer in view.layers:
        _draw_layer(drawing, layer)
    step = grid_step(view.frame)
    if view.picture is None:
        draw_grid(drawing, step, colour="#b4c6d1", width=0.09)
    else:
        draw_crosses(drawing, step)
    draw_patches(drawing, view.patches, view.legend)
    if len(view.patches) <= MOST_NUMBERED:
        inside = [patch for patch in view.patches if view.frame.shows(*patch.centre)]
        draw_numbers(drawing, inside, view.legend, reach_mm=12.0)
    counts = {value: sum(patch.finding == value for patch in view.patches) for value in view.legend.labels}
    shown = [value for value, count in counts.items() if count]
    drawings = {"map.svg": drawing.svg(), "rim.svg": _rim(view.frame, step)}
    drawings |= {f"sign-{at}.svg": patch_swatch(view.legend.marks[value], sans) for at, value in enumerate(shown)}
    page: Mapping[str, Any] = {
        "title": view.title, "left": view.left, "right": view.right, "rim": RIM_MM, "paper": PAPER,
        "map": {"drawing": "map.svg", "rim": "rim.svg", "width": view.frame.width_mm, "height": view.frame.height_mm},
        "legend_title": view.legend_title,
        "legend": [
            {"sign": f"sign-{at}.svg", "label": view.legend.labels[value], "count": str(counts[value])}
            for at, value in enumerate(shown)
        ],
        "total": str(len(view.patches)),
        "layers": [{"title": layer.title, "line": layer.line} for layer in view.layers],
        "facts": [*view.facts, ("坐标系", projection_words(view.frame.epsg))],
        "notes": list(view.notes), "foot": list(view.foot),
        "scale": f"1∶{view.frame.scale:,}".replace(",", " "), "bar": bar_of_scale(view.frame.scale, 42.0),
    }  # fmt: skip
    pictures = {view.picture.jpeg.name: view.picture.jpeg.read_bytes()} if view.picture else {}
    typeset("map_view/page.typ", page, target, drawings=drawings, pictures=pictures)


def _draw_layer(drawing: Drawing, layer: ViewLayer) -> None:
    fills = np.array(list(layer.fills), dtype=object)
    for fill in sorted(set(layer.fills)):
        colour, opacity = (fill[:7], int(fill[7:9], 16) / 255 if len(fill) > 7 else 0.8) if fill else ("none", 1.0)
        path = drawing.path(layer.shapes[fills == fill])
        if fill:
            drawing.trace(path, fill=colour, opacity=opacity)
        drawing.trace(path, stroke=layer.line, width=layer.width, dash=layer.dash)


def _rim(frame: MapFrame, step: int) -> str:
    metres = RIM_MM * frame.metres_per_mm
    around = MapFrame(
        frame.west - metres, frame.north + metres, frame.width_mm + 2 * RIM_MM, frame.height_mm + 2 * RIM_MM,
        frame.scale, frame.epsg,
    )  # fmt: skip
    drawing = Drawing(around, faces()[0])
    rim(frame, drawing, step)
    return drawing.svg()
