"""Questions about second factors and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.organisations.passwords import is_too_old
from tuban.workflow.organisations.queries import people_seen_by
from tuban.workflow.organisations.remembering import remembered
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in.codes import factor_of, opened
from tuban.workflow.sign_in.models import FactorRule, RecoveryCode, SecondFactor, Session


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person signs in: since when with a second factor (None: without), and how many recovery codes are left."""

    since: datetime | None
    codes_left: int
    is_asked: bool


def roles_asked(post: Post) -> set[Role]:
    """Return the roles that must have a second factor where a post stands: by rules of its unit and of those above."""
    code = post.unit.code
    around = [code[:length] for length in range(len(code) + 1)]
    rules = FactorRule.objects.filter(unit__code__in=around, unit__is_practice=post.unit.is_practice)
    return {Role(role) for role in rules.values_list("role", flat=True)}


def roles_asked_by(unit: Unit) -> set[Role]:
    """Return the roles that a unit itself asks to have a second factor."""
    return {Role(role) for role in FactorRule.objects.filter(unit=unit).values_list("role", flat=True)}


def standing_of(by: Acting) -> Standing:
    """Return how the acting person signs in."""
    factor = factor_of(by.person)
    left = RecoveryCode.objects.filter(factor=factor, used_at__isnull=True).count() if factor else 0
    return Standing(factor.confirmed_at if factor else None, left, by.role in roles_asked(by.post))


def secret_begun(by: Acting) -> bytes | None:
    """Return the secret that the acting person began to set up and has not confirmed; None where they did not begin."""
    begun = SecondFactor.objects.filter(person=by.person, confirmed_at__isnull=True).first()
    return opened(begun.sealed) if begun is not None else None


def owes_factor(by: Acting) -> bool:
    """Whether the acting person must set up a second factor before they do anything else."""
    asked = remembered(("factor rules", by.is_practice), lambda: _roles_asked_anywhere(is_practice=by.is_practice))
    return by.role in asked and by.role in roles_asked(by.post) and factor_of(by.person) is None


def _roles_asked_anywhere(*, is_practice: bool) -> frozenset[str]:
    return frozenset(FactorRule.objects.filter(unit__is_practice=is_practice).values_list("role", flat=True))


def owes_password(person: Person) -> bool:
    """Whether a person must choose a password before they do anything else."""
    return person.must_change_password or is_too_old(person)


def has_factor(person: Person) -> bool:
    """Whether a code is asked of a person beside the password."""
    return factor_of(person) is not None


def why_over(end: str) -> str:
    """Return why a session is over, in words; empty where nothing is known of one."""
    return str(Session.End(end).label) if end in Session.End.values else ""


def with_factor(people: Iterable[Person]) -> set[UUID]:
    """Return those of some people who have a second factor."""
    keys = [person.pk for person in people]
    return set(SecondFactor.objects.filter(person__in=keys, confirmed_at__isnull=False).values_list("pk", flat=True))


def idle_limit() -> timedelta:
    """Return for how long nothing may be done in a session."""
    return timedelta(minutes=settings.IDLE_MINUTES)


def age_limit() -> timedelta:
    """Return for how long a session may stand at all."""
    return timedelta(hours=settings.SESSION_HOURS)


def open_sessions_of(person: Person) -> QuerySet[Session]:
    """Return the sessions of a person that stand open, the one seen last first."""
    now = timezone.now()
    found = Session.objects.filter(person=person, ended_at__isnull=True)
    return found.filter(seen_at__gte=now - idle_limit(), begun_at__gte=now - age_limit()).select_related("person")


def sessions_seen_by(by: Acting) -> QuerySet[Session]:
    """Return the sessions of the acting person, and for a security administrator those of the people they see."""
    found = Session.objects.filter(ended_at__isnull=True).select_related("person")
    if by.role is Role.SECURITY_ADMINISTRATOR:
        return found.filter(person__in=people_seen_by(by).order_by().values("pk"))
    return found.filter(person=by.person_id)
