"""The patches of a disc looked at together: numbers, lists, stated areas and codes (rules R01 to R03).

Works on the normal form, after every file has been converted. Repairs are written back and listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.fields import tolerance
from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.model import Layer
from tuban.inspect.disc.stated_units import mistaken_unit, unit_names
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area, AreaUnit
from tuban.values.codes import NotARegionCode, PatchNumber, RegionCode
from tuban.values.language import gettext as _


@dataclass
class _Row:
    """A patch with the table it came from."""

    layer: int
    position: int
    values: dict[str, Any]
    shape: shapely.Geometry
    kept: bool = True


def examine(layers: Sequence[Layer], *, area_code: str, area_name: str, epsg: int) -> tuple[list[Layer], list[Finding]]:
    """Check all patches of the disc; return the layers as they are after repair, and the findings."""
    tables = [pq.read_table(layer.path) for layer in layers]
    rows = [row for number, table in enumerate(tables) for row in _rows(number, table)]
    measured = ellipsoidal_areas(np.array([row.shape for row in rows], dtype=object), epsg=epsg)
    findings = [*_numbers(rows), *_same_numbers(rows, measured), *_codes(rows, area_code, area_name)]
    for number in range(len(layers)):
        of_file = [position for position, row in enumerate(rows) if row.layer == number and row.kept]
        findings += _stated_areas([rows[position] for position in of_file], measured[of_file])
        unlisted = sum(rows[position].values["list"] is None for position in of_file)
        if unlisted:
            findings.append(finding("patches.list_unknown", layers[number].source_file, count=unlisted))
    changed = [_written(layer, table, [row for row in rows if row.layer == number])
               for number, (layer, table) in enumerate(zip(layers, tables, strict=True))]  # fmt: skip
    return changed, findings


def _rows(layer: int, table: pa.Table) -> list[_Row]:
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    values = table.drop_columns(["geometry"]).to_pylist()
    return [_Row(layer, position, value, shapes[position]) for position, value in enumerate(values)]


def _at(row: _Row) -> tuple[str, int]:
    return row.values["source_file"], row.values["source_feature"]


def _numbers(rows: Sequence[_Row]) -> list[Finding]:
    findings = []
    for row in rows:
        number = row.values["number"]
        if not number:
            row.kept = False
            findings.append(finding("patches.no_number", *_at(row)))
        elif not PatchNumber(number).well_formed:
            findings.append(finding("patches.malformed_number", *_at(row), number=number))
    return findings


def _same_numbers(rows: Sequence[_Row], measured: NDArray[np.float64]) -> list[Finding]:
    """Drop a patch that is drawn twice; give another patch under a number already taken a number of its own."""
    findings = []
    taken: dict[str, int] = {}
    numbers = {row.values["number"] for row in rows if row.kept}
    for position, row in enumerate(rows):
        if not row.kept:
            continue
        number = row.values["number"]
        first = taken.setdefault(number, position)
        if first == position:
            continue
        other = rows[first]
        about = {"other": other.values["source_feature"], "other_file": other.values["source_file"]}
        if _same_ground(row.shape, other.shape, measured[position], measured[first]):
            row.kept = False
            findings.append(
                finding("patches.drawn_twice", *_at(row), before=number, after=_("left out"), number=number, **about)
            )
            continue
        own = _free_number(number, numbers)
        numbers.add(own)
        taken[own] = position
        row.values["number"] = own
        findings.append(finding("patches.number_twice", *_at(row), before=number, after=own, **about))
    return findings


def _same_ground(one: shapely.Geometry, other: shapely.Geometry, area: float, other_area: float) -> bool:
    if not bool(shapely.intersects(one, other)):
        return False
    common = float(shapely.area(shapely.intersection(one, other)))
    union = area + other_area - common
    return union > 0 and common / union >= tolerance("same_patch_share")


def _free_number(number: str, taken: set[str]) -> str:
    counter = 2
    while f"{number}_{counter}" in taken:
        counter += 1
    return f"{number}_{counter}"


def _codes(rows: Sequence[_Row], area_code: str, area_name: str) -> list[Finding]:
    """List the patches whose stated division is not in the area of the disc; refuse where none is."""
    if not area_code:
        return []
    area = f"{area_name} {area_code}".strip()
    elsewhere = [row for row in rows if row.kept and row.values["county_code"]
                 and not _within(row.values["county_code"], area_code)]  # fmt: skip
    stating = sum(bool(row.values["county_code"]) for row in rows if row.kept)
    if elsewhere and len(elsewhere) == stating:
        return [finding("patches.all_of_other_area", elsewhere[0].values["source_file"], area=area)]
    return [
        finding(
            "patches.other_area", *_at(row), before=row.values["county_code"], number=row.values["number"], area=area
        )
        for row in elsewhere
    ]


def _within(code: str, area_code: str) -> bool:
    try:
        stated, area = RegionCode.of_location(code), RegionCode.of_location(area_code)
    except NotARegionCode:
        return False
    return area.contains(stated) or stated.contains(area)


def _stated_areas(rows: Sequence[_Row], measured: NDArray[np.float64]) -> list[Finding]:
    """Compare stated areas with measured ones; read a file's areas in the unit in which nearly all of them fit."""
    having = [
        (row, float(m2)) for row, m2 in zip(rows, measured, strict=True) if row.values["monitored_area"] and m2 > 0
    ]
    if not having:
        return []
    findings = []
    mistaken = mistaken_unit([Area.parse(row.values["monitored_area"]).m2 / m2 for row, m2 in having])
    if mistaken:
        before, after = unit_names(having[0][0].values["monitored_area"], mistaken)
        file = having[0][0].values["source_file"]
        findings.append(finding("patches.unit_mistaken", file, before=before.label, after=after.label))
        for row, _m2 in having:
            row.values["monitored_area"] = row.values["monitored_area"].replace(before.label, after.label)
    for row, m2 in having:
        stated = Area.parse(row.values["monitored_area"])
        allowed = max(tolerance("monitored_area_share") * m2, Area.from_mu(tolerance("monitored_area_mu")).m2)
        if abs(stated.m2 - m2) > allowed:
            measured_text = f"{Area.from_m2(round(m2, 4)).in_unit(AreaUnit.MU)} 亩"
            findings.append(
                finding("patches.area_differs", *_at(row), number=row.values["number"],
                        stated=row.values["monitored_area"], measured=measured_text)
            )  # fmt: skip
    return findings


def _written(layer: Layer, table: pa.Table, rows: Sequence[_Row]) -> Layer:
    """Write the repaired rows back in the same form; an unchanged layer is left as it is."""
    for name in ("number", "monitored_area"):
        position = table.column_names.index(name)
        column = pa.array([row.values[name] for row in rows], pa.string())
        table = table.set_column(position, table.schema.field(name), column)
    table = table.filter(pa.array([row.kept for row in rows], pa.bool_()))
    table = table.replace_schema_metadata(_counted(pq.read_metadata(layer.path).metadata or {}, table.num_rows))
    pq.write_table(table, layer.path, compression="zstd")
    return replace(layer, count=table.num_rows)


def _counted(metadata: Mapping[bytes, bytes], count: int) -> dict[bytes, bytes]:
    about = {**json.loads(metadata.get(b"tuban", b"{}")), "count": count}
    kept = {key: value for key, value in metadata.items() if key != b"ARROW:schema"}
    return {**kept, b"tuban": json.dumps(about, ensure_ascii=False).encode()}


def names_of_counties(rows: Sequence[dict[str, Any]], area_code: str, area_name: str) -> dict[str, str]:
    """Return county code → the name that most patches give it, and the area's own name."""
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        if row.get("county_code") and row.get("county_name"):
            counted.setdefault(row["county_code"][:6], Counter())[row["county_name"]] += 1
    names = {code: counter.most_common(1)[0][0] for code, counter in counted.items()}
    if len(area_code) == 6 and area_name:
        names[area_code] = area_name
    return names
