"""Questions about layer editions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.policies import is_seen
from tuban.workflow.organisations.acting import Acting, in_areas


def editions_seen_by(by: Acting) -> QuerySet[Edition]:
    """Return the editions of the counties in the areas of the acting person; those of a township see its county's."""
    rows = Edition.objects.filter(is_practice=by.is_practice)
    if by.is_administrator:
        return rows.none()
    codes = [code[:6] for code in by.area_codes]
    return in_areas(rows, codes, "area_code")


def current_editions(area_code: str, *, is_practice: bool) -> QuerySet[Edition]:
    """Return the editions of a county that nothing has replaced."""
    rows = Edition.objects.filter(area_code=area_code, is_practice=is_practice, replaced_by__isnull=True)
    return rows.order_by("role", "list", "source_file")


def history_of(edition: Edition) -> QuerySet[Edition]:
    """Return all editions of the same role and list of the same county, the newest first."""
    rows = Edition.objects.filter(area_code=edition.area_code, is_practice=edition.is_practice)
    return rows.filter(role=edition.role, list=edition.list).order_by("-arrived_at", "-pk")


def edition_for(by: Acting, key: UUID) -> Edition | None:
    """Return an edition by its key; None where it is none of theirs."""
    found = editions_seen_by(by).filter(pk=key).first()
    return found if found is not None and is_seen(by, found) else None
