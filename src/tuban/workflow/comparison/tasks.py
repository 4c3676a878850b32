"""The jobs of the comparison."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tuban.jobs.work import Cancelled, Run, work
from tuban.values.errors import TubanError

LOAD_DISC = "comparison.load_disc"
CUT_PICTURES = "comparison.cut_pictures"
CUT_BARE = "comparison.cut_bare_pictures"
WOULD_DIFFER = "comparison.would_differ"
DELIVER_LAYER = "comparison.deliver_layer"
_ARCHIVES = (".zip", ".7z", ".tar", ".gz", ".tgz", ".rar")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a job, as the audit names them; the post they asked under is in the line of the asking."""

    person_id: UUID | None
    person_name: str
    post_id: UUID | None = None
    post_title: str = ""
    address: str = ""
    area_code: str = ""

    @classmethod
    def of(cls, run: Run) -> Asker:
        """Return who asked for the job of a run; the product where nobody did."""
        return cls(run.job.person_id, run.job.person_name or "系统", area_code=run.job.area_code)


@work(LOAD_DISC)
def load_disc_job(run: Run, *, arrival_id: str) -> dict[str, Any]:
    """Load the disc of an arrival; where it cannot be loaded, the arrival waits for confirmation again."""
    from tuban.workflow.comparison.loading import load_disc
    from tuban.workflow.patches.arrivals import files
    from tuban.workflow.patches.models import Arrival

    arrival = Arrival.objects.select_related("unit", "campaign").get(pk=arrival_id)
    if arrival.state == Arrival.State.LOADED:
        return {}
    Arrival.objects.filter(pk=arrival.pk).update(state=Arrival.State.LOADING)
    try:
        loaded = load_disc(
            files.disc_of(arrival) if arrival.summary.get("files") else disc_of(arrival.folder),
            by=Asker.of(run),
            work=settings.HOME.work / str(run.job.pk),
            is_practice=arrival.unit.is_practice,
            arrival=arrival,
            campaign=arrival.campaign,
            ends_missing=bool(arrival.summary.get("ends_missing")),
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


@work(CUT_PICTURES)
def cut_pictures_job(_run: Run, *, patch_id: int) -> dict[str, Any]:
    """Cut the pictures of a patch that no disc issued."""
    from tuban.workflow.comparison.picturing import cut_pictures

    return {"pictures": cut_pictures(patch_id)}


@work(CUT_BARE)
def cut_bare_job(run: Run, *, campaign_id: str) -> dict[str, Any]:
    """Cut the pictures of a campaign anew that have the outline drawn in."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.picturing import cut_bare

    return cut_bare(run, Campaign.objects.get(pk=campaign_id))


@work(WOULD_DIFFER)
def would_differ_job(run: Run, *, edition_id: str) -> dict[str, Any]:
    """List the patches of which a newer edition would say something else."""
    from tuban.workflow.comparison.differing import list_what_differs

    return list_what_differs(run, UUID(edition_id))


@work(DELIVER_LAYER)
def deliver_layer_job(
    run: Run, *, campaign_id: str, folder: str, name: str, role: str, title: str, as_of: str, replaces: str
) -> dict[str, Any]:
    """Enter a layer that was delivered alone; what was uploaded goes once it is in the store."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.delivering import deliver

    place = settings.HOME.uploads / folder
    outcome = deliver(
        run, Campaign.objects.get(pk=campaign_id), place / name, role=role, title=title, as_of=as_of,
        replaces=UUID(replaces) if replaces else None, by=Asker.of(run),
    )  # fmt: skip
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(settings.HOME.work / str(run.job.pk), ignore_errors=True)
    return outcome
