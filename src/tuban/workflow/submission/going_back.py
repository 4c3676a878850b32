"""What a return does where the data are: the campaign is open again, and each patch goes back to its hands."""

from __future__ import annotations

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.review.returns.actions import send_back
from tuban.workflow.review.returns.policies import may_send_back
from tuban.workflow.review.returns.queries import hands_of
from tuban.workflow.submission.models import Station, Submission


def open_again(submission: Submission, station: Station, by: Acting) -> None:
    """Unlock the campaign, and send each pinned patch of the last return back to whoever took its finding.

    A patch that others stand for by now, or that this installation does not have, is named and goes to nobody.
    """
    campaign = submission.campaign
    campaign.locked_at, campaign.locked_by = None, None
    campaign.save(update_fields=["locked_at", "locked_by"])
    kept(submission)
    for pin in station.pinned.filter(patch__isnull=False).select_related("patch__campaign"):
        patch = pin.patch
        if patch is None or not may_send_back.allows(by, patch):
            continue
        hand = next(iter(hands_of(patch, by=by)), None)
        if hand is not None:
            send_back(
                patch, by=by, expected_version=patch.version, what=hand.what, to=hand.person, reasons=pin.reasons,
                text=pin.text or station.text,
            )  # fmt: skip
            pin.to = f"{hand.unit} {hand.person}"[:80]
            pin.save(update_fields=["to"])


def kept(submission: Submission) -> None:
    """Save where a submission stands."""
    submission.version += 1
    submission.save(update_fields=["state", "holder", "elsewhere", "version"])
