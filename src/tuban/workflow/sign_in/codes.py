"""The codes of a second factor: made, shown for scanning, taken once.

The arithmetic (RFC 6238, six digits, 30 seconds) is that of ``cryptography``, docs/decisions/0058.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken as WrongToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tuban.values.errors import TubanError
from tuban.workflow.organisations.models import Person
from tuban.workflow.sign_in.models import RecoveryCode, SecondFactor

STEP_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 20
_STEPS_ASIDE = 1
_RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PURPOSE = "tuban.sign_in.second_factor"


class WrongCode(TubanError):
    """The code is wrong, too old, or was used already."""

    code = "sign_in.wrong_code"
    hint = "Wait for the next code on your telephone and type that one; its clock must be right."


class TooManyCodes(TubanError):
    """Too many wrong codes."""

    code = "sign_in.too_many_codes"
    hint = "Wait {minutes} minutes, or ask the security administrator to reset your second factor."


def waits() -> timedelta:
    """Return how long one waits after too many wrong codes."""
    return timedelta(hours=float(settings.AXES_COOLOFF_TIME))


def new_secret() -> bytes:
    """Return a secret that nobody can guess."""
    return secrets.token_bytes(_SECRET_BYTES)


def seal(secret: bytes) -> str:
    """Return a secret as it is kept."""
    return _box().encrypt(secret).decode("ascii")


def opened(sealed: str) -> bytes | None:
    """Return a kept secret; None where the secret of the office is another now."""
    try:
        return _box().decrypt(sealed.encode("ascii"))
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode("utf-8"), _PURPOSE.encode("ascii"), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))


def totp_of(secret: bytes) -> TOTP:
    """Return the codes of a secret."""
    return TOTP(secret, _DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what every authenticator app speaks


def letters_of(secret: bytes) -> str:
    """Return a secret for typing it into an app: base 32 in groups of four."""
    text = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _step_of(secret: bytes, code: str, at: datetime) -> int | None:
    """Return the step of the clock that a code belongs to, now or one beside; None where it is none of them."""
    totp, now = totp_of(secret), int(at.timestamp()) // STEP_SECONDS
    for step in range(now - _STEPS_ASIDE, now + _STEPS_ASIDE + 1):
        try:
            totp.verify(code.encode("ascii"), step * STEP_SECONDS)
        except WrongToken:
            continue
        return step
    return None


def take_code(factor: SecondFactor, typed: str) -> str:
    """Use a code of a person up; returns ``totp`` or ``recovery``.

    Raises WrongCode and TooManyCodes. A try is counted before it is looked at, so that many at once get no more tries
    than one after another; call it outside the transaction of the deed, or a refusal takes the count back.
    """
    now, row = timezone.now(), SecondFactor.objects.filter(pk=factor.pk)
    row.filter(wrong_at__lt=now - waits()).update(wrong=0, wrong_at=None)
    if not row.filter(wrong__lt=settings.AXES_FAILURE_LIMIT).update(wrong=F("wrong") + 1, wrong_at=now):
        raise TooManyCodes(minutes=int(waits().total_seconds() // 60))
    how = _used(row.get(), re.sub(r"[\s-]", "", typed).lower())
    if not how:
        raise WrongCode
    row.update(wrong=0, wrong_at=None)
    return how


def _used(factor: SecondFactor, code: str) -> str:
    """Return how a code was good, after marking it used in one statement: of two at once only one is taken."""
    if len(code) == _DIGITS and code.isascii() and code.isdecimal():
        secret = opened(factor.sealed)
        step = _step_of(secret, code, timezone.now()) if secret is not None else None
        if step is None:
            return ""
        fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return "totp" if fresh.update(last_step=step) else ""
    kept = RecoveryCode.objects.filter(factor=factor, digest=_digest(code), used_at__isnull=True)
    return "recovery" if factor.confirmed_at and kept.update(used_at=timezone.now()) else ""


def give_recovery_codes(factor: SecondFactor) -> Sequence[str]:
    """Return new recovery codes, to be shown once; the former ones are good for nothing."""
    codes = ["".join(secrets.choice(_LETTERS) for _letter in range(12)) for _code in range(_RECOVERY_CODES)]
    with transaction.atomic():
        factor.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, 12, 4)) for code in codes]


def _digest(code: str) -> str:
    return salted_hmac(_PURPOSE, code, algorithm="sha256").hexdigest()


def factor_of(person: Person) -> SecondFactor | None:
    """Return the second factor that a person has, None where they have none or have not confirmed it."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()
