"""That the one who signs is the one who signed in: the password, asked at every signing session,
with a code of the second factor where the person has one.

It is remembered for some minutes (``TUBAN_SIGNING_MINUTES``) for signing several documents in a row. Wrong passwords
are counted in the audit, as at the sign-in: after so many one has to wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.sign_in.actions import check_code
from tuban.workflow.sign_in.queries import has_factor

_ACTION = "signoff.prove"


class WrongPassword(TubanError):
    """The password is wrong; nothing was signed."""

    code = "signoff.wrong_password"
    hint = "Type the password with which you sign in."


class TooManyTries(TubanError):
    """The password was wrong {tries} times."""

    code = "signoff.too_many_tries"
    hint = "Wait {minutes} minutes, or ask the security administrator for a new password."


class ProofNeeded(TubanError):
    """The password was asked too long ago."""

    code = "signoff.proof_needed"
    hint = "Type your password once more; what you chose is still chosen."


@dataclass(frozen=True, slots=True)
class Proof:
    """That a person gave their password at a time."""

    person_id: UUID
    at: datetime

    def holds_for(self, by: Acting) -> bool:
        """Whether it is the acting person's and recent."""
        age = timezone.now() - self.at
        return self.person_id == by.person_id and timedelta(0) <= age <= lasts()


def lasts() -> timedelta:
    """Return how long a password is remembered for signing."""
    return timedelta(minutes=settings.SIGNING_MINUTES)


def asks_code(by: Acting) -> bool:
    """Whether a code is asked beside the password: of whoever has a second factor."""
    return has_factor(by.person)


def prove(*, by: Acting, password: str, code: str = "") -> Proof:
    """Return the proof that the acting person knows their password, and has their second factor where they set one up.

    Raises WrongPassword, TooManyTries, WrongCode, TooManyCodes. The audit gets a line either way, without the password.
    """
    tries = _wrong_tries(by)
    if tries >= settings.AXES_FAILURE_LIMIT:
        raise TooManyTries(tries=tries, minutes=int(_waits().total_seconds() // 60))
    if not by.person.check_password(password):
        record_alone(_ACTION, by=by, subject=subject_of(by.person), reason=WrongPassword().message, is_refused=True)
        raise WrongPassword
    check_code(by.person, code, by=by)
    record_alone(_ACTION, by=by, subject=subject_of(by.person))
    return Proof(by.person_id, timezone.now())


def _waits() -> timedelta:
    return timedelta(hours=float(settings.AXES_COOLOFF_TIME))


def _wrong_tries(by: Acting) -> int:
    """Return how many wrong passwords came one after another lately."""
    since = timezone.now() - _waits()
    lines = Line.objects.filter(person_id=by.person_id, action=_ACTION, at__gte=since).order_by("-number")
    tries = 0
    for is_refused in lines.values_list("is_refused", flat=True)[: settings.AXES_FAILURE_LIMIT]:
        if not is_refused:
            break
        tries += 1
    return tries
