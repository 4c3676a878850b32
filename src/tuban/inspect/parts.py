"""Pieces of a patch with one legal answer each (地块): split before judging.

A patch that lies half inside an approval is two cases. It is cut along the boundaries of conversion and supply where
something was newly built; slivers left by inexact boundaries join their neighbour, so that every piece is a place a
person could stand on. The pieces tile the patch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.ops import unary_union

from tuban.kernel.partition import partition

SPLIT_BY = ("conversion", "supply")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a patch: its number within the patch (1, 2, …; empty where the patch is whole) and its shape."""

    number: str
    geometry: shapely.Geometry
    covers: frozenset[str] = frozenset()


def split(
    patch: shapely.Geometry, covers: Mapping[str, Sequence[shapely.Geometry]], *, sliver_share: float, sliver_m2: float
) -> list[Part]:
    """Return the pieces of a patch along the given boundaries, largest first; one unnumbered piece if it is whole.

    A piece below ``sliver_share`` of the patch or below ``sliver_m2`` square metres joins the neighbour with which
    it shares the longest border.
    """
    found = partition(patch, covers) if covers else []
    pieces = {tuple(sorted(piece.key)): piece.geometry for piece in found if piece.geometry.area > 0}
    _join_slivers(pieces, max(sliver_share * patch.area, sliver_m2))
    if len(pieces) <= 1:
        return [Part("", patch, frozenset(next(iter(pieces), ())))]
    ordered = sorted(pieces.items(), key=lambda item: (-item[1].area, item[0]))
    return [Part(str(number), shape, frozenset(key)) for number, (key, shape) in enumerate(ordered, start=1)]


def split_by_field(
    patch: shapely.Geometry,
    boundaries: Sequence[tuple[str, shapely.Geometry]],
    *,
    sliver_share: float,
    sliver_m2: float,
) -> list[Part]:
    """Return the pieces that the field survey drew, by their numbers; what nobody drew is a piece of its own.

    Where two boundaries overlap, the earlier one keeps the ground. Slivers join their neighbour as in :func:`split`.
    """
    rest = patch
    pieces: dict[tuple[str, ...], shapely.Geometry] = {}
    for number, boundary in boundaries:
        piece = _polygons(shapely.intersection(rest, boundary))
        if not piece.is_empty:
            pieces[(number,)] = piece
            rest = _polygons(shapely.difference(rest, boundary))
    if not rest.is_empty and rest.area > 0:
        pieces[(str(len(boundaries) + 1),)] = rest
    _join_slivers(pieces, max(sliver_share * patch.area, sliver_m2))
    return [Part(key[0] if len(pieces) > 1 else "", shape) for key, shape in pieces.items()]


def _join_slivers(pieces: dict[tuple[str, ...], shapely.Geometry], least: float) -> None:
    """Join pieces below ``least`` square metres to the neighbour with the longest common border, smallest first."""
    while len(pieces) > 1:
        smallest = min(pieces, key=lambda key: (pieces[key].area, key))
        if pieces[smallest].area >= least:
            return
        shape = pieces.pop(smallest)
        border = shapely.boundary(shape)
        neighbour = max(
            pieces, key=lambda key: (shapely.intersection(border, shapely.boundary(pieces[key])).length, key)
        )
        pieces[neighbour] = _polygons(unary_union([pieces[neighbour], shape]))


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep only what has an area."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    polygons = [part for part in getattr(shape, "geoms", ()) if part.geom_type in ("Polygon", "MultiPolygon")]
    return unary_union(polygons) if polygons else shapely.Polygon()
