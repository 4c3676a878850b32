"""How large land is: the ellipsoidal area (椭球面积) of the national survey, and perimeters.

A boundary is straight in the Gauss-Krüger plane between its points; the area is that of the ground on the CGCS2000
ellipsoid inside it. Two figures are offered, and docs/explanation/areas.md says where they differ and why:

- the official one, by the survey's formula with its rounding of coordinates, which agrees with the survey's own
  figures to the cent of a square metre;
- the same without any rounding and with boundaries followed exactly, for comparing parts of a patch with one another.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.kernel.crs import Zone, zone_of_epsg

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# The survey's constants of the ellipsoid and its series, as published: not computed, so that figures agree.
SEMI_MAJOR = 6_378_137.0
SEMI_MINOR = 6_356_752.31414036
ECCENTRICITY_2 = 0.00669438002290
SECOND_ECCENTRICITY_2 = 0.00673949677548
POLAR_RADIUS = 6_399_593.62586
SECONDS_PER_RADIAN = 206_264.8062471
_MERIDIAN = (1.57048761144159e-7, 5.05250178820567e-3, 2.98472900956587e-5, 2.41626669230084e-7, 2.22241238938534e-9)
_E2, _E4, _E6, _E8 = (ECCENTRICITY_2**power for power in (1, 2, 3, 4))
_TRAPEZOID = (
    1 + 3 / 6 * _E2 + 30 / 80 * _E4 + 35 / 112 * _E6 + 630 / 2304 * _E8,
    1 / 6 * _E2 + 15 / 80 * _E4 + 21 / 112 * _E6 + 420 / 2304 * _E8,
    3 / 80 * _E4 + 7 / 112 * _E6 + 180 / 2304 * _E8,
    1 / 112 * _E6 + 45 / 2304 * _E8,
    5 / 2304 * _E8,
)
_LONGEST_CHORD_M = 70  # the rule of the survey
_LONGEST_PARABOLA_M = 700
_PLANE_DECIMALS, _INSERTED_DECIMALS, _SECONDS_DECIMALS = 4, 6, 6
_EDGES_AT_ONCE = 1_000_000


def ellipsoidal_areas(geometries: NDArray[np.object_], *, epsg: int, rounding: bool = True) -> Floats:
    """Return the ellipsoidal area of each polygon in square metres; holes subtract, None and empty measure 0.

    ``geometries``: (n,) polygons or multipolygons in a 3° zone of CGCS2000, else NotAWorkingCrs. The direction of a
    ring does not matter. ``rounding=True`` follows the survey to the letter: coordinates to 0.1 mm, points inserted
    on edges from 70 m, latitude and longitude to a millionth of a second. ``rounding=False`` follows each edge of the
    plane exactly and agrees with geodesic areas to 1e-8; the two differ by about the perimeter times 15 micrometres.
    """
    zone = zone_of_epsg(epsg)
    polygons, owner = _parts(geometries)
    rings, ring_owner = shapely.get_rings(polygons, return_index=True)
    exterior = np.ones(len(rings), dtype=bool)
    exterior[1:] = ring_owner[1:] != ring_owner[:-1]
    sizes = np.abs(_in_batches(rings, zone, rounding=rounding))
    areas = np.bincount(owner[ring_owner], np.where(exterior, sizes, -sizes), minlength=len(geometries))
    return areas.astype(np.float64)


def perimeters(geometries: NDArray[np.object_], *, epsg: int) -> Floats:
    """Return the length of all boundaries of each polygon on the ellipsoid, in metres; None and empty measure 0.

    ``geometries``: (n,) polygons in a 3° zone of CGCS2000. The scale of the plane is taken out edge by edge.
    """
    zone = zone_of_epsg(epsg)
    polygons, owner = _parts(geometries)
    rings, ring_owner = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    start, end, ring = _edges(points, ring)
    middle = (start + end) / 2
    latitude, _longitude = geographic(middle[:, 1], middle[:, 0] - zone.false_easting)
    eta_2 = SECOND_ECCENTRICITY_2 * np.cos(latitude) ** 2
    offset = (middle[:, 0] - zone.false_easting) * (1 + eta_2) / POLAR_RADIUS  # y / R, with R² = M N
    scale = 1 + offset**2 / 2 + offset**4 / 24
    lengths = np.hypot(*(end - start).T) / scale
    return np.bincount(owner[ring_owner[ring]], lengths, minlength=len(geometries)).astype(np.float64)


def geographic(north: Floats, east: Floats, *, meridian: float = 0.0) -> tuple[Floats, Floats]:
    """Return latitude and longitude in radians of plane points, by the survey's inverse Gauss-Krüger series.

    ``east`` is measured from the central meridian, without false easting; ``meridian`` is that meridian in radians.
    """
    k0, k1, k2, k3, k4 = _MERIDIAN
    first = k0 * north
    s = np.sin(first)
    s2 = s * s
    foot = first + np.cos(first) * s * (k1 - s2 * (k2 - s2 * (k3 - s2 * k4)))
    t, cosine = np.tan(foot), np.cos(foot)
    t2 = t * t
    eta_2 = SECOND_ECCENTRICITY_2 * cosine**2
    v2 = 1 + eta_2
    q = east * np.sqrt(v2) / POLAR_RADIUS
    q2 = q * q
    latitude = foot - v2 * t * q2 * (
        1 / 2 - q2 * ((5 + 3 * t2 + eta_2 - 9 * eta_2 * t2) / 24 - q2 * (61 + 90 * t2 + 45 * t2**2) / 720)
    )
    series = 1 - q2 * ((1 + 2 * t2 + eta_2) / 6 - q2 * (5 + 28 * t2 + 24 * t2**2 + 6 * eta_2 + 8 * eta_2 * t2) / 120)
    return latitude, meridian + q / cosine * series


def _parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], Integers]:
    """Return the single polygons of all geometries, and the position each came from."""
    parts, owner = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
    polygons = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    return parts[polygons], owner[polygons]


def _edges(points: Floats, ring: Integers) -> tuple[Floats, Floats, Integers]:
    """Return starts and ends of the edges of closed rings, and the ring of each."""
    inside = ring[1:] == ring[:-1]
    return points[:-1][inside], points[1:][inside], ring[:-1][inside]


def _in_batches(rings: NDArray[np.object_], zone: Zone, *, rounding: bool) -> Floats:
    """Return the signed area of each ring, a bounded number of points at a time."""
    measure = _by_the_survey if rounding else _exactly
    sizes = np.zeros(len(rings))
    counts = np.cumsum(shapely.get_num_coordinates(rings))
    first = 0
    while first < len(rings):
        before = counts[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(counts, before + _EDGES_AT_ONCE)))
        points, ring = shapely.get_coordinates(rings[first:last], return_index=True)
        points[:, 0] -= zone.false_easting
        sizes[first:last] = measure(points, ring, last - first)
        first = last
    return sizes


def _by_the_survey(points: Floats, ring: Integers, count: int) -> Floats:
    """Sum the trapezoids under the edges of each ring, with every rounding rule of the survey."""
    points, ring = _edges_divided(points.round(_PLANE_DECIMALS), ring, _LONGEST_CHORD_M)
    points = points.round(_INSERTED_DECIMALS)
    latitude, longitude = geographic(points[:, 1], points[:, 0])
    latitude = (latitude * SECONDS_PER_RADIAN).round(_SECONDS_DECIMALS) / SECONDS_PER_RADIAN
    longitude = (longitude * SECONDS_PER_RADIAN).round(_SECONDS_DECIMALS) / SECONDS_PER_RADIAN
    start, end, ring = _edges(np.column_stack([longitude, latitude]), ring)
    reference = _first_of_ring(start[:, 0], ring, count)[ring]  # any meridian will do; a near one keeps the digits
    width = (start[:, 0] + end[:, 0]) / 2 - reference
    half, middle = (end[:, 1] - start[:, 1]) / 2, (start[:, 1] + end[:, 1]) / 2
    total = np.zeros(len(width))
    for term, factor in enumerate(_TRAPEZOID):
        multiple = 2 * term + 1
        total += (-1) ** term * factor * np.sin(multiple * half) * np.cos(multiple * middle)
    return np.bincount(ring, 2 * SEMI_MINOR**2 * width * total, minlength=count).astype(np.float64)


def _edges_divided(points: Floats, ring: Integers, longest: int) -> tuple[Floats, Integers]:
    """Divide every edge evenly into ⌊⌊length⌋ / longest⌋ + 1 pieces; rings stay closed."""
    step = np.zeros_like(points)
    step[:-1] = points[1:] - points[:-1]
    step[:-1][ring[1:] != ring[:-1]] = 0.0
    pieces = np.floor(np.hypot(step[:, 0], step[:, 1])).astype(np.int64) // longest + 1
    source = np.repeat(np.arange(len(points)), pieces)
    place = np.arange(len(source)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return points[source] + step[source] * (place / pieces[source])[:, None], ring[source]


def _exactly(points: Floats, ring: Integers, count: int) -> Floats:
    """Return the area on the ellipsoid inside each ring, edges being straight in the plane.

    In the equal-area plane (a λ, authalic height) an edge is a faint curve. Its middle is carried over too, and the
    parabola through the three points taken, which for edges of this length leaves less than 1e-12 of the area.
    """
    points, ring = _edges_divided(points, ring, _LONGEST_PARABOLA_M)
    start, end, ring = _edges(points, ring)
    ends, middles = _equal_area(end), _equal_area((start + end) / 2)
    starts = _equal_area(start)
    origin = np.column_stack([_first_of_ring(starts[:, axis], ring, count)[ring] for axis in (0, 1)])
    starts, ends, middles = starts - origin, ends - origin, middles - origin
    bulge, chord = middles - (starts + ends) / 2, ends - starts
    under_chord = (starts[:, 0] * ends[:, 1] - ends[:, 0] * starts[:, 1]) / 2
    under_bulge = 2 / 3 * (chord[:, 1] * bulge[:, 0] - chord[:, 0] * bulge[:, 1])
    return np.bincount(ring, under_chord + under_bulge, minlength=count).astype(np.float64)


def _equal_area(points: Floats) -> Floats:
    """Carry (east, north) points to the plane in which areas are those of the ellipsoid."""
    latitude, longitude = geographic(points[:, 1], points[:, 0])
    s, e = np.sin(latitude), np.sqrt(ECCENTRICITY_2)
    height = SEMI_MAJOR * (1 - ECCENTRICITY_2) / 2 * (s / (1 - ECCENTRICITY_2 * s**2) + np.arctanh(e * s) / e)
    return np.column_stack([SEMI_MAJOR * longitude, height])


def _first_of_ring(values: Floats, ring: Integers, count: int) -> Floats:
    """Return the first value of each ring; 0 for a ring without edges."""
    first = np.zeros(count)
    first[ring[::-1]] = values[::-1]
    return first
