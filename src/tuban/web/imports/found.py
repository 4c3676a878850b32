"""Finds the disc that an address names, for who may see it. Whoever guesses gets nothing, and the audit is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from tuban.web.acting import by
from tuban.workflow.audit.recording import Subject, record
from tuban.workflow.patches.arrivals.queries import arrival_of

if TYPE_CHECKING:
    from tuban.workflow.patches.arrivals.queries import Arrival


def found(request: HttpRequest, arrival_id: UUID) -> Arrival:
    """Return the disc; raises Http404 where there is none that the acting person may see."""
    acting = by(request)
    arrival = arrival_of(acting, arrival_id)
    if arrival is None:
        with transaction.atomic():
            record(
                "patches.see_arrival", by=acting, subject=Subject("patches.arrival", str(arrival_id)),
                reason=_("It is not there, or outside the areas of the unit."), is_refused=True,
            )  # fmt: skip
        raise Http404
    return arrival
