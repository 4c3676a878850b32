"""Rows of a normalised layer as typed values.

The disc's normal form keeps areas, dates and lists as text, so that nothing is rounded on the way; here they become
:class:`Area`, :class:`PartialDate` and tuples. Only for layers that hold papers and patches: reference layers of many
thousand polygons go to the kernel as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq
import shapely

from tuban.values.area import Area
from tuban.values.dates import PartialDate

BOOKKEEPING = ("geometry", "source_file", "source_feature")


class NormalLayer(Protocol):
    """What this module needs to know of a layer: where its normal form lies and what its file was called."""

    @property
    def path(self) -> Path:
        """The Parquet file."""
        ...

    @property
    def source_file(self) -> str:
        """The name of the file on the disc."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its filled fields by name (an empty field is absent), its geometry if any, and where it came from."""

    fields: Mapping[str, Any]
    geometry: shapely.Geometry | None
    source_file: str
    source_feature: int

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field; None where the row leaves it empty."""
        return self.fields.get(name, default)

    @property
    def source(self) -> str:
        """Where the row stands, in words: 外业核查结果.csv 第12条."""
        return f"{self.source_file} 第{self.source_feature}条"


def read_records(layers: Iterable[NormalLayer], types: Mapping[str, str]) -> Iterator[Record]:
    """Yield the rows of the layers in their order; ``types`` gives the type of each field as in ``fields.yaml``."""
    for layer, row, geometry in read_rows(layers):
        yield record_of(row, geometry, types, file=layer.source_file)


def read_rows(
    layers: Iterable[NormalLayer],
) -> Iterator[tuple[NormalLayer, dict[str, Any], shapely.Geometry | None]]:
    """Yield the rows of the layers as the normal form keeps them: filled fields and where each stands."""
    for layer in layers:
        table = pq.read_table(layer.path)
        columns = {name: table.column(name).to_pylist() for name in table.column_names if name != "geometry"}
        geometries = (
            shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
            if "geometry" in table.column_names
            else [None] * table.num_rows
        )
        for row in range(table.num_rows):
            filled = {name: values[row] for name, values in columns.items() if values[row] not in (None, "")}
            filled.setdefault("source_feature", row + 1)
            yield layer, filled, geometries[row]


def record_of(
    row: Mapping[str, Any], geometry: shapely.Geometry | None, types: Mapping[str, str], *, file: str = ""
) -> Record:
    """Return a row of the normal form as typed values; ``file`` is where it came from if the row does not say."""
    return Record(
        fields={name: _typed(value, types.get(name, "text")) for name, value in row.items() if name not in BOOKKEEPING},
        geometry=geometry,
        source_file=str(row.get("source_file") or file),
        source_feature=int(row["source_feature"]),
    )


def _typed(value: Any, kind: str) -> Any:
    match kind:
        case "area":
            return Area.parse(str(value))
        case "date":
            return PartialDate.parse(str(value))
        case "list":
            return tuple(part for part in str(value).split(";") if part)
        case _:
            return value
