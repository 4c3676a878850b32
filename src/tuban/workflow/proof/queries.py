"""The packages that were asked for."""

from __future__ import annotations

from uuid import UUID

from tuban.jobs.models import Job
from tuban.jobs.queries import job_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.proof.actions import MAKE, Made, place_of

_SHOWN, _LOOKED_AT = 10, 200


def asked_by(by: Acting, patch: Patch | None = None) -> list[Job]:
    """Return what the acting person asked for under this post, the newest first; of one patch where it is given."""
    rows = Job.objects.filter(kind=MAKE, person_id=by.person_id).order_by("-asked_at")[:_LOOKED_AT]
    own = [one for one in rows if one.arguments.get("post_id") == str(by.post_id)]
    if patch is not None:
        own = [one for one in own if str(patch.uuid) in one.arguments["patches"]]
    return own[:_SHOWN]


def made_for(by: Acting, job_id: UUID) -> Made | None:
    """Return a file that the acting person asked for under this post; None where there is none, or none any more."""
    job = job_of(job_id)
    if job is None or job.kind != MAKE or job.state != Job.State.DONE or job.person_id != by.person_id:
        return None
    path = place_of(job.pk)
    if job.arguments.get("post_id") != str(by.post_id) or not path.is_file():
        return None
    return Made(job, path, job.outcome["name"])
