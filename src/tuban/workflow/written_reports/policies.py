"""Who drafts reports and keeps what was edited, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_over, is_seen
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.written_reports.models import ReportDraft, ReportEdition

WRITERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER})


def _may_write(by: Acting, campaign: Campaign) -> str:
    if by.role not in WRITERS or not is_seen(by, campaign) or not by.answers_for(campaign.area_code):
        return _("Reports are written by the county's organisers, section leaders and checkers.")
    return is_over(campaign)


@policy
def may_draft(by: Acting, campaign: Campaign) -> str:
    """Why not: reports of a campaign are drafted by those of the county who check its patches."""
    return _may_write(by, campaign)


@policy
def may_keep(by: Acting, draft: ReportDraft) -> str:
    """Why not: an edited report is handed in by those who draft it, once the draft is done."""
    refusal = _may_write(by, draft.campaign)
    if not refusal and draft.done_at is None:
        return _("The report is being drafted.")
    return refusal


@policy
def may_compare(by: Acting, edition: ReportEdition) -> str:
    """Why not: an edition is held against the records by those who write reports."""
    return _may_write(by, edition.draft.campaign)
