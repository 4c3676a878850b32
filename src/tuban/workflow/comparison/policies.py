"""Who may compare anew and say what counts, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import is_seen, stands_still
from tuban.workflow.comparison.models import WouldDiffer
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach

JUDGES = frozenset({Role.CHECKER, Role.SECTION_LEADER, Role.ORGANISER})


@policy
def may_compare(by: Acting, *patches: Patch) -> str:
    """Why not: a comparison on newer layers is asked for by those who check patches, of patches that count.

    A finding that was taken stands in nobody's way: it stays, and says that it rests on an earlier comparison.
    """
    if by.role not in JUDGES:
        return _("Comparisons are renewed by organisers, section leaders and checkers.")
    return next(filter(None, (out_of_reach(by, patch) or counts_no_more(patch) for patch in patches)), "")


@policy
def may_answer(by: Acting, row: WouldDiffer) -> str:
    """Why not: whether the new pre-judgement counts is said once, by those who check patches."""
    if row.answer != WouldDiffer.Answer.OPEN:
        return _("This has been answered already.")
    return may_compare.explain(by, row.patch)


@policy
def may_ask_what_differs(by: Acting, edition: Edition) -> str:
    """Why not: what a newer layer would change is asked by those who check patches of its county."""
    if by.role not in JUDGES:
        return _("Comparisons are renewed by organisers, section leaders and checkers.")
    if by.is_practice != edition.is_practice or not by.answers_for(edition.area_code):
        return _("The layer is not of your areas.")
    return ""


@policy
def may_deliver(by: Acting, campaign: Campaign) -> str:
    """Why not: a layer is delivered by those who check patches of its county, into a campaign that runs."""
    if by.role not in JUDGES:
        return _("Layers are delivered by organisers, section leaders and checkers.")
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The layer is not of your areas.")
    return stands_still(campaign)


@policy
def may_cut_pictures(by: Acting, campaign: Campaign) -> str:
    """Why not: pictures are cut anew by the organisers of the county."""
    if by.role is not Role.ORGANISER:
        return _("Pictures are cut anew by campaign organisers.")
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)


@policy
def may_export(by: Acting, campaign: Campaign | None) -> str:
    """Why not: what one sees one may take along; administrators see no patches."""
    if by.is_administrator:
        return _("Administrators do no work of the inspection.")
    return "" if campaign is None or is_seen(by, campaign) else _("The campaign is not in your areas.")
