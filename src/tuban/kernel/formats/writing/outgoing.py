"""A layer on its way into another file: plain columns, shapes in the target's system, streamed when asked.

Whatever has to change on the way is a :class:`Loss`: a code and the words for its sentence. A loss is never silent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
MIXED = "mixed"
_TYPE_NAMES = {1: "point", 2: "line", 3: "line", 4: "polygon", 5: "point", 6: "line", 7: "polygon"}


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that the target does not keep as it was; ``layer`` is empty where it concerns the whole file."""

    code: str
    layer: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"code": self.code, "layer": self.layer, "words": self.words}


class Rows(NamedTuple):
    """Some features: their columns and their shapes (None where there is none)."""

    table: pa.Table
    shapes: Shapes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A layer to write. ``kind`` is polygon, line, point, mixed or none; ``crs`` "EPSG:n", WKT or None.

    ``is_multi`` and ``has_heights`` tell of any feature; ``rows`` streams all features, in order, as often as called.
    """

    name: str
    kind: str
    crs: str | None
    schema: pa.Schema
    count: int
    is_multi: bool
    has_heights: bool
    rows: Callable[[], Iterator[Rows]]

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.schema.names)


def plain_schema(schema: pa.Schema, layer: str) -> tuple[pa.Schema, list[Loss]]:
    """Return the columns as every format knows them, and what changes: nested values become text, and so on."""
    fields, losses = [], []
    for column in schema:
        kind = _plain_type(column.type)
        if kind is None:
            losses.append(Loss("column.dropped", layer, {"column": column.name, "type": str(column.type)}))
            continue
        if _is_told(column.type):
            words = {"column": column.name, "before": str(column.type), "after": str(kind)}
            losses.append(Loss("column.type", layer, words))
        fields.append(pa.field(column.name, kind))
    return pa.schema(fields), losses


def _plain_type(kind: pa.DataType) -> pa.DataType | None:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return None
    if pa.types.is_boolean(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.date32() if pa.types.is_date(kind) else kind
    if pa.types.is_integer(kind):
        return pa.int64() if kind in (pa.uint32(), pa.uint64(), pa.int64()) else pa.int32()
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pa.float64()
    return pa.string()


def _is_told(before: pa.DataType) -> bool:
    nested = pa.types.is_nested(before) and not pa.types.is_dictionary(before)
    return nested or pa.types.is_decimal(before) or before == pa.uint64() or pa.types.is_time(before)


def plain_table(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with the columns and types of a plain schema."""
    arrays = []
    for column in schema:
        given = table.column(column.name)
        if pa.types.is_dictionary(given.type):
            given = given.cast(given.type.value_type)
        if pa.types.is_nested(given.type):
            texts = [
                None if value is None else json.dumps(value, ensure_ascii=False, default=str)
                for value in given.to_pylist()
            ]
            arrays.append(pa.array(texts, pa.string()))
        else:
            arrays.append(given.cast(column.type))
    return pa.table(arrays, schema=schema)


def kinds_of(shapes: Shapes) -> NDArray[np.str_]:
    """Return polygon, line, point, mixed (a collection) or none for each shape.

    >>> kinds_of(np.array([shapely.Point(0, 0), None, shapely.Polygon()])).tolist()
    ['point', 'none', 'none']
    """
    numbers = shapely.get_type_id(shapes)
    names = np.array(["none", *[_TYPE_NAMES[number] for number in range(1, 8)], MIXED])
    kinds = names[np.where(shapely.is_empty(shapes) | (numbers < 0), 0, np.minimum(numbers + 1, 8))]
    return np.asarray(kinds, dtype=np.str_)
