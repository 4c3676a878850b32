"""Who asks: a token as bearer, or as the password of Basic for GIS clients; or the session of the browser."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBasicAuth, HttpBearer
from ninja.security.base import AuthBase

from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import record_alone
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Bearer, Scope, bearer_of, holder_of
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.words import Way, Why


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def bearer_in(request: HttpRequest, secret: str) -> Bearer | None:
    """Return who acts by the token that a request brings; a failure is counted for the audit."""
    found = bearer_of(secret, address=_address(request))
    if found is None and secret:
        holder = holder_of(secret)
        failed(Way.TOKEN, Why.ENDED if holder else Why.UNKNOWN, address=_address(request), person=holder, typed=secret)
    return found


class TokenAuth(HttpBearer):
    """``Authorization: Bearer tuban_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """Return who acts by the token."""
        return bearer_in(request, token)


class TokenAsPassword(HttpBasicAuth):
    """HTTP Basic with any name and a token as password."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Bearer | None:
        """Return who acts by the token."""
        del username
        return bearer_in(request, password)

    def decode_credentials(self, header: str) -> tuple[str, str]:
        """Return name and password; empty where the header is malformed."""
        try:
            name, _colon, password = base64.b64decode(header.partition(" ")[2]).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, password


class Session(APIKeyCookie):
    """The session of the browser, for reading; writing wants a token, which no foreign page can send."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Bearer | None:
        """Return the acting person of the session."""
        del key
        acting = getattr(request, "acting", None)
        if not acting or request.method not in ("GET", "HEAD", "OPTIONS"):
            return None
        return Bearer(acting, frozenset({Scope.READ, Scope.EXPORT}))


READERS: list[AuthBase | Any] = [TokenAuth(), TokenAsPassword(), Session()]


def by(request: HttpRequest, scope: Scope = Scope.READ, *others: Scope) -> Acting:
    """Return who acts, for a purpose, or one of ``others``; where the token is for none of them, the attempt is written
    down, and Refused raised. Whoever was let in for a deed may read what it is done to and what came of it."""
    bearer: Bearer = request.auth  # type: ignore[attr-defined]
    if bearer.scopes & {scope, *others}:
        request.is_let_in = True  # type: ignore[attr-defined]
    elif scope is not Scope.READ or not getattr(request, "is_let_in", False):
        reason = _("This token is not for “{scope}”.").format(scope=scope.label)
        record_alone("api.beyond_scope", by=bearer.acting, reason=f"{request.method} {request.path}: {reason}"[:300],
                     is_refused=True)  # fmt: skip
        raise Refused(reason=reason)
    return bearer.acting
