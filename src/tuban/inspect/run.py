"""The main job: an opened disc becomes judged patch parts with their problems.

locate → compare → find papers → split → assemble facts → judge → check. No database, no network; nothing is written
but compiled layers in the work folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely

from tuban.inspect.comparison import CLASS_COLUMNS
from tuban.inspect.disc import Disc
from tuban.inspect.facts import Registers, by_patch
from tuban.inspect.judging import JudgedPart, judge_patches
from tuban.inspect.land_classes import LandClasses
from tuban.inspect.papers import PaperRegister
from tuban.inspect.progress import Progress, Silent
from tuban.inspect.records import read_records
from tuban.inspect.survey import PatchSurvey, survey_patches
from tuban.inspect.totals import campaign_totals
from tuban.inspect.units import Unit, units_of
from tuban.kernel.layer_cache import CompiledLayer, compile_layer
from tuban.rules.checks import check_campaign, check_part
from tuban.rules.judgement import CampaignContext
from tuban.rules.rulebook import Rulebook
from tuban.values.language import gettext as _
from tuban.values.problems import Problem


@dataclass(frozen=True)
class Inspection:
    """What the main job found: judged parts in the order of their numbers, the units, and the problems by part."""

    disc: Disc
    context: CampaignContext
    parts: tuple[JudgedPart, ...]
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]
    layer_checksums: Mapping[str, str]


def inspect_disc(disc: Disc, work: Path, rulebook: Rulebook, progress: Progress | None = None) -> Inspection:
    """Judge every patch of an opened disc; ``work`` receives the compiled layers."""
    report = progress or Silent()
    types = disc.field_types
    context = CampaignContext(year=disc.campaign.year, region_code=disc.campaign.area_code)
    compiled = _compile(disc, work, report)
    report.stage(_("Comparing patches with the layers"), None)
    patches = list(read_records(disc.layers["patches"], types["patches"]))
    boundaries = list(read_records(disc.layers.get("boundaries", ()), types["boundaries"]))
    papers = PaperRegister.read(disc.layers, types)
    land = LandClasses.of(rulebook)
    registers = _registers(disc)
    surveys: Sequence[PatchSurvey] = survey_patches(
        patches, boundaries, compiled, papers, registers, land, rulebook, disc.campaign, context
    )
    report.stage(_("Judging patches"), len(surveys))
    parts = judge_patches(surveys, registers, rulebook, context, report)
    report.stage(_("Checking rules"), len(parts))
    problems: list[Problem] = []
    for part in parts:
        problems += check_part(part.judgement, rulebook)
        report.advance()
    totals = campaign_totals(disc, parts, compiled, land, rulebook)
    problems += check_campaign([part.judgement for part in parts], totals, rulebook)
    return Inspection(
        disc=disc,
        context=context,
        parts=tuple(parts),
        units=units_of(parts, boundaries, disc.campaign),
        problems=tuple(sorted(problems, key=lambda one: (one.patch_number, one.part_number, one.rule, one.message))),
        layer_checksums={role: layer.checksum for role, layer in compiled.items()},
    )


def _compile(disc: Disc, work: Path, progress: Progress) -> dict[str, CompiledLayer]:
    roles = [role for role in CLASS_COLUMNS if disc.layers.get(role)]
    progress.stage(_("Preparing the layers"), len(roles))
    compiled: dict[str, CompiledLayer] = {}
    for role in roles:
        paths = [layer.path for layer in disc.layers[role] if layer.has_geometry]
        if paths:
            compiled[role] = compile_layer(paths, work / "layers" / role, class_columns=CLASS_COLUMNS[role])
        progress.advance()
    return compiled


def _registers(disc: Disc) -> Registers:
    def rows(role: str) -> Mapping[str, Sequence[object]] | None:
        if role not in disc.layers:
            return None
        return by_patch(list(read_records(disc.layers[role], disc.field_types[role])))

    return Registers(
        field_results=rows("field_results"),
        cases=rows("cases"),
        pending=rows("pending"),
        patrol=rows("patrol"),
        public_reports=rows("public_reports"),
        case_fields=tuple(disc.field_types["cases"]),
    )


def geometry_of(parts: Sequence[JudgedPart]) -> list[shapely.Geometry]:
    """Return the shapes of the parts, in their order."""
    return [part.geometry for part in parts]
