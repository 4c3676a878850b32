"""A report composed of what counts in a unit: by the records as they are now, or as they were at the end of a day.

The forms are filled from the records; what the report states is held against the kept sums, cell by cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from tuban.inspect.disc import Disc
from tuban.inspect.disc.fields import roles
from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Decision, Judgement
from tuban.rules.facts_wire import judgement_from_wire
from tuban.rules.forms import fill_forms
from tuban.rules.forms.breakdown import SUMMARIES
from tuban.rules.forms.filled import PartKey
from tuban.rules.forms.filling import statutory_forms
from tuban.rules.forms.sums import fill_summaries
from tuban.rules.part_figures import figures_of
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.rules.reports import About, Report, compose_reports
from tuban.rules.reports.figures import Cells, Figure
from tuban.rules.reports.reading import read_reports
from tuban.rules.reports.stated import Stated, stated
from tuban.rules.reports.typical_cases import Proposal, proposals
from tuban.values.area import AreaUnit
from tuban.values.errors import TubanError
from tuban.values.facts import Facts
from tuban.values.language import gettext as _
from tuban.values.problems import Severity
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.review.findings.queries import judgement_of_finding
from tuban.workflow.review.models import Finding
from tuban.workflow.statistics.history import counted_on
from tuban.workflow.statistics.records import Counted, counted
from tuban.workflow.statistics.tables import Scope, tallies_in, units_in

_AT_ONCE = 500


class NothingCounts(TubanError):
    """Nothing of {unit} was compared: there is nothing to report."""

    code = "written_reports.nothing_counts"
    hint = "Load the disc and have its patches compared, or choose another unit or day."


@dataclass(frozen=True)
class Part:
    """A part as it counts; its decisions are read when they are asked for."""

    counted: Counted

    @property
    def facts(self) -> Facts:
        """Its facts."""
        return self.counted.facts

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        """What the lawbook decided of it."""
        one = self.counted
        if one.finding is not None:
            return judgement_of_finding(Finding.objects.select_related("comparison").get(pk=one.finding)).decisions
        return judgement_from_wire(Comparison.objects.get(pk=one.comparison).judgement, one.facts).decisions


@dataclass(frozen=True)
class Composed:
    """A report with what it was made of: the parts, what may be chosen as a case."""

    report: Report
    scope: Scope
    parts: tuple[Part, ...]
    proposed: tuple[Proposal, ...]

    @cached_property
    def stated(self) -> list[Stated]:
        """Every figure that it states."""
        return stated(self.report)

    def part(self, key: PartKey) -> Part | None:
        """Return a part by its key."""
        return next((one for one in self.parts if one.counted.key == key), None)


def composed(
    scope: Scope, unit_name: str, report: str, *, cases: Sequence[PartKey] | None = None, progress: Any = None
) -> Composed:
    """Compose a report of one campaign. Raises NothingCounts."""
    (campaign,) = scope.campaigns
    law, tell = scope.law, progress or (lambda *_said: None)
    tell(_("Reading findings and proposals"), 0, 0)
    parts = tuple(Part(one) for one in _counted(campaign, scope))
    if not parts:
        raise NothingCounts(unit=unit_name)
    tell(_("Filling forms"), 0, 0)
    units = units_in(scope)
    figures = figures_of((one.facts for one in parts), AreaUnit.MU)
    forms = fill_forms(
        parts, units, law, ratios=_ratios(campaign, scope, parts, figures, [one.code for one in units]),
        taken=[one.counted.key for one in parts if one.counted.finding is not None],
    )  # fmt: skip
    tell(_("Writing the report"), 0, 0)
    (made,) = compose_reports(
        parts, forms, figures, law, _about(campaign, scope, unit_name, parts), cases=cases, only=report
    )
    return Composed(made, scope, parts, tuple(proposals(read_reports(law).cases, parts)))


def held_against_sums(one: Composed) -> dict[str, Any]:
    """Hold every cell that a report states against the kept sums; returns how many were held, and which differ."""
    law, scope = one.scope.law, one.scope
    kept = Cells(fill_summaries(tallies_in(scope), units_in(scope), law))
    summaries = {form.id for form in statutory_forms(law) if form.one_row_per in SUMMARIES}
    differs, held = [], set()
    for figure in {leaf.id: leaf for each in one.stated for leaf in _leaves(each.figure)}.values():
        cell = figure.address
        if cell is None or cell.form not in summaries or figure.operator:
            continue
        held.add(figure.id)
        found = kept.figure(cell.form, cell.row, cell.column)
        if found is None or found.value != figure.value:
            says = f"{cell.sheet}《{cell.form_title}》{cell.row_title}·{cell.column_title}"
            differs.append({"says": says, "report": figure.text, "sums": found.text if found else ""})
    return {"cells": len(held), "differs": differs}


def _leaves(figure: Figure) -> Iterator[Figure]:
    yield figure
    for one in figure.operands:
        yield from _leaves(one)


def _counted(campaign: Campaign, scope: Scope) -> Iterator[Counted]:
    found = counted(campaign) if scope.day is None else counted_on(campaign, scope.day)
    for one in found:
        place = str(one.facts["county_code"]), str(one.facts["township_code"])
        if scope.batch in ("", one.batch) and (not scope.is_township or scope.holds(*place)):
            yield one


def _ratios(
    campaign: Campaign, scope: Scope, parts: Sequence[Part], figures: Sequence[Any], codes: Sequence[str]
) -> dict[str, Ratio]:
    context = CampaignContext(year=campaign.year, region_code=campaign.area_code)
    law = scope.law
    judgements = [Judgement(one.facts, (), (), law.edition) for one in parts]
    return {code: unlawful_ratio(judgements, law, campaign=context, unit_code=code, figures=figures) for code in codes}


def _about(campaign: Campaign, scope: Scope, unit_name: str, parts: Collection[Part]) -> About:
    disc = read_opened(store.found(campaign.opened_checksum, ".json")) if campaign.opened_checksum else None
    found = _severities([one.counted.comparison for one in parts])
    return About(
        county=unit_name,
        campaign_id=campaign.code,
        campaign_title=campaign.title,
        year=campaign.year,
        issuer=disc.campaign.issuer if disc else "",
        issued_on=disc.campaign.issued_on if disc else "",
        as_of=scope.day or timezone.localdate(),
        edition=scope.law.edition,
        disc_checksum=campaign.opened_checksum,
        roles={name: role.title for name, role in roles().items()},
        missing_roles=_missing(disc),
        blocking=found.count(Severity.ERROR.value),
        warnings=found.count(Severity.WARNING.value),
        is_practice=campaign.is_practice,
    )


def _missing(disc: Disc | None) -> tuple[str, ...]:
    return tuple(disc.missing_roles) if disc is not None else ()


def _severities(comparisons: Sequence[Any]) -> list[str]:
    """Return how grave everything is that the rules object to in some comparisons."""
    found: list[str] = []
    for start in range(0, len(comparisons), _AT_ONCE):
        rows = Comparison.objects.filter(pk__in=comparisons[start : start + _AT_ONCE]).order_by()
        found += [one["severity"] for problems in rows.values_list("problems", flat=True) for one in problems]
    return found
