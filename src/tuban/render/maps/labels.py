"""Where the numbers of patches stand on a map: near their patch, never on one another, with a line where they are far.

Every number is tried right beside its patch first, then on wider and wider rings. Patches in crowded places choose
first. A number that finds no free place within reach is left out and told, never printed over another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

_GAP_MM = 0.9
_RINGS_MM = (3.0, 5.0, 7.5, 10.5, 14.0, 18.0, 23.0, 29.0, 36.0)
_DIRECTIONS = 20
_ON_PATCH, _ON_SPOT, _ACROSS = 1.0, 2.5, 4.0
_CROWD_MM = 14.0

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres of paper."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that wants a place: the box of its patch, the point its line would lead to, its own size."""

    patch: Box
    spot: tuple[float, float]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label stands, and from where to where its line leads; no line where it stands beside its patch."""

    box: Box
    line: tuple[tuple[float, float], tuple[float, float]] | None


def place_labels(
    wanted: Sequence[Wanted], within: Box, taken: Sequence[Box] = (), *, reach_mm: float | None = None
) -> list[Placed | None]:
    """Return a place for each label in the given order, None where there is none.

    Labels overlap neither one another nor ``taken``, lie wholly ``within`` and no farther than ``reach_mm`` from their
    patch. The same input gives the same places.
    """
    if not wanted:
        return []
    spots = np.array([one.spot for one in wanted])
    patches = np.array([one.patch for one in wanted])
    order = _most_crowded_first(spots)
    boxes = np.empty((len(wanted) + len(taken), 4))
    boxes[: len(taken)] = np.array(taken).reshape(-1, 4)
    count = len(taken)
    lines = np.empty((len(wanted), 4))
    drawn = 0
    places: list[Placed | None] = [None] * len(wanted)
    for at in order:
        candidates, costs = _candidates(wanted[at], reach_mm)
        costs = costs + _cost_of_cover(candidates, patches, spots, at)
        free = _inside(candidates, within) & ~_meets(candidates, boxes[:count]).any(axis=1)
        leads = _leads(candidates, wanted[at].spot)
        free &= ~_crossed(candidates, lines[:drawn])
        costs = costs + np.where(
            _is_far(candidates, wanted[at].patch), _lines_across(leads, boxes[:count], lines[:drawn]), 0.0
        )
        costs = np.where(free, costs, np.inf)
        best = int(np.argmin(costs))
        if not math.isfinite(costs[best]):
            continue
        box = candidates[best]
        far = bool(_is_far(box[None], wanted[at].patch)[0])
        if far:
            lines[drawn] = leads[best]
            drawn += 1
        boxes[count] = box
        count += 1
        left, top, right, bottom = box.tolist()
        start_x, start_y, end_x, end_y = leads[best].tolist()
        places[at] = Placed((left, top, right, bottom), ((start_x, start_y), (end_x, end_y)) if far else None)
    return places


def _most_crowded_first(spots: NDArray[np.float64]) -> list[int]:
    away = np.hypot(spots[:, 0, None] - spots[None, :, 0], spots[:, 1, None] - spots[None, :, 1])
    crowd = (away < _CROWD_MM).sum(axis=1)
    return sorted(range(len(spots)), key=lambda at: (-int(crowd[at]), at))


def _candidates(one: Wanted, reach_mm: float | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return boxes (n, 4) and how much each is disliked: beside the patch first, the right upper side best."""
    left, top, right, bottom = one.patch
    width, height = one.width, one.height
    middle_x, middle_y = (left + right - width) / 2, (top + bottom - height) / 2
    beside = [
        (right + _GAP_MM, middle_y, 0.0),
        (right + _GAP_MM / 2, top - height - _GAP_MM / 2, 0.1),
        (middle_x, top - height - _GAP_MM, 0.2),
        (middle_x, bottom + _GAP_MM, 0.3),
        (left - width - _GAP_MM, middle_y, 0.3),
        (right + _GAP_MM / 2, bottom + _GAP_MM / 2, 0.4),
        (left - width - _GAP_MM / 2, top - height - _GAP_MM / 2, 0.5),
        (left - width - _GAP_MM / 2, bottom + _GAP_MM / 2, 0.6),
    ]
    half_x, half_y = (right - left) / 2, (bottom - top) / 2
    distance, across, down, dislike = _around(reach_mm)
    far = np.column_stack(
        [
            (left + right) / 2 + (half_x + distance + width / 2) * across - width / 2,
            (top + bottom) / 2 - (half_y + distance + height / 2) * down - height / 2,
            dislike,
        ]
    )
    found = np.concatenate([np.array(beside), far])
    corners = np.column_stack([found[:, 0], found[:, 1], found[:, 0] + width, found[:, 1] + height])
    return corners, found[:, 2]


@cache
def _around(reach_mm: float | None) -> NDArray[np.float64]:
    """Return (4, n): distance, share of it across and down, and dislike of each place on the rings within reach."""
    turns = [2 * math.pi * step / _DIRECTIONS for step in range(_DIRECTIONS)]
    places = [
        (distance, math.cos(turn), math.sin(turn), 1.2 + 0.9 * ring + (0.2 if math.cos(turn) < -0.1 else 0.0))
        for ring, distance in enumerate(_RINGS_MM)
        if reach_mm is None or distance <= reach_mm
        for turn in turns
    ]
    return np.array(places).reshape(-1, 4).T


def _inside(boxes: NDArray[np.float64], within: Box) -> NDArray[np.bool_]:
    left, top, right, bottom = within
    inside: NDArray[np.bool_] = (
        (boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom)
    )
    return inside


def _meets(boxes: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (n, m): whether box n and box m have ground in common."""
    meets: NDArray[np.bool_] = (
        (boxes[:, None, 0] < others[None, :, 2])
        & (boxes[:, None, 2] > others[None, :, 0])
        & (boxes[:, None, 1] < others[None, :, 3])
        & (boxes[:, None, 3] > others[None, :, 1])
    )
    return meets


def _cost_of_cover(
    boxes: NDArray[np.float64], patches: NDArray[np.float64], spots: NDArray[np.float64], own: int
) -> NDArray[np.float64]:
    """A label should not hide patches; least of all the middle of one."""
    over = _meets(boxes, patches)
    over[:, own] = False
    middle = (
        (boxes[:, None, 0] < spots[None, :, 0])
        & (boxes[:, None, 2] > spots[None, :, 0])
        & (boxes[:, None, 1] < spots[None, :, 1])
        & (boxes[:, None, 3] > spots[None, :, 1])
    )
    cost: NDArray[np.float64] = over.sum(axis=1) * _ON_PATCH + middle.sum(axis=1) * _ON_SPOT
    return cost


def _is_far(boxes: NDArray[np.float64], patch: Box) -> NDArray[np.bool_]:
    """Whether a label is too far from its patch to belong to it without a line."""
    left, top, right, bottom = patch
    across = np.maximum(np.maximum(left - boxes[:, 2], boxes[:, 0] - right), 0)
    down = np.maximum(np.maximum(top - boxes[:, 3], boxes[:, 1] - bottom), 0)
    far: NDArray[np.bool_] = np.hypot(across, down) > 1.5 * _GAP_MM
    return far


def _leads(boxes: NDArray[np.float64], spot: tuple[float, float]) -> NDArray[np.float64]:
    """Lines (n, 4) from the spot to the nearest point of each box."""
    x = np.clip(spot[0], boxes[:, 0], boxes[:, 2])
    y = np.clip(spot[1], boxes[:, 1], boxes[:, 3])
    start = np.broadcast_to(np.array(spot), (len(boxes), 2))
    return np.column_stack([start, x, y])


def _crossed(boxes: NDArray[np.float64], lines: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a box would cover a line that is drawn already."""
    crossed: NDArray[np.bool_] = np.any(_hits(lines, boxes), axis=0)
    return crossed


def _lines_across(
    leads: NDArray[np.float64], boxes: NDArray[np.float64], lines: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How disliked each line is: it should cross no other label and no other line."""
    cost: NDArray[np.float64] = _ACROSS * (_hits(leads, boxes).sum(axis=1) + _cut(leads, lines).sum(axis=1))
    return cost


def _hits(lines: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (n, m): whether line n runs through box m (clipping in the manner of Liang and Barsky)."""
    start_x, start_y = lines[:, None, 0], lines[:, None, 1]
    step_x, step_y = lines[:, None, 2] - start_x, lines[:, None, 3] - start_y
    enter = np.zeros((len(lines), len(boxes)))
    leave = np.ones((len(lines), len(boxes)))
    for start, step, low, high in (
        (start_x, step_x, boxes[None, :, 0], boxes[None, :, 2]),
        (start_y, step_y, boxes[None, :, 1], boxes[None, :, 3]),
    ):
        moving = np.where(np.abs(step) < 1e-9, 1e-9, step)
        first, last = (low - start) / moving, (high - start) / moving
        enter = np.maximum(enter, np.minimum(first, last))
        leave = np.minimum(leave, np.maximum(first, last))
    hits: NDArray[np.bool_] = enter < leave - 1e-6
    return hits


def _cut(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return (n, m): whether line n of the first crosses line m of the second."""

    def side(lines: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        ahead_x, ahead_y = lines[..., 2] - lines[..., 0], lines[..., 3] - lines[..., 1]
        turn: NDArray[np.float64] = ahead_x * (y - lines[..., 1]) - ahead_y * (x - lines[..., 0])
        return turn

    one, other = first[:, None, :], second[None, :, :]
    apart = side(one, other[..., 0], other[..., 1]) * side(one, other[..., 2], other[..., 3])
    also = side(other, one[..., 0], one[..., 1]) * side(other, one[..., 2], one[..., 3])
    crossed: NDArray[np.bool_] = (apart < 0) & (also < 0)
    return crossed
