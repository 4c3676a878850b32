"""Passwords: which ones are taken, how long one is good, and who hears that one was changed or an account suspended.

What was used lately is not taken again (``TUBAN_FORMER_PASSWORDS``); a password may grow old (``TUBAN_PASSWORD_DAYS``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.organisations.models import FormerPassword, Person

_EXPELLED: list[Callable[[Person, str], None]] = []


class PasswordUnfit(TubanError):
    """The password cannot be taken: {reasons}"""

    code = "organisations.password_unfit"
    hint = "Choose a longer one that is no common word and no name."


class NotUsedLately:
    """Refuses the present password and those used lately, as many as ``settings.FORMER_PASSWORDS`` together."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise ValidationError for a password that the person had."""
        if user is None or not user.password or settings.FORMER_PASSWORDS < 1:
            return
        former = user.former_passwords.values_list("password", flat=True)[: settings.FORMER_PASSWORDS - 1]
        if any(check_password(password, kept) for kept in (user.password, *former)):
            raise ValidationError(self.get_help_text(), code="password_used_lately")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("It must differ from your last {n} passwords.").format(n=settings.FORMER_PASSWORDS)


def set_password(person: Person, password: str) -> None:
    """Give a person a password, unsaved; the one they had is kept among the former ones. Raises PasswordUnfit."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordUnfit(reasons=" ".join(error.messages)) from error
    now = timezone.now()
    if person.password and not person._state.adding:
        FormerPassword.objects.create(person=person, password=person.password, until=now)
        kept = person.former_passwords.values_list("pk", flat=True)[: max(settings.FORMER_PASSWORDS, 1)]
        person.former_passwords.exclude(pk__in=list(kept)).delete()
    person.set_password(password)
    person.password_changed_at = now


def is_too_old(person: Person) -> bool:
    """Whether a password has been used for longer than the office lets one be; never where it says nothing."""
    if settings.PASSWORD_DAYS < 1 or person.password_changed_at is None:
        return False
    return bool(timezone.now() - person.password_changed_at > timedelta(days=settings.PASSWORD_DAYS))


def hear_of_expelled(told: Callable[[Person, str], None]) -> None:
    """Let a later stage hear whom to put out at once, and why: ``password`` or ``suspended``."""
    if told not in _EXPELLED:
        _EXPELLED.append(told)


def expel(person: Person, why: str) -> None:
    """Tell who asked that the sessions of a person are over."""
    for told in _EXPELLED:
        told(person, why)
