"""Asks for editions to be made ready for the map, once each, and tells how far that is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.workflow.layers.drawing import is_drawn, is_ready
from tuban.workflow.layers.models import Edition
from tuban.workflow.layers.tasks import MAKE_READY


def ask_to_make_ready(editions: Iterable[Edition]) -> list[Job]:
    """Queue the work for every edition of the map that is not ready, unless it is under way or has failed."""
    asked = []
    for edition in editions:
        if not is_drawn(edition.role) or not (edition.has_geometry or edition.is_image) or is_ready(edition):
            continue
        last = _last_job(edition)
        if last is not None and last.state != Job.State.DONE:
            continue
        title = _("Make ready for the map: {edition}").format(edition=edition)
        asked.append(ask_for(MAKE_READY, title, {"edition_id": str(edition.pk)}, area_code=edition.area_code))
    return asked


def how_far(edition: Edition) -> str:
    """Return how far the work on an edition is, in words; empty where it has not begun."""
    job = _last_job(edition)
    if job is None:
        return ""
    if job.state in (Job.State.FAILED, Job.State.CANCELLED):
        return job.error or str(job.get_state_display())
    return f"{job.percent} %" if job.percent else ""


def _last_job(edition: Edition) -> Job | None:
    return Job.objects.filter(kind=MAKE_READY, arguments__edition_id=str(edition.pk)).order_by("-asked_at").first()
