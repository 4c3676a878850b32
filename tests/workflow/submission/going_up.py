"""Steps of a campaign on its way up, for tests of the workflow and of the pages."""

from __future__ import annotations

from collections.abc import Callable

from tests.workflow.review.found import found_unchanged

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.results.actions import write
from tuban.workflow.results.models import Result
from tuban.workflow.signoff.actions import sign
from tuban.workflow.signoff.proof import prove
from tuban.workflow.submission import actions
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.queries import in_the_way
from tuban.workflow.submission.signing import document_of

SIGNERS = ("zuzhi", "guihua", "juzhang", "zuzhang")
TEXT = "已与台账核对，属实。"


def found_all(acting: Callable[[str], Acting]) -> None:
    """Let every patch without a finding be found unchanged."""
    for patch in Patch.objects.filter(fate=Fate.ACTIVE, finding=None):
        found_unchanged(patch, acting)


def written(campaign: Campaign, by: Acting) -> Result:
    """Let the results be written."""
    made = write(campaign, by=by, groups=["forms"])
    job = do(made.job_id)
    assert job.state == Job.State.DONE, job.error
    return Result.objects.get(pk=made.pk)


def explained(campaign: Campaign, by: Acting) -> None:
    """Explain everything that can be explained."""
    keys = [one.key for one in in_the_way(by, campaign)[1] if one.explanation is None]
    if keys:
        actions.explain(campaign, by=by, keys=keys, text=TEXT)


def sealed(campaign: Campaign, by: Acting, reason: str = "") -> Seal:
    """Explain what can be, and seal."""
    explained(campaign, by)
    made = actions.seal(campaign, by=by, reason=reason)
    job = do(made.job_id)
    assert job.state == Job.State.DONE, job.error
    return Seal.objects.select_related("campaign", "unit", "result").get(pk=made.pk)


def signed(seal: Seal, acting: Callable[[str], Acting]) -> None:
    """Let everybody of the chain sign."""
    for name in SIGNERS:
        document, by = document_of(seal), acting(name)
        digest = document.snapshots.get(is_current=True).digest
        sign(document, by=by, digest=digest, proof=prove(by=by, password=PASSWORD))
