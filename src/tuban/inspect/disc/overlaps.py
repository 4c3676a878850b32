"""Ground that two features claim, or none: patches on one another (R04) and on earlier ones (R05), slivers, boundaries.

Pairs are found through a tree of boxes and cut exactly; what is smaller than a drawing error is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.divisions import Boundary, units_of
from tuban.inspect.disc.fields import tolerance
from tuban.inspect.disc.findings import Finding, Sketch, finding
from tuban.inspect.disc.model import Layer
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area, AreaUnit

Shapes = NDArray[np.object_]
_MOST_POINTS = 4000


def patch_findings(rows: Sequence[Mapping[str, Any]], shapes: Shapes, *, epsg: int) -> list[Finding]:
    """Return the patches that lie on one another, and those that are no more than a line; rows as in normal form."""
    findings = []
    areas, lengths = shapely.area(shapes), shapely.length(shapes)
    widths = np.divide(2 * areas, lengths, out=np.full(len(shapes), np.inf), where=lengths > 0)
    for position in np.flatnonzero(widths < tolerance("sliver_width_m")).tolist():
        row, area = rows[position], _shown(shapes[position], epsg)
        findings.append(finding("patches.sliver", *_at(row), number=row["number"], width=f"{widths[position]:.2f}",
                                area=area))  # fmt: skip
    for one, other, common in _pairs(shapes, shapes, tolerance("neighbour_m2")):
        if one < other:
            row = rows[one]
            findings.append(finding("patches.overlap", *_at(row), number=row["number"], other=rows[other]["number"],
                                    area=_shown(common, epsg), sketch=_sketch(common)))  # fmt: skip
    return findings


def earlier_findings(
    rows: Sequence[Mapping[str, Any]], shapes: Shapes, earlier: Sequence[Layer], *, epsg: int
) -> list[Finding]:
    """Return the patches that lie on patches of earlier batches."""
    findings = []
    for layer in earlier:
        table = pq.read_table(layer.path, columns=["number", "geometry"])
        others = _shapes(table)
        numbers = table.column("number").to_pylist()
        for one, other, common in _pairs(shapes, others, tolerance("neighbour_m2")):
            row = rows[one]
            findings.append(
                finding("patches.overlap_earlier", *_at(row), number=row["number"], other=numbers[other] or "",
                        area=_shown(common, epsg), sketch=_sketch(common))
            )  # fmt: skip
    return findings


def boundary_findings(boundaries: Sequence[Boundary], file: str, *, epsg: int) -> list[Finding]:
    """Return where divisions of one level overlap, and the ground between them that belongs to none."""
    units = units_of(boundaries)
    shapes = np.asarray([unit.geometry for unit in units], dtype=object)
    if len(shapes) < 2:
        return []
    least = tolerance("boundary_m2")
    findings = []
    for one, other, common in _pairs(shapes, shapes, least):
        if one < other:
            names: dict[str, Any] = {
                name: units[at].name or units[at].code for name, at in (("one", one), ("other", other))
            }
            findings.append(finding("divisions.overlap", file, area=_shown(common, epsg), sketch=_sketch(common),
                                    **names))  # fmt: skip
    whole = shapely.union_all(shapes, grid_size=0.001)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    for ring in sorted(rings, key=lambda ring: ring.bounds):
        hole = shapely.Polygon(ring)
        if hole.area < least:
            continue
        width = 2 * hole.area / hole.length
        around = shapely.dwithin(shapes, hole, 0.01)
        names_around = "、".join(units[at].name or units[at].code for at in np.flatnonzero(around).tolist())
        code = "divisions.gap" if width < tolerance("gap_width_m") else "divisions.hole"
        findings.append(finding(code, file, names=names_around, area=_shown(hole, epsg), sketch=_sketch(hole)))
    return findings


def _pairs(shapes: Shapes, others: Shapes, least_m2: float) -> list[tuple[int, int, shapely.Geometry]]:
    """Return the pairs that have more than so much ground in common, with that ground."""
    left, right = shapely.STRtree(others).query(shapes, predicate="intersects")
    if shapes is others:
        left, right = left[left < right], right[left < right]
    common = shapely.intersection(shapes[left], others[right])
    large = shapely.area(common) >= least_m2
    found = zip(left[large].tolist(), right[large].tolist(), common[large], strict=True)
    return sorted(found, key=lambda pair: pair[:2])


def _shapes(table: Any) -> Shapes:
    return np.asarray(shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)), dtype=object)


def _at(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["source_file"], row["source_feature"]


def _shown(shape: shapely.Geometry, epsg: int) -> str:
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if shapely.get_type_id(part) == 3]
    m2 = float(ellipsoidal_areas(np.asarray(parts, dtype=object), epsg=epsg).sum()) if parts else 0.0
    return f"{Area.from_m2(round(m2, 4)).in_unit(AreaUnit.MU)} 亩"


def _sketch(shape: shapely.Geometry) -> Sketch | None:
    """Return the ground as it was delivered, where it is small enough to be drawn."""
    if int(shapely.get_num_coordinates(shape)) > _MOST_POINTS:
        return None
    return Sketch(before=shapely.to_wkb(shape, hex=True, output_dimension=2))
