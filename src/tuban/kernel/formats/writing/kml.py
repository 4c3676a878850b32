"""KML and KMZ, and the same for Ovital: a folder with a schema for each layer, typed values, readable in any viewer."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from tuban.kernel.formats.kml import CGCS2000, CRS_KEY
from tuban.kernel.formats.writing.outgoing import Outgoing
from tuban.kernel.formats.writing.placing import named

DECIMALS = 10
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COLOURS = ("c9302c", "1f6fb2", "3c8d40", "8e5ea2", "b8860b", "00838f")
_INT32 = 2**31
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write(
    layers: Sequence[Outgoing], path: Path, *, packed: bool, for_ovital: bool, by: str | None, decimals: int | None
) -> None:
    """Write all layers into one document, ``packed`` as doc.kml in a ZIP. The layers are in degrees."""
    plain = path.with_suffix(".document") if packed else path
    with plain.open("w", encoding="utf-8", newline="\n") as file:
        _document(file, layers, path.stem, for_ovital=for_ovital, by=by, decimals=decimals)
    if packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            info = zipfile.ZipInfo("doc.kml", _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target, plain.open("rb") as source:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
        plain.unlink()


def _document(
    file: TextIO, layers: Sequence[Outgoing], name: str, *, for_ovital: bool, by: str | None, decimals: int | None,
) -> None:  # fmt: skip
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n')
    file.write(f"<name>{_text(name)}</name>\n")
    crs = next((named(layer.crs) for layer in layers if layer.crs), "")
    for number, layer in enumerate(layers):
        colour = _COLOURS[number % len(_COLOURS)]
        file.write(
            f'<Style id="s{number}"><LineStyle><color>ff{_bgr(colour)}</color><width>1.6</width></LineStyle>'
            f"<PolyStyle><color>4d{_bgr(colour)}</color></PolyStyle></Style>\n"
        )
        types = _types(layer)
        file.write(f'<Schema name={_quoted(layer.name)} id="t{number}">')
        for column, kind in zip(layer.columns, types, strict=True):
            file.write(f'<SimpleField type="{kind}" name={_quoted(column)}/>')
        file.write("</Schema>\n")
    if crs == CGCS2000:
        file.write(f'<ExtendedData><Data name="{CRS_KEY}"><value>{crs}</value></Data></ExtendedData>\n')
    for number, layer in enumerate(layers):
        writer = _LayerWriter(layer, number, for_ovital=for_ovital, decimals=decimals, in_cgcs2000=crs == CGCS2000)
        if len(layers) > 1:
            file.write(f"<Folder><name>{_text(layer.name)}</name>\n")
        writer.write(file, by)
        if len(layers) > 1:
            file.write("</Folder>\n")
    file.write("</Document>\n</kml>\n")


class _LayerWriter:
    """Writes the placemarks of one layer."""

    def __init__(
        self, layer: Outgoing, number: int, *, for_ovital: bool, decimals: int | None, in_cgcs2000: bool
    ) -> None:
        self._layer = layer
        self._number = number
        self._types = _types(layer)
        self._label = _label_column(layer)
        self._decimals = DECIMALS if decimals is None else decimals
        self._for_ovital = for_ovital
        self._word = "CGCS2000" if in_cgcs2000 else "WGS84"

    def write(self, file: TextIO, by: str | None) -> None:
        """Write all placemarks; those of one class after one another in a folder where a column is named."""
        if by is None or by not in self._layer.columns:
            for _group, placemark in self._placemarks(None):
                file.write(placemark)
            return
        groups: dict[str, list[str]] = {}
        for group, placemark in self._placemarks(by):
            groups.setdefault(group, []).append(placemark)
        for group in sorted(groups):
            file.write(f"<Folder><name>{_text(group)}</name>\n")
            file.writelines(groups[group])
            file.write("</Folder>\n")

    def _placemarks(self, by: str | None) -> Iterator[tuple[str, str]]:
        for rows in self._layer.rows():
            columns = [column.to_pylist() for column in rows.table.columns]
            at = self._layer.columns.index(by) if by else -1
            for index, shape in enumerate(rows.shapes):
                values = [column[index] for column in columns]
                yield _shown(values[at]) if by else "", self._placemark(values, shape)

    def _placemark(self, values: Sequence[Any], shape: Any) -> str:
        parts = ["<Placemark>"]
        if self._label is not None and values[self._label] is not None:
            parts.append(f"<name>{_text(_shown(values[self._label]))}</name>")
        if self._for_ovital:
            parts.append(_table(self._layer.columns, values))
        parts.append(f"<styleUrl>#s{self._number}</styleUrl>")
        data = "".join(
            f"<SimpleData name={_quoted(column)}>{_text(_typed(value, kind))}</SimpleData>"
            for column, value, kind in zip(self._layer.columns, values, self._types, strict=True)
            if value is not None
        )
        parts.append(f'<ExtendedData><SchemaData schemaUrl="#t{self._number}">{data}</SchemaData></ExtendedData>')
        if self._for_ovital:
            parts.append(f"<OvCoordType>{self._word}</OvCoordType>")
        parts += [_geometry(shape, self._decimals), "</Placemark>\n"]
        return "".join(parts)


def _types(layer: Outgoing) -> list[str]:
    """Return KML's word for the type of each column; its whole numbers have 32 bits, so bigger ones are text."""
    kinds = []
    wide = _wide_columns(layer)
    for column in layer.schema:
        if pa.types.is_boolean(column.type):
            kinds.append("bool")
        elif pa.types.is_integer(column.type):
            kinds.append("string" if column.name in wide else "int")
        else:
            kinds.append("double" if pa.types.is_floating(column.type) else "string")
    return kinds


def _wide_columns(layer: Outgoing) -> set[str]:
    whole = [column.name for column in layer.schema if column.type == pa.int64()]
    wide: set[str] = set()
    if whole:
        for rows in layer.rows():
            for name in whole:
                values = rows.table.column(name).drop_null().to_numpy()
                if len(values) and (values.max() >= _INT32 or values.min() < -_INT32):
                    wide.add(name)
    return wide


def _label_column(layer: Outgoing) -> int | None:
    """Return the column to show as a placemark's name: one called so, else the first of text."""
    for wanted in ("name", "名称", "图斑编号", "JCBH", "TBBH", "地块编号", "地块名称"):
        for index, column in enumerate(layer.columns):
            if column.casefold() == wanted.casefold():
                return index
    texts = [index for index, column in enumerate(layer.schema) if pa.types.is_string(column.type)]
    return texts[0] if texts else None


def _geometry(shape: Any, decimals: int) -> str:
    if shape is None:
        return ""
    if shape.geom_type == "Polygon":
        shape = shapely.orient_polygons(shape)
        holes = "".join(f"<innerBoundaryIs>{_ring(ring, decimals)}</innerBoundaryIs>" for ring in shape.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(shape.exterior, decimals)}</outerBoundaryIs>{holes}</Polygon>"
    if shape.geom_type == "LineString":
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape, decimals)}</LineString>"
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(shape, decimals)}</Point>"
    inner = "".join(_geometry(part, decimals) for part in shape.geoms)
    return f"<MultiGeometry>{inner}</MultiGeometry>"


def _ring(ring: Any, decimals: int) -> str:
    return f"<LinearRing>{_coordinates(ring, decimals)}</LinearRing>"


def _coordinates(shape: Any, decimals: int) -> str:
    points: NDArray[np.float64] = shapely.get_coordinates(shape, include_z=bool(shape.has_z))
    form = ",".join([f"%.{decimals}f"] * 2 + ["%.3f"] * (points.shape[1] - 2))
    return f"<coordinates>{' '.join(form % tuple(point) for point in points.tolist())}</coordinates>"


def _table(columns: Sequence[str], values: Sequence[Any]) -> str:
    rows = "".join(
        f"<tr><td>{_text(column)}</td><td>{_text(_shown(value))}</td></tr>"
        for column, value in zip(columns, values, strict=True)
    )
    return f"<description><![CDATA[<table>{rows.replace(']]>', ']] >')}</table>]]></description>"


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _typed(value: Any, kind: str) -> str:
    if kind == "bool":
        return "1" if value else "0"
    return repr(float(value)) if kind == "double" else str(value)


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", text))


def _bgr(colour: str) -> str:
    return colour[4:6] + colour[2:4] + colour[0:2]
