"""Mending of delivered geometry, with every change told.

Measuring and overlaying need valid plane geometry of one kind. What a disc delivers may be empty, may carry heights,
may cross itself or may not close. Nothing is mended silently: every change is a finding with the area before and after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
Kind = Literal["polygon", "line", "point"]

EVERY_FEATURE = -1
"""Index of a finding that concerns the layer as a whole."""

_COLLECTION = 7
_PLACE = re.compile(r"\[(\S+) ([^\s\]]+)\]")
_ACCEPTED: dict[Kind, tuple[int, ...]] = {"polygon": (3, 6), "line": (1, 2, 5), "point": (0, 4)}
_MULTI: dict[Kind, int] = {"polygon": 6, "line": 5, "point": 4}


@dataclass(frozen=True, slots=True)
class GeometryFinding:
    """One thing found in the geometry of one feature, and what was done about it.

    ``index`` is the position in the array handed in (:data:`EVERY_FEATURE` for the layer as a whole). Areas are in
    square units of the plane the geometry is in; lines and points measure 0. ``detail`` is a short technical note.

    Codes: ``missing`` and ``empty`` (there was no geometry) · ``unreadable`` (bytes that are no geometry) ·
    ``not_finite`` (a coordinate is no number) · ``wrong_kind`` (a line where a polygon is due) · ``collapsed``
    (nothing of the wanted kind is left after mending): in all these the feature is left without geometry.
    ``ring_closed`` · ``mended`` (it crossed itself or overlapped itself) · ``parts_dropped`` (other kinds in a
    collection were left out) · ``heights_dropped`` (once for the layer, with the number of features in ``detail``).
    """

    index: int
    code: str
    area_before: float
    area_after: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Geometries that are valid, plane and of one kind, None where nothing usable was delivered; and the findings."""

    geometries: Geometries
    findings: list[GeometryFinding]


def decode_wkb(values: Sequence[bytes | None] | Geometries) -> Repaired:
    """Read an array of WKB, closing rings that are left open; None stays None without a finding.

    Bytes that are no geometry become None with the finding ``unreadable``.
    """
    wkb = np.empty(len(values), dtype=object)
    wkb[:] = values
    given = np.array([value is not None for value in wkb], dtype=bool)
    geometries = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    findings = []
    for index in np.flatnonzero(given & shapely.is_missing(geometries)):
        closed = shapely.from_wkb(wkb[index], on_invalid="fix") if len(wkb[index]) else None
        if closed is None:
            findings.append(GeometryFinding(int(index), "unreadable", 0.0, 0.0))
            continue
        geometries[index] = closed
        area = float(closed.area)
        findings.append(GeometryFinding(int(index), "ring_closed", area, area))
    return Repaired(geometries, findings)


def repair(geometries: Geometries, *, kind: Kind) -> Repaired:
    """Return valid, plane geometries of one kind, and a finding for every feature that was not so already.

    Shape in = shape out (one-dimensional). Features without usable geometry come out as None. Heights and measures
    are dropped; of a collection the parts of the wanted kind are kept; invalid polygons are rebuilt from their rings,
    so that ground covered by a ring counts once and a hole stays a hole.
    """
    fixed = np.array(geometries, dtype=object, copy=True)
    findings: list[GeometryFinding] = []
    _drop_heights(fixed, findings)
    _drop_unusable(fixed, findings)
    _keep_kind(fixed, kind, findings)
    if kind == "polygon":
        _mend(fixed, findings)
    findings.sort(key=lambda finding: finding.index)
    return Repaired(fixed, findings)


def _drop_heights(fixed: Geometries, findings: list[GeometryFinding]) -> None:
    extra = shapely.has_z(fixed) | shapely.has_m(fixed)
    if extra.any():
        fixed[extra] = shapely.force_2d(fixed[extra])
        findings.append(GeometryFinding(EVERY_FEATURE, "heights_dropped", 0.0, 0.0, str(int(extra.sum()))))


def _drop_unusable(fixed: Geometries, findings: list[GeometryFinding]) -> None:
    missing = shapely.is_missing(fixed)
    empty = shapely.is_empty(fixed) & ~missing
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(shapely.bounds(fixed)).all(axis=1) & _all_finite(fixed)
    for code, which in (("missing", missing), ("empty", empty), ("not_finite", ~missing & ~empty & ~finite)):
        findings.extend(GeometryFinding(int(index), code, 0.0, 0.0) for index in np.flatnonzero(which))
        fixed[which] = None


def _all_finite(geometries: Geometries) -> NDArray[np.bool_]:
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    finite = np.ones(len(geometries), dtype=bool)
    finite[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _keep_kind(fixed: Geometries, kind: Kind, findings: list[GeometryFinding]) -> None:
    types = shapely.get_type_id(fixed)
    for index in np.flatnonzero((types >= 0) & ~np.isin(types, _ACCEPTED[kind])):
        given = fixed[index]
        before = float(given.area)
        fixed[index] = _parts_of_kind(given, kind) if types[index] == _COLLECTION else None
        code = "wrong_kind" if fixed[index] is None else "parts_dropped"
        after = 0.0 if fixed[index] is None else float(fixed[index].area)
        findings.append(GeometryFinding(int(index), code, before, after, given.geom_type))


def _mend(fixed: Geometries, findings: list[GeometryFinding]) -> None:
    bad = np.flatnonzero(~shapely.is_valid(fixed) & ~shapely.is_missing(fixed))
    for index, reason in zip(bad, shapely.is_valid_reason(fixed[bad]), strict=True):
        before, place = float(fixed[index].area), _place_of(str(reason))
        fixed[index] = _rebuilt(fixed[index])
        if fixed[index] is None:
            findings.append(GeometryFinding(int(index), "collapsed", before, 0.0, place))
        else:
            findings.append(GeometryFinding(int(index), "mended", before, float(fixed[index].area), place))


def _place_of(reason: str) -> str:
    """Return where a polygon is at fault, as east and north to the centimetre; the bare reason where none is told.

    >>> _place_of("Self-intersection[498711.104499999 3514519.048]")
    '498711.10, 3514519.05'
    """
    found = _PLACE.search(reason)
    return f"{float(found[1]):.2f}, {float(found[2]):.2f}" if found else reason


def _rebuilt(polygon: shapely.Geometry) -> shapely.Geometry | None:
    """Rebuild an invalid polygon from its rings; None where nothing with an area is left."""
    made = _parts_of_kind(shapely.make_valid(polygon, method="structure", keep_collapsed=False), "polygon")
    if made is not None and not made.is_valid:  # rebuilt parts may share an edge: they are one
        made = _parts_of_kind(shapely.union_all(shapely.get_parts(made)), "polygon")
    return made if made is None or made.is_valid else _parts_of_kind(made.buffer(0), "polygon")


def _parts_of_kind(geometry: shapely.Geometry, kind: Kind) -> shapely.Geometry | None:
    """Return the parts of one kind as a single or multi geometry; None where there are none."""
    parts = [geometry]
    while any(shapely.get_type_id(part) in (4, 5, 6, _COLLECTION) for part in parts):
        parts = [inner for part in parts for inner in shapely.get_parts(part)]
    singles = [part for part in parts if shapely.get_type_id(part) in _ACCEPTED[kind] and not part.is_empty]
    if len(singles) <= 1:
        return singles[0] if singles else None
    multi = {"polygon": shapely.multipolygons, "line": shapely.multilinestrings, "point": shapely.multipoints}[kind]
    return multi(singles)
