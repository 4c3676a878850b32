"""The whole office comparison: every patch located, cut into parts, measured on every layer, its papers found.

Receives issued patches and what they are compared with; hands on one :class:`PatchSurvey` per patch with the raw facts
of its parts. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from tuban.inspect.comparison import Coverage, Overlay, area_facts, by_group, measure_coverage
from tuban.inspect.disc import Campaign
from tuban.inspect.disc.divisions import Placement
from tuban.inspect.facts import Registers, paper_facts, patch_facts, register_facts
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.neighbours import overlaps_with, overlaps_within
from tuban.inspect.papers import PaperRegister
from tuban.inspect.parts import SPLIT_BY, Part, split, split_by_field
from tuban.inspect.records import Record
from tuban.inspect.shares import apportion, exact
from tuban.kernel.layer_cache import CompiledLayer
from tuban.kernel.measure import ellipsoidal_areas
from tuban.kernel.overlay import overlay
from tuban.kernel.subdivide import Pieces
from tuban.values.area import ZERO, Area, balance, total
from tuban.values.facts import UNKNOWN, Facts

GEOGRAPHIC_EPSG = 4490
NEWLY_BUILT = "new_construction"
NOT_CUT = ("earlier_approved",)
"""Lists whose patches are registered as they are: the built part of a PJ patch is the patch itself."""


@dataclass(frozen=True)
class Reference:
    """What patches are compared with, and the tolerances of the lawbook.

    ``sliver_m2`` and ``sliver_share`` bound the pieces that are data noise; ``earlier`` are patches of earlier batches
    (None where the disc has none); ``mended`` are the numbers of patches whose shape had to be repaired; ``overlay``
    compares with the layers.
    """

    campaign: Campaign
    placements: Sequence[Placement | None]
    layers: Mapping[str, CompiledLayer]
    papers: PaperRegister
    registers: Registers
    land: LandClasses
    basic_farmland: Pieces | None
    conforming_zones: frozenset[str]
    sliver_share: float
    sliver_m2: float
    earlier: Sequence[Record] | None = None
    mended: frozenset[str] = frozenset()
    overlay: Overlay = overlay


@dataclass(frozen=True, slots=True)
class MeasuredPart:
    """A piece of a patch with its raw facts, before field and case rows are added.

    ``doubly_covered_m2`` is the ground that features of one layer claim twice, by role; it was counted once.
    """

    part: Part
    facts: Facts
    doubly_covered_m2: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PatchSurvey:
    """An issued patch: its row, where it lies, and its measured parts."""

    patch: Record
    placement: Placement | None
    parts: tuple[MeasuredPart, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    shape: shapely.Geometry
    area_m2: float
    coverage: Coverage
    basic_farmland_cultivated: Area | None
    centre: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GivenPart:
    """A part that is settled already: its shape in the working CRS, and its area as it stands in the records."""

    part: Part
    area: Area


def survey_patches(
    patches: Sequence[Record],
    reference: Reference,
    *,
    given: Sequence[Sequence[GivenPart]] | None = None,
    others: Sequence[shapely.Geometry] = (),
) -> list[PatchSurvey]:
    """Cut and measure every patch; patches keep their order. Every patch has a polygon in the working CRS.

    With ``given`` parts nothing is cut anew. ``others`` are further patches of the batch, which are not surveyed.
    """
    shapes = np.array([patch.geometry for patch in patches], dtype=object)
    whole_m2 = ellipsoidal_areas(shapes, epsg=reference.campaign.epsg)
    in_batch = [
        own + other
        for own, other in zip(overlaps_within(shapes, whole_m2), overlaps_with(shapes, whole_m2, others), strict=True)
    ]
    in_earlier = (
        None
        if reference.earlier is None
        else overlaps_with(shapes, whole_m2, [one.geometry for one in reference.earlier])
    )
    cuts = (
        [_cut(patch, reference) for patch in patches]
        if given is None
        else [[one.part for one in parts] for parts in given]
    )
    measured = iter(_measure([part.geometry for cut in cuts for part in cut], reference))
    built = _built_parts(patches, reference)
    surveys: list[PatchSurvey] = []
    for index, (patch, cut) in enumerate(zip(patches, cuts, strict=True)):
        placement = reference.placements[index]
        marks: dict[str, Any] = {
            "geometry_valid": str(patch.get("number")) not in reference.mended,
            "overlaps_in_batch": in_batch[index],
            **place_facts(placement, patch, reference.campaign),
        }
        if in_earlier is not None:
            marks["overlaps_earlier_batch"] = in_earlier[index]
        pieces = [next(measured) for _part in cut]
        shares = (
            apportion([piece.area_m2 for piece in pieces], exact(float(whole_m2[index])))
            if given is None
            else [one.area for one in given[index]]
        )
        parts = _part_facts(patch, cut, pieces, shares=shares, marks=marks, reference=reference, built=built.get(index))
        surveys.append(PatchSurvey(patch, placement, tuple(parts)))
    return surveys


def _built_parts(patches: Sequence[Record], reference: Reference) -> dict[int, Coverage]:
    """Return what the built part of a PJ patch covers on the approval-time survey, by the patch's position.

    Where the field drew one boundary, that is what was built; else the patch is, as it was issued.
    """
    survey = reference.layers.get("approval_survey")
    drawn: dict[int, shapely.Geometry] = {}
    for index, patch in enumerate(patches):
        boundaries = _drawn(patch, reference) if survey is not None and patch.get("list") in NOT_CUT else []
        if len(boundaries) == 1:
            drawn[index] = shapely.intersection(patch.geometry, boundaries[0][1])
    if survey is None or not drawn:
        return {}
    epsg = reference.campaign.epsg
    shapes = np.array(list(drawn.values()), dtype=object)
    areas_m2 = ellipsoidal_areas(shapes, epsg=epsg)
    layers = {"approval_survey": survey}
    coverages = measure_coverage(shapes, layers, areas_m2, epsg=epsg, overlaid=reference.overlay)
    return dict(zip(drawn, coverages, strict=True))


def _drawn(patch: Record, reference: Reference) -> list[tuple[str, shapely.Geometry]]:
    """Return the boundaries that the field drew of a patch, each with its part number."""
    rows = (reference.registers.field_results or {}).get(str(patch.get("number")), ())
    return [(str(row.get("part_number") or order), row.geometry) for order, row in enumerate(rows, 1) if row.geometry]


def _cut(patch: Record, reference: Reference) -> list[Part]:
    rows = (reference.registers.field_results or {}).get(str(patch.get("number")), ())
    drawn = _drawn(patch, reference)
    if len(drawn) > 1:
        return split_by_field(patch.geometry, drawn, sliver_share=reference.sliver_share, sliver_m2=reference.sliver_m2)
    if not rows or rows[0].get("ground_state") != NEWLY_BUILT or patch.get("list") in NOT_CUT:
        return [Part("", patch.geometry)]
    return split(
        patch.geometry,
        reference.papers.near(patch.geometry, SPLIT_BY),
        sliver_share=reference.sliver_share,
        sliver_m2=reference.sliver_m2,
    )


def _measure(shapes: Sequence[shapely.Geometry], reference: Reference) -> list[_Measured]:
    pieces = np.array(shapes, dtype=object)
    epsg = reference.campaign.epsg
    areas_m2 = ellipsoidal_areas(pieces, epsg=epsg)
    coverages = measure_coverage(pieces, reference.layers, areas_m2, epsg=epsg, overlaid=reference.overlay)
    basic = _basic_farmland_cultivated(pieces, coverages, reference)
    centres = _centres(pieces, epsg)
    return [
        _Measured(pieces[row], float(areas_m2[row]), coverages[row], basic[row], centres[row])
        for row in range(len(pieces))
    ]


def _part_facts(
    patch: Record,
    cut: Sequence[Part],
    pieces: Sequence[_Measured],
    *,
    shares: Sequence[Area],
    marks: Mapping[str, Any],
    reference: Reference,
    built: Coverage | None,
) -> list[MeasuredPart]:
    issued = patch.get("monitored_area")
    issued_shares: Sequence[object] = (
        balance(shares, issued) if isinstance(issued, Area) and total(shares) else [UNKNOWN] * len(cut)
    )
    general = patch_facts(patch, marks)
    parts: list[MeasuredPart] = []
    for part, piece, share, issued_share in zip(cut, pieces, shares, issued_shares, strict=True):
        coverage = Coverage(share.m2, piece.coverage.layers)
        areas = area_facts(coverage, share, reference.land, reference.conforming_zones)
        if piece.basic_farmland_cultivated is not None:
            areas["basic_farmland_cultivated_area"] = piece.basic_farmland_cultivated
        facts = general.with_facts("套合", part_number=part.number, **areas, **piece.centre)
        facts = facts.with_facts(patch.source, monitored_area=issued_share)
        facts = facts.with_facts("套合批准时勘测定界图", **_built_facts(built or coverage, reference.land))
        papers = reference.papers.touching(
            piece.shape,
            str(patch.get("number")),
            area_m2=piece.area_m2,
            ignore_below=exact(reference.sliver_m2),
            is_whole=len(cut) == 1,
        )
        facts = facts.with_facts("用地手续登记", **paper_facts(papers, reference.papers.kinds_on_disc))
        doubly = {role: one.doubly_covered_m2 for role, one in coverage.layers.items() if one.doubly_covered_m2 > 0}
        parts.append(MeasuredPart(part, register_facts(facts, reference.registers), doubly))
    return parts


def place_facts(placement: Placement | None, patch: Record, campaign: Campaign) -> dict[str, Any]:
    """Return where a patch lies as facts; without boundaries only the county it names."""
    if placement is None:
        return {"county_name": patch.get("county_name") or campaign.area_name}
    county = placement.county_code
    return {
        "township_code": placement.township_code or UNKNOWN,
        "township_name": placement.township_name or UNKNOWN,
        "county_code": placement.county_code or UNKNOWN,
        "county_name": placement.county_name or patch.get("county_name") or campaign.area_name,
        "other_township_area": exact(sum(share.area_m2 for share in placement.shares[1:])),
        "other_county_area": exact(
            sum(share.area_m2 for share in placement.shares if not share.code.startswith(county))
        ),
        "outside_area": exact(placement.outside_m2),
    }


def _built_facts(coverage: Coverage, land: LandClasses) -> dict[str, Any]:
    survey = coverage.layers.get("approval_survey")
    if survey is None or not survey.by_class:
        return {}
    return {
        "built_cultivated_area": by_group(survey, exact(coverage.area_m2), land)["cultivated"],
        "built_cultivated_basis": "approval_survey",
    }


def _basic_farmland_cultivated(
    pieces: NDArray[np.object_], coverages: Sequence[Coverage], reference: Reference
) -> list[Area | None]:
    """Return the cultivated land inside permanent basic farmland of each piece; None where a layer is missing."""
    survey = "survey_last" if "survey_last" in reference.layers else "survey_this"
    if reference.basic_farmland is None or survey not in reference.layers:
        return [None] * len(pieces)
    result: list[Area | None] = [ZERO] * len(pieces)
    rows = [row for row, coverage in enumerate(coverages) if coverage.layers["basic_farmland"].by_class]
    inside = np.array([reference.basic_farmland.inside(pieces[row]) for row in rows], dtype=object)
    if rows:
        epsg = reference.campaign.epsg
        areas_m2 = ellipsoidal_areas(inside, epsg=epsg)
        layer = {survey: reference.layers[survey]}
        found = measure_coverage(inside, layer, areas_m2, epsg=epsg, overlaid=reference.overlay)
        for row, coverage in zip(rows, found, strict=True):
            groups = by_group(coverage.layers[survey], exact(coverage.area_m2), reference.land)
            result[row] = groups["cultivated"]
    return result


def _centres(pieces: NDArray[np.object_], epsg: int) -> list[dict[str, float]]:
    points = shapely.point_on_surface(pieces)
    x, y = shapely.get_x(points), shapely.get_y(points)
    longitude, latitude = pyproj.Transformer.from_crs(epsg, GEOGRAPHIC_EPSG, always_xy=True).transform(x, y)
    return [
        {
            "centre_x": round(float(x[row]), 3),
            "centre_y": round(float(y[row]), 3),
            "longitude": round(float(longitude[row]), 7),
            "latitude": round(float(latitude[row]), 7),
        }
        for row in range(len(pieces))
    ]
