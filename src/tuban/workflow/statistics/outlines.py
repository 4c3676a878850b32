"""The outlines of the townships of a campaign, as the disc has them, for a small map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from tuban.inspect.records import read_records
from tuban.inspect.units import units_of
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading.reading import read_opened

_FINENESS = 400
"""The longer side of a map is drawn from so many steps."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A township with its rings in metres of the working system, x to the east and y to the north."""

    code: str
    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    middle: tuple[float, float]


def outlines_of(campaign: Campaign) -> tuple[Outline, ...]:
    """Return the townships of a campaign by code; none where no disc with boundaries was loaded."""
    if not campaign.opened_checksum:
        return ()
    try:
        return _read(campaign.opened_checksum, campaign.area_code, campaign.area_name)
    except (store.ContentLost, OSError):
        return ()


def whole_of(campaign: Campaign) -> Outline | None:
    """Return the county of a campaign as one outline, the townships put together; None where none is known."""
    townships = outlines_of(campaign)
    return _whole(campaign.area_code, campaign.area_name, townships) if townships else None


@lru_cache(maxsize=64)
def _whole(code: str, name: str, townships: tuple[Outline, ...]) -> Outline:
    return _outline(code, name, shapely.union_all([shapely.Polygon(ring) for one in townships for ring in one.rings]))


@lru_cache(maxsize=32)
def _read(checksum: str, area_code: str, area_name: str) -> tuple[Outline, ...]:
    disc = read_opened(store.found(checksum, ".json"))
    records = list(read_records(disc.layers.get("boundaries", ()), disc.field_types["boundaries"]))
    units = [one for one in units_of(records, area_code, area_name) if not one.is_county and one.boundary is not None]
    if not units:
        return ()
    west, south, east, north = shapely.total_bounds([one.boundary for one in units])
    coarse = shapely.coverage_simplify([one.boundary for one in units], max(east - west, north - south) / _FINENESS)
    return tuple(_outline(unit.code, unit.name, shape) for unit, shape in zip(units, coarse, strict=True))


def _outline(code: str, name: str, shape: Any) -> Outline:
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    point = shape.representative_point()
    return Outline(code, name, tuple(tuple((x, y) for x, y, *_z in ring.coords) for ring in rings), (point.x, point.y))
