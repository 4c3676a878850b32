"""An invented county to measure on: parcels without gaps, basic farmland and plan zones of huge polygons, approvals.

Everything follows from one seed. The fabric is a mesh of cells with shaken corners; the border between two cells is
one wobbling line that both share point by point, so the parcels add up to the county exactly. Some rows of cells are
narrow and long: roads. Cells at even places are holes of the huge polygons and zones of their own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

EPSG = 4547
WEST, SOUTH = 480_000.0, 3_500_000.0
LAND_CLASSES = ["0101", "0102", "0103", "0201", "0301", "0305", "0404", "0601", "0701", "0702", "1003", "1006",
                "1104", "1107", "1202", "1203"]  # fmt: skip
POINTS_PER_BORDER = 8


@dataclass(frozen=True)
class Tier:
    """How large a county is: cells a side, blocks of basic farmland a side, zones of the plan, approvals, patches."""

    name: str
    cells: int
    blocks: int
    zones: int
    approvals: int
    patches: int
    side_m: float


TIERS = {
    "county": Tier("county", 506, 4, 5_586, 3_000, 3_000, 44_720.0),
    "mini": Tier("mini", 60, 2, 200, 120, 150, 5_400.0),
}


def make(tier: Tier, folder: Path, seed: int = 20_240_101) -> dict[str, Path]:
    """Write the layers of a county as normalised GeoParquet, unless they are there already; returns them by role."""
    files = {role: folder / f"{role}.parquet" for role in ("patches", "survey", "farmland", "plan", "approvals")}
    maker = f"{seed} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"
    mark = folder / "made-by"
    if mark.exists() and mark.read_text() == maker:
        return files
    folder.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    random = np.random.default_rng(seed)
    east, north = _mesh(tier, random)
    parcels, classes = _parcels(tier, east, north, random)
    _write(files["survey"], parcels, {"land_class": classes})
    farmland = _farmland(tier, east, north, random)
    _write(files["farmland"], farmland, {"number": [str(n) for n in range(len(farmland))]})
    zones, kinds = _plan(tier, east, north, random)
    _write(files["plan"], zones, {"zone": kinds})
    approvals = _approvals(tier, random)
    _write(files["approvals"], approvals, {"number": [f"批准〔{n}〕号" for n in range(len(approvals))]})
    patches = _patches(tier, random)
    _write(files["patches"], patches, {"number": [f"{n:06d}" for n in range(len(patches))]})
    mark.write_text(maker)
    return files


def _mesh(tier: Tier, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the borders running east (n + 1, n, points, 2) and north (n, n + 1, points, 2), without their ends."""
    n = tier.cells
    steps = random.lognormal(0, 0.35, (2, n))
    steps[1, 7::25] *= 0.14  # rows of road cells
    lines = np.hstack([np.zeros((2, 1)), np.cumsum(steps / steps.sum(axis=1, keepdims=True), axis=1)]) * tier.side_m
    corners = np.stack(np.meshgrid(lines[0], lines[1], indexing="xy"), axis=-1)  # [row, column]
    room = np.minimum.reduce([
        np.minimum(np.diff(lines[0])[:-1], np.diff(lines[0])[1:])[None, :] + np.zeros((n - 1, 1)),
        np.minimum(np.diff(lines[1])[:-1], np.diff(lines[1])[1:])[:, None] + np.zeros((1, n - 1)),
    ])  # fmt: skip
    corners[1:-1, 1:-1] += random.uniform(-0.2, 0.2, (n - 1, n - 1, 2)) * room[..., None]
    corners += [WEST, SOUTH]
    reach = np.full((n + 1, n + 1), 0.0)
    reach[1:-1, 1:-1] = room
    return (
        _wobbled(corners[:, :-1], corners[:, 1:], np.minimum(reach[:, :-1], reach[:, 1:]), random),
        _wobbled(corners[:-1], corners[1:], np.minimum(reach[:-1], reach[1:]), random),
    )


def _wobbled(start: np.ndarray, end: np.ndarray, room: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return each border from its start: the start corner, then points that stray from the straight line."""
    share = np.linspace(0, 1, POINTS_PER_BORDER + 1)[:-1]
    line = start[..., None, :] + (end - start)[..., None, :] * share[:, None]
    across = np.stack([-(end - start)[..., 1], (end - start)[..., 0]], axis=-1)
    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-9)
    stray = random.uniform(-0.14, 0.14, (*room.shape, len(share))) * room[..., None] * np.sin(np.pi * share)
    return np.round(line + across[..., None, :] * stray[..., None], 3)


def _ring(east: np.ndarray, north: np.ndarray, rows: tuple[int, int], columns: tuple[int, int]) -> np.ndarray:
    """Return the border of a rectangle of cells, first and last not included: counter-clockwise and closed."""
    (low, high), (left, right) = rows, columns
    parts = [
        east[low, left:right].reshape(-1, 2),
        north[low:high, right].reshape(-1, 2),
        _back(east, north, high, left, right, axis=0),
        _back(east, north, left, low, high, axis=1),
    ]
    ring = np.concatenate(parts)
    return np.concatenate([ring, ring[:1]])


def _back(east: np.ndarray, north: np.ndarray, line: int, first: int, last: int, *, axis: int) -> np.ndarray:
    """Return a line of borders walked backwards, beginning at its far corner."""
    borders = east[line, first:last] if axis == 0 else north[first:last, line]
    points = borders.reshape(-1, 2)
    size = len(east) - 1
    if axis == 0:
        corner = north[line, last, 0] if line < size else _far(east, north, line, last)
    else:
        corner = east[last, line, 0] if line < size else _far(east, north, last, line)
    return np.concatenate([[corner], points[:0:-1]])


def _far(east: np.ndarray, north: np.ndarray, row: int, column: int) -> np.ndarray:
    """Return a corner by whichever border begins there; the last one of all lies straight on."""
    size = len(east) - 1
    if column < size:
        return east[row, column, 0]
    if row < size:
        return north[row, column, 0]
    return np.array([north[0, size, 0, 0], east[size, 0, 0, 1]])


def _parcels(
    tier: Tier, east: np.ndarray, north: np.ndarray, random: np.random.Generator
) -> tuple[list[shapely.Geometry], list[str]]:
    parcels, classes = [], []
    n = tier.cells
    road_rows = set(range(7, n, 25))
    field = random.normal(size=(n // 10 + 2, n // 10 + 2))
    for row in range(n):
        column = 0
        while column < n:
            longest = int(random.integers(8, 35)) if row in road_rows else 1 + int(random.random() < 0.07)
            until = min(n, column + longest)
            ring = _ring(east, north, (row, row + 1), (column, until))
            pick = int(abs(field[row // 10, column // 10]) * 5 + random.integers(0, 5)) % len(LAND_CLASSES)
            name = "1003" if row in road_rows else LAND_CLASSES[pick]
            if row not in road_rows and random.random() < 0.006:  # a pond inside
                middle, size = ring[:-1].mean(axis=0), 0.2 * np.abs(np.ptp(ring, axis=0)).min()
                turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
                pond = np.round(middle + size * np.column_stack([np.cos(turn), np.sin(turn)]), 3)
                pond = np.concatenate([pond, pond[:1]])
                parcels += [shapely.polygons(ring, [shapely.linearrings(pond)]), shapely.polygons(pond)]
                classes += [name, "1104"]
            else:
                parcels.append(shapely.polygons(ring))
                classes.append(name)
            column = until
    return parcels, classes


def _holes(rows: range, columns: range, wanted: int, random: np.random.Generator) -> list[tuple[int, int]]:
    """Return cells that, with a neighbour in the east, touch neither each other nor the border of the block."""
    places = [(row, column) for row in rows[1:-1:2] for column in columns[1:-2:3]]
    chosen = random.choice(len(places), min(wanted, len(places)), replace=False)
    return [places[place] for place in sorted(chosen)]


def _cells(east: np.ndarray, north: np.ndarray, cells: list[tuple[int, int]]) -> list[np.ndarray]:
    return [_ring(east, north, (row, row + 1), (column, column + 1)) for row, column in cells]


def _farmland(tier: Tier, east: np.ndarray, north: np.ndarray, random: np.random.Generator) -> list[shapely.Geometry]:
    blocks, size = [], tier.cells // tier.blocks
    for row in range(0, size * tier.blocks, size):
        for column in range(0, size * tier.blocks, size):
            rows, columns = (row + 3, row + size - 3), (column + 3, column + size - 3)
            cells = _holes(range(*rows), range(*columns), int(0.075 * size * size), random)
            holes = [shapely.linearrings(ring) for ring in _cells(east, north, cells)]
            blocks.append(shapely.polygons(_ring(east, north, rows, columns), holes))
    return blocks


def _plan(
    tier: Tier, east: np.ndarray, north: np.ndarray, random: np.random.Generator
) -> tuple[list[shapely.Geometry], list[str]]:
    n = tier.cells
    cells = _holes(range(n), range(n), tier.zones - 1, random)
    widths = 1 + (random.random(len(cells)) < 0.45)
    rings = [
        _ring(east, north, (row, row + 1), (column, column + width))
        for (row, column), width in zip(cells, widths.tolist(), strict=True)
    ]
    holes = [shapely.linearrings(ring) for ring in rings]
    whole = shapely.polygons(_ring(east, north, (0, n), (0, n)), holes)
    kinds = random.choice(["允许建设区", "有条件建设区", "禁止建设区"], len(rings))
    return [whole, *(shapely.polygons(ring) for ring in rings)], ["限制建设区", *kinds.tolist()]


def _blob(random: np.random.Generator, area: float, points: int) -> np.ndarray:
    """Return a lumpy, often elongated shape around the origin."""
    turn = np.sort(random.uniform(0, 2 * np.pi, points))
    lumps = 1 + 0.22 * np.sin(2 * turn + random.uniform(0, 6)) + 0.12 * np.sin(5 * turn + random.uniform(0, 6))
    shape = np.column_stack([lumps * np.cos(turn), lumps * np.sin(turn)]) * [random.uniform(1, 3), 1.0]
    angle = random.uniform(0, np.pi)
    shape = shape @ [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    size = abs(np.sum(shape[:, 0] * np.roll(shape[:, 1], -1) - shape[:, 1] * np.roll(shape[:, 0], -1))) / 2
    return shape * np.sqrt(area / size)


def _approvals(tier: Tier, random: np.random.Generator) -> list[shapely.Geometry]:
    a_side = int(np.ceil(np.sqrt(tier.approvals)))
    step = tier.side_m / a_side
    shapes = []
    for place in range(tier.approvals):
        middle = [WEST + (place % a_side + 0.5) * step, SOUTH + (place // a_side + 0.5) * step]
        area = min(float(random.lognormal(np.log(20_000), 0.8)), (0.28 * step) ** 2)
        shapes.append(shapely.polygons(np.round(_blob(random, area, int(random.integers(8, 60))) + middle, 3)))
    return shapes


def _patches(tier: Tier, random: np.random.Generator) -> list[shapely.Geometry]:
    """Return patches of 6 mu in the median, log-normal."""
    shapes = []
    while len(shapes) < tier.patches:
        area = float(random.lognormal(np.log(4_000), 1.0))
        points = int(np.clip(random.lognormal(np.log(32), 0.5), 5, 150))
        middle = random.uniform([WEST + 400, SOUTH + 400], [WEST + tier.side_m - 400, SOUTH + tier.side_m - 400])
        shape = shapely.polygons(np.round(_blob(random, area, points) + middle, 3))
        if shape.is_valid:
            shapes.append(shape)
    return shapes


def _write(path: Path, shapes: list[shapely.Geometry], columns: dict[str, list[str]]) -> None:
    array = np.array(shapes, dtype=object)
    sound = shapely.is_valid(array)
    if not sound.all():
        raise ValueError(f"{path.name}: {int((~sound).sum())} shapes are not valid")
    names: dict[str, pa.Array] = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    names["source_feature"] = pa.array(np.arange(1, len(array) + 1))
    names["geometry"] = pa.array(shapely.to_wkb(array).tolist(), pa.binary())
    about = json.dumps({"role": path.stem, "crs_epsg": EPSG, "count": len(array)})
    draft = path.with_suffix(".part")
    pq.write_table(
        pa.table(names).replace_schema_metadata({"tuban": about}), draft, row_group_size=5000, compression="zstd"
    )
    draft.replace(path)
