"""In which coordinate system every layer is, whether that can be true, and in which one the disc is worked.

A missing statement is filled only where the coordinates leave one answer, and that is listed. A statement that the
coordinates contradict is refused: a layer in the wrong place would make every comparison silently wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from tuban.inspect.disc.fields import tolerance
from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.proposal import Assignment
from tuban.inspect.disc.sources import SourceLayer
from tuban.kernel.crs import GEOGRAPHIC_EPSG, OutsideZones, Zone, datum_accuracy, working_epsg, zone_of_epsg

Box = tuple[float, float, float, float]
_EPSG = re.compile(r"^(?:EPSG:)?(\d{4,6})$", re.IGNORECASE)
_ALMOST_CGCS2000 = ("world geodetic system 1984", "international terrestrial reference")
_CHINA = (72.0, 3.0, 137.0, 55.0)
_METRES_PER_DEGREE = 111_000.0
_NUMBERED_EASTINGS = (24_500_000.0, 46_000_000.0)


def stated(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Put the CRS that the manifest states in force over the one in the file."""
    findings: list[Finding] = []
    result = []
    for assignment in assigned:
        layer, entry = assignment.layer, assignment.entry
        if entry.crs and layer.geometry != "none":
            found = _EPSG.match(entry.crs)
            crs = _from_epsg(int(found[1])) if found else None
            if crs is None:
                findings.append(finding("manifest.field", entry.path, where="crs", detail=entry.crs[:80]))
            elif layer.crs is None or not CRS.from_user_input(layer.crs).equals(crs, ignore_axis_order=True):
                if layer.crs is not None:
                    before, after = layer.crs_name, entry.crs
                    findings.append(finding("manifest.crs", entry.path, before=before, after=after))
                layer = in_crs(layer, crs)
        result.append(replace(assignment, layer=layer))
    return result, findings


def _from_epsg(epsg: int) -> CRS | None:
    try:
        return CRS.from_epsg(epsg)
    except ProjError:
        return None


def in_crs(layer: SourceLayer, crs: CRS) -> SourceLayer:
    """Return the layer taken to be in another CRS."""
    lonlat = _lonlat(layer.bounds, crs) if layer.bounds else None
    return replace(
        layer, crs=crs.to_wkt(), epsg=crs.to_epsg(), crs_name=crs.name, degrees=crs.is_geographic, lonlat=lonlat
    )


def _lonlat(bounds: Box, crs: CRS) -> Box | None:
    try:
        box = Transformer.from_crs(crs, GEOGRAPHIC_EPSG, always_xy=True).transform_bounds(*bounds)
    except ProjError:
        return None
    return (box[0], box[1], box[2], box[3]) if all(math.isfinite(value) for value in box) else None


def settled(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Refuse impossible CRS, fill missing ones where one answer remains. Refused layers are left out."""
    findings: list[Finding] = []
    sound: list[Assignment] = []
    missing: list[Assignment] = []
    for assignment in assigned:
        if assignment.layer.geometry == "none":
            sound.append(assignment)
        elif assignment.layer.crs is None:
            missing.append(assignment)
        elif code := _contradiction(assignment.layer):
            findings.append(finding(code, assignment.source.shown, before=assignment.layer.crs_name))
        else:
            sound.append(assignment)
    known = [assignment for assignment in sound if assignment.layer.lonlat]
    for assignment in missing:
        if assignment.layer.geometry == "raster":
            findings.append(finding("image.no_crs", assignment.source.shown))
            sound.append(assignment)
            continue
        guess = _guess(assignment.layer, known)
        if guess is None:
            findings.append(finding("crs.missing", assignment.source.shown))
            continue
        crs, like = guess
        after = f"EPSG:{crs.to_epsg()}" if crs.to_epsg() else crs.name
        findings.append(finding("crs.proposed", assignment.source.shown, before="", after=after, like=like))
        sound.append(replace(assignment, layer=in_crs(assignment.layer, crs)))
    order = {id(assignment.source): number for number, assignment in enumerate(assigned)}
    return sorted(sound, key=lambda assignment: order[id(assignment.source)]), findings


def _contradiction(layer: SourceLayer) -> str | None:
    if not layer.bounds:
        return None
    west, south, east, north = layer.bounds
    in_degrees = max(abs(west), abs(east)) <= 181 and max(abs(south), abs(north)) <= 181
    if layer.degrees:
        if max(abs(value) for value in layer.bounds) > 361:
            return "crs.metres_in_degrees"
        return "crs.axes_swapped" if north > 90.5 and east <= 90.5 else None
    if in_degrees:
        return "crs.degrees_in_metres"
    northing_first = west >= 1.9e6 and east <= 6.2e6
    easting_second = (south >= 1e5 and north <= 9e5) or (
        _NUMBERED_EASTINGS[0] <= south and north <= _NUMBERED_EASTINGS[1]
    )
    return "crs.axes_swapped" if northing_first and easting_second else None


def _guess(layer: SourceLayer, known: Sequence[Assignment]) -> tuple[CRS, str] | None:
    """Return the only CRS in which the layer lies where other layers do, with the name of one of them."""
    if not layer.bounds:
        return None
    west, south, east, north = layer.bounds
    candidates: list[CRS] = []
    if max(abs(west), abs(east)) <= 181 and max(abs(south), abs(north)) <= 91:
        candidates = [CRS.from_epsg(GEOGRAPHIC_EPSG)]
    elif _NUMBERED_EASTINGS[0] <= west and east <= _NUMBERED_EASTINGS[1]:
        candidates = [CRS.from_epsg(Zone(number, numbered=True).epsg) for number in {round(west / 1e6 - 0.5)}
                      if 25 <= number <= 45]  # fmt: skip
    else:
        ordered: dict[str, CRS] = {}
        for assignment in known:
            if assignment.layer.crs and not assignment.layer.degrees:
                ordered.setdefault(assignment.layer.crs, CRS.from_user_input(assignment.layer.crs))
        candidates = list(ordered.values())
        if not candidates:
            candidates = [CRS.from_epsg(Zone(number).epsg) for number in range(25, 46)]
    fitting = []
    for crs in candidates:
        box = _lonlat(layer.bounds, crs)
        neighbour = next(
            (each for each in known if box and each.layer.lonlat and _overlap(box, each.layer.lonlat)), None
        )
        if neighbour is not None:
            fitting.append((crs, neighbour.source.shown))
        elif not known and len(candidates) == 1 and box and _overlap(box, _CHINA):
            fitting.append((crs, "CGCS2000"))
    return fitting[0] if len(fitting) == 1 else None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def choose_working(manifest: Manifest, assigned: Sequence[Assignment]) -> tuple[int, list[Finding]]:
    """Return the EPSG of the zone to work in: the manifest's, else that of the middle of boundaries or patches."""
    if manifest.crs:
        found = _EPSG.match(manifest.crs)
        try:
            return Zone(zone_of_epsg(int(found[1])).number).epsg if found else 0, []
        except Exception as error:
            return 0, [finding("manifest.field", manifest.origin, where="crs", detail=str(error))]
    for role in ("patches", "boundaries"):
        boxes = [each.layer.lonlat for each in assigned if each.entry.role == role and each.layer.lonlat]
        if boxes:
            middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
            try:
                return working_epsg(middle), []
            except OutsideZones:
                continue
    return 0, [finding("disc.zone_unknown")]


def accuracy_findings(assigned: Sequence[Assignment], epsg: int) -> list[Finding]:
    """Say which layers come from a datum that cannot be carried over exactly, and which lie far away."""
    findings: list[Finding] = []
    boxes = [each.layer.lonlat for each in assigned if each.entry.role == "patches" and each.layer.lonlat]
    for assignment in assigned:
        layer, file = assignment.layer, assignment.source.shown
        if layer.crs is None:
            continue
        if datum_accuracy(layer.crs, epsg) is None:
            geodetic = CRS.from_user_input(layer.crs).geodetic_crs
            datum = geodetic.datum.name.casefold() if geodetic and geodetic.datum else ""
            if any(name in datum for name in _ALMOST_CGCS2000):
                findings.append(finding("crs.nearly_equal", file, detail=layer.crs_name))
            else:
                findings.append(finding("crs.no_parameters", file, before=layer.crs_name, after=f"EPSG:{epsg}"))
        if boxes and layer.lonlat and assignment.entry.role != "patches":
            gap = min(_gap_m(layer.lonlat, box) for box in boxes)
            if gap > tolerance("far_away_m"):
                findings.append(finding("crs.far_away", file, kilometres=round(gap / 1000)))
    return findings


def _gap_m(one: Box, other: Box) -> float:
    across = max(one[0] - other[2], other[0] - one[2], 0.0) * math.cos(math.radians((one[1] + other[3]) / 2))
    along = max(one[1] - other[3], other[1] - one[3], 0.0)
    return math.hypot(across, along) * _METRES_PER_DEGREE
