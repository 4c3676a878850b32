"""Gives tokens to machines, takes them back, and tells who acts by one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import policy
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Token
from tuban.workflow.organisations.policies import may_have_tokens, may_revoke_token
from tuban.workflow.organisations.queries import acting_as, units_seen_by
from tuban.workflow.organisations.roles import Role

BEGINNING = "tuban_"
LONGEST = timedelta(days=366)
LONGEST_ORGANISING = timedelta(days=7)
"""How long a token of a system administrator may be valid: as long as a county is being set up."""

_USED_EVERY = timedelta(minutes=1)


class Scope(TextChoices):
    """What a token may be used for."""

    READ = "read", _("Read what the post sees")
    WRITE = "write", _("Do what the post may do")
    EXPORT = "export", _("Export in bulk")
    ORGANISE = "organise", _("Found, change and close units, departments and posts")


class TokenTooLong(TubanError):
    """This token cannot be valid until {day}: {days} days are the longest, and the day must not lie in the past."""

    code = "organisations.token_too_long"
    hint = "Choose an earlier day. Another token is made quickly."


class NoScope(TubanError):
    """A token must be for something."""

    code = "organisations.no_scope"
    hint = "Choose at least one of: read, write, export; a system administrator: organise."


class ScopeUnknown(TubanError):
    """{scope} is nothing that a token can be for."""

    code = "organisations.scope_unknown"
    hint = "Choose of: read, write, export; a system administrator: organise."


_OF_WORK = (Scope.READ, Scope.WRITE, Scope.EXPORT)


@policy
def may_give(by: Acting, *scopes: Scope) -> str:
    """Why not: who may have tokens at all, and each for what is theirs."""
    if why := may_have_tokens.explain(by):
        return why
    beyond = [scope for scope in scopes if scope not in scopes_for(by)]
    if not beyond:
        return ""
    if Scope.ORGANISE in beyond:
        return gettext("Only a system administrator's token is for units, departments and posts.")
    return gettext("A system administrator's token is for units, departments and posts, and for nothing else.")


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


def scopes_for(by: Acting) -> tuple[Scope, ...]:
    """Return what a token of the acting person's post can be for: organising or working, never both."""
    return (Scope.ORGANISE,) if by.role is Role.SYSTEM_ADMINISTRATOR else _OF_WORK


def longest_for(by: Acting) -> timedelta:
    """Return how long a token of the acting person's post may be valid."""
    return LONGEST_ORGANISING if by.role is Role.SYSTEM_ADMINISTRATOR else LONGEST


def give_token(*, by: Acting, name: str, scopes: Sequence[Scope], expires_on: date) -> Given:
    """Make a token for the acting person's present post. Raises Refused, TokenTooLong, NoScope, ScopeUnknown."""
    if not scopes:
        raise NoScope
    for scope in scopes:
        if scope not in Scope.values:
            raise ScopeUnknown(scope=scope)
    return _give(*sorted({Scope(scope) for scope in scopes}), by=by, name=name, expires_on=expires_on)


@action("organisations.give_token", policy=may_give)
def _give(*scopes: Scope, by: Acting, name: str, expires_on: date) -> Given:
    today, longest = timezone.localdate(), longest_for(by)
    if not today < expires_on <= today + longest:
        raise TokenTooLong(day=expires_on, days=longest.days)
    secret = BEGINNING + secrets.token_urlsafe(32)
    token = Token.objects.create(
        post=by.post, person=by.person, name=name, digest=_digest(secret), scopes=list(scopes), expires_on=expires_on
    )
    note(token={"id": str(token.pk), "name": token.name}, scopes=list(scopes))
    return Given(token, secret)


@action("organisations.revoke_token", policy=may_revoke_token)
def revoke_token(token: Token, *, by: Acting, reason: str = "") -> Token:
    """Let a token be good for nothing from now on."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def bearer_of(secret: str, *, address: str = "") -> Bearer | None:
    """Return who acts by a secret; None where it is unknown, revoked, too old, its person lost the post, or must first
    change a password that an administrator gave: after such a reset nothing of before opens a door."""
    if not secret.startswith(BEGINNING):
        return None
    today = timezone.localdate()
    token = (
        Token.objects.filter(digest=_digest(secret), revoked_at__isnull=True, expires_on__gte=today)
        .select_related("person")
        .first()
    )
    if token is None or not token.person.is_active or token.person.must_change_password:
        return None
    acting = acting_as(token.person, token.post_id, on=today, address=address)
    if acting is None or acting.post_id != token.post_id:
        return None
    now = timezone.now()
    if token.used_at is None or now - token.used_at > _USED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return Bearer(acting, frozenset(scope for scope in scopes_for(acting) if scope in token.scopes), str(token.pk))


def holder_of(secret: str) -> Person | None:
    """Return whose token a secret is or once was, whether it opens anything or not; None where it is nobody's."""
    token = Token.objects.filter(digest=_digest(secret)).select_related("person").first()
    return token.person if token is not None else None


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
