"""Plan zones, permanent basic farmland and ecological red line, laid over whole parcels as the plan does."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.fabric import Fabric
from samples.practice_county.noise import Noise
from samples.practice_county.townships import ORIGIN, TOWNSHIPS

ZONE_LABELS = {
    "permitted": "允许建设区", "conditional": "有条件建设区", "restricted": "限制建设区", "forbidden": "禁止建设区",
}  # fmt: skip


@dataclass
class Plan:
    """For each parcel its plan zone, and whether it is basic farmland or inside the red line; and the shapes."""

    zone: NDArray[np.object_]
    basic: NDArray[np.bool_]
    redline: NDArray[np.bool_]
    zones: list[tuple[str, shapely.Geometry]]
    basic_farmland: list[tuple[str, str, shapely.Geometry]]
    redlines: list[tuple[str, shapely.Geometry]]


def draw_plan(rng: np.random.Generator, fabric: Fabric) -> Plan:
    """Draw the plan: room to build around towns and villages, farmland protected in the plain, hills kept."""
    hearts = shapely.get_coordinates(shapely.centroid(fabric.parcels)) - ORIGIN
    uneven = Noise(rng, 1900)(hearts) * 130
    distance = np.full(len(hearts), np.inf)
    for township in TOWNSHIPS:
        reach = 1.5 if township.is_zone else 1.15
        away = np.hypot(*(hearts - np.array(township.seat)).T) - township.town_radius * reach
        distance = np.minimum(distance, away + uneven)
    for village in fabric.villages:
        away = np.hypot(*(hearts - np.array(village.centre)).T) - village.radius + 130
        distance = np.minimum(distance, away + 0.2 * uneven)
    zone = np.full(len(hearts), "restricted", dtype=object)
    zone[distance < 460] = "conditional"
    zone[distance < 200] = "permitted"
    hill = np.isin(fabric.land_class, ("0301", "0305", "1207", "1103")) & (fabric.height > 0.62)
    zone[hill & (zone != "permitted")] = "forbidden"
    zone[np.isin(fabric.land_class, ("1101",))] = "forbidden"

    keep = Noise(rng, 2600)(hearts) > -0.55
    basic = fabric.cultivated & (zone == "restricted") & keep
    # Two plans drawn apart never quite agree: a little basic farmland lies where building is permitted.
    disputed = np.flatnonzero(fabric.cultivated & (zone == "permitted") & (fabric.settlement == None))  # noqa: E711
    basic[rng.permutation(disputed)[:12]] = True
    redline = hill & (fabric.height > 0.74) & (zone == "forbidden")
    zones = [(name, part) for name in ZONE_LABELS for part in _parts(fabric.parcels[zone == name])]
    lines = [(f"示范红线{number}号", part) for number, part in enumerate(_parts(fabric.parcels[redline]), start=1)]
    return Plan(zone, basic, redline, zones, _farmland(fabric, basic), lines)


def without_disputes(plan: Plan, fabric: Fabric) -> Plan:
    """Return a plan whose basic farmland lies nowhere that building is permitted."""
    basic = plan.basic & (plan.zone != "permitted")
    return replace(plan, basic=basic, basic_farmland=_farmland(fabric, basic))


def _farmland(fabric: Fabric, basic: NDArray[np.bool_]) -> list[tuple[str, str, shapely.Geometry]]:
    return [
        (f"{township.code[-3:]}{number:05d}", township.code, part)
        for index, township in enumerate(TOWNSHIPS)
        for number, part in enumerate(_parts(fabric.parcels[basic & (fabric.township == index)]), start=1)
    ]


def _parts(shapes: NDArray[np.object_]) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shapely.union_all(shapes))
    bounds = shapely.bounds(parts)
    return list(parts[np.lexsort((bounds[:, 0], -bounds[:, 3]))]) if len(parts) else []
