"""The townships of 示范县 and their villages, and the two neighbours beyond its border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.noise import Noise

COUNTY_CODE = "990101"
COUNTY_NAME = "示范县"
SIDE = 20_000.0
ORIGIN = np.array([480_000.0, 3_500_000.0])
"""South-west corner in EPSG 4547. The place means nothing: any spot in the zone would do."""


@dataclass(frozen=True)
class Township:
    """A township, street office or development zone with its seat, in metres from the corner of the county."""

    code: str
    name: str
    seat: tuple[float, float]
    town_radius: float
    stem: str

    @property
    def is_zone(self) -> bool:
        return self.name.endswith("开发区")


TOWNSHIPS = (
    Township("990101001", "甲溪镇", (5200, 15300), 420, "甲"),
    Township("990101002", "乙岭镇", (10200, 16100), 380, "乙"),
    Township("990101003", "丙塘镇", (15000, 14700), 450, "丙"),
    Township("990101004", "丁湾乡", (16900, 10300), 330, "丁"),
    Township("990101005", "戊桥镇", (14900, 5200), 430, "戊"),
    Township("990101006", "己林乡", (10100, 3800), 320, "己"),
    Township("990101007", "庚台镇", (5100, 4900), 400, "庚"),
    Township("990101008", "辛埠镇", (3300, 10000), 380, "辛"),
    Township("990101009", "壬湖镇", (6900, 11700), 370, "壬"),
    Township("990101010", "癸园街道", (10300, 10100), 900, "癸"),
    Township("990101011", "示范经济开发区", (13400, 8900), 620, "示"),
)
NEIGHBOURS = (("990102001", "邻东镇"), ("990102002", "邻西镇"))
VILLAGE_WORDS = ("上", "中", "下", "东", "西", "南", "北", "新", "老", "长", "平", "前", "后", "高")


@dataclass(frozen=True)
class Village:
    """A village: which township it belongs to, its code and name, its centre and the radius of its houses."""

    township: int
    code: str
    name: str
    centre: tuple[float, float]
    radius: float


def county_outline(rng: np.random.Generator) -> shapely.Polygon:
    """Return the border of the county before the wobble: a rounded square with bays."""
    bay = Noise(rng, 2.2, waves=6)
    angle = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    squareness = (np.abs(ring[:, 0]) ** 3.2 + np.abs(ring[:, 1]) ** 3.2) ** (-1 / 3.2)
    radius = 9000 * squareness + 260 * bay(ring)
    return shapely.Polygon(SIDE / 2 + ring * radius[:, None])


def township_cells(county: shapely.Polygon) -> NDArray[np.object_]:
    """Return one polygon per township, together the county exactly (before the wobble)."""
    seats = shapely.MultiPoint([t.seat for t in TOWNSHIPS])
    cells = shapely.get_parts(shapely.voronoi_polygons(seats, extend_to=county))
    ordered = [next(c for c in cells if c.contains(shapely.Point(t.seat))) for t in TOWNSHIPS]
    return shapely.intersection(np.array(ordered), county)


def found_villages(rng: np.random.Generator, cells: NDArray[np.object_]) -> tuple[Village, ...]:
    """Spread villages over the townships, at least 850 m apart and outside the towns."""
    villages: list[Village] = []
    towns = np.array([t.seat for t in TOWNSHIPS])
    radii = np.array([t.town_radius for t in TOWNSHIPS])
    for index, township in enumerate(TOWNSHIPS):
        inner = shapely.buffer(cells[index], -260)
        low_x, low_y, high_x, high_y = inner.bounds
        words = list(VILLAGE_WORDS)
        for _ in range(160):
            if not words:
                break
            spot = np.array([rng.uniform(low_x, high_x), rng.uniform(low_y, high_y)])
            near_town = np.any(np.hypot(*(towns - spot).T) < radii + 420)
            crowded = any(np.hypot(*(spot - v.centre)) < 850 for v in villages)
            if near_town or crowded or not inner.contains(shapely.Point(spot)):
                continue
            number = len(VILLAGE_WORDS) - len(words) + 1
            code = f"{township.code}{200 + number - 1}"
            name = f"{township.stem}{words.pop(0)}村"
            villages.append(Village(index, code, name, (spot[0], spot[1]), float(rng.uniform(75, 165))))
    return tuple(villages)
