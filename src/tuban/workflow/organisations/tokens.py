"""Gives tokens to machines, takes them back, and tells who acts by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Token
from tuban.workflow.organisations.policies import may_have_tokens, may_revoke_token
from tuban.workflow.organisations.queries import acting_as, units_seen_by
from tuban.workflow.organisations.roles import Role

BEGINNING = "tuban_"
LONGEST = timedelta(days=366)
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


class NoScope(TubanError):
    """A token must be for something."""

    code = "organisations.no_scope"
    hint = "Choose at least one of: read, write, export."


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
    """Who acts by a token, and what for; ``key`` tells one token from another."""

    acting: Acting
    scopes: frozenset[Scope]
    key: str = ""


@action("organisations.give_token", policy=may_have_tokens)
def give_token(*, by: Acting, name: str, scopes: Sequence[Scope], expires_on: date) -> Given:
    """Make a token for the acting person's present post. Raises TokenTooLong, NoScope, ScopeUnknown."""
    today = timezone.localdate()
    if not today < expires_on <= today + LONGEST:
        raise TokenTooLong(day=expires_on)
    if not scopes:
        raise NoScope
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
    if token.revoked_at is None:
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
    return Bearer(acting, frozenset(Scope(scope) for scope in token.scopes), str(token.pk))


def tokens_of(by: Acting) -> QuerySet[Token]:
    """Return the tokens that the acting person gave, under whatever post, newest first."""
    return Token.objects.filter(person=by.person).select_related("post__unit", "post__department", "person")


def tokens_seen_by(by: Acting) -> QuerySet[Token]:
    """Return the tokens that the acting person may revoke: their own, and for a security administrator those of all
    posts of their areas, newest first."""
    own = tokens_of(by)
    if by.role is not Role.SECURITY_ADMINISTRATOR:
        return own
    return Token.objects.filter(post__unit__in=units_seen_by(by)).select_related(
        "post__unit", "post__department", "person"
    )


def valid(tokens: QuerySet[Token], *, on: date) -> QuerySet[Token]:
    """Keep those that are good for something on a day."""
    return tokens.filter(revoked_at__isnull=True, expires_on__gte=on)


def ended(tokens: QuerySet[Token], *, on: date) -> QuerySet[Token]:
    """Keep those that expired before a day or were revoked."""
    return tokens.filter(Q(revoked_at__isnull=False) | Q(expires_on__lt=on))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
