"""Who may do what to second factors and sessions: everybody to their own, the security administrator to others'."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.policies import may_change_password, may_register_people
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in.codes import factor_of
from tuban.workflow.sign_in.models import Session
from tuban.workflow.sign_in.queries import roles_asked


@policy
def may_set_up(by: Acting) -> str:
    """Why not: a second factor that counts is removed first, with a code of it."""
    if factor_of(by.person) is not None:
        return _("You have a second factor. Remove it first, with a code of it.")
    return ""


@policy
def may_remove(by: Acting) -> str:
    """Why not: nobody removes what the rules ask of their post."""
    if factor_of(by.person) is None:
        return _("You have no second factor.")
    if by.role in roles_asked(by.post):
        return _("Your post must have a second factor. Where the telephone is another now, the security administrator "
                 "resets it.")  # fmt: skip
    return ""


@policy
def may_have_codes(by: Acting) -> str:
    """Why not: recovery codes belong to a second factor."""
    return "" if factor_of(by.person) is not None else _("You have no second factor.")


@policy
def may_reset(by: Acting, person: Person) -> str:
    """Why not: the second factor of others is reset by the security administrator, one's own by another of them."""
    if person.pk == by.person_id:
        return _("Nobody resets their own second factor: another security administrator does.")
    if why := may_change_password.explain(by, person):
        return why
    return "" if factor_of(person) is not None else _("{person} has no second factor.").format(person=person.name)


@policy
def may_end_session(by: Acting, session: Session) -> str:
    """Why not: one's own, and for the security administrator those of the people of their areas."""
    if session.person_id == by.person_id:
        return ""
    return may_register_people.explain(by, session.person)


@policy
def may_end_sessions(by: Acting, person: Person) -> str:
    """Why not: as for one session."""
    return "" if person.pk == by.person_id else may_register_people.explain(by, person)


@policy
def may_ask_factors(by: Acting) -> str:
    """Why not: which roles must have a second factor says the security administrator."""
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return _("Only a security administrator says which roles must have a second factor.")
    return ""
