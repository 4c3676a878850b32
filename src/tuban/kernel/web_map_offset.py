"""The offset of Chinese web maps: GCJ-02, which moves every place by 100 to 700 m, and BD-09, which moves it once more.

Layers traced from a web map, or exported through its interface, bear the offset while they claim to be in CGCS2000 or
WGS 84. It is recognised by position (:mod:`tuban.inspect.disc.displacement`) and taken off only where a person says so.

The offset of a point comes from ``prcoords``. It is smooth, so that many points are carried over by a spline through
its values at the nodes of a grid; a test holds this against the library, point by point.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KINDS = ("gcj02", "bd09")
_STEP = 0.01  # degrees between nodes: a wave of the offset is 0.33 degrees long
_MOST_NODES = 40_000
_FEW = 2000  # carried over one by one
_MARGIN = 0.03  # degrees: more than the offset, so that nodes surround every point
_COARSEST_NODES = 8


def with_offset(lonlat: Floats, kind: str) -> Floats:
    """Return (n, 2) longitudes and latitudes of CGCS2000 moved as web maps move them."""
    return _carried(lonlat, _mover(kind, undo=False))


def without_offset(lonlat: Floats, kind: str) -> Floats:
    """Return (n, 2) longitudes and latitudes of a web map brought back to CGCS2000, to within a few centimetres."""
    return _carried(lonlat, _mover(kind, undo=True))


def _mover(kind: str, *, undo: bool) -> Callable[[tuple[float, float]], tuple[float, float]]:
    import prcoords

    movers: Mapping[tuple[str, bool], Callable[..., tuple[float, float]]] = {
        ("gcj02", False): prcoords.wgs_gcj, ("gcj02", True): prcoords.gcj_wgs_bored,
        ("bd09", False): prcoords.wgs_bd, ("bd09", True): prcoords.bd_wgs_bored,
    }  # fmt: skip
    return movers[kind, undo]


def _carried(lonlat: Floats, move: Callable[[tuple[float, float]], tuple[float, float]]) -> Floats:
    points = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return points.copy()
    if len(points) <= _FEW:
        few: Floats = points + _offsets(points, move)
        return few
    from scipy.interpolate import RectBivariateSpline

    low, high = points.min(axis=0) - _MARGIN, points.max(axis=0) + _MARGIN
    step = max(_STEP, float(np.sqrt(np.prod(high - low) / _MOST_NODES)))
    east, north = (
        np.linspace(first, last, max(_COARSEST_NODES, int((last - first) / step) + 2))
        for first, last in zip(low, high, strict=True)
    )
    nodes = np.column_stack([axis.ravel() for axis in np.meshgrid(east, north, indexing="ij")])
    offsets = _offsets(nodes, move).reshape(len(east), len(north), 2)
    moved = [RectBivariateSpline(east, north, offsets[:, :, axis]).ev(points[:, 0], points[:, 1]) for axis in (0, 1)]
    carried: Floats = points + np.column_stack(moved)
    return carried


def _offsets(points: Floats, move: Callable[[tuple[float, float]], tuple[float, float]]) -> Floats:
    """Return by how many degrees each point moves; a point outside of China stays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moved = [move((latitude, longitude)) for longitude, latitude in points.tolist()]
    placed: Floats = np.array([(longitude, latitude) for latitude, longitude in moved], dtype=np.float64)
    offsets: Floats = placed - points
    return offsets
