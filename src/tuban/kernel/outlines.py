"""Outlines: polygons as plain numbers, the form in which everything is compared.

An item is a polygon, or a piece of a huge one. Its outline is a few chains of points; an edge joins two points that
follow one another in a chain. Every edge has the ground of the item on its right: outer rings run clockwise, holes
the other way. So the item covers the point (x, y) exactly when, of the edges above that point, one more runs east
than west: that sum is all that the overlay needs, and vertical edges say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from tuban.kernel.machine_code import compiled
from tuban.values.errors import TubanError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_POLYGON, _MULTIPOLYGON = 3, 6


class NotFinite(TubanError):
    """Feature {feature} has a coordinate that is no number."""

    code = "outlines.not_finite"
    hint = "Repair the layer before it is compared."


@dataclass(frozen=True, slots=True)
class Outlines:
    """The outlines of n items.

    ``coordinates`` (p, 2) metres · ``chain_start`` (c + 1,) first point of each chain · ``item_chain`` (n + 1,)
    first chain of each item · ``item_feature`` (n,) position of the feature it belongs to · ``boxes`` (n, 4)
    west, south, east, north.
    """

    coordinates: Floats
    chain_start: Integers
    item_chain: Integers
    item_feature: Integers
    boxes: Floats

    def __len__(self) -> int:
        return len(self.item_feature)

    @property
    def points_per_item(self) -> Integers:
        """Number of points of each item."""
        return np.diff(self.chain_start[self.item_chain])


def outlines_of(geometries: NDArray[np.object_]) -> Outlines:
    """Return the outlines of an array of polygons; None, empty and other kinds have none.

    Raises NotFinite.
    """
    return outlines_of_wkb(pa.array(_plain_wkb(np.asarray(geometries, dtype=object)), type=pa.large_binary()))


def outlines_of_wkb(column: pa.Array) -> Outlines:
    """Return the outlines of an Arrow array of WKB polygons, without making an object of any of them.

    Raises NotFinite.
    """
    values = pc.fill_null(column.cast(pa.large_binary()), b"")
    _validity, offset_buffer, data_buffer = values.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer else np.zeros(0, dtype=np.uint8)
    items, rings, points = _count(data, offsets)
    if items < 0:  # other byte order, heights, collections: rare, so let them be rewritten
        wkb = np.empty(len(column), dtype=object)
        wkb[:] = column.to_pylist()
        return outlines_of(np.asarray(shapely.from_wkb(wkb), dtype=object))
    coordinates = np.empty((points, 2))
    chain_start, item_chain = np.zeros(rings + 1, dtype=np.int64), np.zeros(items + 1, dtype=np.int64)
    item_feature, boxes = np.empty(items, dtype=np.int64), np.empty((items, 4))
    _fill(data, offsets, coordinates.view(np.uint8).reshape(-1), chain_start, item_chain, item_feature)
    _turn_and_bound(coordinates, chain_start, item_chain, boxes)
    finite = np.isfinite(boxes).all(axis=1)
    if not finite.all():
        raise NotFinite(feature=int(item_feature[~finite][0]) + 1)
    return Outlines(coordinates, chain_start, item_chain, item_feature, boxes)


def joined(parts: list[Outlines]) -> Outlines:
    """Return several outlines as one, in the order given."""
    points = np.cumsum([0] + [len(part.coordinates) for part in parts])
    chains = np.cumsum([0] + [len(part.chain_start) - 1 for part in parts])
    start, chain = [np.zeros(1, dtype=np.int64)], [np.zeros(1, dtype=np.int64)]
    for part, point, first in zip(parts, points, chains, strict=False):
        start.append(part.chain_start[1:] + point)
        chain.append(part.item_chain[1:] + first)
    return Outlines(
        np.concatenate([part.coordinates for part in parts]),
        np.concatenate(start),
        np.concatenate(chain),
        np.concatenate([part.item_feature for part in parts]),
        np.concatenate([part.boxes for part in parts]),
    )


def select(outlines: Outlines, items: Integers) -> Outlines:
    """Return some of the items, in the order given."""
    chains = ranges(outlines.item_chain[items], outlines.item_chain[items + 1])
    points = ranges(outlines.chain_start[chains], outlines.chain_start[chains + 1])
    return Outlines(
        outlines.coordinates[points],
        starts(outlines.chain_start[chains + 1] - outlines.chain_start[chains]),
        starts(outlines.item_chain[items + 1] - outlines.item_chain[items]),
        outlines.item_feature[items],
        outlines.boxes[items],
    )


def ranges(first: Integers, last: Integers) -> Integers:
    """Return first[0] … last[0] − 1, first[1] … in one array."""
    sizes = last - first
    return np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))


def starts(sizes: Integers) -> Integers:
    """Return where each of several runs begins, and where the last one ends."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])


def _plain_wkb(geometries: NDArray[np.object_]) -> list[bytes | None]:
    plain = np.array(geometries, dtype=object, copy=True)
    types = shapely.get_type_id(plain)
    plain[(types != _POLYGON) & (types != _MULTIPOLYGON)] = None
    return list(shapely.to_wkb(plain, output_dimension=2, byte_order=1, flavor="iso"))


@compiled
def _word(data: Bytes, at: int) -> Any:
    return (
        np.int64(data[at])
        | (np.int64(data[at + 1]) << 8)
        | (np.int64(data[at + 2]) << 16)
        | (np.int64(data[at + 3]) << 24)
    )


@compiled
def _count(data: Bytes, offsets: Integers) -> tuple[int, int, int]:
    """Count polygons, rings and points; −1 polygons where something other than plain polygons is met."""
    items, rings, points = 0, 0, 0
    for feature in range(len(offsets) - 1):
        at = offsets[feature]
        if offsets[feature + 1] - at < 9:
            continue
        kind, count = _word(data, at + 1), 1
        if kind == _MULTIPOLYGON and data[at] == 1:
            count, at = _word(data, at + 5), at + 9
        for _polygon in range(count):
            if data[at] != 1 or _word(data, at + 1) != _POLYGON:
                return -1, 0, 0
            inside, at = _word(data, at + 5), at + 9
            items += inside > 0
            rings += inside
            for _ring in range(inside):
                length = _word(data, at)
                points += length
                at += 4 + 16 * length
    return items, rings, points


@compiled
def _fill(  # noqa: PLR0917 (machine code takes arrays by position)
    data: Bytes, offsets: Integers, target: Bytes, chain_start: Integers, item_chain: Integers, item_feature: Integers
) -> None:
    item, ring, written = 0, 0, 0
    for feature in range(len(offsets) - 1):
        at = offsets[feature]
        if offsets[feature + 1] - at < 9:
            continue
        count = 1
        if _word(data, at + 1) == _MULTIPOLYGON:
            count, at = _word(data, at + 5), at + 9
        for _polygon in range(count):
            inside, at = _word(data, at + 5), at + 9
            for _ring in range(inside):
                size = 16 * _word(data, at)
                for place in range(size):
                    target[written + place] = data[at + 4 + place]
                written += size
                at += 4 + size
                ring += 1
                chain_start[ring] = written // 16
            if inside > 0:
                item_feature[item] = feature
                item += 1
                item_chain[item] = ring


@compiled
def _turn_and_bound(coordinates: Floats, chain_start: Integers, item_chain: Integers, boxes: Floats) -> None:
    """Make outer rings clockwise and holes not, and note the box of each item."""
    for item in range(len(item_chain) - 1):
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        for chain in range(item_chain[item], item_chain[item + 1]):
            first, last = chain_start[chain], chain_start[chain + 1]
            turned = 0.0
            for point in range(first, last):
                x, y = coordinates[point, 0], coordinates[point, 1]
                west, east, south, north = min(west, x), max(east, x), min(south, y), max(north, y)
                if not (np.isfinite(x) and np.isfinite(y)):
                    west = np.nan
                if point + 1 < last:
                    turned += (coordinates[point + 1, 0] - x) * (
                        (coordinates[point + 1, 1] - coordinates[first, 1]) + (y - coordinates[first, 1])
                    )
            outer = chain == item_chain[item]
            if (turned < 0) == outer:  # ``turned`` is twice the area, positive when clockwise
                for step in range((last - first) // 2):
                    for axis in range(2):
                        kept = coordinates[first + step, axis]
                        coordinates[first + step, axis] = coordinates[last - 1 - step, axis]
                        coordinates[last - 1 - step, axis] = kept
        boxes[item, 0], boxes[item, 1], boxes[item, 2], boxes[item, 3] = west, south, east, north
