"""The official forms over all units: what is kept of the counties here, and what packages brought, added up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tuban.jobs.models import Job
from tuban.rules.forms import ReportingUnit
from tuban.rules.forms.breakdown import SUMMARIES, Tally, breakdown_of
from tuban.rules.forms.definition import Form
from tuban.rules.forms.filled import FilledForm
from tuban.rules.forms.filling import statutory_forms
from tuban.rules.forms.sums import fill_summaries
from tuban.rules.rulebook import Rulebook
from tuban.workflow.overview.counties import County, Origin
from tuban.workflow.overview.models import Brought
from tuban.workflow.overview.queries import Overview
from tuban.workflow.statistics import models
from tuban.workflow.statistics.keeping import up_to_date

_BELOW = {0: 2, 2: 4, 4: 6, 6: 6}


def forms_of_all(law: Rulebook) -> list[Form]:
    """Return the forms that add up over units, in the order of their sheets."""
    return [form for form in statutory_forms(law) if form.one_row_per in SUMMARIES]


def jobs_before(overview: Overview) -> list[Job]:
    """Bring the kept sums of the counties here up to date; returns the work that has to be done first."""
    campaigns = [one.campaign for one in overview.counties if one.origin is Origin.HERE and one.campaign is not None]
    return [up.job for one in campaigns if (up := up_to_date(one)).job is not None]


def form_over(overview: Overview, form: str) -> FilledForm:
    """Return one form with a row for every division right below, from the sums of its counties."""
    units = [ReportingUnit(row.code, row.name) for row in overview.rows]
    if overview.is_county:
        units = [ReportingUnit(overview.code, overview.whole.name)]
    tallies = added(tallies_of(overview.counties, overview.law), _BELOW[len(overview.code)])
    return fill_summaries(tallies, units, overview.law, only=[form])[0]


def tallies_of(counties: Iterable[County], law: Rulebook) -> list[Tally]:
    """Return what the forms need of counties, each as it counts."""
    listed = list(counties)
    plan = breakdown_of(law).digest
    here = [one.campaign for one in listed if one.origin is Origin.HERE and one.campaign is not None]
    kept = models.Tally.objects.filter(campaign__in=here, township="", profile__plan=plan)
    found = [Tally(*row) for row in kept.values_list(
        "county", "township", "profile__bits", "plots", "sums", "unmeasured")]  # fmt: skip
    brought = {one.brought.pk for one in listed if one.origin is Origin.PACKAGE and one.brought is not None}
    years = {one.brought.year for one in listed if one.brought is not None}
    rows = Brought.objects.filter(year__in=years, plan=plan).order_by()
    for key, code, tallies in rows.values_list("pk", "area_code", "tallies") if brought else ():
        if key in brought:
            found += [Tally(code, "", bits, plots, sums, lacking) for bits, plots, sums, lacking in tallies]
    return found


def added(tallies: Iterable[Tally], digits: int) -> list[Tally]:
    """Return tallies added up by the division of so many digits that their county lies in."""
    found: dict[tuple[str, str], list[Any]] = {}
    for one in tallies:
        key = (one.county[:digits], one.profile)
        own = found.get(key)
        if own is None:
            found[key] = [one.plots, list(one.sums), list(one.unmeasured)]
        else:
            own[0] += one.plots
            own[1] = [mine + more for mine, more in zip(own[1], one.sums, strict=True)]
            own[2] = [mine + more for mine, more in zip(own[2], one.unmeasured, strict=True)]
    return [
        Tally(code, "", bits, plots, tuple(sums), tuple(unmeasured))
        for (code, bits), (plots, sums, unmeasured) in found.items()
    ]
