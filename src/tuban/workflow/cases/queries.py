"""Questions about cases: which ones somebody sees, whose patches they hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tuban.workflow.cases.models import Case, CasePatch
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.patches.models import Patch


def cases_seen_by(by: Acting) -> QuerySet[Case]:
    """Return the cases of the areas of the acting person; administrators of the product see none."""
    if by.is_administrator:
        return Case.objects.none()
    rows = Case.objects.filter(is_practice=by.is_practice).select_related("organ", "campaign", "by")
    return in_areas(rows, by.area_codes, "area_code")


def cases_of(patch: Patch) -> QuerySet[Case]:
    """Return the cases that hold a patch, the newest first."""
    return Case.objects.filter(lines__patch=patch).select_related("organ", "campaign")


def patches_in_cases(patches: Iterable[int]) -> set[int]:
    """Return which of the patches, by their row, stand in a case that was filed or may still be."""
    held = CasePatch.objects.filter(patch__in=list(patches)).exclude(case__standing=Case.Standing.NOT_FILED)
    return set(held.values_list("patch_id", flat=True))


def lines_of(case: Case) -> QuerySet[CasePatch]:
    """Return the patches of a case."""
    return CasePatch.objects.filter(case=case).select_related("patch__campaign")
