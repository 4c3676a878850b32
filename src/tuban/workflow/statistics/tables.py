"""The official forms of a scope: some campaigns, a unit, a batch, as of now or of the end of a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tuban.rules.forms import ReportingUnit, fill_these, wording
from tuban.rules.forms.breakdown import LIST, SUMMARIES, Share, Tally, breakdown_of, indexed, tallies_of
from tuban.rules.forms.definition import Form
from tuban.rules.forms.filled import FilledForm, Row, Section
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.sums import fill_summaries
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.workflow.accountability.standings import names_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics import models
from tuban.workflow.statistics.history import counted_on
from tuban.workflow.statistics.records import Counted, counted
from tuban.workflow.statistics.refilling import shares_on

COUNTY_DIGITS, TOWNSHIP_DIGITS = 6, 9
MOST_LISTED = 1500
"""So many rows are listed at once; a longer list is shown township by township."""


class ListTooLong(TubanError):
    """{count} parts are too many to list at once."""

    code = "statistics.list_too_long"
    hint = "Choose a township, or take all forms of the county along as one workbook."


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: the campaigns, the unit by its code, a batch (empty for all), the day (None for now)."""

    campaigns: tuple[Campaign, ...]
    unit: str
    batch: str = ""
    day: date | None = None

    @property
    def law(self) -> Rulebook:
        """The lawbook that the forms are read from."""
        return rulebook_of(self.campaigns[0] if len(self.campaigns) == 1 else None)

    @property
    def is_township(self) -> bool:
        """Whether it is one township."""
        return len(self.unit) > COUNTY_DIGITS

    @property
    def is_above_county(self) -> bool:
        """Whether counties are its rows."""
        return len(self.unit) < COUNTY_DIGITS

    def holds(self, county: str, township: str) -> bool:
        """Whether a division lies in it."""
        return township == self.unit if self.is_township else county.startswith(self.unit)


def forms_of(law: Rulebook) -> list[Form]:
    """Return the forms that are shown: summaries and lists, in the order of their sheets."""
    return [form for form in statutory_forms(law) if form.one_row_per in (*SUMMARIES, LIST)]


def summaries(scope: Scope) -> list[FilledForm]:
    """Return every summary of a scope, filled from sums, with the checks inside and between them."""
    filled = fill_summaries(tallies_in(scope), units_in(scope), scope.law)
    return [_alone(form) for form in filled] if scope.is_township else filled


def table(scope: Scope, form: Form) -> FilledForm:
    """Return one form of a scope. Raises ListTooLong."""
    if form.one_row_per == LIST:
        return _listed(scope, form)
    return next(one for one in summaries(scope) if one.id == form.id)


def kept_forms(campaign: Campaign) -> list[FilledForm]:
    """Return every summary of a campaign as its sums say now."""
    return fill_summaries(
        tallies_in(Scope((campaign,), campaign.area_code)), units_with_rows(campaign), rulebook_of(campaign)
    )


def units_with_rows(campaign: Campaign) -> list[ReportingUnit]:
    """Return the county of a campaign and its townships, which have a row with or without patches."""
    return [ReportingUnit(code, name) for code, name in names_of(campaign).items()]


def units_in(scope: Scope) -> list[ReportingUnit]:
    """Return the divisions that have a row in the forms of a scope."""
    if scope.is_above_county:
        return [ReportingUnit(one.area_code, one.area_name or one.area_code) for one in scope.campaigns]
    units = [unit for one in scope.campaigns for unit in units_with_rows(one)]
    return [unit for unit in units if unit.code.startswith(scope.unit) or scope.unit.startswith(unit.code)]


def tallies_in(scope: Scope) -> list[Tally]:
    """Return the tallies of a scope: of counties where counties are its rows, else of townships."""
    if scope.day is not None:
        found = [share for one in scope.campaigns for share in shares_in(one, scope)]
        return tallies_of(found)
    rows = models.Tally.objects.filter(campaign__in=scope.campaigns).select_related("profile")
    rows = rows.filter(township="") if scope.is_above_county else rows.exclude(township="")
    if scope.is_township:
        rows = rows.filter(township=scope.unit)
    if scope.batch:
        rows = rows.filter(batch=scope.batch)
    return [
        Tally(county, township, bits, plots, tuple(sums), tuple(unmeasured))
        for county, township, bits, plots, sums, unmeasured in rows.values_list(
            "county", "township", "profile__bits", "plots", "sums", "unmeasured"
        )
    ]


def shares_in(campaign: Campaign, scope: Scope) -> list[Share]:
    """Return what each part of a scope gave on its day."""
    if scope.day is None:
        raise AssertionError("the shares of now are kept as rows")
    return [
        replace(share, township="") if scope.is_above_county else share
        for _patch, batch, share in shares_on(campaign, scope.day)
        if scope.holds(share.county, share.township) and scope.batch in ("", batch)
    ]


def _alone(form: FilledForm) -> FilledForm:
    """Return the form of one township: without the row of its county, which would show but a part of it."""
    return replace(form, sections=tuple(_without_totals(one) for one in form.sections))


def _without_totals(section: Section) -> Section:
    if not any(row.kind == "township" for row in section.rows):
        return section
    return replace(section, rows=tuple(row for row in section.rows if row.kind not in ("total", "county")))


def _listed(scope: Scope, form: Form) -> FilledForm:
    parts, numbers = [], _numbers(scope, form)
    for campaign in scope.campaigns:
        own = numbers[campaign]
        found = counted(campaign, own) if scope.day is None else counted_on(campaign, scope.day)
        parts += [one for one in found if one.key[0] in own and scope.batch in ("", one.batch)]
    law = scope.law
    filled = fill_these(
        [form], parts, units_in(scope), wording=wording(law), register_facts=register_facts_of(law)
    )[0]  # fmt: skip
    return _of_unit(filled, scope, parts) if scope.is_township else filled


def _numbers(scope: Scope, form: Form) -> dict[Campaign, set[str]]:
    """Return the numbers of the patches of a scope of which a list has a row. Raises ListTooLong."""
    plan, rows = breakdown_of(scope.law), 0
    bit = 2 << indexed(plan.populations)[form.population]
    profiles = [
        key for key, bits in models.Profile.objects.filter(plan=plan.digest).values_list("pk", "bits")
        if int(bits, 16) & bit
    ]  # fmt: skip
    found: dict[Campaign, set[str]] = {}
    for one in scope.campaigns:
        if scope.day is not None:
            listed = [share.key[0] for share in shares_in(one, scope) if int(share.profile, 16) & bit]
        else:
            kept = models.Contribution.objects.filter(campaign=one, profile__in=profiles)
            kept = kept.filter(township=scope.unit) if scope.is_township else kept
            listed = list(kept.values_list("number", flat=True))
        rows += len(listed)
        found[one] = set(listed)
    if rows > MOST_LISTED:
        raise ListTooLong(count=rows)
    return found


def _of_unit(form: FilledForm, scope: Scope, parts: Iterable[Counted]) -> FilledForm:
    """Return a list with the rows of one township only: parts that lie in another were there to be fitted."""
    inside = {one.key for one in parts if str(one.facts["township_code"]) == scope.unit}

    def shown(rows: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(
            row for row in rows
            if (row.kind == "part" and any(set(cell.keys) & inside for cell in row.cells)) or row.code == scope.unit
        )  # fmt: skip

    return replace(form, sections=tuple(replace(one, rows=shown(one.rows)) for one in form.sections))
