"""Reads what came back from QField, inside a child process: a GeoPackage of somebody else's is a foreign file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import shapely

from tuban.kernel.formats.nursery import Refusal

_MOST_ROWS = 100_000
_MOST_TEXT = 2000
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes of the envelope by its kind, GeoPackage 2.1.3
_HEADER = 8


def read(path: str) -> dict[str, Any]:
    """Return the rows of the tables that are filled in the field, as texts and rings. Raises Refusal.

    The file is a copy of ours: what a phone had not written back from its journal (``-wal`` beside it) is read too.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(Path(path).as_posix())}?mode=rw", uri=True)) as database:
            database.row_factory = sqlite3.Row
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"patches", "tuban_base", "tuban_about"} <= tables:
                raise Refusal("qfield.not_ours", ", ".join(sorted(tables))[:200])
            return {
                "about": {row["name"]: row["value"] for row in _rows(database, "tuban_about")},
                "base": [[row["patch"], row["fact"], row["value"]] for row in _rows(database, "tuban_base")],
                "patches": [_texts(row) for row in _rows(database, "patches")],
                "boundaries": _shapes(database, "boundaries", tables),
                "found": _shapes(database, "found", tables),
                "photos": [_texts(row) for row in _rows(database, "photos")] if "photos" in tables else [],
            }
    except sqlite3.Error as error:
        raise Refusal("qfield.damaged", str(error)) from error


def _rows(database: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    for count, row in enumerate(database.execute(f'SELECT * FROM "{table}" ORDER BY fid')):  # noqa: S608 - our names
        if count >= _MOST_ROWS:
            raise Refusal("qfield.too_many", table)
        yield row


def _texts(row: sqlite3.Row) -> dict[str, str]:
    """Return the columns of a row that are no geometry, as texts; what is empty is an empty text."""
    told = dict(row)
    return {name: "" if value is None else str(value)[:_MOST_TEXT] for name, value in told.items() if name != "geom"}


def _shapes(database: sqlite3.Connection, table: str, tables: set[str]) -> list[dict[str, Any]]:
    found = []
    for row in _rows(database, table) if table in tables else ():
        rings = _rings(row["geom"])
        if rings:
            found.append({**_texts(row), "rings": rings})
    return found


def _rings(blob: Any) -> list[list[list[float]]]:
    """Return the rings of a GeoPackage geometry; none where it is no polygon."""
    if not isinstance(blob, bytes) or len(blob) <= _HEADER or blob[:2] != b"GP":
        return []
    envelope = (blob[3] >> 1) & 0b111
    if envelope >= len(_ENVELOPES):
        return []
    try:
        shape = shapely.force_2d(shapely.from_wkb(blob[_HEADER + _ENVELOPES[envelope] :]))
    except shapely.errors.GEOSException:
        return []
    polygons = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon" and not one.is_empty]
    return [
        [[float(x), float(y)] for x, y in shapely.get_coordinates(ring)]
        for polygon in polygons
        for ring in shapely.get_rings(polygon)
    ]
