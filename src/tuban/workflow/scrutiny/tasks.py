"""Looks at what the field brought, soon after it came, and once a day at everything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _
from tuban.workflow.survey.models import Capture, Visit

LOOK = "scrutiny.look"
LOOK_AT_ALL = "scrutiny.look_at_all"
_REST = timedelta(minutes=1)
"""Between two looks: what comes in it is looked at together."""


def look_after(instance: Capture | Visit, **_told: Any) -> None:
    """Something came from the field: look at its campaign once the transaction is kept."""
    if instance.patch is not None:
        transaction.on_commit(partial(look_soon, {instance.patch.campaign_id}))


def look_soon(campaigns: Collection[UUID]) -> None:
    """Queue a look at some campaigns; one that waits takes them along."""
    wanted = {str(key) for key in campaigns}
    waiting = Job.objects.filter(kind=LOOK, state=Job.State.WAITING)
    if wanted <= {key for told in waiting.values_list("arguments", flat=True) for key in told.get("campaigns", ())}:
        return
    with transaction.atomic():
        job = waiting.select_for_update().first()
        if job is None:
            ask_for(LOOK, _("Look at what came from the field"), {"campaigns": sorted(wanted)}, not_before=_rested_at())
        else:
            job.arguments = {"campaigns": sorted(wanted.union(job.arguments.get("campaigns", ())))}
            job.save(update_fields=["arguments"])


def _rested_at() -> datetime | None:
    last = Job.objects.filter(kind=LOOK, ended_at__gt=timezone.now() - _REST).order_by("-ended_at").first()
    return None if last is None or last.ended_at is None else last.ended_at + _REST


@work(LOOK)
def look(run: Run, *, campaigns: Collection[str] = ()) -> dict[str, Any]:
    """Read the photos that nobody has looked at yet, and give the patches of some campaigns, and of those that the
    photos belong to, their points."""
    from tuban.workflow.scrutiny.looking import campaigns_of, look_at_some, read_photos

    read = read_photos(lambda done, total: run.progress(run.job.title, done, total))
    return {"photos": len(read), "patches": look_at_some({*map(UUID, campaigns), *campaigns_of(read)})}


@daily(LOOK_AT_ALL, gettext_lazy("Look at everything that came from the field"))
def look_at_all_job(_run: Run, *, day: date) -> dict[str, Any]:
    """Give the patches of every campaign their points: outlines, and what is looked for, may have changed since."""
    from tuban.workflow.scrutiny.looking import look_at_all

    return {"patches": look_at_all()}
