"""Who may take the package of a group, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Group
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.policies import works_on_patches
from tuban.workflow.routes.queries import groups_of, own_groups_of

_OF_THE_OFFICE = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER})


@policy
def may_take(by: Acting, group: Group) -> str:
    """Why not: a package holds whatever the office knows of its patches; those who go there take it, and those who
    send them. Somebody kept apart from every area for now takes none, whatever group they belong to."""
    if not by.area_codes:
        return _("You act for no area now: sheets of a second visit wait for you.")
    if own_groups_of(by).filter(pk=group.pk).exists():
        return ""
    if by.role in _OF_THE_OFFICE and groups_of(by).filter(pk=group.pk).exists():
        return ""
    return _("The package of a group is taken by its members, and by those of the county who send them.")


@policy
def may_bring(by: Acting, *_what: object) -> str:
    """Why not: those who work on patches bring what they found out."""
    if works_on_patches(by):
        return ""
    return _("What was found out in the field is brought by those who work on patches, not by a {role}.").format(
        role=by.role.label
    )
