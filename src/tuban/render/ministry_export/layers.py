"""GeoPackage: every table in one file, those of patches with their outlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tuban.render.geopackage_file import ColumnType, Layer, Table, write_geopackage
from tuban.rules.forms.filled import PartKey
from tuban.rules.ministry_export.coded import Coded, Value
from tuban.rules.ministry_export.definition import INTEGER, NUMBER

_TYPES: Mapping[str, ColumnType] = {NUMBER: "REAL", INTEGER: "INTEGER"}


def write_layers(path: Path, tables: Sequence[Coded], shapes: Mapping[PartKey, Any], *, epsg: int, on: date) -> None:
    """Write every table, each named as its files; without ``shapes`` none has outlines."""
    with_outlines = [one for one in tables if one.table.shapes and shapes]
    layers = [Layer(one.table.file, one.table.title, _columns(one), _rows(one, shapes)) for one in with_outlines]
    plain = [Table(one.table.file, _columns(one), _rows(one)) for one in tables if one not in with_outlines]
    write_geopackage(path, layers, epsg=epsg, on=on, tables=plain)


def _columns(coded: Coded) -> list[tuple[str, ColumnType]]:
    return [(one.code, _TYPES.get(one.type, "TEXT")) for one in coded.table.fields]


def _rows(coded: Coded, shapes: Mapping[PartKey, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    for line in coded.lines:
        values = tuple(_value(one) for one in line.values)
        yield values if shapes is None else (*values, shapes[line.key])


def _value(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else value
