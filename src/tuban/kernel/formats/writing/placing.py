"""In which system a layer is written: its own wherever the target can hold it, else the one that the target needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuban.kernel.crs import (
    GEOGRAPHIC_EPSG,
    CannotTransform,
    OutsideZones,
    datum_accuracy,
    is_nearly_cgcs2000,
    parse_crs,
    transform_coordinates,
    working_epsg,
)
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.formats.plot_systems import plane_of
from tuban.kernel.formats.writing.outgoing import Loss

WGS84 = "EPSG:4326"
_SAME_PLACE = 1e-9
DEGREES_ONLY = frozenset({"kml", "kmz", "geojson"})
"""Kinds of files that hold longitude and latitude only."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The system to write in, whether shapes have to be carried there, and what is to be told."""

    crs: str | None
    moves: bool
    losses: tuple[Loss, ...] = ()


def placing(crs: str | None, kind: str, layer: str, *, wanted: int | None, bounds: Sequence[float] | None) -> Placing:
    """Return the system for a layer in ``crs`` with these bounds. Raises Refusal where it would have to be known."""
    if crs is None:
        if kind in DEGREES_ONLY or kind == "plots" or wanted:
            raise Refusal("convert.crs_needed", layer)
        return Placing(None, moves=False, losses=(Loss("crs.unknown", layer),))
    target, why = _target(crs, kind, wanted, bounds)
    moves = not _is_same(crs, target, bounds)
    losses = []
    if moves:
        words = {"before": named(crs), "after": named(target)}
        losses.append(Loss(f"crs.{why}", layer, words))
        if datum_accuracy(crs, target) is None and not (is_nearly_cgcs2000(crs) and is_nearly_cgcs2000(target)):
            losses.append(Loss("crs.no_parameters", layer, words))
    if kind in ("kml", "kmz") and named(target) != WGS84:
        losses.append(Loss("crs.as_wgs84", layer, {"after": named(target)}))
    return Placing(target, moves, tuple(losses))


def _is_same(crs: str, target: str, bounds: Sequence[float] | None) -> bool:
    """Whether two systems are one, be it under another name: the corners of the layer stay where they are."""
    if parse_crs(crs).equals(parse_crs(target), ignore_axis_order=True):
        return True
    if bounds is None or datum_accuracy(crs, target) != 0:
        return False
    corners = np.array(bounds, dtype=np.float64).reshape(2, 2)
    try:
        return bool(np.abs(transform_coordinates(corners, crs, target) - corners).max() < _SAME_PLACE)
    except CannotTransform:
        return False


def named(crs: str) -> str:
    """Return "EPSG:n" where the system has a number, else its name."""
    parsed = parse_crs(crs)
    number = parsed.to_epsg(min_confidence=60)
    return f"EPSG:{number}" if number else str(parsed.name)


def _target(crs: str, kind: str, wanted: int | None, bounds: Sequence[float] | None) -> tuple[str, str]:
    """Return the system to write in and why: asked, degrees (the format has no other), zone, or own."""
    parsed = parse_crs(crs)
    if kind in DEGREES_ONLY:
        asked = parse_crs(wanted) if wanted else parsed
        base = asked.geodetic_crs
        number = base.to_epsg() if base is not None else None
        degrees = f"EPSG:{GEOGRAPHIC_EPSG}" if number == GEOGRAPHIC_EPSG else WGS84
        return degrees, "degrees"
    if wanted:
        return f"EPSG:{wanted}", "asked"
    if kind == "plots" and plane_of(parsed.to_epsg(min_confidence=60)) is None:
        return f"EPSG:{_zone(crs, bounds)}", "zone"
    number = parsed.to_epsg(min_confidence=100)
    return (f"EPSG:{number}" if number else crs), "own"


def _zone(crs: str, bounds: Sequence[float] | None) -> int:
    if bounds is None:
        raise Refusal("convert.crs_needed", "")
    west, south, east, north = bounds
    try:
        middle = transform_coordinates([[(west + east) / 2, (south + north) / 2]], crs, GEOGRAPHIC_EPSG)
        return working_epsg(float(middle[0, 0]))
    except (OutsideZones, CannotTransform) as error:
        raise Refusal("convert.outside_zones", error.message) from error
