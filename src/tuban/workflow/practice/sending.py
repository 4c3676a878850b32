"""The way up of the practice county: results, seal, signatures, submission."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction

from tuban.jobs.models import Job
from tuban.jobs.work import Run, do
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.practice.people import FOUND, People, account
from tuban.workflow.results.actions import write as write_results
from tuban.workflow.signoff.actions import sign
from tuban.workflow.signoff.proof import prove
from tuban.workflow.signoff.turns import turns_of
from tuban.workflow.submission import actions as submission
from tuban.workflow.submission.hindrances import Objection
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.queries import in_the_way
from tuban.workflow.submission.signing import document_of
from tuban.workflow.submission.words import Hindrance

_SIGNERS = ("zuzhi", "guihua", "juzhang", "zuzhang")
"""Who signs, where the chain of the lawbook gives them a turn."""
_EXPLAINED = "已与台账核对，属实（练习）。"
_LOOKS_AGAIN = 0.5


class StepFailed(TubanError):
    """The practice county stands before «{title}», which did not come to its end: {why}"""

    code = "practice.step_failed"
    hint = "Begin the reset again; it begins anew."


class DiscAtFault(TubanError):
    """The practice county is settled and not sealed: {count} errors of its disc stand in the way, {first}"""

    code = "practice.disc_at_fault"
    hint = "Keep its corrected disc: `tuban practice found DISC --corrected DISC`. Then begin the reset again."


class NobodySigns(TubanError):
    """No account of the practice county has its turn to sign {document}."""

    code = "practice.nobody_signs"
    hint = "The chain of the lawbook asks for others: let them sign by hand on the page of reporting up."


def write_down(campaign: Campaign, people: People, run: Run) -> list[Objection]:
    """Have the results written; returns what stands in the way of a seal."""
    finished(write_results(campaign, by=people.organiser, groups=["forms"]).job_id, run)
    return in_the_way(people.organiser, campaign)[1]


def seal(campaign: Campaign, people: People, run: Run) -> Seal:
    """Correct the findings that rules object to, explain what may be explained, and seal what was written down.

    Raises DiscAtFault where errors stand that no finding settles.
    """
    found = in_the_way(people.organiser, campaign)[1]
    wrong = [_correctable(campaign, one) for one in found if one.kind is Hindrance.ERROR]
    if wrong and all(wrong):
        for done, key in enumerate(keys := list(dict.fromkeys(wrong))):
            run.progress(_("Findings are corrected"), done, len(keys))
            with transaction.atomic():
                people.correct(key)
        found = write_down(campaign, people, run)
    errors = [one for one in found if one.kind is Hindrance.ERROR]
    if errors:
        raise DiscAtFault(count=len(errors), first=f"{errors[0].rule} {errors[0].number} {errors[0].says}")
    open_ones = [one.key for one in found if one.explanation is None]
    if open_ones:
        submission.explain(campaign, by=people.organiser, keys=open_ones, text=_EXPLAINED)
    made = submission.seal(campaign, by=people.organiser)
    finished(made.job_id, run)
    made.refresh_from_db()
    return made


def sign_all(made: Seal, run: Run) -> None:
    """Let everybody whose turn it is sign a seal, until its chain is through. Raises NobodySigns."""
    signers = [account(name) for name in _SIGNERS]
    document = document_of(made)
    while document is not None and document.signed_at is None:
        run.progress(_("The seal is signed"))
        by = next((one for one in signers if turns_of(one, document)), None)
        if by is None:
            raise NobodySigns(document=document)
        digest = document.snapshots.get(is_current=True).digest
        sign(document, by=by, digest=digest, proof=prove(by=by, password=PASSWORD))
        document = document_of(made)


def send_up(made: Seal, people: People) -> None:
    """Send a signed seal to the level above."""
    submission.send(made, by=people.organiser, words="已逐级审核签字，请审核（练习）。")


def finished(job_id: UUID | None, run: Run) -> None:
    """Do a job that was just asked for, or wait for the worker that was quicker. Raises StepFailed."""
    assert job_id is not None  # noqa: S101 - the action asked for it
    job = do(job_id)
    while not job.is_over:
        run.progress(job.words or job.title, job.done, job.total)
        time.sleep(_LOOKS_AGAIN)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise StepFailed(title=job.title, why=job.error or job.get_state_display())


def _correctable(campaign: Campaign, wrong: Objection) -> int:
    """Return the patch whose finding can be corrected; 0 where an error is none of a finding's."""
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, number=wrong.patch, part_number=wrong.part)
    return rows.exclude(finding=FOUND).values_list("pk", flat=True).first() or 0
