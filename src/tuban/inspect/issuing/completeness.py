"""Whether the monitoring results of a city are complete: every county, both images, four lists, counts, R01–R07."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from tuban.inspect.disc import Disc, Layer
from tuban.inspect.disc.divisions import Placement
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.facts import Registers, patch_facts
from tuban.inspect.issuing.declarations import Declaration, Declarations
from tuban.inspect.neighbours import overlaps_within
from tuban.inspect.records import Record, read_records
from tuban.inspect.survey import place_facts
from tuban.inspect.totals import campaign_totals
from tuban.kernel.formats.children import Nursery
from tuban.kernel.image_cutting_children import shown_shares
from tuban.kernel.measure import ellipsoidal_areas
from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import check_campaign, check_part
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.facts import UNKNOWN
from tuban.values.problems import Problem, Severity

COUNTY_DIGITS = 6
ISSUE_RULES = ("R01", "R02", "R03", "R04", "R05", "R06", "R07")
_IMAGES = (("I06", "image_before"), ("I07", "image_after"))
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement of the lawbook that is not met: its id and title, what is missing in words, and in which county."""

    id: str
    title: str
    says: str
    county: str = ""


@dataclass(frozen=True, slots=True)
class County:
    """A county of the city: its patches by position, its boundary, how far the images of both times show it."""

    code: str
    name: str
    patches: tuple[int, ...]
    boundary: shapely.Geometry | None
    shown_before: float
    shown_after: float
    unchanged: Declaration | None = None


@dataclass(frozen=True)
class City:
    """The monitoring results as they are: counties by code, all patches in their order, and what is still missing.

    ``warnings`` are problems of patches that do not stop the issue.
    """

    code: str
    name: str
    disc: Disc
    counties: tuple[County, ...]
    patches: Sequence[Record]
    unmet: tuple[Unmet, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_complete(self) -> bool:
        """Whether discs may be issued."""
        return not self.unmet


def examine_city(
    disc: Disc, declarations: Declarations, rulebook: Rulebook, *, code: str, name: str, nursery: Nursery
) -> City:
    """Hold an opened folder of monitoring results against what the lawbook asks of a city (code of 4 digits)."""
    asked = _Asked(rulebook, disc, code, name or code)
    patches = list(read_records(disc.layers.get("patches", ()), disc.field_types["patches"]))
    placements = disc.placements or (None,) * len(patches)
    counties = _counties(disc, declarations, placements, code, nursery)
    problems = _problems(disc, patches, placements, rulebook, code)
    unmet = [
        *asked.data(),
        *asked.counties(counties),
        *asked.strangers(patches, placements, {county.code for county in counties}),
        *asked.lists(patches, declarations),
        *asked.counts(),
        *asked.quality(problems),
    ]
    warnings = tuple(problem for problem in problems if problem.severity is not Severity.ERROR)
    return City(code, name or code, disc, counties, patches, tuple(unmet), warnings)


def _counties(
    disc: Disc, declarations: Declarations, placements: Sequence[Placement | None], city: str, nursery: Nursery
) -> tuple[County, ...]:
    boundaries = read_boundaries(disc.layers.get("boundaries", ()))
    shapes: dict[str, list[shapely.Geometry]] = {}
    names = dict(declarations.counties)
    own: dict[str, shapely.Geometry] = {}
    for boundary in boundaries:
        county = boundary.code[:COUNTY_DIGITS]
        if not county.startswith(city) or len(boundary.code) < COUNTY_DIGITS:
            continue
        if len(boundary.code) == COUNTY_DIGITS:
            own[county] = boundary.geometry
            names.setdefault(county, boundary.name)
        shapes.setdefault(county, []).append(boundary.geometry)
    listed = sorted(declarations.counties) if declarations.counties else sorted(shapes)
    outlines = [own.get(code) or (shapely.union_all(shapes[code]) if code in shapes else None) for code in listed]
    images = {role: [layer.path for layer in disc.layers.get(role, ())] for _id, role in _IMAGES}
    shares = shown_shares(images, outlines, epsg=disc.campaign.epsg, nursery=nursery)
    placed: dict[str, list[int]] = {}
    for position, placement in enumerate(placements):
        placed.setdefault(placement.county_code if placement else "", []).append(position)
    found = []
    for place, (code, shape) in enumerate(zip(listed, outlines, strict=True)):
        before, after = (shares[role][place] for _id, role in _IMAGES)
        found.append(
            County(
                code, names.get(code) or code, tuple(placed.get(code, ())), shape, before, after,
                declarations.unchanged.get(code),
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True)
class _Asked:
    """The requirements of the lawbook being asked."""

    rulebook: Rulebook
    disc: Disc
    city: str
    name: str

    def unmet(self, id: str, code: str = "", /, **about: object) -> Unmet:
        entry = next(one for one in self.rulebook.issuing.sequence("requirements") if one.text("id") == id)
        return Unmet(id, entry.text("title"), entry.text("says").format(city=self.name, **about), code)

    def data(self) -> Iterator[Unmet]:
        for found in self.disc.findings:
            if found.severity is Severity.ERROR:
                message, _hint = found.in_chinese
                yield self.unmet("I11", message=f"{found.file} {message}".strip())

    def counties(self, counties: Sequence[County]) -> Iterator[Unmet]:
        if not counties:
            yield self.unmet("I01")
        least = self._least()
        for county in counties:
            name = county.name
            if county.boundary is None:
                yield self.unmet("I02", county.code, county=name)
                continue
            if not county.patches and county.unchanged is None:
                yield self.unmet("I03", county.code, county=name)
            if county.patches and county.unchanged is not None:
                yield self.unmet("I04", county.code, county=name, count=len(county.patches))
            for id, share in (("I06", county.shown_before), ("I07", county.shown_after)):
                if share < least:
                    about = {"share": f"{share:.1%}", "least": f"{least:.0%}"}
                    yield self.unmet(id, county.code, county=name, **about)

    def _least(self) -> float:
        year = self.disc.campaign.year
        day = CampaignContext(year=year or 2009, region_code=self.city).day
        return float(self.rulebook.parameter("issuing/image_share", on=day, region=self.city).value)

    def strangers(
        self, patches: Sequence[Record], placements: Sequence[Placement | None], counties: set[str]
    ) -> Iterator[Unmet]:
        outside = [
            str(patch.get("number"))
            for patch, placement in zip(patches, placements, strict=True)
            if placement is None or placement.county_code not in counties
        ]
        if outside and counties:
            named = "、".join(outside[:_MOST_NAMED]) + ("等" if len(outside) > _MOST_NAMED else "")
            yield self.unmet("I05", count=len(outside), numbers=named)

    def lists(self, patches: Sequence[Record], declarations: Declarations) -> Iterator[Unmet]:
        there = {patch.get("list") for patch in patches} | {
            layer.list for layer in self.disc.layers.get("patches", ()) if layer.list
        }
        for slug in self.rulebook.issuing.texts("lists"):
            if slug not in there and slug not in declarations.empty_lists:
                yield self.unmet("I08", list=self.rulebook.codelist("patch_list").label(slug))

    def counts(self) -> Iterator[Unmet]:
        for layer in self.disc.layers.get("patches", ()):
            declared = layer.declared_count if layer.declared_count is not None else layer.source_count
            if not declared == layer.source_count == layer.count:
                about: dict[str, object] = {"declared": declared, "loaded": layer.source_count, "used": layer.count}
                yield self.unmet("I09", file=layer.source_file, **about)

    def quality(self, problems: Sequence[Problem]) -> Iterator[Unmet]:
        for problem in problems:
            if problem.severity is Severity.ERROR:
                number = f"{problem.patch_number} " if problem.patch_number else ""
                yield self.unmet("I10", rule=problem.rule, number=number, message=problem.message)


def _problems(
    disc: Disc, patches: Sequence[Record], placements: Sequence[Placement | None], rulebook: Rulebook, city: str
) -> list[Problem]:
    """Ask the rules R01–R07 of the patches as they were issued; the rest of the catalogue is the county's business."""
    if not patches:
        return []
    shapes = np.array([patch.geometry for patch in patches], dtype=object)
    areas = ellipsoidal_areas(shapes, epsg=disc.campaign.epsg)
    overlaps = overlaps_within(shapes, areas)
    judgements = []
    for position, (patch, placement) in enumerate(zip(patches, placements, strict=True)):
        marks = {
            "geometry_valid": str(patch.get("number")) not in disc.mended_patches,
            "overlaps_in_batch": overlaps[position],
            **place_facts(placement, patch, disc.campaign),
        }
        facts = patch_facts(patch, marks).with_facts(
            patch.source, part_number="", monitored_area=patch.get("monitored_area", UNKNOWN)
        )
        judgements.append(Judgement(facts=facts, decisions=(), missing=(), edition=rulebook.edition))
    context = CampaignContext(year=disc.campaign.year or 2009, region_code=city)
    totals = campaign_totals(disc, Registers(), None, quota=None, earlier=None, forms=())
    problems = [one for judgement in judgements for one in check_part(judgement, rulebook, campaign=context)]
    problems += check_campaign(judgements, totals, rulebook, campaign=context)
    return [one for one in problems if one.rule in ISSUE_RULES]


def image_files(disc: Disc) -> Mapping[str, Sequence[tuple[Path, Layer]]]:
    """Return the images by role with what is known of each."""
    return {role: [(layer.path, layer) for layer in disc.layers.get(role, ())] for _id, role in _IMAGES}
