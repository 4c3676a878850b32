"""In which unit the areas of a file are meant (亩, 公顷, ㎡): told by the outlines where nearly all of them agree.

A column 批准面积 without a unit may hold any of them. The stated areas are divided by the measured ones; where nearly
all give one ratio, and it is that of two units, the areas were read in the wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.model import Layer
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area, AreaUnit

_FITS = 0.03
_ENOUGH, _MOST = 3, 0.8
_ASKED = ("conversion", "expropriation", "early_use", "other_approvals", "supply", "temporary", "facility",
          "registration")  # fmt: skip


def mistaken_unit(ratios: Sequence[float]) -> float | None:
    """Return by how much the stated areas are too large, where that is a ratio of two units for nearly all.

    >>> mistaken_unit([666.7, 660.0, 670.1, 1.0, 667.0]), mistaken_unit([1.0, 1.01, 0.99]), mistaken_unit([15.0, 15.1])
    (666.6666666666666, None, None)
    """
    if len(ratios) < _ENOUGH:
        return None
    sizes = [float(unit.size) for unit in AreaUnit]
    factors = sorted({one / other for one in sizes for other in sizes if one != other})
    for factor in factors:
        fitting = sum(abs(ratio / factor - 1) < _FITS for ratio in ratios)
        if fitting >= _MOST * len(ratios):
            return factor
    return None


def unit_names(text: str, factor: float) -> tuple[AreaUnit, AreaUnit]:
    """Return the unit in which an area was read, and the one that was meant."""
    read_as = AreaUnit.named(text.rsplit(maxsplit=1)[-1])
    meant = min(AreaUnit, key=lambda unit: abs(float(read_as.size) / float(unit.size) / factor - 1))
    return read_as, meant


def settle_units(layers: Sequence[Layer], *, epsg: int) -> list[Finding]:
    """Read the areas of approvals and registers in the unit in which they fit; rewrites their normal form."""
    findings = []
    for layer in layers:
        if layer.role not in _ASKED or not layer.has_geometry or layer.count < _ENOUGH:
            continue
        table = pq.read_table(layer.path)
        if "area" not in table.column_names:
            continue
        stated = table.column("area").to_pylist()
        shapes = np.asarray(shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False)), dtype=object)
        measured = ellipsoidal_areas(shapes, epsg=epsg)
        having = [(text, float(m2)) for text, m2 in zip(stated, measured, strict=True) if text and m2 > 0]
        factor = mistaken_unit([Area.parse(text).m2 / m2 for text, m2 in having])
        if factor is None:
            continue
        before, after = unit_names(having[0][0], factor)
        meant = [None if text is None else text.replace(before.label, after.label) for text in stated]
        table = table.set_column(table.column_names.index("area"), table.schema.field("area"), pa.array(meant))
        pq.write_table(table, layer.path, compression="zstd")
        findings.append(
            finding("layers.unit_mistaken", layer.source_file, before=before.label, after=after.label, field="area")
        )
    return findings
