"""What only all parts together tell: figures, ratios, forms, and the rules about the whole campaign.

The judgements come from a disc that was just compared, or from records that were compared long ago.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuban.inspect.disc import Disc
from tuban.inspect.facts import Registers
from tuban.inspect.progress import Progress, silent
from tuban.inspect.records import Record, read_records
from tuban.inspect.survey_change import SurveyGrowth
from tuban.inspect.totals import campaign_totals
from tuban.inspect.units import Unit, units_of
from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import CampaignTotals, check_campaign
from tuban.rules.checks.registry import part_key
from tuban.rules.decision import Judgement
from tuban.rules.forms import ReportingUnit, fill_forms
from tuban.rules.forms.filled import FilledForm
from tuban.rules.part_figures import Figures, figures_of
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.rules.rulebook import Rulebook
from tuban.values.area import AreaUnit
from tuban.values.language import gettext as _
from tuban.values.problems import Problem


@dataclass(frozen=True, slots=True)
class Filled:
    """What the forms alone need: divisions with a row, figures in 亩 by part, ratios by code, and the forms."""

    units: tuple[Unit, ...]
    figures: tuple[Figures, ...]
    ratios: Mapping[str, Ratio]
    forms: tuple[FilledForm, ...]


def filled_of(
    disc: Disc, judgements: Sequence[Judgement], rulebook: Rulebook, context: CampaignContext, *,
    progress: Progress = silent,
) -> Filled:  # fmt: skip
    """Fill the forms from all parts; the disc gives the boundaries of the divisions alone."""
    units = units_of(_read(disc, "boundaries"), disc.campaign.area_code, disc.campaign.area_name)
    figures = figures_of((judgement.facts for judgement in judgements), AreaUnit.MU)
    ratios = {
        unit.code: unlawful_ratio(judgements, rulebook, campaign=context, unit_code=unit.code, figures=figures)
        for unit in units
    }
    progress(_("Filling forms"), 0, 0)
    divisions = [ReportingUnit(unit.code, unit.name) for unit in units]
    taken = [part_key(one.facts) for one in judgements if one.is_taken]
    forms = fill_forms(judgements, divisions, rulebook, ratios=ratios, taken=taken)
    return Filled(tuple(units), tuple(figures), ratios, tuple(forms))


@dataclass(frozen=True, slots=True)
class Whole:
    """Divisions with a row, ratios by their code, the figures of each part in 亩 in the order of the judgements, the
    forms, what the campaign states, and the rules about the whole campaign that do not hold."""

    units: tuple[Unit, ...]
    ratios: Mapping[str, Ratio]
    figures: tuple[Figures, ...]
    forms: tuple[FilledForm, ...]
    totals: CampaignTotals
    problems: tuple[Problem, ...]


def whole_of(
    disc: Disc,
    judgements: Sequence[Judgement],
    rulebook: Rulebook,
    context: CampaignContext,
    *,
    registers: Registers,
    growth: SurveyGrowth | None,
    earlier: Sequence[Record] | None,
    progress: Progress = silent,
) -> Whole:
    """Fill the forms from all parts and ask the rules about the whole campaign.

    ``earlier`` are the patches of earlier batches, None where nobody gave them.
    """
    filled = filled_of(disc, judgements, rulebook, context, progress=progress)
    progress(_("Checking rules"), 0, len(judgements))
    totals = campaign_totals(
        disc,
        registers,
        growth,
        quota=_read(disc, "quota") if "quota" in disc.layers else None,
        earlier=earlier,
        forms=filled.forms,
    )
    problems = check_campaign(judgements, totals, rulebook, campaign=context)
    return Whole(filled.units, filled.ratios, filled.figures, filled.forms, totals, tuple(problems))


def _read(disc: Disc, role: str) -> list[Record]:
    return list(read_records(disc.layers.get(role, ()), disc.field_types[role]))
