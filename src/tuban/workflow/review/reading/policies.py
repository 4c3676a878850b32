"""Who may read images, arrange the reading and see how others read; and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.policies import stands_still
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import counts_no_more, out_of_reach, works_on_patches
from tuban.workflow.patches.states import State
from tuban.workflow.review.models import Control, Reading

CHAIR = frozenset({Role.ORGANISER, Role.LEADER})
ARBITERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER})
OPEN = frozenset({State.ISSUED, State.COMPARED, State.TO_VISIT})
"""States in which a reading can still say where to look."""
READABLE = OPEN | {State.VISITED}


def not_a_reader(by: Acting) -> str:
    """Return why somebody reads no images at all; empty where they do."""
    if works_on_patches(by):
        return ""
    return _("Images are read by those who work on patches, not by a {role}.").format(role=by.role.label)


def _of_campaign(by: Acting, campaign: Campaign) -> str:
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    return stands_still(campaign)


@policy
def may_look(by: Acting, patch: Patch) -> str:
    """Why not: patches of their areas are opened at the desk by those who read images."""
    return not_a_reader(by) or out_of_reach(by, patch)


@policy
def may_read(by: Acting, patch: Patch) -> str:
    """Why not: a patch is read once by each reader, while a reading can still say where to look."""
    reason = not_a_reader(by) or out_of_reach(by, patch) or counts_no_more(patch)
    if reason:
        return reason
    if Reading.objects.filter(patch=patch, by=by.person, undone_at=None).exists():
        return _("You have read this patch. Undo that reading first.")
    if patch.state not in READABLE and not Control.objects.filter(patch=patch, retired_at=None).exists():
        return _("The review has gone on: the patch is {state}.").format(state=State(patch.state).label)
    return ""


@policy
def may_undo(by: Acting, reading: Reading) -> str:
    """Why not: a reading is taken back by whoever gave it."""
    if reading.by_id != by.person_id:
        return _("A reading is taken back by whoever gave it.")
    if reading.undone_at is not None:
        return _("This reading was taken back already.")
    return out_of_reach(by, reading.patch)


@policy
def may_take_over(by: Acting, patch: Patch) -> str:
    """Why not: a lock is taken over by those who may read the patch."""
    return may_read.explain(by, patch)


@policy
def may_arrange(by: Acting, campaign: Campaign) -> str:
    """Why not: the reading of a campaign is arranged by its organisers."""
    if by.role is not Role.ORGANISER:
        return _("The reading is arranged by campaign organisers.")
    return _of_campaign(by, campaign)


@policy
def may_retire(by: Acting, control: Control) -> str:
    """Why not: control patches are chosen and retired by the organisers."""
    if control.retired_at is not None:
        return _("This is no control patch any more.")
    return may_arrange.explain(by, control.campaign)


@policy
def may_see_readers(by: Acting, campaign: Campaign) -> str:
    """Why not: how others read is seen by organisers and leaders of the county."""
    if by.role not in CHAIR:
        return _("How others read is seen by organisers and leaders; you see your own.")
    if by.is_practice != campaign.is_practice or not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    return ""


@policy
def may_arbitrate(by: Acting, reading: Reading) -> str:
    """Why not: where two readers differ, an organiser or a section leader decides who was none of them."""
    if by.role not in ARBITERS:
        return _("Where two readers differ, organisers and section leaders decide.")
    others = Reading.objects.filter(patch=reading.patch, undone_at=None, by=by.person)
    if others.exists():
        return _("You have read this patch: somebody else decides.")
    return out_of_reach(by, reading.patch)


@policy
def may_set_keys(by: Acting, person: Person) -> str:
    """Why not: the keys of the desk are chosen by each person for themselves."""
    return "" if by.person_id == person.pk else _("Everybody chooses their own keys.")
