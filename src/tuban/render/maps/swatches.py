"""The little pictures of a legend: a patch of each finding, boundaries, roads, numbers, land classes."""

from __future__ import annotations

import numpy as np
import shapely

from tuban.render.fonts import Face
from tuban.render.maps.boundaries import COUNTY_DASH, COUNTY_INK, TOWNSHIP_DASH, TOWNSHIP_INK
from tuban.render.maps.drawing import Drawing
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.patch_symbols import hatch_lines
from tuban.render.state_style import Mark

WIDE, HIGH = 9.0, 4.5


def _blank(face: Face, width: float = WIDE, height: float = HIGH) -> Drawing:
    return Drawing(MapFrame(0.0, height, width, height, 1000, 4547), face)


def patch_swatch(mark: Mark, face: Face) -> str:
    """Return a patch of one finding: outline, fill, hatch and mark."""
    drawing = _blank(face, 7.0, 4.5)
    shape = shapely.box(0.5, 0.5, 6.5, 4.0)
    shapes = np.array([shape], dtype=object)
    drawing.shapes(shapes, fill="#ffffff", on_paper=True)
    drawing.shapes(shapes, fill=mark.colour, opacity=max(mark.fill, 0.1), on_paper=True)
    for lines in hatch_lines(shape, mark.hatch, 1.0):
        drawing.shapes([lines], stroke=mark.edge, width=0.16, on_paper=True)
    width = 0.57 if mark.line > 2 else 0.42
    drawing.shapes(shapes, stroke=mark.colour, width=width, dash="1.2 0.6" if mark.dashed else "", on_paper=True)
    drawing.sign(mark.path, 3.5, 2.25, 1.9, fill=mark.edge, halo=0.3)
    return drawing.svg()


def line_swatch(kind: str, face: Face) -> str:
    """Return a line: ``county``, ``township``, ``road`` or ``faint`` (a patch of another sheet)."""
    drawing = _blank(face)
    ends = [(0.4, HIGH / 2), (WIDE - 0.4, HIGH / 2)]
    if kind == "county":
        drawing.line(ends, stroke=COUNTY_INK, width=0.6, dash=COUNTY_DASH)
    elif kind == "township":
        drawing.line(ends, stroke=TOWNSHIP_INK, width=0.35, dash=TOWNSHIP_DASH)
    elif kind == "road":
        drawing.line(ends, stroke="#8d7f6a", width=0.95)
        drawing.line(ends, stroke="#fbe3a6", width=0.5)
    else:
        drawing.box(1.5, 0.9, 6, 2.7, stroke="#5f6b76", line=0.22)
    return drawing.svg()


def number_swatch(words: str, face: Face, *, ink: str = "#1f2933") -> str:
    """Return a plate with a number, as it stands on the map."""
    drawing = _blank(face)
    drawing.box(0.3, 0.6, WIDE - 0.6, 3.3, fill="#ffffff", stroke="#52606d", line=0.18, radius=0.5)
    drawing.text(WIDE / 2, 3.15, words, 2.4, fill=ink)
    return drawing.svg()


def fill_swatch(colour: str, words: str, face: Face) -> str:
    """Return a land class: its colour with its code."""
    drawing = _blank(face)
    drawing.box(0.3, 0.4, WIDE - 0.6, 3.7, fill=colour, stroke="#9aa5b1", line=0.15)
    drawing.text(WIDE / 2, 2.95, words, 1.9, fill="#52606d")
    return drawing.svg()
