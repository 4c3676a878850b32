"""What those above look for (V3): unlawful land without a case, cases handled late, taken over, reported upward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tuban.rules.limits import due, limit_of
from tuban.rules.procedures import Stand, Standing
from tuban.rules.working_days import CalendarYearUnknown
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.course import Course, courses_of
from tuban.workflow.cases.ground import UNLAWFUL
from tuban.workflow.cases.law import calendar
from tuban.workflow.cases.models import Case
from tuban.workflow.cases.queries import cases_seen_by
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign, patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding

_FILING = "limits/case/filing"
MOST = 500


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An unlawful patch without a case: since when it was found, until when it was to be filed (None: nobody can tell),
    and by how many days that has passed."""

    patch: Patch
    found_on: date
    due_on: date | None
    days_late: int


def unhandled(by: Acting, campaign: Campaign | None, *, on: date, township: str = "") -> list[Unhandled]:
    """Return unlawful patches that no case holds, those longest over the limit of filing first."""
    rows = patches_seen_by(by) if campaign is None else patches_of_campaign(by, campaign.pk)
    rows = rows.filter(fate=Fate.ACTIVE, finding=UNLAWFUL).select_related("campaign").defer("geometry", "issued")
    if township:
        rows = rows.filter(township_code=township)
    rows = rows.exclude(case_lines__case__standing__in=[one for one in Case.Standing if one != "not_filed"])
    patches = {one.pk: one for one in rows.order_by("number", "part_number")[: MOST + 1]}
    held = Finding.objects.filter(patch__in=patches, is_current=True).values_list("patch_id", "at")
    found = []
    for key, at in held:
        patch, day = patches[key], timezone.localtime(at).date()
        last = _last_day(patch, day)
        found.append(Unhandled(patch, day, last, max(0, (on - last).days) if last is not None else 0))
    return sorted(found, key=lambda one: (-one.days_late, str(one.patch)))


def _last_day(patch: Patch, day: date) -> date | None:
    law = rulebook_of(patch.campaign)
    limit = limit_of(law, _FILING, on=day, region=patch.area_code[:6])
    try:
        return due(limit, day, calendar(law)).last_day
    except CalendarYearUnknown:
        return None


@dataclass(frozen=True, slots=True)
class HandledLate:
    """A case with steps that are late, or that were done late."""

    case: Case
    course: Course
    late: tuple[Standing, ...]
    was_late: tuple[Standing, ...]


def handled_late(by: Acting, *, on: date) -> list[HandledLate]:
    """Return the cases in which something is late or was done late, those late now first."""
    rows = list(cases_seen_by(by).exclude(standing=Case.Standing.NOT_FILED)[:MOST])
    found = []
    for course in courses_of(rows, on=on).values():
        was_late = tuple(one for one in course.now if one.stand is Stand.DONE_LATE)
        if course.late or was_late:
            found.append(HandledLate(course.case, course, course.late, was_late))
    return sorted(found, key=lambda one: (not one.late, str(one.case)))


def taken_over(by: Acting) -> list[Case]:
    """Return the cases that an organ above took over."""
    return list(cases_seen_by(by).filter(taken_from__isnull=False).select_related("taken_from")[:MOST])


def reported_upward(by: Acting) -> list[Case]:
    """Return the cases that were reported upward."""
    return list(cases_seen_by(by).filter(reported_up_on__isnull=False)[:MOST])
