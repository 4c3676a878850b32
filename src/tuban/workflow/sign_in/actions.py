"""What people do about their signing in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tuban.workflow.audit.acting import action, note, subject_of
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in import sessions
from tuban.workflow.sign_in.codes import (
    TooManyCodes,
    WrongCode,
    factor_of,
    give_recovery_codes,
    new_secret,
    opened,
    seal,
    take_code,
)
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.models import FactorRule, SecondFactor, Session
from tuban.workflow.sign_in.policies import (
    may_ask_factors,
    may_end_session,
    may_end_sessions,
    may_have_codes,
    may_remove,
    may_reset,
    may_set_up,
)
from tuban.workflow.sign_in.queries import roles_asked_by
from tuban.workflow.sign_in.words import Way, Why

_CHECK = "sign_in.check_code"


def secret_to_scan(*, by: Acting) -> bytes:
    """Draw the secret that the acting person puts into their telephone, and return it; it counts for nothing until a
    code of it is confirmed. The same until then, however often one begins."""
    may_set_up.demand(by)
    factor, _is_new = SecondFactor.objects.get_or_create(person=by.person, defaults={"sealed": seal(new_secret())})
    secret = opened(factor.sealed)
    if secret is None:
        secret = new_secret()
        SecondFactor.objects.filter(pk=factor.pk).update(sealed=seal(secret))
    return secret


def set_up(*, by: Acting, code: str) -> Sequence[str]:
    """Let the second factor count from now on, with a code of it; returns the recovery codes, to be shown once.

    Raises WrongCode, TooManyCodes, Refused.
    """
    factor = SecondFactor.objects.filter(person=by.person).first()
    if factor is None:
        raise WrongCode
    if factor.confirmed_at is None:
        take_code(factor, code)
    return _set_up(by=by)


@action("sign_in.set_up_factor", policy=may_set_up)
def _set_up(*, by: Acting) -> Sequence[str]:
    factor = SecondFactor.objects.get(person=by.person)
    factor.confirmed_at = timezone.now()
    factor.save(update_fields=["confirmed_at"])
    return give_recovery_codes(factor)


def check_code(person: Person, code: str, *, by: Acting | None) -> None:
    """Take a code of a person who has a second factor; without one nothing is asked.

    Raises WrongCode, TooManyCodes; the audit gets a line of a wrong one and of a recovery code used, and of many tries
    after the last that was looked at one in an hour.
    """
    factor = factor_of(person)
    if factor is None:
        return
    try:
        how = take_code(factor, code)
    except TooManyCodes:
        failed(Way.CODE, Why.LOCKED, address=by.address if by is not None else "", person=person)
        raise
    except WrongCode as error:
        if by is not None:
            record_alone(_CHECK, by=by, subject=subject_of(person), reason=error.message, is_refused=True)
        raise
    if how == "recovery" and by is not None:
        record_alone("sign_in.use_recovery_code", by=by, subject=subject_of(person))


def remove_factor(*, by: Acting, code: str) -> None:
    """Do without a second factor again, with a code of it. Raises WrongCode, TooManyCodes, Refused."""
    may_remove.demand(by)
    check_code(by.person, code, by=by)
    _remove(by=by)


@action("sign_in.remove_factor", policy=may_remove)
def _remove(*, by: Acting) -> None:
    SecondFactor.objects.filter(person=by.person).delete()


def renew_recovery_codes(*, by: Acting, code: str) -> Sequence[str]:
    """Return new recovery codes, to be shown once, for a code. Raises WrongCode, TooManyCodes, Refused."""
    may_have_codes.demand(by)
    check_code(by.person, code, by=by)
    return _renew(by=by)


@action("sign_in.renew_recovery_codes", policy=may_have_codes)
def _renew(*, by: Acting) -> Sequence[str]:
    return give_recovery_codes(SecondFactor.objects.get(person=by.person))


@action("sign_in.reset_factor", policy=may_reset)
def reset_factor(person: Person, *, by: Acting, reason: str) -> Person:
    """Take the second factor of somebody away who lost it; their sessions end at once."""
    SecondFactor.objects.filter(person=person).delete()
    sessions.end_all(person, Session.End.ADMINISTRATOR)
    return person


@action("sign_in.ask_factors", policy=may_ask_factors)
def ask_factors(*, by: Acting, roles: Sequence[Role]) -> None:
    """Say which roles must have a second factor, in the acting person's unit and below."""
    unit, asked = by.post.unit, set(roles)
    note(before=sorted(roles_asked_by(unit)), roles=sorted(asked), unit=unit.name)
    FactorRule.objects.filter(unit=unit).exclude(role__in=asked).delete()
    for role in sorted(asked - roles_asked_by(unit)):
        FactorRule.objects.create(unit=unit, role=role)


@action("sign_in.end_session", policy=may_end_session)
def end_session(session: Session, *, by: Acting) -> Session:
    """End one session."""
    own = session.person_id == by.person_id
    sessions.end(Session.objects.filter(pk=session.pk), Session.End.ENDED if own else Session.End.ADMINISTRATOR)
    return session


@action("sign_in.end_sessions", policy=may_end_sessions)
def end_sessions(person: Person, *, by: Acting, but: str = "", reason: str = "") -> int:
    """End all sessions of a person, ``but`` the one named; returns how many stood open."""
    found = Session.objects.filter(person=person)
    own = person.pk == by.person_id
    ended = sessions.end(
        found.exclude(pk=but) if but else found, Session.End.ENDED if own else Session.End.ADMINISTRATOR
    )
    note(ended=ended)
    return ended
