"""Writers of the formats in which offices hand over their layers; each gives the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
import xlsxwriter
import yaml

WORKING = 4547
STAMP = "2024-10-20T00:00:00Z"
# Without these two, a GeoPackage carries the clock and a File Geodatabase random identifiers.
pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP, "OPENFILEGDB_REPRODUCIBLE_UUID": "YES"})


@lru_cache
def labels(codelist: str) -> dict[str, str]:
    """Return slug → official Chinese label of a code list of the lawbook."""
    text = resources.files("tuban.lawbook").joinpath("codelists", f"{codelist}.yaml").read_text(encoding="utf-8")
    return {entry["value"]: entry["label"] for entry in yaml.safe_load(text)["entries"]}


@lru_cache
def short_labels(codelist: str) -> dict[str, str]:
    """Return slug → the short word that people write in a list."""
    text = resources.files("tuban.lawbook").joinpath("codelists", f"{codelist}.yaml").read_text(encoding="utf-8")
    return {e["value"]: (e.get("aliases") or [e["label"]])[0] for e in yaml.safe_load(text)["entries"]}


@lru_cache
def role_fields(role: str) -> dict[str, dict[str, Any]]:
    """Return the standard fields of a role with type, code list and aliases."""
    text = resources.files("tuban.lawbook").joinpath("fields.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)[role]["fields"]


def official(role: str, name: str, value: Any) -> Any:
    """Return a value as an office writes it: labels for slugs, 是 and 否 for flags."""
    field = role_fields(role)[name]
    if value is None:
        return None
    if field["type"] == "enum":
        return labels(field["codelist"]).get(value, value)
    if field["type"] == "list":
        return "、".join(short_labels(field["codelist"])[item] for item in value)
    if field["type"] == "flag":
        return "是" if value else "否"
    return value


def table(role: str, headers: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return columns under the headers an office uses, in the order of ``headers``."""
    kept = list(rows)
    return {header: [official(role, name, row.get(name)) for row in kept] for name, header in headers.items()}


def in_crs(shapes: Sequence[shapely.Geometry], epsg: int) -> list[shapely.Geometry]:
    """Return shapes given in EPSG 4547 in another CRS, to the millimetre or a hundred-millionth of a degree."""
    if epsg == WORKING:
        return list(shapes)
    transformer = pyproj.Transformer.from_crs(WORKING, epsg, always_xy=True)
    places = 9 if pyproj.CRS.from_epsg(epsg).is_geographic else 3

    def project(xy: np.ndarray) -> np.ndarray:
        return np.round(np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])), places)

    return list(shapely.transform(np.array(shapes, dtype=object), project))


def write_vector(
    path: Path,
    shapes: Sequence[shapely.Geometry],
    columns: Mapping[str, Sequence[Any]],
    *,
    epsg: int = WORKING,
    driver: str,
    encoding: str | None = None,
    geometry_type: str = "Polygon",
    layer: str | None = None,
    **options: Any,
) -> None:
    """Write a layer with one of GDAL's drivers."""
    projected = in_crs(shapes, epsg)
    multi = any(s.geom_type == "MultiPolygon" for s in projected)
    if multi and geometry_type == "Polygon":
        geometry_type = "MultiPolygon"
        if driver != "ESRI Shapefile":
            projected = [shapely.MultiPolygon([s]) if s.geom_type == "Polygon" else s for s in projected]
        else:
            geometry_type = "Polygon"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(projected, dtype=object)),
        field_data=[_array(values) for values in columns.values()],
        fields=np.array(list(columns), dtype=object),
        geometry_type=geometry_type,
        crs=f"EPSG:{epsg}",
        driver=driver,
        encoding=encoding,
        layer=layer,
        **options,
    )


def write_shapefile(
    path: Path,
    shapes: Sequence[shapely.Geometry],
    columns: Mapping[str, Sequence[Any]],
    *,
    epsg: int = WORKING,
    encoding: str = "GBK",
    codepage_file: bool = True,
    geometry_type: str = "Polygon",
) -> None:
    """Write a Shapefile; without ``codepage_file`` nothing in it tells its encoding, as is common."""
    write_vector(
        path,
        shapes,
        columns,
        epsg=epsg,
        driver="ESRI Shapefile",
        encoding=encoding,
        geometry_type=geometry_type,
        DBF_DATE_LAST_UPDATE=STAMP[:10],
    )
    if not codepage_file:
        path.with_suffix(".cpg").unlink(missing_ok=True)
        content = bytearray(path.with_suffix(".dbf").read_bytes())
        content[29] = 0
        path.with_suffix(".dbf").write_bytes(content)


def write_zipped_shapefile(
    path: Path, shapes: Sequence[shapely.Geometry], columns: Mapping[str, Sequence[Any]], *, epsg: int
) -> None:
    """Write a Shapefile into a ZIP of its own."""
    with TemporaryDirectory() as folder:
        write_shapefile(Path(folder, path.stem + ".shp"), shapes, columns, epsg=epsg)
        with zipfile.ZipFile(path, "w") as archive:
            for member in sorted(Path(folder).iterdir()):
                entry = zipfile.ZipInfo(member.name, (2024, 10, 20, 0, 0, 0))
                archive.writestr(entry, member.read_bytes(), zipfile.ZIP_DEFLATED, 6)


def write_geoparquet(
    path: Path, shapes: Sequence[shapely.Geometry], columns: Mapping[str, Sequence[Any]], *, epsg: int
) -> None:
    """Write GeoParquet 1.0."""
    projected = np.array(in_crs(shapes, epsg), dtype=object)
    crs = pyproj.CRS.from_epsg(epsg).to_json_dict()
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {"encoding": "WKB", "geometry_types": sorted({s.geom_type for s in projected}), "crs": crs}
        },
    }
    arrays = {name: pa.array(list(values)) for name, values in columns.items()}
    content = pa.table(arrays | {"geometry": pa.array(shapely.to_wkb(projected), pa.binary())})
    content = content.replace_schema_metadata({"geo": json.dumps(geo, ensure_ascii=False, sort_keys=True)})
    pq.write_table(content, path, compression="zstd")


def write_csv(path: Path, columns: Mapping[str, Sequence[Any]], *, encoding: str) -> None:
    """Write a comma-separated table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in zip(*columns.values(), strict=True))
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(path: Path, columns: Mapping[str, Sequence[Any]], *, sheet: str) -> None:
    """Write a workbook of one sheet with a heading row."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": datetime(2024, 10, 20), "author": "示范县"})  # noqa: DTZ001 (Excel knows no zones)
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "bg_color": "#DDE8CB", "border": 1})
    page.freeze_panes(1, 0)
    for number, (header, values) in enumerate(columns.items()):
        page.write_string(0, number, header, bold)
        page.set_column(number, number, min(28, max(10, 2 * len(header))))
        for row, value in enumerate(values, start=1):
            if isinstance(value, int | float) and not isinstance(value, bool):
                page.write_number(row, number, value)
            elif value is not None:
                page.write_string(row, number, str(value))
    book.close()


def _array(values: Sequence[Any]) -> np.ndarray:
    present = [v for v in values if v is not None]
    if present and all(isinstance(v, float | np.floating) for v in present):
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    if present and len(present) == len(values) and all(isinstance(v, int | np.integer) for v in present):
        return np.array(values, dtype=np.int32)
    return np.array([None if v is None else str(v) for v in values], dtype=object)
