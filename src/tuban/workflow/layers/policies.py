"""Who may do what with layers, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Role

KEEPERS = frozenset({Role.ORGANISER, Role.CHECKER, Role.SECTION_LEADER})


def is_seen(by: Acting, edition: Edition) -> bool:
    """Whether an edition is of a county in, or around, the areas of the acting person."""
    if by.is_administrator or by.is_practice != edition.is_practice:
        return False
    return any(edition.area_code.startswith(code[:6]) for code in by.area_codes)


@policy
def may_describe(by: Acting, edition: Edition) -> str:
    """Why not: the words of an edition are corrected by those who keep the data of the county."""
    if by.role not in KEEPERS:
        return _("Layers are described by organisers, section leaders and checkers.")
    if not is_seen(by, edition) or not by.answers_for(edition.area_code):
        return _("The layer is not of your areas.")
    return ""
