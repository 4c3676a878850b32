"""What was written is read back and held against what was meant: nothing is lost without a word.

Every feature is compared in its order, every value and every point. What a format did to them comes out here, whether
anybody knew of it beforehand or not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from tuban.kernel.crs import parse_crs
from tuban.kernel.formats.writing.outgoing import Loss, Rows, Shapes

_METRES_PER_DEGREE = 111_320.0
_ALIKE_M = 0.5  # points of one shape that lie this near to one another in order are the same points
_FAMILIES = (("flag", pa.types.is_boolean), ("whole", pa.types.is_integer), ("number", pa.types.is_floating),
             ("day", pa.types.is_date), ("moment", pa.types.is_timestamp))  # fmt: skip
_RELATIVE = 1e-15


@dataclass(slots=True)
class Proof:
    """What reading back showed. Distances in metres; areas in square metres, in the plane of the target."""

    features: int = 0
    expected: int = 0
    shift_m: float = 0.0
    area_m2: float = 0.0
    area_change_m2: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"features": self.features, "expected": self.expected, "shift_m": self.shift_m,
                "area_m2": self.area_m2, "area_change_m2": self.area_change_m2}  # fmt: skip


@dataclass(slots=True)
class _Column:
    """Differences in one column."""

    changed: int = 0
    before: str = ""
    after: str = ""
    emptied: int = 0
    family_before: str = ""
    family_after: str = ""


def compared(
    meant: Iterator[Rows], found: Iterator[Rows], *, layer: str, names: Mapping[str, str], told: set[str],
    crs: str | None,
) -> tuple[Proof, list[Loss]]:  # fmt: skip
    """Hold the rows found against those meant; ``names`` maps columns to those in the file, ``told`` were told already.

    Returns the proof and every loss that it shows.
    """
    proof = Proof()
    columns: dict[str, _Column] = {}
    unlike = 0
    for one, other in _aligned(meant, found, proof):
        for name in one.table.column_names:
            if name in told:
                continue
            state = columns.setdefault(name, _Column())
            there = other.table.column(names[name]) if names.get(name) in other.table.column_names else None
            _compare_column(state, one.table.column(name), there)
        unlike += _compare_shapes(proof, one.shapes, other.shapes, crs)
    losses = [*_column_losses(columns, layer)]
    if proof.features != proof.expected:
        words = {"expected": str(proof.expected), "found": str(proof.features)}
        losses.append(Loss("feature.count", layer, words))
    if unlike:
        losses.append(Loss("geometry.changed", layer, {"count": str(unlike)}))
    return proof, losses


def _aligned(meant: Iterator[Rows], found: Iterator[Rows], proof: Proof) -> Iterator[tuple[Rows, Rows]]:
    """Yield the same rows of both sides, however each is cut into batches; count both."""
    rest: Rows | None = None
    for one in meant:
        proof.expected += len(one.shapes)
        start = 0
        while start < len(one.shapes):
            if rest is None:
                rest = next(found, None)
                if rest is None:
                    break
                proof.features += len(rest.shapes)
            size = min(len(one.shapes) - start, len(rest.shapes))
            yield _slice(one, start, size), _slice(rest, 0, size)
            start += size
            rest = _slice(rest, size, len(rest.shapes) - size) if size < len(rest.shapes) else None
    proof.features += sum(len(more.shapes) for more in found)


def _slice(rows: Rows, start: int, size: int) -> Rows:
    return Rows(rows.table.slice(start, size), rows.shapes[start : start + size])


def _compare_column(state: _Column, meant: pa.ChunkedArray, found: pa.ChunkedArray | None) -> None:
    if found is None:
        given = [value for value in meant.to_pylist() if value not in (None, "")]
        state.emptied += len(given)
        state.before = state.before or (str(given[0]) if given else "")
        return
    if found.null_count < len(found) and meant.null_count < len(meant):
        state.family_before, state.family_after = _family(meant.type), _family(found.type)
    if meant.type == found.type and meant.equals(found):
        return
    for one, other in zip(meant.to_pylist(), found.to_pylist(), strict=True):
        if not _same(one, other):
            state.changed += 1
            if state.changed == 1:
                state.before, state.after = str(one), "" if other is None else str(other)


def _family(kind: pa.DataType) -> str:
    return next((name for name, holds in _FAMILIES if holds(kind)), "text")


def _same(one: Any, other: Any) -> bool:  # noqa: PLR0911 - one line for each kind of value
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    if isinstance(one, bool) or isinstance(other, bool):
        return _flag(one) == _flag(other)
    if isinstance(one, date | datetime) or isinstance(other, date | datetime):
        return _day(one) == _day(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or math.isclose(one, other, rel_tol=_RELATIVE) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    number, text = (one, other) if isinstance(other, str) else (other, one)
    try:
        return float(text) == float(number)
    except (TypeError, ValueError):
        return False


def _flag(value: Any) -> str:
    return {"true": "1", "false": "0"}.get(str(value).casefold(), str(value).removesuffix(".0"))


def _day(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    text = text.replace("/", "-").replace(" ", "T").removesuffix("+00:00").removesuffix("Z")
    return text.removesuffix("T00:00:00").removesuffix(".000")


def _column_losses(columns: Mapping[str, _Column], layer: str) -> Iterator[Loss]:
    for name, state in columns.items():
        if state.emptied:
            yield Loss("column.lost", layer, {"column": name, "count": str(state.emptied), "before": state.before[:60]})
        elif state.family_before != state.family_after:
            words = {"column": name, "before": state.family_before, "after": state.family_after}
            yield Loss("column.type", layer, words)
        if state.changed:
            words = {"column": name, "count": str(state.changed), "before": _short(state.before),
                     "after": _short(state.after)}  # fmt: skip
            yield Loss("column.values", layer, words)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:24]}…({len(text)})"


def _compare_shapes(proof: Proof, meant: Shapes, found: Shapes, crs: str | None) -> int:
    """Add to the proof; return how many shapes are there on one side only or have other points."""
    one_sided = shapely.is_missing(meant) != shapely.is_missing(found)
    both = ~shapely.is_missing(meant) & ~shapely.is_missing(found)
    unit, area_unit = _units(meant[both], crs)
    one, other = _in_order(meant[both]), _in_order(found[both])
    same_size = shapely.get_num_coordinates(one) == shapely.get_num_coordinates(other)
    shifts = np.full(len(one), np.inf)
    shifts[same_size] = _shifts(one[same_size], other[same_size]) * unit
    for index in np.flatnonzero(shifts > _ALIKE_M):
        shifts[index] = _farthest(one[index], other[index]) * unit
    areas, areas_found = shapely.area(one) * area_unit, shapely.area(other) * area_unit
    proof.area_m2 += float(areas.sum())
    proof.area_change_m2 += float((areas_found - areas).sum())
    proof.shift_m = max(proof.shift_m, float(shifts.max(initial=0.0)))
    return int(one_sided.sum()) + int((shifts > _ALIKE_M).sum())


def _in_order(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.orient_polygons(shapely.force_2d(shapes)), dtype=object)


def _units(shapes: Shapes, crs: str | None) -> tuple[float, NDArray[np.float64] | float]:
    """Return the metres in a unit of the plane, and the square metres in a square unit, shape by shape for degrees."""
    if crs is None or not parse_crs(crs).is_geographic:
        return 1.0, 1.0
    bounds = shapely.bounds(shapes)
    return _METRES_PER_DEGREE, _METRES_PER_DEGREE**2 * np.cos(np.radians((bounds[:, 1] + bounds[:, 3]) / 2))


def _shifts(one: Shapes, other: Shapes) -> NDArray[np.float64]:
    """Return the largest distance between points of the same place in each pair of shapes."""
    if not len(one):
        return np.zeros(0)
    points, owner = shapely.get_coordinates(one, return_index=True)
    distance = np.hypot(*(points - shapely.get_coordinates(other)).T)
    largest = np.zeros(len(one))
    np.maximum.at(largest, owner, distance)
    return largest


def _farthest(one: Any, other: Any) -> float:
    """Return the largest distance from a point of either shape to the nearest point of the other."""
    from scipy.spatial import cKDTree

    first, second = shapely.get_coordinates(one), shapely.get_coordinates(other)
    if not len(first) or not len(second):
        return math.inf
    there, _at = cKDTree(second).query(first)
    back, _at = cKDTree(first).query(second)
    return float(max(there.max(), back.max()))


def pairs(names: Sequence[str], found: Sequence[str]) -> dict[str, str]:
    """Map columns to those found: by name where the name is there, else by place.

    >>> pairs(["a", "long_name_1"], ["a", "long_name_"])
    {'a': 'a', 'long_name_1': 'long_name_'}
    """
    mapped = {name: name for name in names if name in found}
    if len(names) == len(found):
        free = [name for name in found if name not in mapped.values()]
        mapped |= dict(zip([name for name in names if name not in mapped], free, strict=False))
    return mapped
