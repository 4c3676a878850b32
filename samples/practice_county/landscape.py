"""The lie of the land: hills, rivers, roads, towns, villages, ponds, and the grain of the fields between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.noise import Noise
from samples.practice_county.townships import TOWNSHIPS, Village

# Corridors by rank: what comes first takes the ground. (kind, land class, width in metres)
CORRIDORS = (
    ("railway", "1001", 15.0),
    ("state", "1003", 26.0),
    ("provincial", "1003", 18.0),
    ("county", "1003", 11.0),
    ("river", "1101", 78.0),
    ("stream", "1101", 24.0),
    ("rural", "1006", 6.5),
    ("canal", "1107", 9.0),
    ("street", "1004", 14.0),
)
ROAD_NAMES = {
    "state": "G990示范国道", "provincial": "S991示范省道", "county": "X99{n}示范县道", "rural": "Y{n}乡村道",
    "street": "示范{n}街", "railway": "示范铁路",
}  # fmt: skip


class Landscape:
    """What lies where before the wobble, and the lines that divide it."""

    def __init__(self, rng: np.random.Generator, county: shapely.Polygon, cells: NDArray[np.object_]) -> None:
        self.county = county
        self.cells = cells
        self._rough, self._wet, self._mosaic, self._fine = (
            Noise(rng, 5200), Noise(rng, 3300), Noise(rng, 1400), Noise(rng, 520),
        )  # fmt: skip
        self.centrelines: dict[str, list[shapely.LineString]] = {kind: [] for kind, _, _ in CORRIDORS}
        self.road_lines: list[tuple[str, str, shapely.LineString]] = []
        self.corridors: dict[str, shapely.Geometry] = {}
        self.towns: list[shapely.Polygon] = []
        self.village_blobs: list[shapely.Polygon] = []
        self.ponds: list[shapely.Polygon] = []

    def height(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how hilly the ground is: below 0.4 plain, above 0.6 wooded hill."""
        north_west = np.clip((xy[:, 1] - xy[:, 0] - 2500) / 11000, 0, 1)
        south_east = np.clip((xy[:, 0] - xy[:, 1] - 5200) / 11000, 0, 1)
        return np.maximum(north_west, south_east) + 0.16 * self._rough(xy) + 0.18

    def lines(self, rng: np.random.Generator) -> list[shapely.Geometry]:
        """Return every boundary of the fabric as lines."""
        drawn: list[shapely.Geometry] = [shapely.boundary(self.county)]
        drawn += list(shapely.boundary(self.cells))
        taken: shapely.Geometry = shapely.Polygon()
        for kind, _, _ in CORRIDORS:
            own = shapely.difference(self.corridors[kind], taken)
            drawn.append(shapely.boundary(own))
            taken = shapely.union(taken, own)
        patches = [(p, 105.0, 1.0) for p in self.towns] + [(p, 62.0, 1.0) for p in self.village_blobs]
        settled = shapely.union_all([p for p, _, _ in patches])
        ponds = shapely.difference(shapely.union_all(self.ponds), shapely.union(settled, taken))
        drawn.append(shapely.boundary(ponds))
        drawn.append(shapely.boundary(shapely.difference(settled, taken)))
        for blob, spacing, stretch in patches:
            for part in shapely.get_parts(shapely.difference(blob, taken)):
                drawn += _banks(rng, part, spacing, stretch, rng.uniform(0, np.pi))
        # Fields are drawn township by township, since a parcel never lies in two townships.
        open_land = shapely.difference(self.cells, shapely.union_all([taken, settled, ponds]))
        for block in shapely.get_parts(open_land):
            if block.area < 400:
                continue
            heart = np.array([block.representative_point().coords[0]])
            hilly = float(self.height(heart)[0])
            spacing = 118 + 130 * np.clip(hilly - 0.25, 0, 0.6)
            stretch = 1.7 if hilly < 0.45 else 1.15
            drawn += _banks(rng, block, spacing, stretch, float(self._rough(heart)[0]) * 1.3)
        return drawn

    def kinds(self, xy: NDArray[np.float64]) -> NDArray[np.object_]:
        """Return for each point ``line:<corridor>``, ``town``, ``village``, ``pond`` or ``land``."""
        result = np.full(len(xy), "land", dtype=object)
        for name, shapes in (("pond", self.ponds), ("village", self.village_blobs), ("town", self.towns)):
            area = shapely.union_all(shapes)
            shapely.prepare(area)
            result[shapely.contains_xy(area, xy[:, 0], xy[:, 1])] = name
        for kind, _, _ in reversed(CORRIDORS):
            shapely.prepare(self.corridors[kind])
            result[shapely.contains_xy(self.corridors[kind], xy[:, 0], xy[:, 1])] = f"line:{kind}"
        return result

    def classify(
        self,
        rng: np.random.Generator,
        xy: NDArray[np.float64],
        kinds: NDArray[np.object_],
        area: NDArray[np.float64],
        township: NDArray[np.int64],
    ) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Return the land class of each parcel and its settlement code (202 town, 203 village, or None)."""
        dice = rng.random(len(xy))
        second = rng.random(len(xy))
        height = self.height(xy) + 0.07 * self._mosaic(xy)
        wet = self._wet(xy) + 0.5 * self._mosaic(xy) - 2.2 * (height - 0.3)
        classes = np.full(len(xy), "0103", dtype=object)
        settlement = np.full(len(xy), None, dtype=object)
        classes[wet > -0.45] = "0102"
        classes[wet > 0.05] = "0101"
        slopes = (height > 0.5) & (dice < 0.55 + 0.5 * (height - 0.5) * 4)
        classes[slopes] = _pick(second[slopes], ("0301", 0.52), ("0305", 0.14), ("0201", 0.14), ("0202", 0.08),
                                ("0307", 0.07), ("0201K", 0.05))  # fmt: skip
        classes[(height > 0.68) & (dice > 0.03)] = "0301"
        steep = height > 0.68
        classes[steep & (dice > 0.8)] = "0305"
        classes[steep & (dice > 0.97)] = "1207"
        plain = height <= 0.5
        classes[plain & (dice < 0.075)] = _pick(second[plain & (dice < 0.075)], ("0201", 0.34), ("1202", 0.2),
                                                ("0301", 0.22), ("1104K", 0.08), ("0404", 0.16))  # fmt: skip
        classes[plain & (dice > 0.985)] = "0601"
        classes[plain & (dice > 0.994)] = "1201"

        village = kinds == "village"
        classes[village] = _pick(dice[village], ("0702", 0.72), ("1201", 0.05), ("0103", 0.05), ("0201", 0.05),
                                 ("08H2", 0.04), ("0404", 0.04), ("1104", 0.05))  # fmt: skip
        settlement[village] = "203"
        town = kinds == "town"
        classes[town] = _pick(dice[town], ("0701", 0.34), ("05H1", 0.13), ("0601", 0.1), ("08H2", 0.07),
                              ("08H1", 0.05), ("0508", 0.04), ("1201", 0.05), ("0103", 0.12), ("0404", 0.05),
                              ("0810", 0.05))  # fmt: skip
        zone = town & np.array([TOWNSHIPS[i].is_zone for i in township])
        classes[zone] = _pick(dice[zone], ("0601", 0.4), ("0103", 0.26), ("05H1", 0.06), ("0508", 0.1),
                              ("0404", 0.1), ("1201", 0.08))  # fmt: skip
        settlement[town] = "202"
        pond = kinds == "pond"
        classes[pond] = np.where(area[pond] > 60_000, "1103", "1104")
        for kind, land_class, _ in CORRIDORS:
            here = kinds == f"line:{kind}"
            classes[here] = land_class
        settlement[kinds == "line:street"] = "202"
        return classes, settlement


def lay_out(
    rng: np.random.Generator, county: shapely.Polygon, cells: NDArray[np.object_], villages: tuple[Village, ...]
) -> Landscape:
    """Lay rivers, roads, towns, villages and ponds over the county."""
    land = Landscape(rng, county, cells)
    land.towns = [_blob(rng, t.seat, t.town_radius, 0.16) for t in TOWNSHIPS]
    land.village_blobs = [_blob(rng, v.centre, v.radius, 0.28) for v in villages]
    land.ponds = [_blob(rng, (4300, 13200), 420, 0.35), _blob(rng, (15800, 3300), 300, 0.35)]
    for _ in range(260):
        spot = rng.uniform(600, 19400, 2)
        if land.height(spot[None])[0] < 0.62:
            land.ponds.append(_blob(rng, (spot[0], spot[1]), float(rng.uniform(14, 62)), 0.22))
    _lay_waters(rng, land)
    _lay_roads(rng, land, villages)
    for kind, _, width in CORRIDORS:
        merged = shapely.union_all(land.centrelines[kind]) if land.centrelines[kind] else shapely.LineString()
        corridor = shapely.buffer(merged, width / 2, quad_segs=3, join_style="mitre")
        land.corridors[kind] = shapely.intersection(corridor, county)
    return land


def _lay_waters(rng: np.random.Generator, land: Landscape) -> None:
    land.centrelines["river"].append(_wander(rng, (-500, 12900), (20500, 6300), 900))
    for start, end in (((7800, 20500), (8600, 10600)), ((20400, 15200), (13400, 8000)), ((3900, -400), (7600, 10900))):
        land.centrelines["stream"].append(_wander(rng, start, end, 520))
    for start, end in (
        ((2400, 7300), (9400, 6800)), ((11200, 12900), (17600, 12500)), ((11800, 2300), (12200, 7600)),
        ((6000, 13800), (12400, 14200)), ((15900, 7400), (18600, 4200)),
    ):  # fmt: skip
        land.centrelines["canal"].append(_wander(rng, start, end, 90))


def _lay_roads(rng: np.random.Generator, land: Landscape, villages: tuple[Village, ...]) -> None:
    seats = [t.seat for t in TOWNSHIPS]
    through = {
        "state": [((-500, 8700), seats[7]), (seats[7], seats[9]), (seats[9], seats[10]), (seats[10], (20500, 8000))],
        "provincial": [
            ((11000, 20500), seats[1]),
            (seats[1], seats[9]),
            (seats[9], seats[5]),
            (seats[5], (9300, -500)),
        ],
        "railway": [((-500, 6600), (20500, 11300))],
        "county": [
            (seats[a], seats[b])
            for a, b in (
                (0, 1),
                (1, 2),
                (2, 3),
                (3, 10),
                (10, 4),
                (4, 5),
                (5, 6),
                (6, 7),
                (7, 0),
                (0, 8),
                (8, 9),
                (2, 9),
            )
        ],
    }
    for kind, legs in through.items():
        for number, (start, end) in enumerate(legs, start=1):
            bend = 330 if kind != "railway" else 700
            _lay(land, kind, _wander(rng, start, end, bend), number)
    network = shapely.union_all([line for k in through if k != "railway" for line in land.centrelines[k]])
    for number, village in enumerate(
        sorted(villages, key=lambda v: shapely.distance(network, shapely.Point(v.centre))), start=1
    ):
        point = shapely.Point(village.centre)
        nearest = shapely.get_coordinates(shapely.shortest_line(point, network))[-1]
        line = _wander(rng, village.centre, tuple(nearest), 60)
        _lay(land, "rural", line, number)
        network = shapely.union_all([network, line])
    for town, township in zip(land.towns, TOWNSHIPS, strict=True):
        turn = rng.uniform(-0.3, 0.3)
        step = 190 if not township.is_zone else 270
        for number, street in enumerate(_streets(town, township.seat, turn, step), start=1):
            _lay(land, "street", street, number)


def _lay(land: Landscape, kind: str, line: shapely.LineString, number: int) -> None:
    land.centrelines[kind].append(line)
    inside = shapely.intersection(line, land.county)
    for part in shapely.get_parts(inside):
        land.road_lines.append((kind, ROAD_NAMES[kind].format(n=number), part))


def _streets(
    town: shapely.Polygon, seat: tuple[float, float], turn: float, step: float
) -> Iterator[shapely.LineString]:
    reach = 1600
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    inner = shapely.buffer(town, -15)
    for direction, normal in ((along, across), (across, along)):
        for offset in np.arange(-8, 9) * step:
            middle = np.array(seat) + normal * offset
            line = shapely.LineString([middle - direction * reach, middle + direction * reach])
            for part in shapely.get_parts(shapely.intersection(line, inner)):
                if part.length > 150:
                    yield part


def _wander(
    rng: np.random.Generator, start: tuple[float, ...], end: tuple[float, ...], bend: float
) -> shapely.LineString:
    """Return a line from start to end that bends like a path: halve, push sideways, repeat, then round the corners."""
    points = np.array([start, end], dtype=float)
    push = min(bend, 0.16 * float(np.hypot(*(points[1] - points[0]))))
    while np.hypot(*(points[1] - points[0])) > 260 and len(points) < 130:
        step = np.diff(points, axis=0)
        normal = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
        middle = (points[:-1] + points[1:]) / 2 + normal * rng.normal(0, push * 0.55, (len(step), 1))
        merged = np.empty((len(points) + len(middle), 2))
        merged[0::2], merged[1::2] = points, middle
        points, push = merged, push * 0.45
    for _ in range(2):
        if len(points) > 2:
            cut = np.empty((2 * len(points) - 2, 2))
            cut[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
            cut[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
            points = np.vstack([points[:1], cut[1:-1], points[-1:]])
    return shapely.LineString(points.round(2))


def _blob(rng: np.random.Generator, centre: tuple[float, float], radius: float, unevenness: float) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    edge = np.ones(len(angle))
    for wave in (2, 3, 4, 5):
        edge += unevenness / wave * rng.normal() * np.sin(wave * angle + rng.uniform(0, 2 * np.pi))
    edge = radius * np.clip(edge, 0.45, 1.6)
    return shapely.Polygon(np.column_stack([centre[0] + edge * np.cos(angle), centre[1] + edge * np.sin(angle)]))


def _banks(
    rng: np.random.Generator, block: shapely.Polygon, spacing: float, stretch: float, turn: float
) -> list[shapely.Geometry]:
    """Return the field banks inside a block: cells of an uneven lattice, longer than wide, turned with the valley."""
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    scale = np.array([spacing * stretch, spacing / stretch**0.5])
    centre = np.array(block.envelope.centroid.coords[0])

    def to_lattice(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return ((xy - centre) @ rotation.T) / scale

    def from_lattice(uv: NDArray[np.float64]) -> NDArray[np.float64]:
        return (uv * scale) @ rotation + centre

    low_u, low_v, high_u, high_v = shapely.bounds(shapely.transform(block, to_lattice))
    u, v = np.meshgrid(np.arange(np.floor(low_u) - 1, high_u + 2), np.arange(np.floor(low_v) - 1, high_v + 2))
    u = u + 0.5 * (np.round(v) % 2) + rng.uniform(-0.33, 0.33, u.shape)
    v = v + rng.uniform(-0.26, 0.26, v.shape)
    seeds = shapely.MultiPoint(np.column_stack([u.ravel(), v.ravel()]))
    edges = shapely.voronoi_polygons(seeds, only_edges=True)
    inside = shapely.intersection(shapely.transform(edges, from_lattice), block)
    return [] if shapely.is_empty(inside) else [inside]


def _pick(dice: NDArray[np.float64], *shares: tuple[str, float]) -> NDArray[np.object_]:
    """Turn dice in [0, 1) into classes by their shares; the last class takes what the shares leave over."""
    steps = np.cumsum([share for _, share in shares])
    names = np.array([name for name, _ in shares], dtype=object)
    return names[np.minimum(np.searchsorted(steps, dice, side="right"), len(names) - 1)]
