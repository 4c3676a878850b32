"""Who may organise what: units by the system administrator, people by the security administrator, never both by one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Department, Group, Holding, Person, Post, Responsibility, Token, Unit
from tuban.workflow.organisations.roles import Role

_KEEPERS_OF_GROUPS = frozenset({Role.ORGANISER, Role.LEADER, Role.SECTION_LEADER})


def _unit_of(subject: Unit | Post | Department | Holding | Group | Responsibility) -> Unit:
    if isinstance(subject, Unit):
        return subject
    return subject.post.unit if isinstance(subject, Holding) else subject.unit


def outside(by: Acting, unit: Unit) -> str:
    """Return why a unit is none of the acting person's; empty where it is."""
    if by.is_practice != unit.is_practice:
        return _("The practice county and real units are kept apart.")
    if by.post.unit_id == unit.pk or by.answers_for(unit.code):
        return ""
    return _("{unit} is outside the areas of {own}.").format(unit=unit.name, own=by.post.unit.name)


@policy
def may_organise_units(by: Acting, subject: Unit | Post | Department) -> str:
    """Why not: units, departments and posts are the system administrator's."""
    if by.role is not Role.SYSTEM_ADMINISTRATOR:
        return _("Only a system administrator changes units, departments and posts.")
    return outside(by, _unit_of(subject))


@policy
def may_register_people(by: Acting, *subjects: Person) -> str:
    """Why not: people are registered by the security administrator of an area that they hold posts in."""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("Only a security administrator registers people and gives passwords.")
    return next((why for person in subjects if (why := _beyond(by, person))), "")


def _beyond(by: Acting, person: Person) -> str:
    """Return why a person is none of the acting security administrator's; empty where they are."""
    if by.is_practice != person.is_practice:
        return _("The practice county and real units are kept apart.")
    holdings = person.holdings.filter(until__isnull=True).select_related("post__unit")
    return next((why for held in holdings if (why := outside(by, held.post.unit))), "")


@policy
def may_change_password(by: Acting, person: Person) -> str:
    """Why not: one's own is everybody's, others' are the security administrator's."""
    if by.person_id == person.pk:
        return ""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("Only a security administrator gives others a new password.")
    return _beyond(by, person)


@policy
def may_appoint(by: Acting, subject: Post | Holding, *others: Person) -> str:
    """Why not: posts are given and taken by the security administrator, not to themselves."""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("Only a security administrator gives and takes posts.")
    if any(person.pk == by.person_id for person in others):
        return _("Nobody gives a post to themselves: another security administrator does.")
    if any(person.is_practice != by.is_practice for person in others):
        return _("The practice county and real units are kept apart.")
    return outside(by, _unit_of(subject))


@policy
def may_keep_groups(by: Acting, subject: Unit | Group | Responsibility) -> str:
    """Why not: groups and the responsibility register are kept by organisers and leaders."""
    if by.role not in _KEEPERS_OF_GROUPS:
        return _("Groups and the responsibility register are kept by organisers, section leaders and leaders.")
    return outside(by, _unit_of(subject))


@policy
def may_have_tokens(by: Acting) -> str:
    """Why not: who keeps people, passwords and the audit acts by hand only. The system administrator may let a machine
    found units, for some days."""
    if by.is_administrator and by.role is not Role.SYSTEM_ADMINISTRATOR:
        return _("Security and audit administrators act by hand: no machine gets their rights.")
    return ""


@policy
def may_revoke_token(by: Acting, token: Token) -> str:
    """Why not: one's own, and the security administrator's of the area."""
    if token.person_id == by.person_id:
        return ""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("A token is revoked by the one who gave it, or by a security administrator.")
    return outside(by, token.post.unit)
