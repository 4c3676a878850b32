"""Buildings seen from above: roofs with their shadows, standing in villages, towns and works before any change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from samples.practice_county.fabric import Fabric
from samples.practice_county.palette import Textures

Colour = tuple[int, int, int]
TILED, GREY, PALE, STEEL, RUST, WHITE = (
    (150, 92, 76),
    (132, 130, 126),
    (186, 182, 172),
    (86, 122, 164),
    (156, 98, 78),
    (212, 212, 208),
)
SUN = np.array([-0.42, 0.78])
"""Where the shadow of one metre of height falls: north-north-west, the sun stands in the south-east."""


@dataclass(frozen=True)
class Building:
    """A footprint in metres, its height, its roof; a gabled roof has a lit and a shaded side."""

    corners: NDArray[np.float64]
    height: float
    roof: Colour
    gabled: bool = False


def rectangle(centre: NDArray[np.float64], length: float, width: float, turn: float) -> NDArray[np.float64]:
    """Return the corners of a rectangle whose long side points along ``turn``."""
    box = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * [length, width]
    return box @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + centre


class Canvas:
    """An image under the brush; places are given in metres of the map, colours as RGB."""

    def __init__(self, ground: NDArray[np.float32], x0: float, y1: float, pixel: float, patterns: Textures) -> None:
        self._image = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
        self._x0, self._y1, self._pixel = x0, y1, pixel
        self.patterns = patterns

    def pixels(self) -> NDArray[np.uint8]:
        return np.asarray(self._image)

    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the map coordinates of the pixel centres as two arrays that broadcast."""
        wide, tall = self._image.size
        east = self._x0 + (np.arange(wide) + 0.5) * self._pixel
        north = self._y1 - (np.arange(tall) + 0.5) * self._pixel
        return east[None, :], north[:, None]

    def blend(
        self, weight: NDArray[np.float32], colour: NDArray[np.floating] | Colour, corner: tuple[int, int] = (0, 0)
    ) -> None:
        """Lay a colour (one, or one per pixel) over the image, from ``corner`` on, with a weight per pixel."""
        if not weight.any():
            return
        left, top = corner
        box = (left, top, left + weight.shape[1], top + weight.shape[0])
        old = np.asarray(self._image.crop(box), dtype=np.float32)
        new = old + (np.asarray(colour, dtype=np.float32) - old) * weight[..., None]
        self._image.paste(Image.fromarray(np.clip(new, 0, 255).astype(np.uint8)), (left, top))

    def fill(
        self,
        shape: shapely.Geometry,
        colour: Colour,
        *,
        rough: float = 7.0,
        blur: float = 0.8,
        opacity: float = 1.0,
        stains: Colour | None = None,
    ) -> None:
        """Cover a shape with a material: a colour with mottle and grain, where wanted with stains of another."""
        masked = self._mask(shape, blur)
        if masked is None:
            return
        weight, corner, here = masked
        texture = rough * (0.7 * self.patterns.mottle[here] + 0.55 * self.patterns.grain[here])
        tone = np.array(colour, dtype=np.float32) + texture[..., None]
        if stains is not None:
            share = np.clip(0.22 * self.patterns.soft[here] + 0.1, 0, 0.35)[..., None]
            tone = tone + (np.array(stains, dtype=np.float32) - tone) * share
        self.blend(weight * opacity, tone, corner)

    def _mask(
        self, shape: shapely.Geometry, blur: float
    ) -> tuple[NDArray[np.float32], tuple[int, int], tuple[slice, slice]] | None:
        """Return 0…1 per pixel of the part of the image around a shape, soft-edged by ``blur`` metres."""
        if shape.is_empty:
            return None
        low_x, low_y, high_x, high_y = shape.bounds
        room = int(3 * blur / self._pixel) + 2
        left = max(0, int((low_x - self._x0) / self._pixel) - room)
        right = min(self._image.size[0], int((high_x - self._x0) / self._pixel) + room + 1)
        top = max(0, int((self._y1 - high_y) / self._pixel) - room)
        bottom = min(self._image.size[1], int((self._y1 - low_y) / self._pixel) + room + 1)
        if left >= right or top >= bottom:
            return None
        image = Image.new("L", (right - left, bottom - top), 0)
        pen = ImageDraw.Draw(image)
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon" and not part.is_empty:
                corners = self._to_pixels(shapely.get_coordinates(part.exterior))
                pen.polygon([(x - left, y - top) for x, y in corners], fill=255)
        if blur:
            image = image.filter(ImageFilter.GaussianBlur(blur / self._pixel))
        weight = np.asarray(image, dtype=np.float32) / 255
        return weight, (left, top), (slice(top, bottom), slice(left, right))

    def line(self, points: NDArray[np.float64], colour: Colour, width: float) -> None:
        pen = ImageDraw.Draw(self._image)
        pen.line(self._to_pixels(points), fill=colour, width=max(1, round(width / self._pixel)), joint="curve")

    def dots(self, places: NDArray[np.float64], radius: float, colour: Colour, shadow: bool = True) -> None:
        """Draw round things: trees, heaps, tanks, each with a shadow beside it."""
        pen = ImageDraw.Draw(self._image)
        size = radius / self._pixel
        for x, y in places:
            column, row = (x - self._x0) / self._pixel, (self._y1 - y) / self._pixel
            if shadow:
                away = SUN * radius * 1.1 / self._pixel
                pen.ellipse(
                    [column + away[0] - size, row - away[1] - size, column + away[0] + size, row - away[1] + size],
                    fill=tuple(int(c * 0.45) for c in colour),
                )
            pen.ellipse([column - size, row - size, column + size, row + size], fill=colour)

    def buildings(self, buildings: Iterable[Building]) -> None:
        """Draw shadows first, then roofs, the northern ones first."""
        standing = list(buildings)
        if not standing:
            return
        shade = Image.new("L", self._image.size, 0)
        pen = ImageDraw.Draw(shade)
        for b in standing:
            corners = np.vstack([b.corners, b.corners + SUN * b.height])
            hull = shapely.convex_hull(shapely.MultiPoint(corners))
            pen.polygon(self._to_pixels(np.array(hull.exterior.coords)), fill=150)
        box = shade.getbbox()
        if box is None:
            return
        weight = np.asarray(shade.crop(box), dtype=np.float32)[..., None] / 255
        old = np.asarray(self._image.crop(box), dtype=np.float32)
        dark = old * (1 - weight * np.array([1.0, 0.96, 0.86], dtype=np.float32))
        self._image.paste(Image.fromarray(dark.astype(np.uint8)), box[:2])
        pen = ImageDraw.Draw(self._image)
        for b in sorted(standing, key=lambda b: -float(b.corners[:, 1].mean())):
            # A roof leans away from the camera a little: draw the wall that faces south first.
            wall = b.corners + np.array((0, -min(b.height, 20) * 0.06))
            pen.polygon(self._to_pixels(wall), fill=tuple(int(c * 0.72) for c in b.roof))
            pen.polygon(self._to_pixels(b.corners), fill=b.roof)
            if b.gabled:
                middle = (b.corners[0] + b.corners[3]) / 2, (b.corners[1] + b.corners[2]) / 2
                half = np.array([b.corners[3], b.corners[2], middle[1], middle[0]])
                pen.polygon(self._to_pixels(half), fill=tuple(int(c * 0.8) for c in b.roof))

    def _to_pixels(self, points: NDArray[np.float64]) -> list[tuple[float, float]]:
        columns = (points[:, 0] - self._x0) / self._pixel
        rows = (self._y1 - points[:, 1]) / self._pixel
        return list(zip(columns.tolist(), rows.tolist(), strict=True))


# Class → (spacing along, spacing across, length, width, height, share built, roofs, gabled)
ESTATES = {
    "0702": (15.0, 16.5, 11.0, 8.5, 6.0, 0.72, (TILED, TILED, GREY, PALE, GREY), True),
    "0701": (52.0, 30.0, 42.0, 12.0, 17.0, 0.85, (GREY, PALE, TILED), False),
    "05H1": (38.0, 34.0, 28.0, 20.0, 11.0, 0.75, (PALE, GREY, STEEL), False),
    "08H1": (40.0, 34.0, 30.0, 13.0, 11.0, 0.6, (PALE, GREY), False),
    "08H2": (44.0, 36.0, 34.0, 12.0, 10.0, 0.55, (TILED, PALE), False),
    "0601": (64.0, 36.0, 54.0, 25.0, 9.0, 0.75, (STEEL, STEEL, WHITE, RUST), True),
    "0508": (60.0, 32.0, 48.0, 20.0, 8.0, 0.7, (WHITE, STEEL), True),
    "1202": (46.0, 17.0, 38.0, 9.0, 4.0, 0.75, (PALE, WHITE, GREY), True),
}


_CACHE: dict[int, list[Building]] = {}


def standing_buildings(fabric: Fabric, parcels: NDArray[np.int64], seed: int) -> list[Building]:
    """Return the buildings that stand on parcels of the kinds that carry any."""
    result: list[Building] = []
    for index in parcels:
        estate = ESTATES.get(fabric.land_class[index])
        if estate is None:
            continue
        if int(index) not in _CACHE:
            _CACHE[int(index)] = _settle(fabric.parcels[index], estate, np.random.default_rng([seed, int(index)]))
        result += _CACHE[int(index)]
    return result


def _settle(parcel: shapely.Polygon, estate: tuple, rng: np.random.Generator) -> list[Building]:
    along, across, length, width, height, share, roofs, gabled = estate
    inner = shapely.buffer(parcel, -min(length, width) * 0.62)
    if inner.is_empty:
        return []
    turn = float(rng.normal(0.05, 0.12))
    low_x, low_y, high_x, high_y = parcel.bounds
    u, v = np.meshgrid(np.arange(low_x, high_x, along), np.arange(low_y, high_y, across))
    spots = np.column_stack([u.ravel(), v.ravel()]) + rng.normal(0, min(along, across) * 0.07, (u.size, 2))
    middle = np.array([(low_x + high_x) / 2, (low_y + high_y) / 2])
    spots = (spots - middle) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + middle
    spots = spots[(rng.random(len(spots)) < share) & shapely.contains_xy(inner, spots[:, 0], spots[:, 1])]
    result = []
    for spot in spots:
        grow = rng.uniform(0.75, 1.15, 2)
        roof = roofs[int(rng.integers(len(roofs)))]
        shade = rng.normal(0, 10)
        roof = tuple(int(np.clip(c + shade + rng.normal(0, 2.5), 30, 235)) for c in roof)
        corners = rectangle(spot, length * grow[0], width * grow[1], turn + rng.normal(0, 0.03))
        result.append(Building(corners, height * float(rng.uniform(0.8, 1.2)), roof, gabled))
    return result
