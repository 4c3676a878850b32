"""How patches are drawn: outline and fill of their state, a hatch for the lesser kinds, the number on a small plate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from tuban.render.maps.drawing import Drawing
from tuban.render.maps.labels import Box, Placed, Wanted, place_labels
from tuban.render.maps.lettering import width_of
from tuban.render.maps.patches import Legend, MapPatch
from tuban.render.state_style import Hatch, Mark

LEAST_MM = 1.6
"""A patch narrower than this on paper also gets its mark in its middle, or nobody would see it."""

_HATCH_ANGLES = {"horizontal": (0.0,), "vertical": (90.0,), "diagonal": (45.0,), "backward": (-45.0,),
                 "cross": (0.0, 90.0)}  # fmt: skip
_HATCH_MM = 1.0
_PLATE_PAD, _SIGN_GAP = 0.55, 0.45


def draw_patches(drawing: Drawing, patches: Sequence[MapPatch], legend: Legend, *, line: float = 0.42) -> None:
    """Draw the patches, the weightiest state on top. ``line`` is the width of a plain outline in millimetres."""
    for patch in sorted(patches, key=lambda one: (legend.marks[one.finding].rank, one.key)):
        mark = legend.marks[patch.finding]
        shape = drawing.visible([patch.geometry])
        if shapely.is_empty(shape).all():
            continue
        width = line * (1.35 if mark.line > 2 else 1.0)
        path = drawing.path(shape, on_paper=True)
        drawing.trace(path, stroke="#ffffff", width=width + 0.5, opacity=0.85)
        drawing.trace(path, fill=mark.colour, opacity=max(mark.fill, 0.1))
        _draw_hatch(drawing, shape[0], mark)
        drawing.trace(path, stroke=mark.colour, width=width, dash="1.2 0.6" if mark.dashed else "")
        left, top, right, bottom = shapely.bounds(shape[0]).tolist()
        if min(right - left, bottom - top) < LEAST_MM:
            x, y = drawing.frame.place(*patch.centre)
            drawing.sign(mark.path, x, y, LEAST_MM, fill=mark.edge, halo=0.25)


def draw_faintly(drawing: Drawing, patches: Sequence[MapPatch]) -> None:
    """Draw patches that belong to another sheet as thin grey outlines."""
    path = drawing.path([patch.geometry for patch in patches])
    drawing.trace(path, stroke="#ffffff", width=0.45, opacity=0.7)
    drawing.trace(path, stroke="#5f6b76", width=0.18)


def _draw_hatch(drawing: Drawing, shape: Any, mark: Mark) -> None:
    for lines in hatch_lines(shape, mark.hatch, _HATCH_MM):
        drawing.shapes([lines], stroke=mark.edge, width=0.16, on_paper=True, fine_mm=0)


def hatch_lines(shape: Any, hatch: Hatch, gap: float) -> list[Any]:
    """Return the hatch inside a polygon as lines (or as crosses for dots), ``gap`` apart; all in the same unit."""
    if hatch in ("none", "solid") or shapely.is_empty(shape):
        return []
    left, top, right, bottom = shapely.bounds(shape).tolist()
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    reach = math.hypot(right - left, bottom - top) / 2 + gap
    steps = np.arange(-math.ceil(reach / gap), math.ceil(reach / gap) + 1) * gap
    if hatch == "dots":
        dots = [(middle_x + across, middle_y + down) for across in steps for down in steps]
        inside = shapely.multilinestrings([shapely.linestrings([(x - 0.12, y), (x + 0.12, y)]) for x, y in dots])
        return [shapely.intersection(shape, inside)]
    found = []
    for angle in _HATCH_ANGLES[hatch]:
        turn = math.radians(angle)
        along, aside = (math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))
        ends = [
            [
                (middle_x + step * aside[0] - reach * along[0], middle_y + step * aside[1] - reach * along[1]),
                (middle_x + step * aside[0] + reach * along[0], middle_y + step * aside[1] + reach * along[1]),
            ]
            for step in steps.tolist()
        ]
        found.append(shapely.intersection(shape, shapely.multilinestrings(ends)))
    return found


def draw_numbers(
    drawing: Drawing,
    patches: Sequence[MapPatch],
    legend: Legend,
    *,
    size: float = 2.3,
    taken: Sequence[Box] = (),
    plain: bool = False,
    reach_mm: float | None = None,
) -> list[MapPatch]:
    """Set the numbers on plates beside their patches; returns the patches whose number found no room.

    ``taken`` are boxes on paper that stay free. A ``plain`` plate has no mark of the state, only the number.
    No number stands farther than ``reach_mm`` from its patch.
    """
    frame = drawing.frame
    height = size * 1.28
    sign = 0.0 if plain else size * 0.78
    wanted = []
    for patch in patches:
        shape = frame.on_paper([patch.geometry])[0]
        left, top, right, bottom = shapely.bounds(shape).tolist()
        spot = frame.place(*patch.centre)
        half = LEAST_MM / 2
        box = (
            min(left, spot[0] - half),
            min(top, spot[1] - half),
            max(right, spot[0] + half),
            max(bottom, spot[1] + half),
        )
        width = width_of(patch.label, drawing.face) * size + 2 * _PLATE_PAD + (sign + _SIGN_GAP if sign else 0)
        wanted.append(Wanted(box, spot, width, height))
    within = (0.6, 0.6, frame.width_mm - 0.6, frame.height_mm - 0.6)
    places = place_labels(wanted, within, taken, reach_mm=reach_mm)
    for patch, place in zip(patches, places, strict=True):
        if place is not None and place.line is not None:
            _draw_lead(drawing, place, legend.marks[patch.finding])
    unplaced = []
    for patch, place in zip(patches, places, strict=True):
        if place is None:
            unplaced.append(patch)
            continue
        _draw_plate(drawing, place, patch, legend.marks[patch.finding], size=size, sign=sign)
    return unplaced


def _draw_lead(drawing: Drawing, place: Placed, mark: Mark) -> None:
    if place.line is None:
        return
    drawing.line(place.line, stroke="#ffffff", width=0.55, opacity=0.9)
    drawing.line(place.line, stroke=mark.edge, width=0.22)
    drawing.disc(*place.line[0], 0.45, fill=mark.edge, stroke="#ffffff", line=0.15)


def _draw_plate(drawing: Drawing, place: Placed, patch: MapPatch, mark: Mark, *, size: float, sign: float) -> None:
    left, top, right, bottom = place.box
    drawing.box(
        left, top, right - left, bottom - top, fill="#ffffff", stroke=mark.edge, line=0.18, radius=0.5, opacity=0.93
    )
    x = left + _PLATE_PAD
    if sign:
        drawing.sign(mark.path, x + sign / 2, (top + bottom) / 2, sign, fill=mark.edge)
        x += sign + _SIGN_GAP
    ink = "#8a1c4a" if patch.is_inconsistent else "#1f2933"
    drawing.text(x, (top + bottom) / 2 + size * 0.36, patch.label, size, fill=ink, anchor="start")
