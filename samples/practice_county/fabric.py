"""The parcel fabric (地类图斑): a gap-free cover of the county by parcels of real-looking shape.

Boundaries are drawn as lines (county, townships, rivers, roads, towns, villages, ponds, field banks), joined into one
network, wobbled as a whole, and only then closed to parcels. So neighbours share their boundary to the last vertex.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.landscape import Landscape, lay_out
from samples.practice_county.noise import Wobble
from samples.practice_county.roads import join_roads
from samples.practice_county.townships import ORIGIN, SIDE, TOWNSHIPS, Village, county_outline, found_villages
from samples.practice_county.townships import township_cells as cells_of

CULTIVATED = ("0101", "0102", "0103")
CONSTRUCTION = (
    "05H1",
    "0508",
    "0601",
    "0602",
    "0701",
    "0702",
    "08H1",
    "08H2",
    "0809",
    "0810",
    "09",
    "1001",
    "1003",
    "1004",
    "1005",
    "1109",
    "1201",
)
SMALLEST = 220.0
"""Square metres below which a face is joined to its longest neighbour, as a survey would."""


@dataclass
class Fabric:
    """Parcels in EPSG 4547 with their class; township and village by index; settlement code or None."""

    parcels: NDArray[np.object_]
    land_class: NDArray[np.object_]
    township: NDArray[np.int64]
    village: NDArray[np.int64]
    settlement: NDArray[np.object_]
    height: NDArray[np.float64]
    townships: NDArray[np.object_]
    villages: tuple[Village, ...]
    neighbours: NDArray[np.object_]
    roads: list[tuple[str, str, shapely.LineString]]
    landscape: Landscape = field(repr=False)

    @property
    def cultivated(self) -> NDArray[np.bool_]:
        return np.isin(self.land_class, CULTIVATED)

    @property
    def construction(self) -> NDArray[np.bool_]:
        return np.isin(self.land_class, CONSTRUCTION)


def build_fabric(rng: np.random.Generator) -> Fabric:
    """Draw the county."""
    county = county_outline(rng)
    cells = cells_of(county)
    villages = found_villages(rng, cells)
    landscape = lay_out(rng, county, cells, villages)
    wobble = Wobble(rng)

    lines = landscape.lines(rng)
    edges = shapely.get_parts(shapely.union_all(np.array(lines, dtype=object), grid_size=0.01))
    edges = shapely.segmentize(edges, 22.0)
    moved = shapely.transform(edges, lambda xy: wobble(xy) + ORIGIN)
    faces = shapely.get_parts(shapely.polygonize(moved))
    # Classify where the face lay before the wobble: undo it once, which is exact to a few metres at a face's heart.
    hearts = shapely.get_coordinates(shapely.point_on_surface(faces)) - ORIGIN
    origins = hearts.copy()
    for _ in range(4):
        origins += hearts - wobble(origins)
    inside = shapely.contains_xy(county, origins[:, 0], origins[:, 1])
    faces, origins = faces[inside], origins[inside]
    kinds = landscape.kinds(origins)
    faces, keep = _join_slivers(faces, kinds)
    origins, kinds = origins[keep], kinds[keep]

    order = np.lexsort((origins[:, 0].round(1), -(origins[:, 1] // 400)))
    faces, origins, kinds = shapely.normalize(faces[order]), origins[order], kinds[order]
    township = _index_of(cells, origins)
    classes, settlement = landscape.classify(rng, origins, kinds, shapely.area(faces), township)
    village = _nearest_village(villages, township, origins)
    faces, keep = _join_fields(rng, faces, classes, township, village, kinds)
    origins, classes, settlement = origins[keep], classes[keep], settlement[keep]
    township, village = township[keep], village[keep]
    township_shapes = np.array([shapely.union_all(faces[township == i]) for i in range(len(TOWNSHIPS))])
    return Fabric(
        parcels=faces,
        land_class=classes,
        township=township,
        village=village,
        settlement=settlement,
        height=landscape.height(origins),
        townships=township_shapes,
        villages=villages,
        neighbours=_neighbours(shapely.union_all(township_shapes)),
        roads=[
            (kind, name, shapely.transform(line.segmentize(22.0), lambda xy: wobble(xy) + ORIGIN))
            for kind, name, line in join_roads(landscape.road_lines)
        ],
        landscape=landscape,
    )


def _join_slivers(
    faces: NDArray[np.object_], kinds: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Join faces too small for a survey to the neighbour they share most boundary with; return the kept rows too."""
    area = shapely.area(faces)
    linear = np.char.startswith(kinds.astype(str), "line:")
    small = np.flatnonzero(area < np.where(linear, 30.0, SMALLEST))
    target = {int(i): int(i) for i in range(len(faces))}
    tree = shapely.STRtree(faces)
    boundaries = shapely.boundary(faces)

    def root(index: int) -> int:
        while target[index] != index:
            index = target[index]
        return index

    for index in small[np.argsort(area[small], kind="stable")]:
        near = np.sort(tree.query(faces[index], predicate="intersects"))
        near = near[near != index]
        shared = shapely.length(shapely.intersection(boundaries[index], boundaries[near]))
        shared = np.where(linear[near], shared * 0.2, shared)
        for candidate in near[np.argsort(-shared, kind="stable")]:
            if root(int(candidate)) != int(index):
                target[int(index)] = root(int(candidate))
                break
    groups: dict[int, list[int]] = {}
    for index in range(len(faces)):
        groups.setdefault(root(index), []).append(index)
    keep = np.array(sorted(groups))
    joined = [faces[k] if len(groups[k]) == 1 else shapely.union_all(faces[groups[k]]) for k in keep]
    return np.array(joined, dtype=object), keep


def _join_fields(
    rng: np.random.Generator,
    faces: NDArray[np.object_],
    classes: NDArray[np.object_],
    township: NDArray[np.int64],
    village: NDArray[np.int64],
    kinds: NDArray[np.object_],
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Join some neighbouring fields of one village and class, as a survey draws one parcel around several plots."""
    land = kinds == "land"
    hearts = shapely.get_coordinates(shapely.centroid(faces))
    one, two = shapely.STRtree(faces).query(faces, predicate="intersects")
    alike = (one < two) & land[one] & land[two] & (classes[one] == classes[two])
    alike &= (township[one] == township[two]) & (village[one] == village[two])
    one, two = one[alike], two[alike]
    # The nearer the hearts, the longer the common bank; the dice keep the result uneven.
    rank = np.hypot(*(hearts[one] - hearts[two]).T) * rng.uniform(0.5, 1.5, len(one))
    group = np.arange(len(faces))
    size = np.ones(len(faces), dtype=int)
    limit = rng.choice([1, 2, 3, 4], len(faces), p=[0.3, 0.36, 0.22, 0.12])
    members = {i: [i] for i in range(len(faces))}
    for i in np.lexsort((two, one, rank.round(3))):
        a, b = int(group[one[i]]), int(group[two[i]])
        if a == b or size[a] + size[b] > min(limit[a], limit[b]) + 1:
            continue
        a, b = min(a, b), max(a, b)
        joined = shapely.union(shapely.union_all(faces[members[a]]), shapely.union_all(faces[members[b]]))
        if joined.geom_type != "Polygon":
            continue
        for member in members[b]:
            group[member] = a
        members[a] += members.pop(b)
        size[a] += size[b]
    keep = np.array(sorted(members))
    return np.array([shapely.normalize(shapely.union_all(faces[members[int(k)]])) for k in keep], dtype=object), keep


def _index_of(cells: NDArray[np.object_], points: NDArray[np.float64]) -> NDArray[np.int64]:
    result = np.zeros(len(points), dtype=np.int64)
    for index, cell in enumerate(cells):
        shapely.prepare(cell)
        result[shapely.contains_xy(cell, points[:, 0], points[:, 1])] = index
    return result


def _nearest_village(
    villages: tuple[Village, ...], township: NDArray[np.int64], points: NDArray[np.float64]
) -> NDArray[np.int64]:
    centres = np.array([v.centre for v in villages])
    owner = np.array([v.township for v in villages])
    distance = np.hypot(points[:, None, 0] - centres[None, :, 0], points[:, None, 1] - centres[None, :, 1])
    distance[township[:, None] != owner[None, :]] = np.inf
    return np.argmin(distance, axis=1)


def _neighbours(county: shapely.Polygon) -> NDArray[np.object_]:
    low, high = ORIGIN - 600, ORIGIN + SIDE + 600
    middle = ORIGIN[0] + SIDE / 2
    east = shapely.box(middle, low[1], high[0], high[1])
    west = shapely.box(low[0], low[1], middle, high[1])
    return np.array([shapely.difference(east, county), shapely.difference(west, county)])
