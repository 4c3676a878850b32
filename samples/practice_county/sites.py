"""Where a patch may lie: ground of a wanted kind that no other patch has taken, and a shape that fits it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.fabric import CONSTRUCTION, CULTIVATED, Fabric
from samples.practice_county.plan import Plan
from samples.practice_county.townships import TOWNSHIPS

SQUARE_METRES_IN_MU = 10_000 / 15
CLASSES = {
    "field": CULTIVATED,
    "orchard": ("0201", "0202", "0201K"),
    "wood": ("0301", "0305", "0307"),
    "grass": ("0404", "1207"),
    "pond": ("1104", "1104K"),
    "facility": ("1202",),
    "road": ("1006",),
    "built": tuple(c for c in CONSTRUCTION if c not in ("1001", "1003", "1004")),
    "industry": ("0601", "0508"),
    "homestead": ("0702",),
    "idle": ("1201",),
}


@dataclass(frozen=True)
class Ground:
    """What a scenario asks of its ground. ``second`` asks for a neighbouring parcel that the patch reaches into."""

    kind: str = "field"
    zone: str | None = None
    basic: bool | None = None
    redline: bool | None = None
    settlement: str | None = ""
    township: str | None = None
    second: Ground | None = None
    across: str | None = None
    share: float = 0.5
    wide: bool = False
    """Whether the site may reach over several parcels, as large projects do."""


@dataclass(frozen=True)
class Site:
    """A patch shape and the parcels it was cut from."""

    shape: shapely.Polygon
    parcels: tuple[int, ...]


class Sites:
    """Hands out ground, never the same twice."""

    def __init__(self, rng: np.random.Generator, fabric: Fabric, plan: Plan) -> None:
        self.rng, self.fabric, self.plan = rng, fabric, plan
        self._taken: list[shapely.Geometry] = []
        self._used: set[int] = set()
        self._area = shapely.area(fabric.parcels)
        self._order = rng.permutation(len(fabric.parcels))
        self._tree = shapely.STRtree(fabric.parcels)
        self.county = shapely.union_all(fabric.townships)

    def find(self, ground: Ground, mu: float, *, slender: bool = False) -> Site:
        """Return a free site of about ``mu`` 亩; LookupError where the county has none left.

        ``slender`` sites are drawn out, to carry a road or a track.
        """
        wanted = mu * SQUARE_METRES_IN_MU
        room = 0.25 if ground.wide else 1.35 if ground.second is None and ground.across is None else 0.75
        fits = self._matches(ground) & (self._area > wanted * room)
        for index in self._order[fits[self._order]]:
            if int(index) in self._used:
                continue
            site = self._try(int(index), ground, wanted, (3.0, 6.0) if slender else (1.0, 2.2))
            if site is not None:
                self._used.update(site.parcels)
                self._taken.append(shapely.buffer(site.shape, 12))
                return site
        raise LookupError(f"no ground left for {ground} of {mu:.1f} 亩")

    def _matches(self, ground: Ground) -> NDArray[np.bool_]:
        fabric, plan = self.fabric, self.plan
        result = np.isin(fabric.land_class, CLASSES[ground.kind])
        if ground.zone:
            result &= plan.zone == ground.zone
        if ground.basic is not None:
            result &= plan.basic == ground.basic
        if ground.redline is not None:
            result &= plan.redline == ground.redline
        if ground.settlement != "":
            result &= fabric.settlement == ground.settlement
        elif ground.kind == "field":
            result &= fabric.settlement == None  # noqa: E711 (element by element)
        if ground.township:
            number = next(i for i, t in enumerate(TOWNSHIPS) if t.code == ground.township)
            result &= fabric.township == number
        return result

    def _try(self, index: int, ground: Ground, wanted: float, aspects: tuple[float, float]) -> Site | None:
        parcel = self.fabric.parcels[index]
        region, members, middle = parcel, (index,), None
        if ground.across == "county":
            border = shapely.intersection(parcel.boundary, self.county.boundary)
            if border.length < 60:
                return None
            region = shapely.buffer(parcel, 90)
            middle = _middle(border)
        elif ground.second is not None or ground.across == "township":
            other = self._neighbour(index, ground)
            if other is None:
                return None
            border = shapely.intersection(parcel.boundary, self.fabric.parcels[other].boundary)
            region = shapely.union(parcel, self.fabric.parcels[other])
            members, middle = (index, other), _middle(border)
        elif ground.wide:
            members = self._parcels_around(index, ground, wanted * 1.6)
            region = shapely.union_all(self.fabric.parcels[list(members)])
        if any(m in self._used for m in members):
            return None
        shape = self._shape(region, wanted, middle, aspects)
        if shape is None:
            return None
        if ground.second is not None or ground.across == "township":
            share = shapely.intersection(shape, self.fabric.parcels[members[1]]).area / shape.area
            if abs(share - ground.share) > 0.22:
                return None
        if ground.across == "county":
            share = shapely.difference(shape, self.county).area / shape.area
            if not 0.15 < share < 0.5:
                return None
        if any(shapely.intersects(shape, t) for t in self._taken):
            return None
        return Site(shape, members)

    def _parcels_around(self, index: int, ground: Ground, wanted: float) -> tuple[int, ...]:
        """Return the parcel and as many of its like-minded neighbours as make up the wanted square metres."""
        members, area = [index], float(self._area[index])
        matches = self._matches(ground)
        heart = self.fabric.parcels[index].centroid
        while area < wanted:
            shape = shapely.union_all(self.fabric.parcels[members])
            near = [int(i) for i in self._tree.query(shape, predicate="intersects") if int(i) not in members]
            near = [i for i in near if matches[i] and i not in self._used]
            if not near:
                break
            closest = min(near, key=lambda i: (round(heart.distance(self.fabric.parcels[i].centroid), 3), i))
            members.append(closest)
            area += float(self._area[closest])
        return tuple(members)

    def _neighbour(self, index: int, ground: Ground) -> int | None:
        parcel = self.fabric.parcels[index]
        near = np.sort(self._tree.query(parcel, predicate="intersects"))
        near = near[near != index]
        if ground.across == "township":
            near = near[(self.fabric.township[near] != self.fabric.township[index]) & self.fabric.cultivated[near]]
        if ground.second is not None:
            near = near[self._matches(ground.second)[near]]
        for other in near:
            shared = shapely.intersection(parcel.boundary, self.fabric.parcels[other].boundary)
            if int(other) not in self._used and shared.length > 45 and self._area[other] > 700:
                return int(other)
        return None

    def _shape(
        self, region: shapely.Polygon, wanted: float, middle: shapely.Point | None, aspects: tuple[float, float]
    ) -> shapely.Polygon | None:
        """Return a site as builders lay it out: a rectangle with a corner or two off, inside the region."""
        rng = self.rng
        inner = shapely.buffer(region, -1.5)
        if inner.is_empty:
            return None
        if middle is None:
            middle = shapely.maximum_inscribed_circle(shapely.simplify(inner, 2), tolerance=3)
            middle = shapely.Point(middle.coords[0])
        turn = _lie(region) + rng.normal(0, 0.06)
        aspect = rng.uniform(*aspects)
        corners = rng.uniform(-0.09, 0.09, (4, 2))
        chamfer = rng.random() < 0.45
        scale = 1.0
        for _ in range(6):
            width, depth = np.sqrt(wanted * aspect) * scale, np.sqrt(wanted / aspect) * scale
            box = (np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) + corners) * [width, depth]
            if chamfer:
                cut = box[2] + 0.25 * (box[1] - box[2])
                box = np.vstack([box[:2], cut, box[2] + 0.3 * (box[3] - box[2]), box[3:]])
            rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
            rectangle = shapely.Polygon(box @ rotation + np.array(middle.coords[0]))
            parts = shapely.get_parts(shapely.intersection(rectangle, inner))
            parts = parts[shapely.get_type_id(parts) == 3]
            if not len(parts):
                return None
            shape = parts[int(np.argmax(shapely.area(parts)))]
            if abs(shape.area / wanted - 1) < 0.04:
                break
            scale *= float(np.clip(np.sqrt(wanted / shape.area), 0.75, 1.5))
        shape = shapely.transform(shapely.simplify(shape, 0.3), lambda xy: np.round(xy, 3))
        good = shape.is_valid and shape.geom_type == "Polygon" and 0.6 < shape.area / wanted < 1.5
        compact = 4 * np.pi * shape.area / shape.length**2 > 0.3
        return shapely.normalize(shape) if good and compact else None


def part_of(shape: shapely.Polygon, share: float, turn: float) -> shapely.Polygon:
    """Return the part of ``shape`` on one side of a straight cut so that it measures ``share`` of the whole."""
    direction = np.array([np.cos(turn), np.sin(turn)])
    normal = np.array([-direction[1], direction[0]])
    centre = np.array(shape.centroid.coords[0])
    low, high = -2000.0, 2000.0
    for _ in range(50):
        offset = (low + high) / 2
        start = centre + normal * offset
        half = shapely.Polygon([
            start - direction * 3000, start + direction * 3000,
            start + direction * 3000 - normal * 6000, start - direction * 3000 - normal * 6000,
        ])  # fmt: skip
        low, high = (offset, high) if shapely.intersection(shape, half).area < share * shape.area else (low, offset)
    return half


def _middle(border: shapely.Geometry) -> shapely.Point:
    lines = [g for g in shapely.get_parts(shapely.line_merge(border)) if g.length > 0]
    longest = max(lines, key=lambda g: g.length)
    return longest.interpolate(0.5, normalized=True)


def _lie(region: shapely.Polygon) -> float:
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(region))
    sides = np.diff(box[:3], axis=0)
    longer = sides[int(np.argmax(np.hypot(*sides.T)))]
    return float(np.arctan2(longer[1], longer[0]))
