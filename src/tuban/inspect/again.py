"""Patches compared anew on layers that are kept: without a disc, one or many, in the parts they have by now.

What does not depend on the patches (:class:`Ground`) is made ready once and used for many comparisons.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from tuban import __version__
from tuban.inspect.disc import Disc
from tuban.inspect.disc.divisions import Placement, locate
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.facts import Registers, Told
from tuban.inspect.judging import JudgedPart, judge_patches
from tuban.inspect.parts import Part
from tuban.inspect.progress import Progress, silent
from tuban.inspect.records import Record
from tuban.inspect.run import basic_farmland_near, growth_of, layers_of, registers_of
from tuban.inspect.survey import GivenPart, Reference, survey_patches
from tuban.inspect.survey_change import GROWTH, SurveyGrowth, compile_growth, kept_growth
from tuban.kernel.layer_cache import CompiledLayer
from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import check_part
from tuban.rules.part_figures import Figures, figures_of
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.values.problems import Problem


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as it stands in the records: its number, its shape in the working CRS, its exact area."""

    number: str
    geometry: shapely.Geometry
    area: Area


@dataclass(frozen=True, slots=True)
class Issue:
    """An issued patch in its present parts. The geometry of ``row`` is all of them together."""

    row: Record
    pieces: tuple[Piece, ...]
    is_mended: bool = False


@dataclass(frozen=True)
class Ground:
    """The layers, papers and registers of a county, ready for comparing, and the lawbook that judges."""

    disc: Disc
    rulebook: Rulebook
    context: CampaignContext
    registers: Registers
    reference: Reference

    @cached_property
    def growth(self) -> SurveyGrowth | None:
        """The new construction that the change survey records, None where a survey is missing; overlaid when it is
        first asked for."""
        return growth_of(self.disc, [], self.reference, self.rulebook, self.context)


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """A part with what is proposed for it, the rules that object, and its printed figures in 亩."""

    part: JudgedPart
    problems: tuple[Problem, ...]
    figures: Figures


def ground_of(disc: Disc, work: Path, rulebook: Rulebook, progress: Progress = silent) -> Ground:
    """Make the layers of a disc ready; ``work`` keeps what is compiled."""
    registers = registers_of(disc)
    context = CampaignContext(year=disc.campaign.year, region_code=disc.campaign.area_code)
    reference = layers_of(disc, [], registers, work=work, rulebook=rulebook, context=context, progress=progress)
    ground = Ground(disc, rulebook, context, registers, reference)
    built = _built(ground, work)
    if built is None:
        return ground
    return replace(ground, reference=replace(reference, layers={**reference.layers, GROWTH: built}))


def _built(ground: Ground, work: Path) -> CompiledLayer | None:
    """Return the new construction as a layer: the one that an earlier process kept of the same surveys, law and edition
    of Tuban, else overlaid; None where a survey is missing."""
    disc, law = ground.disc, ground.rulebook.edition
    surveys = [
        (layer.path.name, layer.checksum_sha256)
        for role in ("survey_last", "survey_this")
        for layer in disc.layers.get(role, ())
    ]  # fmt: skip
    asked = json.dumps([surveys, disc.campaign.epsg, law, ground.context.year, ground.context.region_code, __version__])
    name = hashlib.sha256(asked.encode()).hexdigest()[:16]
    if (kept := kept_growth(work, name)) is not None:
        return kept
    return None if ground.growth is None else compile_growth(ground.growth, work, epsg=disc.campaign.epsg, name=name)


def compare_again(
    issues: Sequence[Issue],
    ground: Ground,
    *,
    others: Sequence[shapely.Geometry] = (),
    told: Mapping[tuple[str, str], Told] | None = None,
    progress: Progress = silent,
) -> list[ComparedPart]:
    """Compare and judge the parts of some patches; ``others`` are the other patches of the batch around them, ``told``
    what people told of parts by patch and part number."""
    if not issues:
        return []
    rows = [issue.row for issue in issues]
    shapes = np.array([row.geometry for row in rows], dtype=object)
    reference = replace(
        ground.reference,
        placements=_placed(shapes, ground.disc),
        basic_farmland=basic_farmland_near(ground.disc, shapes),
        mended=frozenset(str(issue.row.get("number")) for issue in issues if issue.is_mended),
    )
    given = [[GivenPart(Part(one.number, one.geometry), one.area) for one in issue.pieces] for issue in issues]
    surveys = survey_patches(rows, reference, given=given, others=others)
    parts = judge_patches(surveys, ground.registers, ground.rulebook, ground.context, progress, told=told)
    figures = figures_of((part.facts for part in parts), AreaUnit.MU)
    return [
        ComparedPart(part, tuple(check_part(part.judgement, ground.rulebook, campaign=ground.context)), own)
        for part, own in zip(parts, figures, strict=True)
    ]


def _placed(shapes: np.ndarray, disc: Disc) -> list[Placement | None]:
    boundaries = read_boundaries(disc.layers.get("boundaries", ()))
    if not boundaries:
        return [None] * len(shapes)
    names = {disc.campaign.area_code: disc.campaign.area_name}
    return list(locate(shapes, boundaries, epsg=disc.campaign.epsg, county_names=names))
