"""What a level above looks at: a division of its areas in the campaigns of a year, with everything below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tuban.jobs.models import Job
from tuban.rules.campaign import CampaignContext
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.overview.counties import County, counties, years_of
from tuban.workflow.overview.keeping import up_to_date
from tuban.workflow.overview.late import Late, late_of, open_corrections, waiting_for
from tuban.workflow.overview.models import Brought
from tuban.workflow.overview.policies import may_see_overview
from tuban.workflow.overview.rolling import Row, rolled_up
from tuban.workflow.submission.models import Station

COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """A division in the campaigns of a year and cadence: its row, those right below, what is late, what waits.

    ``above`` are the divisions above it that the acting person answers for, the highest first, each with its name.
    ``corrections`` are those open by county; ``job`` reads packages that are not in the figures yet.
    """

    code: str
    year: int
    cadence: str
    years: list[tuple[int, str]]
    whole: Row
    rows: list[Row]
    counties: list[County]
    late: list[Late]
    waiting: list[Station]
    corrections: dict[str, int]
    above: list[tuple[str, str]]
    law: Rulebook
    job: Job | None

    @property
    def is_county(self) -> bool:
        """Whether it is one county, whose townships are its rows."""
        return len(self.code) == COUNTY_DIGITS


def top_of(by: Acting) -> str:
    """Return the highest division that the acting person answers for: the empty code is the whole country."""
    return min(by.area_codes, key=lambda code: (len(code), code), default="-")


def overview_of(by: Acting, code: str | None, year: int, cadence: str) -> Overview | None:
    """Return the overview of a division (None: the highest of the acting person's) in the campaigns of a year (0: the
    latest that there are). None where it is none of theirs, or where there is nothing at all."""
    if may_see_overview.explain(by):
        return None
    job = up_to_date()
    years = years_of(by)
    wanted = top_of(by) if code is None else code
    if not years or not by.answers_for(wanted) or len(wanted) not in (0, 2, 4, COUNTY_DIGITS):
        return None
    if (year, cadence) not in years:
        year, cadence = next((one for one in years if one[0] == year), years[0])
    law, on = rulebook_of(None), _day(year)
    listed = counties(by, year, cadence, wanted)
    if not listed and code is not None and wanted != top_of(by):
        return None
    names = names_of(by, {one.code[:digits] for one in listed for digits in (2, 4)} | {wanted})
    whole, rows = rolled_up(listed, wanted, names, law, on)
    return Overview(
        wanted, year, cadence, years, whole, rows, listed, late_of(listed, timezone.localdate()),
        waiting_for(by.post.unit, listed), open_corrections(listed),
        [(each, names.get(each, each)) for each in _above(wanted) if by.answers_for(each)], law, job,
    )  # fmt: skip


def refused_packages(by: Acting) -> list[Brought]:
    """Return what came to the acting person's unit as reported up and holds no seal: it counts nowhere."""
    rows = Brought.objects.filter(package__unit=by.post.unit).exclude(refusal="")
    return list(rows.select_related("package").order_by("-read_at")[:20])


def names_of(by: Acting, codes: set[str]) -> dict[str, str]:
    """Return the names of divisions by their code, as the units that answer for them have them."""
    rows = Unit.objects.filter(code__in=codes, is_practice=by.is_practice).exclude(level="bureau")
    return {one.code: one.short_name or one.name for one in rows}


def _above(code: str) -> list[str]:
    return [code[:digits] for digits in (0, 2, 4) if digits < len(code)]


def _day(year: int) -> date:
    return CampaignContext(year, "").day
