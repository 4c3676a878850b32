"""A GeoPackage written row by row, so that identical input gives an identical file (OGC 12-128, version 1.3).

The file has no spatial index: a county's patches draw at once without one, and an index kept by triggers would go
stale in programs that lack them.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import shapely
from pyproj import CRS

from tuban.values.whole_file import whole_file

APPLICATION_ID = 0x47504B47  # "GPKG"
VERSION = 10300
ColumnType = Literal["TEXT", "INTEGER", "REAL", "BOOLEAN", "DATE"]
_HEADER = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
"""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of polygons: its table, what it says, its columns, its rows (values in their order, geometry last).

    Rows are taken one after the other and never held together.
    """

    table: str
    about: str
    columns: Sequence[tuple[str, ColumnType]]
    rows: Iterable[tuple[Any, ...]]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table without a place on the ground."""

    table: str
    columns: Sequence[tuple[str, ColumnType]]
    rows: Iterable[tuple[Any, ...]]


def write_geopackage(path: Path, layers: Iterable[Layer], *, epsg: int, on: date, tables: Iterable[Table] = ()) -> None:
    """Write ``layers`` in the CRS ``epsg`` to ``path``, dated ``on``; replaces the file only once all is written."""
    with whole_file(path) as draft, closing(sqlite3.connect(draft, isolation_level=None)) as database:
        _fill(database, list(layers), list(tables), epsg, on)


def _fill(database: sqlite3.Connection, layers: list[Layer], tables: list[Table], epsg: int, on: date) -> None:
    moment = f"{on.isoformat()}T00:00:00.000Z"
    database.execute("PRAGMA page_size = 4096")
    database.execute("PRAGMA journal_mode = OFF")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("BEGIN")
    for statement in _HEADER.split(";\n"):
        database.execute(statement)
    _write_systems(database, epsg)
    for layer in layers:
        _write_layer(database, layer, epsg, moment)
    for table in tables:
        _write_table(database, table)
    for name in (*(one.table for one in tables), "layer_styles"):
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id) "
            "VALUES (?, 'attributes', ?, ?, 0)",
            (name, name, moment),
        )
    database.execute("COMMIT")


def _write_systems(database: sqlite3.Connection, epsg: int) -> None:
    rows = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ]
    for code in sorted({4326, epsg}):
        system = CRS.from_epsg(code)
        rows.append((system.name, code, "EPSG", code, system.to_wkt("WKT1_GDAL"), system.name))
    database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", rows)


def _write_layer(database: sqlite3.Connection, layer: Layer, epsg: int, moment: str) -> None:
    columns = "".join(f", {_quoted(name)} {kind}" for name, kind in layer.columns)
    database.execute(
        f"CREATE TABLE {_quoted(layer.table)} "
        f"(fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON{columns})"
    )
    bounds = _Bounds()
    names = ", ".join(_quoted(name) for name, _ in layer.columns)
    places = ", ".join("?" * (len(layer.columns) + 1))
    database.executemany(
        f"INSERT INTO {_quoted(layer.table)} ({names}, geom) VALUES ({places})",  # noqa: S608 - quoted names
        ((*row[:-1], geometry_blob(bounds.with_shape(row[-1]), epsg)) for row in layer.rows),
    )
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)",
        (layer.table, layer.table, layer.about, moment, *bounds.edges, epsg),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)", (layer.table, epsg)
    )
    if layer.style:
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', NULL, ?)",
            (layer.table, layer.table, layer.style, layer.about, moment),
        )


def _write_table(database: sqlite3.Connection, table: Table) -> None:
    columns = "".join(f", {_quoted(name)} {kind}" for name, kind in table.columns)
    database.execute(f"CREATE TABLE {_quoted(table.table)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{columns})")
    names = ", ".join(_quoted(name) for name, _ in table.columns)
    places = ", ".join("?" * len(table.columns))
    database.executemany(
        f"INSERT INTO {_quoted(table.table)} ({names}) VALUES ({places})",  # noqa: S608 - quoted names
        table.rows,
    )


class _Bounds:
    """The box around the shapes that went by."""

    def __init__(self) -> None:
        self._box: tuple[float, float, float, float] | None = None

    def with_shape(self, shape: Any) -> Any:
        """Let a shape go by."""
        if shape is not None and not shape.is_empty:
            left, bottom, right, top = shape.bounds
            if self._box is not None:
                own = self._box
                left, bottom = min(left, own[0]), min(bottom, own[1])
                right, top = max(right, own[2]), max(top, own[3])
            self._box = (left, bottom, right, top)
        return shape

    @property
    def edges(self) -> tuple[float | None, ...]:
        """The box; nothing where no shape went by."""
        return self._box or (None,) * 4


def geometry_blob(geometry: Any, epsg: int) -> bytes | None:
    """Return a polygon as a GeoPackage geometry with its envelope; None stays None."""
    if geometry is None or geometry.is_empty:
        return None
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    shape = shapely.force_2d(shapely.multipolygons(parts))
    left, bottom, right, top = shape.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, epsg, left, right, bottom, top)
    return header + bytes(shapely.to_wkb(shape, byte_order=1))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
