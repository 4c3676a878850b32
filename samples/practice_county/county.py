"""The whole practice county, drawn in one go from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from samples.practice_county.fabric import Fabric, build_fabric
from samples.practice_county.papers import Papers, draw_papers
from samples.practice_county.patches import Patch, dirty_copies, draw_patches
from samples.practice_county.plan import Plan, draw_plan
from samples.practice_county.scenarios import all_scenarios
from samples.practice_county.sites import Sites

SEED = 990101


@dataclass
class County:
    """Land, plan, patches (dirty ones last) and papers."""

    fabric: Fabric
    plan: Plan
    patches: list[Patch]
    papers: Papers
    roads: list[tuple[str, str, shapely.LineString]]


def draw_county(seed: int = SEED) -> County:
    """Draw everything; the same seed draws the same county to the last digit."""
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(4)]
    fabric = build_fabric(streams[0])
    plan = draw_plan(streams[1], fabric)
    patches = draw_patches(streams[2], fabric, Sites(streams[2], fabric, plan), all_scenarios())
    patches += dirty_copies(patches)
    papers = draw_papers(streams[3], fabric, patches)
    return County(fabric, plan, patches, papers, _join_roads(fabric.roads))


def _join_roads(
    roads: list[tuple[str, str, shapely.LineString]],
) -> list[tuple[str, str, shapely.LineString]]:
    """Break roads where they meet, so that the network can be travelled, and let each piece keep its road's name."""
    lines = np.array([line for _, _, line in roads], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=0.001))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    joined: dict[int, list[shapely.LineString]] = {}
    owners = shapely.STRtree(lines).nearest(middles)
    for piece, owner in zip(pieces, owners, strict=True):
        joined.setdefault(int(owner), []).append(piece)
    result = []
    ends = _crossings(pieces)
    for owner in sorted(joined):
        kind, name, _ = roads[owner]
        for part in _merge_between(joined[owner], ends):
            result.append((kind, name, part))
    return result


def _crossings(pieces: np.ndarray) -> set[tuple[float, float]]:
    """Return points where three or more pieces meet."""
    counts: dict[tuple[float, float], int] = {}
    for piece in pieces:
        for end in (piece.coords[0], piece.coords[-1]):
            key = (round(end[0], 3), round(end[1], 3))
            counts[key] = counts.get(key, 0) + 1
    return {key for key, count in counts.items() if count > 2}


def _merge_between(pieces: list[shapely.LineString], crossings: set[tuple[float, float]]) -> list[shapely.LineString]:
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces)))
    result = []
    for line in merged:
        start = 0
        coords = list(line.coords)
        for index in range(1, len(coords)):
            key = (round(coords[index][0], 3), round(coords[index][1], 3))
            if key in crossings or index == len(coords) - 1:
                result.append(shapely.LineString(coords[start : index + 1]))
                start = index
    return sorted(result, key=lambda g: (g.bounds, g.length))
