"""Cutting a patch: by a line or by outlines, into pieces that tile it and whose areas sum to it exactly.

Shapes come and go in degrees of CGCS2000; areas are ellipsoidal, measured in the working CRS of the campaign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyproj
import shapely

from tuban.inspect.shares import apportion
from tuban.inspect.survey import GEOGRAPHIC_EPSG
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area, round_half_up
from tuban.values.errors import TubanError

LEAST_M2 = 1.0
"""A piece on which nobody can stand is drawing noise and joins its neighbour."""

_ADJACENT_M = 0.5
_GRIDS_M = (1e-6, 1e-5, 1e-4)
_PLACES = 4
_DIGITS = 7


class CutLeavesOnePiece(TubanError):
    """The cut leaves the patch in one piece."""

    code = "patches.cut_leaves_one_piece"
    hint = "Draw the line from one side across to the other, or an outline that takes part of the patch."


class NotAnOutline(TubanError):
    """What was drawn is no outline or line that can cut: {reason}."""

    code = "patches.not_an_outline"
    hint = "Draw it again without lines that cross themselves."


class NotAdjacent(TubanError):
    """The patches do not adjoin: nothing is common to {patch} and the others."""

    code = "patches.not_adjacent"
    hint = "Only patches that share a border become one; otherwise keep them apart."


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece in degrees, its exact area, and its share of the issued area (None where none was issued)."""

    geometry: shapely.Geometry
    area_m2: Decimal
    monitored_m2: Decimal | None


def cut(
    shape: shapely.Geometry,
    by: Sequence[shapely.Geometry],
    *,
    epsg: int,
    area_m2: Decimal,
    monitored_m2: Decimal | None,
) -> list[Piece]:
    """Cut a patch by lines and outlines, in their order; what no outline takes is a piece of its own.

    Raises CutLeavesOnePiece, NotAnOutline.
    """
    plane = to_plane(shape, epsg)
    pieces = [plane]
    for drawn in by:
        pieces = _cut_once(pieces, to_plane(_sound(drawn), epsg))
    pieces = _without_noise(pieces, epsg)
    if len(pieces) < 2:
        raise CutLeavesOnePiece
    areas = [float(area) for area in measured(pieces, epsg)]
    shares = _exactly(areas, area_m2)
    issued = [None] * len(pieces) if monitored_m2 is None else _exactly(areas, monitored_m2)
    shapes = [_firm(piece, epsg) for piece in pieces]
    return [Piece(*one) for one in zip(shapes, shares, issued, strict=True)]


def measured(shapes: Sequence[shapely.Geometry], epsg: int) -> np.ndarray:
    """Return the ellipsoidal area of shapes in the working CRS, in square metres."""
    return ellipsoidal_areas(np.array(shapes, dtype=object), epsg=epsg)


def joined(shapes: Sequence[shapely.Geometry], names: Sequence[object], epsg: int) -> shapely.Geometry:
    """Return adjoining patches as one shape in degrees; raises NotAdjacent."""
    plane = [to_plane(shape, epsg) for shape in shapes]
    reached, left = [plane[0]], dict(enumerate(plane[1:], start=1))
    while left:
        near = [
            index for index, shape in left.items() if any(shapely.dwithin(shape, one, _ADJACENT_M) for one in reached)
        ]
        if not near:
            raise NotAdjacent(patch=names[next(iter(left))])
        reached += [left.pop(index) for index in near]
    # Borders that agree to a tenth of a millimetre are one border.
    whole = shapely.union_all(np.array(plane, dtype=object), grid_size=1e-4)
    return to_degrees([whole], epsg)[0]


def to_plane(shape: shapely.Geometry, epsg: int) -> shapely.Geometry:
    """Return a shape of degrees in the working CRS, to a tenth of a micrometre: what the way there and back adds goes
    away again."""
    return all_to_plane([shape], epsg)[0]


def all_to_plane(shapes: Sequence[shapely.Geometry], epsg: int) -> list[shapely.Geometry]:
    """Return several shapes of degrees in the working CRS."""
    return _changed(shapes, GEOGRAPHIC_EPSG, epsg, digits=_DIGITS)


def to_degrees(shapes: Sequence[shapely.Geometry], epsg: int) -> list[shapely.Geometry]:
    """Return shapes of the working CRS in degrees."""
    return _changed(shapes, epsg, GEOGRAPHIC_EPSG)


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _changed(
    shapes: Sequence[shapely.Geometry], source: int, target: int, *, digits: int | None = None
) -> list[shapely.Geometry]:
    transformer = _transformer(source, target)

    def change(coordinates: np.ndarray) -> np.ndarray:
        moved = np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))
        return moved if digits is None else np.round(moved, digits)

    changed: list[shapely.Geometry] = shapely.transform(
        shapely.force_2d(np.array(shapes, dtype=object)), change
    ).tolist()
    return changed


def _sound(drawn: shapely.Geometry) -> shapely.Geometry:
    if drawn.is_empty or drawn.geom_type not in ("LineString", "MultiLineString", "Polygon", "MultiPolygon"):
        raise NotAnOutline(reason=drawn.geom_type)
    if not drawn.is_valid:
        raise NotAnOutline(reason=shapely.is_valid_reason(drawn))
    return drawn


def _cut_once(pieces: Sequence[shapely.Geometry], drawn: shapely.Geometry) -> list[shapely.Geometry]:
    found: list[shapely.Geometry] = []
    is_line = "Line" in drawn.geom_type
    for piece in pieces:
        parts = _along(piece, drawn) if is_line else [piece & drawn, piece - drawn]
        found += [polygons for part in parts if not (polygons := _polygons(part)).is_empty]
    return found


def _along(piece: shapely.Geometry, line: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut along a line: faces of the network of the border and the line that lie inside. Polygons that the line does
    not cross stay together with the first face."""
    crossed = [part for part in shapely.get_parts(piece).tolist() if shapely.crosses(line, part)]
    apart = [part for part in shapely.get_parts(piece).tolist() if not shapely.crosses(line, part)]
    faces: list[shapely.Geometry] = []
    for part in crossed:
        network = shapely.union_all([part.boundary, line])
        own = shapely.get_parts(shapely.polygonize([network])).tolist()
        faces += [face for face in own if shapely.covers(part, shapely.point_on_surface(face))]
    if not faces:
        return [piece]
    return [shapely.union_all([faces[0], *apart]), *faces[1:]]


def _without_noise(pieces: Sequence[shapely.Geometry], epsg: int) -> list[shapely.Geometry]:
    """Join pieces on which nobody can stand to the neighbour with the longest common border."""
    kept = list(pieces)
    while len(kept) > 1:
        areas = measured(kept, epsg)
        smallest = int(np.argmin(areas))
        if areas[smallest] >= LEAST_M2:
            break
        noise = kept.pop(smallest)
        borders = [shapely.intersection(noise.boundary, other.boundary).length for other in kept]
        nearest = int(np.argmax(borders)) if max(borders) > 0 else int(np.argmin([noise.distance(one) for one in kept]))
        kept[nearest] = _polygons(kept[nearest] | noise)
    return kept


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shapely.get_parts(shape)).tolist() if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if len(parts) > 1 else parts[0] if parts else shapely.Polygon()


def _firm(piece: shapely.Geometry, epsg: int) -> shapely.Geometry:
    """Return a piece in degrees that is sound there and on the way back: corners that lie closer together than that way
    is exact can change places, so they are drawn on a grid, on the finest that suffices; where a corner is closer to an
    edge than that edge is straight in degrees, the outline is mended there."""
    shape = to_degrees([piece], epsg)[0]
    for grid in _GRIDS_M:
        if shape.is_valid and to_plane(shape, epsg).is_valid:
            return shape
        shape = to_degrees([_polygons(shapely.set_precision(piece, grid))], epsg)[0]
    return shape if shape.is_valid else _polygons(shapely.make_valid(to_degrees([piece], epsg)[0]))


def _exactly(areas: Sequence[float], whole: Decimal) -> list[Decimal]:
    return [round_half_up(share.square_metres, _PLACES) for share in apportion(areas, Area.from_m2(whole))]
