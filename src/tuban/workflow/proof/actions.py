"""What people do: ask for proof packages of patches; who took which along is written down with its digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.proof.packing import write_proof
from tuban.workflow.proof.policies import may_make_proof, may_make_proofs

MAKE = "proof.make"
MOST = 300


class NothingChosen(TubanError):
    """No patch was chosen."""

    code = "proof.nothing_chosen"
    hint = "Choose the patches whose proof packages are wanted."


class TooManyChosen(TubanError):
    """{count} patches were chosen; at most {most} packages are made at once."""

    code = "proof.too_many_chosen"
    hint = "Make them township by township."


@dataclass(frozen=True, slots=True)
class Made:
    """A file with one or more packages that was made in the background."""

    job: Job
    path: Path
    name: str


@action("proof.ask", policy=may_make_proofs, secrets=("patches",))
def ask_for_proofs(*, by: Acting, patches: Sequence[Patch]) -> Job:
    """Ask for the packages of patches, made in the background and kept for seven days. Raises NothingChosen,
    TooManyChosen, Refused."""
    if not patches:
        raise NothingChosen
    if len(patches) > MOST:
        raise TooManyChosen(count=len(patches), most=MOST)
    for one in patches:
        may_make_proof.demand(by, one)
    note(count=len(patches), patches=[str(one) for one in patches])
    title = (
        _("Proof package of {patch}").format(patch=patches[0])
        if len(patches) == 1
        else ngettext("{n} proof package", "{n} proof packages", len(patches)).format(n=len(patches))
    )
    arguments = {
        "patches": [str(one.uuid) for one in patches], "person_id": str(by.person_id), "post_id": str(by.post_id),
    }  # fmt: skip
    return ask_for(
        MAKE, title, arguments, person_id=by.person_id, person_name=by.person_name, area_code=by.area_code,
        campaign_id=patches[0].campaign_id,
    )  # fmt: skip


def make_proof(patch: Patch, *, by: Acting, into: Path) -> dict[str, Any]:
    """Write the package of a patch and say so in its audit. Raises Refused, and what writing raises."""
    may_make_proof.demand(by, patch)
    told = write_proof(patch, by, into)
    _made(patch, by=by, files=told["files"], manifest_sha256=told["manifest"], package_sha256=told["sha256"])
    return told


@action("proof.make", policy=may_make_proof)
def _made(patch: Patch, *, by: Acting, files: int, manifest_sha256: str, package_sha256: str) -> None:
    """Write down who made the package of a patch."""
    del patch, by
    note(files=files, manifest_sha256=manifest_sha256, package_sha256=package_sha256)


def place_of(job_id: UUID) -> Path:
    """Return where the file of a job lies."""
    folder: Path = settings.HOME.work / "proofs"
    return folder / f"{job_id}.zip"
