"""GeoJSON: longitude and latitude, rings as RFC 7946 turns them, numbers as short as they can be without loss.

The degrees of CGCS2000 are said to be that (the member ``crs``, which readers of maps know); those of WGS 84 need no
word, because GeoJSON means them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tuban.kernel.formats.writing.outgoing import Outgoing
from tuban.kernel.formats.writing.placing import WGS84, named

DECIMALS = 10


def write(layer: Outgoing, path: Path, *, decimals: int | None) -> None:
    """Write a layer, which is in degrees."""
    places = DECIMALS if decimals is None else decimals
    crs = named(layer.crs) if layer.crs else WGS84
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{\n"type": "FeatureCollection",\n"name": {_json(layer.name)},\n')
        if crs != WGS84:
            name = f"urn:ogc:def:crs:{crs.replace(':', '::')}"
            file.write(f'"crs": {{"type": "name", "properties": {{"name": "{name}"}}}},\n')
        file.write('"features": [')
        for number, feature in enumerate(_features(layer, places)):
            file.write(f"{',' if number else ''}\n{feature}")
        file.write("\n]\n}\n")


def _features(layer: Outgoing, places: int) -> Iterator[str]:
    for rows in layer.rows():
        columns = {name: rows.table.column(name).to_pylist() for name in layer.columns}
        shapes = shapely.transform(
            shapely.orient_polygons(rows.shapes), lambda points: np.round(points, places), include_z=None
        )
        for index, geometry in enumerate(shapely.to_geojson(shapes)):
            values = {name: _plain(column[index]) for name, column in columns.items()}
            yield f'{{"type": "Feature", "properties": {_json(values)}, "geometry": {geometry or "null"}}}'


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date | datetime) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
