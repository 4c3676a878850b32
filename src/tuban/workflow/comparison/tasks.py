"""The jobs of the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tuban.jobs.work import Cancelled, Run, work
from tuban.values.errors import TubanError

LOAD_DISC = "comparison.load_disc"
_ARCHIVES = (".zip", ".7z", ".tar", ".gz", ".tgz", ".rar")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a job, as the audit names them; the post they asked under is in the line of the asking."""

    person_id: UUID | None
    person_name: str
    post_id: UUID | None = None
    post_title: str = ""
    address: str = ""

    @classmethod
    def of(cls, run: Run) -> Asker:
        """Return who asked for the job of a run; the product where nobody did."""
        return cls(run.job.person_id, run.job.person_name or "系统")


@work(LOAD_DISC)
def load_disc_job(run: Run, *, arrival_id: str) -> dict[str, Any]:
    """Load the disc of an arrival; where it cannot be loaded, the arrival waits for confirmation again."""
    from tuban.workflow.comparison.loading import load_disc
    from tuban.workflow.patches.models import Arrival

    arrival = Arrival.objects.select_related("unit", "campaign").get(pk=arrival_id)
    if arrival.state == Arrival.State.LOADED:
        return {}
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.LOADING)
    try:
        loaded = load_disc(
            disc_of(arrival.folder),
            by=Asker.of(run),
            work=settings.HOME.work / str(run.job.pk),
            is_practice=arrival.unit.is_practice,
            arrival=arrival,
            campaign=arrival.campaign,
            progress=run.progress,
        )
    except (TubanError, Cancelled):
        Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.CHECKED)
        raise
    return loaded.outcome


def disc_of(folder: str) -> Path:
    """Return the disc in a folder of the uploads: the one archive that lies there alone, else the folder."""
    place = Path(folder) if Path(folder).is_absolute() else settings.HOME.uploads / folder
    if place.is_dir():
        inside = [one for one in place.iterdir() if not one.name.startswith(".")]
        if len(inside) == 1 and inside[0].suffix.lower() in _ARCHIVES:
            return inside[0]
    return place
