"""What the later image shows at a patch: works, houses, soil, panels, ponds, or only a shadow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from samples.practice_county.patches import Patch
from samples.practice_county.roofs import GREY, PALE, RUST, STEEL, SUN, TILED, WHITE, Building, Canvas, rectangle

SOIL, CLAY, GRAVEL, CONCRETE, STRAW = (168, 142, 112), (172, 132, 98), (166, 160, 150), (186, 183, 174), (176, 162, 112)


class Plot:
    """The patch in its own frame: how it lies, how long and wide it is."""

    def __init__(self, patch: Patch, seed: int) -> None:
        serial = int("".join(c for c in patch.number if c.isdigit()) or 0) % 10_000_000
        self.rng = np.random.default_rng([seed, serial, len(patch.dirt)])
        self.shape = patch.shape if patch.shape.is_valid else shapely.make_valid(patch.shape)
        self.name = patch.scenario.name
        box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(self.shape))
        sides = np.diff(box[:3], axis=0)
        lengths = np.hypot(*sides.T)
        longer = int(np.argmax(lengths))
        self.turn = float(np.arctan2(sides[longer][1], sides[longer][0]))
        self.length, self.width = float(lengths[longer]), float(lengths[1 - longer])
        self.centre = np.array(shapely.centroid(self.shape).coords[0])
        self.along = np.array([np.cos(self.turn), np.sin(self.turn)])
        self.across = np.array([-self.along[1], self.along[0]])

    def at(self, u: float, v: float) -> NDArray[np.float64]:
        """Return the place at ``u`` metres along and ``v`` metres across from the centre."""
        return self.centre + u * self.along + v * self.across

    def inside(self, corners: NDArray[np.float64], gap: float = 2.0) -> bool:
        room = shapely.buffer(self.shape, -gap)
        return bool(room.covers(shapely.Polygon(corners)))

    def rows(self, length: float, width: float, lane: float, gap: float, height: float, roofs: tuple, *, gabled: bool,
             share: float = 1.0) -> list[Building]:  # fmt: skip
        """Return buildings in rows along the plot, as many as fit."""
        result = []
        pitch_u, pitch_v = length + gap, width + lane
        count_u, count_v = max(1, int((self.length - 3) // pitch_u)), max(1, int((self.width - 3) // pitch_v))
        for i in range(count_u):
            for j in range(count_v):
                spot = self.at((i - (count_u - 1) / 2) * pitch_u, (j - (count_v - 1) / 2) * pitch_v)
                corners = rectangle(spot, length, width, self.turn)
                if self.inside(corners, 1.5) and self.rng.random() < share:
                    roof = roofs[int(self.rng.integers(len(roofs)))]
                    shade = self.rng.normal(0, 8)
                    roof = tuple(int(np.clip(c + shade, 30, 235)) for c in roof)
                    result.append(Building(corners, height, roof, gabled))
        return result

    def snug(self, roofs: tuple, height: float) -> list[Building]:
        """Return one building as large as the plot lets it be."""
        for share in (0.72, 0.6, 0.48, 0.36):
            corners = rectangle(self.centre, self.length * share, self.width * share, self.turn)
            if self.inside(corners, 0.6):
                return [Building(corners, height, roofs[0], True)]
        return []

    def spots(self, count: int, inset: float) -> NDArray[np.float64]:
        room = shapely.buffer(self.shape, -inset)
        if room.is_empty:
            return np.empty((0, 2))
        low_x, low_y, high_x, high_y = room.bounds
        spots = self.rng.uniform([low_x, low_y], [high_x, high_y], (count * 3, 2))
        return spots[shapely.contains_xy(room, spots[:, 0], spots[:, 1])][:count]


def draw_change(patch: Patch, before: Canvas, after: Canvas, seed: int) -> None:
    """Draw what happened at ``patch`` between the two images."""
    plot = Plot(patch, seed)
    if patch.scenario.image in DRAWN_TWICE:
        DRAWN_TWICE[patch.scenario.image](plot, before, after)
    else:
        DRAWN_LATER[patch.scenario.image](plot, after)


def _earth(plot: Plot, after: Canvas, colour: tuple[int, int, int], ragged: float = 1.2) -> None:
    """Strip the ground: bare earth spills over the edge, machines leave tracks, the way in comes from one side."""
    after.fill(shapely.buffer(plot.shape, ragged), colour, rough=10, blur=1.6, stains=(128, 108, 84))


def _wall(plot: Plot, after: Canvas) -> None:
    ring = np.array(shapely.buffer(plot.shape, -0.6).exterior.coords) if plot.shape.geom_type == "Polygon" else None
    if ring is not None and len(ring) > 3:
        after.line(ring + SUN * 1.3, (112, 104, 92), 1.3)
        after.line(ring, (198, 194, 186), 1.2)


def _factory(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, CONCRETE if plot.rng.random() < 0.7 else GRAVEL, 0.4)
    roofs = ((STEEL,), (STEEL, WHITE), (WHITE,), (RUST, STEEL))[int(plot.rng.integers(4))]
    width = float(np.clip(plot.width * plot.rng.uniform(0.32, 0.44), 8, 26))
    length = float(np.clip(plot.length * plot.rng.uniform(0.36, 0.78), 10, 80))
    sheds = plot.rows(length, width, 7, 8, 9.0, roofs, gabled=True)
    if not sheds:
        sheds = plot.snug(roofs, 7.0)
    _wall(plot, after)
    after.buildings(sheds)
    cars = plot.spots(int(plot.length / 9), 4)
    after.dots(cars, 1.3, (96, 92, 90), shadow=False)


def _houses(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, SOIL if plot.rng.random() < 0.5 else GRAVEL, 0.8)
    homes = plot.rows(12, 10, 6, 4, 9.0, (TILED, TILED, PALE, GREY), gabled=True, share=0.92)
    after.buildings(homes or plot.snug((TILED, PALE), 8.0))


def _flats(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, GRAVEL, 0.5)
    slab = float(np.clip(plot.length * 0.42, 14, 46))
    blocks = plot.rows(slab, 12, 15, 9, 21.0, (PALE, GREY, WHITE), gabled=False)
    after.buildings(blocks or plot.snug((PALE,), 13.0))


def _school(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, CONCRETE, 0.5)
    if plot.length > 62 and plot.width > 34:
        middle = plot.at(plot.length * 0.2, 0)
        straight = shapely.LineString([middle - plot.along * 13, middle + plot.along * 13])
        after.fill(straight.buffer(15), (164, 92, 78), rough=4, blur=0.5)
        after.fill(straight.buffer(10), (92, 128, 72), rough=4, blur=0.5)
    wings = []
    for place, turn, most in (
        (-0.34, np.pi / 2, plot.width * 0.62),
        (-0.12, np.pi / 2, plot.width * 0.5),
        (-0.23, 0, 40),
    ):
        corners = rectangle(plot.at(plot.length * place, 0), min(most, 64), 11, plot.turn + turn)
        if plot.inside(corners, 1):
            wings.append(Building(corners, 14.0, TILED, True))
    after.buildings(wings or plot.snug((TILED,), 10.0))


def _sheds(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, SOIL, 0.8)
    after.buildings(
        plot.rows(float(np.clip(plot.length * 0.8, 14, 70)), 9.5, 5.5, 6, 4.5, (PALE, WHITE, PALE), gabled=True)
    )
    pool = rectangle(plot.at(plot.length * 0.42, -plot.width * 0.38), 7, 5, plot.turn)
    after.fill(shapely.Polygon(pool), (58, 66, 54), rough=2, blur=0.4)


def _yard(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, GRAVEL if plot.rng.random() < 0.6 else SOIL, 1.2)
    for tone, radius in (((148, 138, 122), 4.2), ((178, 168, 150), 3.2), ((120, 112, 104), 2.6)):
        after.dots(plot.spots(int(1 + plot.length / 16), 6), radius, tone)
    after.buildings(plot.rows(12, 3, 11, 13, 3.0, (STEEL, RUST, (96, 132, 92), WHITE), gabled=False, share=0.55))


def _soil(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, CLAY if plot.rng.random() < 0.55 else SOIL, 2.0)
    for offset in np.arange(-plot.width / 2 + 4, plot.width / 2 - 2, 5.5):
        if plot.rng.random() < 0.55:
            track = np.array(
                [plot.at(u, offset + plot.rng.normal(0, 0.8)) for u in np.linspace(-0.42, 0.42, 7) * plot.length]
            )
            after.line(track, (150, 122, 94), 1.25)
    after.dots(plot.spots(int(1 + plot.length / 30), 6), 2.4, (150, 120, 90))


def _panels(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, (142, 136, 106), 0.6)
    # Panels face south whatever the lie of the plot.
    low_x, low_y, high_x, high_y = plot.shape.bounds
    inner = shapely.buffer(plot.shape, -3)
    for y in np.arange(low_y + 4, high_y, 8.0):
        row = shapely.intersection(inner, shapely.box(low_x, y, high_x, y + 3.9))
        after.fill(shapely.transform(row, lambda xy: xy + np.array((-0.6, 1.6))), (84, 84, 70), rough=2, blur=0.3)
        after.fill(row, (46, 62, 104), rough=3, blur=0.3)


def _film(plot: Plot, after: Canvas) -> None:
    inner = shapely.buffer(plot.shape, -1)
    after.fill(inner, (150, 148, 116), rough=6)
    for offset in np.arange(-plot.width / 2 + 3, plot.width / 2 - 2, 8.5):
        strip = shapely.Polygon(rectangle(plot.at(0, offset + 2.6), plot.length * 0.96, 5.6, plot.turn))
        strip = shapely.intersection(strip, inner)
        after.fill(strip, (204, 210, 212), rough=6, blur=0.5)
        spine = shapely.intersection(
            shapely.Polygon(rectangle(plot.at(0, offset + 2.2), plot.length * 0.96, 1.6, plot.turn)), inner
        )
        after.fill(spine, (232, 236, 238), rough=3, blur=0.5)


def _season(plot: Plot, before: Canvas, after: Canvas) -> None:
    before.fill(plot.shape, (82, 112, 60), rough=7, blur=1.2, opacity=0.85)
    after.fill(plot.shape, STRAW, rough=8, blur=1.2, opacity=0.9)
    for offset in np.arange(-plot.width / 2 + 1, plot.width / 2, 4.2):
        after.line(
            np.array([plot.at(-0.47 * plot.length, offset), plot.at(0.47 * plot.length, offset)]), (160, 146, 98), 1.2
        )


def _roof(plot: Plot, before: Canvas, after: Canvas) -> None:
    inner = shapely.buffer(plot.shape, -2)
    for canvas, colour in ((before, GREY), (after, (104, 138, 176))):
        canvas.fill(plot.shape, GRAVEL, rough=7)
        sheds = plot.rows(plot.length * 0.8, plot.width * 0.62, 2, 2, 8.0, (colour,), gabled=True)
        if not sheds and not inner.is_empty:
            canvas.fill(inner, colour, rough=3, blur=0.4)
        canvas.buildings(sheds)


def _shadow(plot: Plot, before: Canvas, after: Canvas) -> None:
    """A tall building stood there all along; only its shadow grew longer with the lower sun."""
    reach = float(np.clip(plot.length, 18, 46))
    foot = plot.centre - SUN / np.hypot(*SUN) * (reach * 0.75 + 8)
    tower = rectangle(foot, 26, 14, 0.1)
    for canvas, height in ((before, reach * 0.35), (after, reach * 1.5)):
        canvas.fill(shapely.Polygon(rectangle(foot, 44, 30, 0.1)), GRAVEL, rough=6)
        canvas.buildings([Building(tower, height, PALE, False)])


def _cloud(plot: Plot, after: Canvas) -> None:
    east, north = after.places()
    reach = max(plot.length, 50.0)
    away = np.hypot((east - plot.centre[0]) / 1.25, north - plot.centre[1]) / reach
    weight = np.clip(1.15 - away + 0.13 * after.patterns.soft + 0.05 * after.patterns.mottle, 0, 1)
    weight = (weight * weight * (3 - 2 * weight) * 0.62).astype(np.float32)
    after.blend(weight, (30, 38, 46))
    drift = plot.centre - SUN * 90
    far = np.hypot((east - drift[0]) / 1.3, north - drift[1]) / (reach * 0.62)
    white = np.clip(1.1 - far + 0.25 * after.patterns.soft + 0.12 * after.patterns.mottle, 0, 1)
    after.blend((white**1.4 * 0.93).astype(np.float32), (238, 240, 242))


def _orchard(plot: Plot, after: Canvas) -> None:
    after.fill(plot.shape, (150, 138, 98), rough=7, blur=1.2)
    u, v = np.meshgrid(
        np.arange(-plot.length / 2 + 2, plot.length / 2, 5.2), np.arange(-plot.width / 2 + 2, plot.width / 2, 4.4)
    )
    spots = (
        plot.centre
        + u.reshape(-1, 1) * plot.along
        + v.reshape(-1, 1) * plot.across
        + plot.rng.normal(0, 0.35, (u.size, 2))
    )
    room = shapely.buffer(plot.shape, -1.5)
    after.dots(spots[shapely.contains_xy(room, spots[:, 0], spots[:, 1])], 1.5, (70, 96, 52))


def _pond(plot: Plot, after: Canvas) -> None:
    after.fill(shapely.buffer(plot.shape, 1.5), (176, 160, 128), rough=8, blur=1.2)
    after.fill(shapely.buffer(plot.shape, -2.5), (60, 86, 84), rough=2.5, blur=0.8)
    if plot.width > 44:
        after.line(np.array([plot.at(0, -plot.width / 2), plot.at(0, plot.width / 2)]), (172, 158, 128), 3.0)


def _track(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, SOIL, 0.8)
    lane = min(plot.width * 0.55, 14)
    strip = shapely.Polygon(rectangle(plot.centre, plot.length * 1.05, lane, plot.turn))
    after.fill(strip, (184, 182, 176), rough=4, blur=0.5)
    after.line(np.array([plot.at(-plot.length * 0.5, 0), plot.at(plot.length * 0.5, 0)]), (206, 204, 198), 1.2)


def _rail(plot: Plot, after: Canvas) -> None:
    _earth(plot, after, CLAY, 1.0)
    strip = shapely.Polygon(rectangle(plot.centre, plot.length * 1.04, min(plot.width * 0.5, 14), plot.turn))
    after.fill(strip, (128, 122, 116), rough=5, blur=0.5)
    for offset in (-2.2, 2.2):
        after.line(
            np.array([plot.at(-plot.length * 0.5, offset), plot.at(plot.length * 0.5, offset)]), (78, 72, 70), 1.2
        )


DRAWN_LATER: dict[str, Callable[[Plot, Canvas], None]] = {
    "factory": _factory,
    "houses": _houses,
    "flats": _flats,
    "school": _school,
    "sheds": _sheds,
    "yard": _yard,
    "soil": _soil,
    "pv": _panels,
    "film": _film,
    "cloud": _cloud,
    "orchard": _orchard,
    "pond": _pond,
    "track": _track,
    "rail": _rail,
}
DRAWN_TWICE: dict[str, Callable[[Plot, Canvas, Canvas], None]] = {"season": _season, "roof": _roof, "shadow": _shadow}
