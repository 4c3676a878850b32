"""In which coordinate system every layer is, whether that can be true, and in which one the disc is worked.

A missing or impossible statement is replaced only where the coordinates leave one answer, and that is a repair, listed.
Where they leave several, where only one other layer speaks for the answer, or where a person stated what they
contradict, it is proposed and the layer refused: in the wrong place it would make every comparison silently wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pyproj import CRS
from pyproj.exceptions import ProjError

from tuban.inspect.disc.fields import tolerance
from tuban.inspect.disc.findings import Box, Finding, finding
from tuban.inspect.disc.manifest import NORTH_FIRST, Manifest
from tuban.inspect.disc.proposal import Assignment
from tuban.inspect.disc.readings import Reading, contradiction, lonlat_box, readings, turned
from tuban.inspect.disc.sources import SourceLayer
from tuban.kernel.crs import OutsideZones, Zone, datum_accuracy, working_epsg, zone_of_epsg

_EPSG = re.compile(r"^(?:EPSG:)?(\d{4,6})$", re.IGNORECASE)
_ALMOST_CGCS2000 = ("world geodetic system 1984", "international terrestrial reference")
_METRES_PER_DEGREE = 111_000.0
_WIDEST_WITNESS = 6.0  # degrees: a layer of half the country says nothing about where another one lies
_ENOUGH_WITNESSES = 2


def stated(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Put the CRS and the order of axes that the manifest states in force over those of the file."""
    findings: list[Finding] = []
    result = []
    for assignment in assigned:
        layer, entry = assignment.layer, assignment.entry
        if entry.axes == NORTH_FIRST and layer.geometry not in ("none", "raster"):
            findings.append(finding("crs.axes_stated", assignment.source.shown, before="", after=NORTH_FIRST))
            layer = replace(layer, swapped=True, bounds=turned(layer.bounds) if layer.bounds else None)
            layer = in_crs(layer, CRS.from_user_input(layer.crs)) if layer.crs else layer
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
    lonlat = lonlat_box(layer.bounds, crs) if layer.bounds else None
    return replace(
        layer, crs=crs.to_wkt(), epsg=crs.to_epsg(), crs_name=crs.name, degrees=crs.is_geographic, lonlat=lonlat
    )


def _read_as(layer: SourceLayer, reading: Reading) -> SourceLayer:
    if reading.swapped:
        layer = replace(layer, swapped=not layer.swapped, bounds=turned(layer.bounds) if layer.bounds else None)
    return in_crs(layer, reading.crs)


def settled(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Repair or refuse impossible CRS, fill missing ones where one answer remains. Refused layers are left out."""
    findings: list[Finding] = []
    sound: list[Assignment] = []
    faulty: list[tuple[Assignment, str]] = []
    for assignment in assigned:
        layer = assignment.layer
        if layer.geometry == "none":
            sound.append(assignment)
        elif layer.crs is None:
            faulty.append((assignment, "crs.missing"))
        elif layer.bounds and (code := contradiction(layer.bounds, CRS.from_user_input(layer.crs))):
            faulty.append((assignment, code))
        else:
            sound.append(assignment)
    sound, more = _in_one_place(sound)
    findings += more
    witnesses = _witnesses(sound)
    for assignment, code in faulty:
        taken, told = _settle(assignment, code, witnesses)
        findings.append(told)
        if taken is not None:
            sound.append(taken)
    order = {id(assignment.source): number for number, assignment in enumerate(assigned)}
    return sorted(sound, key=lambda assignment: order[id(assignment.source)]), findings


def _witnesses(assigned: Sequence[Assignment]) -> list[Assignment]:
    """Return the layers that say where on earth the disc lies."""
    placed = [assignment for assignment in assigned if assignment.layer.lonlat]
    return [
        each for each in placed if each.layer.lonlat and each.layer.lonlat[2] - each.layer.lonlat[0] < _WIDEST_WITNESS
    ]


def _settle(assignment: Assignment, code: str, witnesses: Sequence[Assignment]) -> tuple[Assignment | None, Finding]:
    """Take the layer in the one reading that lies where others do; None where it must be refused."""
    layer, file = assignment.layer, assignment.source.shown
    if layer.geometry == "raster" and layer.crs is None:
        return assignment, finding("image.no_crs", file)
    crs = CRS.from_user_input(layer.crs) if layer.crs else None
    possible = list(readings(layer.bounds, crs)) if layer.bounds else []
    near = [(reading, like) for reading in possible if (like := _beside(reading.box, witnesses))]
    certain = near if witnesses else [(reading, "CGCS2000") for reading in possible]
    if len(certain) > 1:  # what the file says still counts, where it is among them
        certain = [each for each in certain if crs is not None and each[0].epsg == layer.epsg] or certain
    about: dict[str, Any] = {"stated": _name(layer), "easting": _easting(layer)}
    if len(certain) != 1 or layer.geometry == "raster" or assignment.entry.crs:  # what a person wrote is not overruled
        proposal = _line(possible[0]) if len(possible) == 1 else "crs: EPSG:…"
        box = possible[0].box if len(possible) == 1 else None
        return None, finding(code, file, proposal=proposal, box=box, kilometres="", **about)
    reading, like = certain[0]
    if code == "crs.wrong_zone":
        about["kilometres"] = _kilometres(layer.lonlat, reading.box)
    told = finding(
        "crs.proposed" if code == "crs.missing" else code, file, before=_name(layer), after=_shown(reading),
        proposal=_line(reading), box=reading.box, like=like, **about,
    )  # fmt: skip
    return replace(assignment, layer=_read_as(layer, reading)), told


def _in_one_place(assigned: Sequence[Assignment]) -> tuple[list[Assignment], list[Finding]]:
    """Find layers that lie among the others only in another zone than the stated one.

    With two others that agree, the layer is taken in that zone; with one, it cannot be said which of the two is wrong.
    """
    findings: list[Finding] = []
    result = []
    told = False
    for assignment in assigned:
        others = [each for each in _witnesses(assigned) if each is not assignment]
        reading, count = _other_zone(assignment.layer, others)
        if reading is None or (count < _ENOUGH_WITNESSES and (told or assignment.entry.role == "patches")):
            result.append(assignment)
            continue
        layer = assignment.layer
        certain = count >= _ENOUGH_WITNESSES and not assignment.entry.crs
        after = _shown(reading) if certain else None
        findings.append(
            finding("crs.wrong_zone", assignment.source.shown, before=_name(layer), after=after, box=reading.box,
                    proposal=_line(reading), stated=_name(layer), kilometres=_kilometres(layer.lonlat, reading.box))
        )  # fmt: skip
        told = told or not certain
        result.append(replace(assignment, layer=_read_as(layer, reading)) if certain else assignment)
    return result, findings


def _other_zone(layer: SourceLayer, others: Sequence[Assignment]) -> tuple[Reading | None, int]:
    """Return the only other zone in which a layer far from all others lies on them, and on how many."""
    if not layer.lonlat or not layer.bounds or not layer.crs or layer.degrees or layer.geometry == "raster":
        return None, 0
    boxes = [each.layer.lonlat for each in others if each.layer.lonlat]
    if not boxes or any(_gap_m(layer.lonlat, box) <= tolerance("other_zone_m") for box in boxes):
        return None, 0
    fitting = [
        (reading, count)
        for reading in readings(layer.bounds, CRS.from_user_input(layer.crs))
        if not reading.swapped and (count := sum(_overlap(reading.box, box) for box in boxes))
    ]
    return fitting[0] if len(fitting) == 1 else (None, 0)


def _beside(box: Box, witnesses: Sequence[Assignment]) -> str:
    """Return the file of a layer that lies here, empty where none does."""
    return next((each.source.shown for each in witnesses if each.layer.lonlat and _overlap(box, each.layer.lonlat)), "")


def _name(layer: SourceLayer) -> str:
    return f"EPSG:{layer.epsg}" if layer.epsg else layer.crs_name


def _shown(reading: Reading) -> str:
    name = f"EPSG:{reading.epsg}" if reading.epsg else reading.crs.name
    return f"{name} (N, E)" if reading.swapped else name


def _line(reading: Reading) -> str:
    """Return what a person would write in disc.yaml to state this reading."""
    lines = [f"crs: EPSG:{reading.epsg}"] if reading.epsg else []
    return ", ".join([*lines, f"axes: {NORTH_FIRST}"] if reading.swapped else lines)


def _easting(layer: SourceLayer) -> str:
    return f"{(layer.bounds[0] + layer.bounds[2]) / 2:.0f}" if layer.bounds else ""


def _kilometres(one: Box | None, other: Box) -> int | str:
    return round(_gap_m(one, other) / 1000) if one else ""


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
