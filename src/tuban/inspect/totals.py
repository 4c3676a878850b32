"""What the campaign as a whole states about itself: counts, CRS, quota, the year's change survey, the patrol ledger.

The rule catalogue holds the parts against these (rules R05–R07, R38).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow.parquet as pq
import shapely

from tuban.inspect.disc import Disc, Layer
from tuban.inspect.facts import Registers
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.records import Record
from tuban.inspect.shares import exact
from tuban.kernel.measure import ellipsoidal_areas
from tuban.rules.checks import CampaignTotals, Quota
from tuban.rules.forms.filled import FilledForm
from tuban.values.area import ZERO, Area
from tuban.values.codes import NotARegionCode, RegionCode
from tuban.values.facts import UNKNOWN, Unknown

CONSTRUCTION = "construction"


def campaign_totals(
    disc: Disc,
    registers: Registers,
    land: LandClasses,
    *,
    quota: Sequence[Record] | None,
    earlier: Sequence[Record] | None,
    forms: tuple[FilledForm, ...],
) -> CampaignTotals:
    """Gather what the disc states; ``quota`` and ``earlier`` are None where the disc has no such list."""
    files = [layer for layers in disc.layers.values() for layer in layers if layer.path.suffix == ".parquet"]
    declared = {layer.source_file: layer.declared_count for layer in files if layer.declared_count is not None}
    return CampaignTotals(
        declared_counts=declared or UNKNOWN,
        loaded_counts={layer.source_file: layer.source_count for layer in files},
        crs_by_file={layer.source_file: layer.source_epsg for layer in disc.layers["patches"]},
        earlier_numbers=UNKNOWN if earlier is None else frozenset(str(one.get("number")) for one in earlier),
        quotas=UNKNOWN if quota is None else _quotas(quota),
        survey_new_construction=_new_construction(disc, land),
        patrol_numbers=UNKNOWN if registers.patrol is None else frozenset(registers.patrol),
        forms=forms,
    )


def _quotas(rows: Iterable[Record]) -> dict[str, Quota]:
    return {
        str(row.get("county_code")): Quota(row.get("area"), row.get("cultivated_area", UNKNOWN))
        for row in rows
        if isinstance(row.get("area"), Area)
    }


def _new_construction(disc: Disc, land: LandClasses) -> dict[str, Area] | Unknown:
    """Return how much construction land the year's change survey has more than last year's, by county."""
    before, now = disc.layers.get("survey_last"), disc.layers.get("survey_this")
    if not before or not now:
        return UNKNOWN
    earlier = _construction(before, land, disc.campaign.epsg)
    later = _construction(now, land, disc.campaign.epsg)
    return {county: max(exact(later[county] - earlier.get(county, 0.0)), ZERO) for county in sorted(later)}


def _construction(layers: Sequence[Layer], land: LandClasses, epsg: int) -> dict[str, float]:
    areas: dict[str, float] = defaultdict(float)
    for layer in layers:
        parquet = pq.ParquetFile(layer.path)
        columns = [name for name in ("land_class", "location_code", "geometry") if name in parquet.schema_arrow.names]
        for batch in parquet.iter_batches(columns=columns):
            codes = batch["land_class"].to_pylist()
            rows = [row for row, code in enumerate(codes) if land.group(code) == CONSTRUCTION]
            if not rows:
                continue
            places = batch["location_code"].to_pylist() if "location_code" in columns else [None] * len(codes)
            shapes = shapely.from_wkb(batch["geometry"].take(rows).to_numpy(zero_copy_only=False))
            for row, area in zip(rows, ellipsoidal_areas(np.asarray(shapes, dtype=object), epsg=epsg), strict=True):
                areas[_county(places[row])] += float(area)
    return dict(areas)


def _county(place: str | None) -> str:
    try:
        county = RegionCode.of_location(place or "").at("county")
    except NotARegionCode:
        return ""
    return county.text if county else ""
