"""Taking patches along: at once, or in the background for many. Who took what is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.jobs.queue import ask_for
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.exporting.kinds import FileKind, TooManyForOneFile, kind_named, system_for
from tuban.workflow.comparison.exporting.wording import About, about, filter_in_words
from tuban.workflow.comparison.lists import in_portions
from tuban.workflow.comparison.policies import may_export
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.queries.counts import count
from tuban.workflow.patches.queries.lists import Filter, filtered

EXPORT = "comparison.export_patches"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken along at once: the rows, what is said of them, and the system of their coordinates."""

    rows: Iterator[Any]
    about: About
    epsg: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was made in the background."""

    job: Job
    path: Path
    kind: FileKind
    name: str


@action("patches.export", policy=may_export, secrets=("asked", "kind"))
def take_along(
    campaign: Campaign | None, *, by: Acting, asked: Filter, kind: FileKind, epsg: int | None = None
) -> Taken:
    """Take along what a filter shows, at once. Raises TooManyForOneFile, SystemUnfit."""
    system = system_for(kind, campaign, epsg)
    total = _counted(by, asked, kind.name, kind.at_once)
    rows = in_portions(filtered(by, asked), with_geometry=kind.has_places)
    return Taken(rows, about(campaign, asked, total=total, epsg=system), system, total)


@action("patches.export", policy=may_export, secrets=("asked", "kind", "with_mark"))
def ask_for_export(
    campaign: Campaign | None, *, by: Acting, asked: Filter, kind: FileKind, epsg: int | None = None,
    with_mark: bool = True,
) -> Job:  # fmt: skip
    """Ask for a file that is made in the background, and kept for seven days. Raises TooManyForOneFile, SystemUnfit."""
    system = system_for(kind, campaign, epsg)
    total = _counted(by, asked, kind.name, kind.in_all)
    title = f"{_('List of patches')}（{kind.name}）：{filter_in_words(asked)}"
    arguments = {
        "asked": asked.as_wire(), "kind": kind.name, "epsg": system, "total": total, "with_mark": with_mark,
        "campaign_id": str(campaign.pk) if campaign else "", "person_id": str(by.person_id),
        "post_id": str(by.post_id), "language": translation.get_language() or "zh-hans",
    }  # fmt: skip
    return ask_for(
        EXPORT, title, arguments, person_id=by.person_id, person_name=by.person_name,
        area_code=by.area_code, campaign_id=campaign.pk if campaign else None,
    )  # fmt: skip


def _counted(by: Acting, asked: Filter, kind: str, most: int) -> int:
    total = count(by, asked)
    note(kind=kind, patches=total, filter=filter_in_words(asked))
    if total > most:
        raise TooManyForOneFile(total=total, kind=kind, most=most)
    return total


def export_of(by: Acting, job_id: UUID) -> Export | None:
    """Return a file that the acting person asked for under this post; None where there is none, or none any more."""
    job = job_of(job_id)
    if job is None or job.kind != EXPORT or job.state != Job.State.DONE or job.person_id != by.person_id:
        return None
    path = place_of(job)
    if job.arguments.get("post_id") != str(by.post_id) or not path.is_file():
        return None
    return Export(job, path, kind_named(job.arguments["kind"]), job.outcome["name"])


def file_name(kind: FileKind) -> str:
    """Return what a file of today is called."""
    return f"{_('List of patches')}-{timezone.localdate().isoformat()}.{kind.name}"


def place_of(job: Job) -> Path:
    """Return where the file of a job lies."""
    folder: Path = settings.HOME.work / "exports"
    return folder / f"{job.pk}.{job.arguments['kind']}"
