"""The main job: an opened disc becomes judged patch parts with their problems.

locate → compare → find papers → split → assemble facts → judge → check. No database, no network; nothing is written
but compiled layers in the work folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from tuban.inspect.comparison import Overlay
from tuban.inspect.disc import Disc, Finding
from tuban.inspect.disc.findings import finding
from tuban.inspect.disc.opening import read_boundaries
from tuban.inspect.facts import Registers, by_patch
from tuban.inspect.judging import JudgedPart, judge_patches
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.layers import compile_layers
from tuban.inspect.papers import PaperRegister
from tuban.inspect.progress import Progress, silent
from tuban.inspect.records import Record, read_records
from tuban.inspect.shares import exact
from tuban.inspect.survey import PatchSurvey, Reference, survey_patches
from tuban.inspect.survey_change import GROWTH, SurveyGrowth, Tolerances, compile_growth, survey_growth
from tuban.inspect.units import Unit
from tuban.inspect.whole import whole_of
from tuban.kernel.overlay import overlay
from tuban.kernel.subdivide import Pieces
from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import CampaignTotals, check_part
from tuban.rules.forms.filled import FilledForm
from tuban.rules.part_figures import Figures
from tuban.rules.ratio import Ratio
from tuban.rules.rulebook import Rulebook
from tuban.values.language import gettext as _
from tuban.values.problems import Problem


@dataclass(frozen=True)
class Inspection:
    """What the main job found: parts by number, divisions with a row, ratios, forms, problems by part.

    ``figures`` are the areas of each part in 亩 as its card prints them, in the order of the parts; ``growth`` is the
    new construction that the change survey records, None where a survey is missing.
    """

    disc: Disc
    context: CampaignContext
    parts: tuple[JudgedPart, ...]
    units: tuple[Unit, ...]
    ratios: Mapping[str, Ratio]
    figures: tuple[Figures, ...]
    forms: tuple[FilledForm, ...]
    problems: tuple[Problem, ...]
    totals: CampaignTotals
    registers: Registers
    papers: PaperRegister
    growth: SurveyGrowth | None = None

    @property
    def townships(self) -> list[tuple[str, str, shapely.Geometry]]:
        """Code, name and boundary of the townships that the disc has boundaries of."""
        return [
            (unit.code, unit.name, unit.boundary)
            for unit in self.units
            if unit.boundary is not None and not unit.is_county
        ]


def inspect_disc(
    disc: Disc, work: Path, rulebook: Rulebook, progress: Progress = silent, *, overlaid: Overlay = overlay
) -> Inspection:
    """Judge every patch of an opened disc that is fit; ``work`` receives the compiled layers.

    ``overlaid`` compares patches with layers; one that works on other machines must see ``work`` there.
    """
    patches = _read(disc, "patches")
    registers = registers_of(disc)
    context = CampaignContext(year=disc.campaign.year, region_code=disc.campaign.area_code)
    reference, growth = reference_of(
        disc, patches, registers, work=work, rulebook=rulebook, context=context, progress=progress
    )
    surveys = survey_patches(patches, replace(reference, overlay=overlaid))
    disc = replace(disc, findings=(*disc.findings, *_double_cover(disc, surveys)))
    parts = judge_patches(surveys, registers, rulebook, context, progress)
    judgements = [part.judgement for part in parts]
    whole = whole_of(
        disc, judgements, rulebook, context, registers=registers, growth=growth, earlier=reference.earlier,
        progress=progress,
    )  # fmt: skip
    problems = [problem for judgement in judgements for problem in check_part(judgement, rulebook, campaign=context)]
    problems += whole.problems
    progress(_("Checking rules"), len(parts), len(parts))
    return Inspection(
        disc=disc,
        context=context,
        parts=tuple(parts),
        units=whole.units,
        ratios=whole.ratios,
        figures=whole.figures,
        forms=whole.forms,
        problems=tuple(sorted(problems, key=lambda one: (one.patch_number, one.part_number, one.rule, one.message))),
        totals=whole.totals,
        registers=registers,
        papers=reference.papers,
        growth=growth,
    )


def _double_cover(disc: Disc, surveys: Sequence[PatchSurvey]) -> list[Finding]:
    """Say for each layer how many patches lie on ground that its features claim twice, and how much."""
    found: dict[str, list[float]] = {}
    for survey in surveys:
        claimed: dict[str, float] = {}
        for part in survey.parts:
            for role, area in part.doubly_covered_m2.items():
                claimed[role] = claimed.get(role, 0.0) + area
        for role, area in claimed.items():
            found.setdefault(role, []).append(area)
    return [
        finding(
            "layers.overlap",
            disc.layers[role][0].source_file,
            count=len(areas),
            area=f"{exact(sum(areas)).mu} 亩",
        )
        for role, areas in sorted(found.items())
        if role in disc.layers
    ]


def _read(disc: Disc, role: str) -> list[Record]:
    return list(read_records(disc.layers.get(role, ()), disc.field_types[role]))


def registers_of(disc: Disc) -> Registers:
    """Read the registers that are looked up by patch number."""

    def rows(role: str) -> Mapping[str, Sequence[Record]] | None:
        return by_patch(_read(disc, role)) if role in disc.layers else None

    return Registers(
        field_results=rows("field_results"),
        cases=rows("cases"),
        pending=rows("pending"),
        patrol=rows("patrol"),
        public_reports=rows("public_reports"),
        case_fields=tuple(disc.field_types["cases"]),
    )


def reference_of(
    disc: Disc,
    patches: Sequence[Record],
    registers: Registers,
    *,
    work: Path,
    rulebook: Rulebook,
    context: CampaignContext,
    progress: Progress = silent,
) -> tuple[Reference, SurveyGrowth | None]:
    """Return everything that patches are compared with, and the new construction that the surveys record."""
    reference = layers_of(disc, patches, registers, work=work, rulebook=rulebook, context=context, progress=progress)
    progress(_("Comparing patches with the layers"), 0, len(patches))
    growth = growth_of(disc, patches, reference, rulebook, context)
    if growth is None:
        return reference, None
    compiled = {**reference.layers, GROWTH: compile_growth(growth, work, epsg=disc.campaign.epsg)}
    return replace(reference, layers=compiled), growth


def layers_of(
    disc: Disc,
    patches: Sequence[Record],
    registers: Registers,
    *,
    work: Path,
    rulebook: Rulebook,
    context: CampaignContext,
    progress: Progress,
) -> Reference:
    """Return everything of a disc itself that patches are compared with."""
    shapes = np.array([patch.geometry for patch in patches], dtype=object)
    return Reference(
        campaign=disc.campaign,
        placements=disc.placements or [None] * len(patches),
        layers=compile_layers(disc.layers, work, progress),
        papers=PaperRegister.read(disc.layers, disc.field_types),
        registers=registers,
        land=LandClasses.of(rulebook),
        basic_farmland=basic_farmland_near(disc, shapes),
        conforming_zones=frozenset(
            entry.value for entry in rulebook.codelist("plan_zone").entries if entry.get("conforms")
        ),
        sliver_share=_number(rulebook, "splitting/sliver_share", context),
        sliver_m2=_number(rulebook, "splitting/sliver_area", context),
        earlier=_read(disc, "earlier_patches") if "earlier_patches" in disc.layers else None,
        mended=disc.mended_patches,
    )


def growth_of(
    disc: Disc,
    patches: Sequence[Record],
    reference: Reference,
    rulebook: Rulebook,
    context: CampaignContext,
) -> SurveyGrowth | None:
    """Overlay both surveys; None where the disc lacks one."""
    last, this = (disc.layers.get(role, ()) for role in ("survey_last", "survey_this"))
    if "survey_last" not in reference.layers or "survey_this" not in reference.layers:
        return None
    return survey_growth(
        last,
        this,
        reference.layers["survey_last"],
        land=reference.land,
        boundaries=read_boundaries(disc.layers.get("boundaries", ())),
        patches={str(patch.get("number")): patch.geometry for patch in patches},
        tolerances=Tolerances(reference.sliver_m2, _number(rulebook, "comparison/survey_change_width", context)),
        epsg=disc.campaign.epsg,
    )


def _number(rulebook: Rulebook, path: str, context: CampaignContext) -> float:
    return float(rulebook.parameter(path, on=context.day, region=context.region_code).value)


def basic_farmland_near(disc: Disc, shapes: np.ndarray) -> Pieces | None:
    """Return the permanent basic farmland around some shapes; None where the disc lacks it."""
    if "basic_farmland" not in disc.layers or not len(shapes):
        return None
    polygons = [record.geometry for record in _read(disc, "basic_farmland") if record.geometry is not None]
    minx, miny, maxx, maxy = (float(edge) for edge in shapely.total_bounds(shapes))
    return Pieces(polygons, within=(minx, miny, maxx, maxy))
