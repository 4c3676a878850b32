"""In which township and county every patch lies (requirement D3): by the boundaries, by its largest part.

What a patch states about itself is compared, never overwritten. A patch across a boundary keeps the area on each side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.inspect.disc.fields import tolerance
from tuban.inspect.disc.findings import Finding, finding
from tuban.kernel.measure import ellipsoidal_areas
from tuban.values.area import Area, AreaUnit
from tuban.values.codes import NotARegionCode, RegionCode


@dataclass(frozen=True, slots=True)
class Boundary:
    """One division with its outline in the working CRS; the code has 6, 9 or 12 digits (or 19, cut to 12)."""

    code: str
    name: str
    geometry: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a patch lies in one township (or county where there are only counties), in square metres."""

    code: str
    name: str
    area_m2: float


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a patch lies. Codes and names are empty where no boundary tells them; ``shares`` begin with the largest."""

    township_code: str
    township_name: str
    county_code: str
    county_name: str
    shares: tuple[Share, ...]
    outside_m2: float

    @property
    def name(self) -> str:
        """The name of the township."""
        return self.township_name


def locate(
    patches: Sequence[shapely.Geometry] | NDArray[np.object_],
    boundaries: Sequence[Boundary],
    *,
    epsg: int,
    county_names: Mapping[str, str] | None = None,
) -> list[Placement]:
    """Place every patch (valid polygons in ``epsg``) by the boundaries; the order is that of the patches.

    Townships decide where there are any, else villages cut to their township, else counties. Areas are ellipsoidal.
    Overlapping boundaries are cut in the order of their codes, so that no ground counts twice. ``county_names`` names
    counties that the boundaries do not.
    """
    shapes = np.asarray(list(patches), dtype=object)
    units, counties = _units(boundaries)
    names = {**(county_names or {}), **counties}
    if not len(shapes):
        return []
    whole = ellipsoidal_areas(shapes, epsg=epsg)
    areas = _areas(shapes, whole, [unit.geometry for unit in units], epsg) if units else [{} for _shape in shapes]
    return [_placement(units, inside, float(whole[number]), names) for number, inside in enumerate(areas)]


def _units(boundaries: Sequence[Boundary]) -> tuple[list[Boundary], dict[str, str]]:
    """Return the divisions that decide, merged by code and sorted, and the names of counties."""
    by_level: dict[str, dict[str, list[Boundary]]] = {}
    for boundary in boundaries:
        try:
            code = RegionCode.of_location(boundary.code)
        except NotARegionCode:
            continue
        level = "township" if code.level == "village" and not _has_townships(boundaries) else code.level
        township = code.at("township") if level == "township" else code
        if township is not None:
            by_level.setdefault(level, {}).setdefault(township.text, []).append(boundary)
    counties = {code: parts[0].name for code, parts in by_level.get("county", {}).items()}
    chosen = by_level.get("township") or by_level.get("county") or {}
    return [_merged(code, chosen[code]) for code in sorted(chosen)], counties


def units_of(boundaries: Sequence[Boundary]) -> list[Boundary]:
    """Return the divisions that decide where a patch lies: townships, else counties, merged by code and sorted."""
    return _units(boundaries)[0]


def _merged(code: str, parts: Sequence[Boundary]) -> Boundary:
    own = next((part.name for part in parts if len(RegionCode.of_location(part.code).text) == len(code)), "")
    shape = parts[0].geometry if len(parts) == 1 else shapely.union_all([part.geometry for part in parts])
    return Boundary(code, own, shape)


def _has_townships(boundaries: Sequence[Boundary]) -> bool:
    return any(_level(boundary.code) == "township" for boundary in boundaries)


def _level(code: str) -> str:
    try:
        return RegionCode.of_location(code).level
    except NotARegionCode:
        return ""


def _areas(
    shapes: NDArray[np.object_], whole: NDArray[np.float64], units: Sequence[shapely.Geometry], epsg: int
) -> list[dict[int, float]]:
    """Return for every patch the area in each unit. A patch wholly inside one unit is not cut at all."""
    outlines = np.asarray(list(units), dtype=object)
    shapely.prepare(outlines)
    tree = shapely.STRtree(outlines)
    number, unit = tree.query(shapes, predicate="intersects")
    result: list[dict[int, float]] = [{} for _shape in shapes]
    meeting: dict[int, list[int]] = {}
    for patch, index in sorted(zip(number.tolist(), unit.tolist(), strict=True)):
        meeting.setdefault(patch, []).append(index)
    for patch, indices in meeting.items():
        if len(indices) == 1 and bool(shapely.contains(outlines[indices[0]], shapes[patch])):
            result[patch][indices[0]] = float(whole[patch])
            continue
        rest = shapes[patch]
        for index in indices:
            piece = shapely.intersection(rest, outlines[index])
            area = _polygon_area(piece, epsg)
            if area > 0:
                result[patch][index] = area
                rest = shapely.difference(rest, outlines[index])
    return result


def _polygon_area(piece: shapely.Geometry, epsg: int) -> float:
    parts = [part for part in shapely.get_parts(shapely.get_parts(piece)) if shapely.get_type_id(part) == 3]
    return float(ellipsoidal_areas(np.asarray(parts, dtype=object), epsg=epsg).sum()) if parts else 0.0


def _placement(
    units: Sequence[Boundary], inside: Mapping[int, float], whole: float, county_names: Mapping[str, str]
) -> Placement:
    least = tolerance("neighbour_m2")
    ordered = sorted(inside.items(), key=lambda item: (-item[1], units[item[0]].code))
    ordered = ordered[:1] + [item for item in ordered[1:] if item[1] >= least]
    shares = tuple(Share(units[index].code, units[index].name, area) for index, area in ordered)
    outside = whole - sum(inside.values())
    outside = outside if outside >= least else 0.0
    if not shares:
        return Placement("", "", "", "", (), whole)
    code, name = shares[0].code, shares[0].name
    county = code[:6]
    is_township = len(code) > 6
    return Placement(
        code if is_township else "", name if is_township else "", county, county_names.get(county, ""), shares, outside
    )


def placement_findings(rows: Sequence[Mapping[str, Any]], placements: Sequence[Placement]) -> list[Finding]:
    """Compare what patches state with where they lie. ``rows`` are patches with the fields of normal form."""
    findings: list[Finding] = []
    added: dict[str, int] = {}
    for row, placement in zip(rows, placements, strict=True):
        about = {"number": row["number"]}
        file, feature = row["source_file"], row["source_feature"]
        if placement.outside_m2:
            findings.append(finding("divisions.outside", file, feature, area=_shown(placement.outside_m2), **about))
        if len(placement.shares) > 1:
            shares = "、".join(f"{share.name or share.code} {_shown(share.area_m2)}" for share in placement.shares)
            findings.append(finding("divisions.across", file, feature, shares=shares, **about))
        stated = _stated(row, placement)
        if placement.township_code and not stated:
            added[file] = added.get(file, 0) + 1
        elif placement.shares and _disagrees(row, placement):
            found = (
                f"{placement.township_name or placement.county_name} {placement.township_code or placement.county_code}"
            )
            area = _shown(placement.shares[0].area_m2)
            findings.append(
                finding(
                    "divisions.other_township", file, feature, before=stated, found=found.strip(), area=area, **about
                )
            )
    findings.extend(finding("divisions.added", file, count=count) for file, count in added.items())
    return findings


def _stated(row: Mapping[str, Any], placement: Placement) -> str:
    """Return what a patch states of its place; its county only where it states no township, or another county."""
    parts = [row.get("township_name") or "", row.get("township_code") or ""]
    county = row.get("county_code") or ""
    if (not any(parts) and len(county) >= 9) or (any(parts) and _is_of_other_county(county, placement)):
        parts.append(county)
    return " ".join(part for part in parts if part)


def _is_of_other_county(county: str, placement: Placement) -> bool:
    return bool(county and placement.county_code and county[:6] != placement.county_code)


def _disagrees(row: Mapping[str, Any], placement: Placement) -> bool:
    """Whether a stated county, township code or township name is not the one found."""
    if _is_of_other_county(row.get("county_code") or "", placement):
        return True
    code = row.get("township_code") or (row.get("county_code") or "")[:9]
    if len(code) >= 9 and placement.township_code:
        return bool(code[:9] != placement.township_code)
    name = row.get("township_name") or ""
    return bool(name and placement.township_name and name.strip() != placement.township_name.strip())


def _shown(area_m2: float) -> str:
    return f"{Area.from_m2(round(area_m2, 4)).in_unit(AreaUnit.MU)} 亩"
