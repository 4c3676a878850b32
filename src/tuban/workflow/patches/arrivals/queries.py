"""Questions about discs that came in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from tuban.inspect.disc import Finding
from tuban.inspect.disc.findings import from_json
from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.patches.arrivals.files import is_kept, uploads_of
from tuban.workflow.patches.models import Arrival

__all__ = [
    "Arrival", "arrival_of", "arrivals_listed", "arrivals_seen_by", "findings_of", "has_idle_job", "is_loaded_already",
    "is_whole", "job_of_arrival", "received_of", "unfinished_of",
]  # fmt: skip
_LONG = ("findings", "proposals")


def arrivals_seen_by(by: Acting) -> QuerySet[Arrival]:
    """Return the discs that units of the acting person's areas brought in, newest first; administrators see none."""
    if by.is_administrator:
        return Arrival.objects.none()
    seen = in_areas(Arrival.objects.filter(unit__is_practice=by.is_practice), by.area_codes, "unit__code")
    return seen.select_related("unit", "begun_by", "campaign")


def arrivals_listed(by: Acting) -> QuerySet[Arrival]:
    """Return the same for a list, without what only the page of one disc shows."""
    return arrivals_seen_by(by).defer(*_LONG)


def arrival_of(by: Acting, arrival_id: UUID) -> Arrival | None:
    """Return a disc; None where it does not exist or is none of the acting person's."""
    return arrivals_seen_by(by).filter(pk=arrival_id).first()


def unfinished_of(by: Acting) -> Sequence[Arrival]:
    """Return the uploads of the acting person's unit that are not whole yet."""
    return [
        arrival
        for arrival in arrivals_listed(by).filter(unit_id=by.post.unit_id, state=Arrival.State.UPLOADING)
        if is_kept(arrival)
    ]


def findings_of(arrival: Arrival) -> list[Finding]:
    """Return what the import doctor found."""
    return from_json(arrival.findings)


def received_of(arrival: Arrival) -> int:
    """Return how many bytes are on the disk."""
    return sum(one.offset for one in uploads_of(arrival))


def is_whole(arrival: Arrival) -> bool:
    """Whether every announced file is here."""
    return all(one.is_whole for one in uploads_of(arrival))


def job_of_arrival(arrival: Arrival) -> Job | None:
    """Return the work that runs or ran on it last."""
    return job_of(arrival.job_id) if arrival.job_id else None


def has_idle_job(arrival: Arrival) -> bool:
    """Whether the last work on it has come to an end, so that a person must say how to go on."""
    job = job_of_arrival(arrival)
    return job is None or job.is_over


def is_loaded_already(arrival: Arrival) -> bool:
    """Whether the same unit has loaded the very same disc."""
    same = Arrival.objects.filter(unit_id=arrival.unit_id, checksum=arrival.checksum, state=Arrival.State.LOADED)
    return bool(arrival.checksum) and same.exclude(pk=arrival.pk).exists()
