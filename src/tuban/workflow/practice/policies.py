"""Who may bring a practice county back, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role
from tuban.workflow.practice.queries import last_reset

RESETTERS = frozenset({Role.ORGANISER, Role.SYSTEM_ADMINISTRATOR})


@policy
def may_see_practice(by: Acting) -> str:
    """Why not: who trains looks at the practice county; a real unit has none."""
    return "" if by.is_practice else _("Only the practice county can be reset.")


@policy
def may_reset(by: Acting, campaign: Campaign) -> str:
    """Why not: only practice is reset, by its organisers and system administrators, one reset after the other."""
    if not campaign.is_practice:
        return _("Only the practice county can be reset.")
    if not by.is_practice or by.role not in RESETTERS:
        return _("The practice county is reset by its campaign organisers and its system administrator.")
    if not by.answers_for(campaign.area_code):
        return _("The campaign is not in your areas.")
    running = last_reset(campaign.pk)
    if running is not None and not running.is_over:
        return _("The practice county is being reset at this moment.")
    return ""
