"""Looks at what the field brought, soon after it came."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.jobs.work import Run, work
from tuban.values.language import gettext as _

LOOK = "scrutiny.look"


def look_after(**_told: Any) -> None:
    """Something came from the field: look at it once the transaction is kept."""
    transaction.on_commit(look_soon)


def look_soon() -> None:
    """Queue the look unless one waits: what waits looks later, and so at this too."""
    if Job.objects.filter(kind=LOOK, state=Job.State.WAITING).exists():
        return
    with transaction.atomic():
        ask_for(LOOK, _("Look at what came from the field"), {})


@work(LOOK)
def look(run: Run) -> dict[str, Any]:
    """Read the photos that nobody has looked at yet, and give the patches of every campaign their points."""
    from tuban.workflow.scrutiny.looking import look_at_all, read_photos

    read = read_photos(lambda done, total: run.progress(run.job.title, done, total))
    return {"photos": read, "patches": look_at_all()}
