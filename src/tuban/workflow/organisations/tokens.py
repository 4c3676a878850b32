"""Gives tokens to machines, takes them back, and tells who acts by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Token
from tuban.workflow.organisations.policies import may_have_tokens, may_revoke_token
from tuban.workflow.organisations.queries import acting_as

BEGINNING = "tuban_"
_LONGEST = timedelta(days=366)
_USED_EVERY = timedelta(minutes=1)


class Scope(TextChoices):
    """What a token may be used for."""

    READ = "read", _("Read what the post sees")
    WRITE = "write", _("Do what the post may do")
    EXPORT = "export", _("Export in bulk")


class TokenTooLong(TubanError):
    """A token cannot be valid until {day}: a year is the longest, and it must not lie in the past."""

    code = "organisations.token_too_long"
    hint = "Choose a day within a year."


class ScopeUnknown(TubanError):
    """{scope} is nothing that a token can be for."""

    code = "organisations.scope_unknown"
    hint = "Choose of: read, write, export."


@dataclass(frozen=True, slots=True)
class Given:
    """A token just made. ``secret`` is shown this once and kept nowhere."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who acts by a token, and what for."""

    acting: Acting
    scopes: frozenset[Scope]


@action("organisations.give_token", policy=may_have_tokens)
def give_token(*, by: Acting, name: str, scopes: Sequence[Scope], expires_on: date) -> Given:
    """Make a token for the acting person's present post. Raises TokenTooLong."""
    today = timezone.localdate()
    if not today < expires_on <= today + _LONGEST:
        raise TokenTooLong(day=expires_on)
    for scope in scopes:
        if scope not in Scope.values:
            raise ScopeUnknown(scope=scope)
    secret = BEGINNING + secrets.token_urlsafe(32)
    token = Token.objects.create(
        post=by.post, person=by.person, name=name, digest=_digest(secret), scopes=sorted(scopes), expires_on=expires_on
    )
    note(token={"id": str(token.pk), "name": token.name})
    return Given(token, secret)


@action("organisations.revoke_token", policy=may_revoke_token)
def revoke_token(token: Token, *, by: Acting, reason: str = "") -> Token:
    """Let a token be good for nothing from now on."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    return token


def bearer_of(secret: str, *, address: str = "") -> Bearer | None:
    """Return who acts by a secret; None where it is unknown, revoked, too old, or its person lost the post."""
    if not secret.startswith(BEGINNING):
        return None
    today = timezone.localdate()
    token = (
        Token.objects.filter(digest=_digest(secret), revoked_at__isnull=True, expires_on__gte=today)
        .select_related("person")
        .first()
    )
    if token is None or not token.person.is_active:
        return None
    acting = acting_as(token.person, token.post_id, on=today, address=address)
    if acting is None or acting.post_id != token.post_id:
        return None
    now = timezone.now()
    if token.used_at is None or now - token.used_at > _USED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return Bearer(acting, frozenset(Scope(scope) for scope in token.scopes))


def tokens_of(by: Acting) -> list[Token]:
    """Return the tokens that the acting person gave and that are not revoked, newest first."""
    return list(Token.objects.filter(person=by.person, revoked_at__isnull=True).select_related("post__unit"))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
