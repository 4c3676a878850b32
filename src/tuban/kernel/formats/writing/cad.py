"""DXF: a closed LWPOLYLINE for every ring, lines and points as such, a drawing layer for each class, and labels.

With every ring goes where it belongs, and with the first ring of a feature its values, so that reading the drawing
gives the features back whole (see :mod:`tuban.kernel.formats.cad_values`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from ezdxf._options import options
from ezdxf.document import Drawing as CadDrawing
from ezdxf.enums import TextEntityAlignment
from ezdxf.filemanagement import new
from numpy.typing import NDArray

from tuban.kernel.formats.cad_values import APPLICATION, CRS_PROPERTY, LABEL, pack
from tuban.kernel.formats.encodings import UTF8
from tuban.kernel.formats.writing.outgoing import Loss, Outgoing
from tuban.kernel.formats.writing.placing import named

_NOT_IN_NAMES = re.compile(r'[<>/\\":;?*|=`,\x00-\x1f]')
_LONGEST_NAME = 120
_COLOURS = (1, 5, 3, 6, 30, 4, 2, 200)
_LABELS = "注记"
_STYLE = "TUBAN"


def write(layers: Sequence[Outgoing], path: Path, *, encoding: str, by: str | None, label: str | None) -> list[Loss]:
    """Write all layers into one drawing: of 2010 in UTF-8, or of 2000 in the Chinese codepage. Features have shapes."""
    with _fixed_marks():
        document = new("R2010" if encoding == UTF8 else "R2000", units=6)
    if encoding != UTF8:
        document.encoding = "gbk"
        document.header["$DWGCODEPAGE"] = "ANSI_936"
    document.appids.add(APPLICATION)
    document.styles.add(_STYLE, font="simsun.ttc")
    systems = {named(layer.crs) for layer in layers if layer.crs}
    losses: list[Loss] = []
    for crs in sorted(systems)[:1]:
        document.header.custom_vars.append(CRS_PROPERTY, crs)
        losses.append(Loss("crs.noted_inside", "", {"after": crs}))
    for layer in layers:
        _Layer(document, layer, by=by, label=label).write()
    with _fixed_marks(), path.open("wb") as file:
        document.write(_Encoded(file, document))  # type: ignore[arg-type]
    if any(layer.has_heights for layer in layers):
        losses.append(Loss("geometry.heights_dropped"))
    return losses


class _Encoded:
    """A text stream for the library that writes the drawing's own encoding."""

    def __init__(self, file: Any, document: CadDrawing) -> None:
        self._file = file
        self._codec = document.output_encoding

    def write(self, text: str) -> int:
        self._file.write(text.encode(self._codec, "dxfreplace"))
        return len(text)


@contextmanager
def _fixed_marks() -> Iterator[None]:
    """Keep the library's clock and random marks out, so that the same layer gives the same drawing."""
    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


class _Layer:
    """Draws one layer."""

    def __init__(self, document: CadDrawing, layer: Outgoing, *, by: str | None, label: str | None) -> None:
        self._document = document
        self._space = document.modelspace()
        self._layer = layer
        self._by = layer.columns.index(by) if by in layer.columns else -1
        self._label = layer.columns.index(label) if label in layer.columns else -1
        self._number = 0

    def write(self) -> None:
        """Draw every feature."""
        for rows in self._layer.rows():
            columns = [_json_values(column) for column in rows.table.columns]
            for index, shape in enumerate(rows.shapes):
                self._draw(shape, [column[index] for column in columns])

    def _draw(self, shape: Any, values: Sequence[Any]) -> None:
        name = self._drawing_layer(values[self._by] if self._by >= 0 else None)
        for part, ring, points, first in _pieces(shape):
            address = {"layer": self._layer.name, "feature": self._number, "part": part, "ring": ring,
                       "kind": self._layer.kind}  # fmt: skip
            given = dict(zip(self._layer.columns, values, strict=True)) if first else None
            if self._number == 0 and first and self._layer.crs:
                address["crs"] = named(self._layer.crs)
            if self._layer.kind == "point":
                entity: Any = self._space.add_point((*points[0], 0.0), dxfattribs={"layer": name})
            else:
                is_ring = self._layer.kind == "polygon"
                corners = points[:-1] if is_ring else points
                entity = self._space.add_lwpolyline(corners, close=is_ring, dxfattribs={"layer": name})
            entity.set_xdata(APPLICATION, pack(address, given))
        if self._label >= 0 and values[self._label] is not None:
            self._write_label(shape, " ".join(str(values[self._label]).split()), name)
        self._number += 1

    def _write_label(self, shape: Any, text: str, name: str) -> None:
        place = shape.representative_point()
        side = math.sqrt(shape.area) if shape.area else 10.0
        height = min(max(side / 12, 1.0), 50.0)
        layer = self._known(f"{name}_{_LABELS}"[:_LONGEST_NAME], 7)
        drawn = self._space.add_text(text[:200], height=height, dxfattribs={"layer": layer, "style": _STYLE})
        drawn.set_placement((place.x, place.y), align=TextEntityAlignment.MIDDLE_CENTER)
        drawn.set_xdata(APPLICATION, pack({"kind": LABEL}))

    def _drawing_layer(self, value: Any) -> str:
        bare = self._layer.name if value is None else str(value)
        name = _NOT_IN_NAMES.sub("_", bare).strip()[:_LONGEST_NAME] or "_"
        return self._known(name, _COLOURS[len(self._document.layers) % len(_COLOURS)])

    def _known(self, name: str, colour: int) -> str:
        if name not in self._document.layers:
            self._document.layers.add(name, color=colour)
        return name


def _json_values(column: pa.ChunkedArray) -> list[Any]:
    """Return values that JSON can hold; days and moments as text."""
    values = column.to_pylist()
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return [None if value is None else value.isoformat() for value in values]
    if pa.types.is_floating(column.type):
        return [None if value is None or not math.isfinite(value) else value for value in values]
    return list(values)


def _pieces(shape: Any) -> Iterator[tuple[int, int, NDArray[np.float64], bool]]:
    """Yield part, ring (0 the outline, then holes), its points as (n, 2), and whether it is the feature's first."""
    first = True
    for part, whole in enumerate(shapely.get_parts(shape)):
        rings = [whole.exterior, *whole.interiors] if whole.geom_type == "Polygon" else [whole]
        for ring, line in enumerate(rings):
            yield part, ring, shapely.get_coordinates(line), first
            first = False
