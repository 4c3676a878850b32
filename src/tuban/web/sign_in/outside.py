"""Signing in by the service of the organisation (OpenID Connect, authorization code with PKCE), where one is named.

It says who somebody is and never what they may do: only a person who is registered here under the name it gives comes
in, to the posts they hold here. Names and passwords here stay as a way in. docs/decisions/0058.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuban.values.errors import TubanError
from tuban.web.sign_in.code import await_code, let_in
from tuban.workflow.organisations.queries import person_outside
from tuban.workflow.sign_in.failures import failed
from tuban.workflow.sign_in.queries import has_factor
from tuban.workflow.sign_in.words import Way, Why

_LOG = logging.getLogger("tuban.sign_in")
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key pair only: none, and those by a secret that both know, are not taken, whatever it offers."""
_NEXT = "outside_next"
_SECONDS = 10
_AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})


class ServiceUnfit(TubanError):
    """The sign-in service {issuer} cannot be used: {why}."""

    code = "sign_in.service_unfit"
    hint = "Sign in with name and password, and tell the system administrator."


def is_on() -> bool:
    """Whether a sign-in service is named."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT)


def title() -> str:
    """Return what the service is called on the sign-in page."""
    return settings.OIDC_TITLE or str(urlsplit(settings.OIDC_ISSUER).hostname)


@require_GET
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send somebody to the service."""
    if not is_on():
        return redirect("web:sign_in")
    request.session[_NEXT] = request.GET.get("next", "")
    try:
        answer: HttpResponse = _client().authorize_redirect(
            request, request.build_absolute_uri(reverse("web:outside_back"))
        )
    except Exception as error:
        return _not_in(request, error)
    return answer


@require_GET
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Let in whom the service names, if they are registered here."""
    if not is_on():
        return redirect("web:sign_in")
    try:
        name = _name_told(request)
    except Exception as error:
        failed(Way.OUTSIDE, Why.UNPROVEN, address=request.META.get("REMOTE_ADDR", ""))
        return _not_in(request, error)
    person = person_outside(name)
    if person is None or (person.is_practice and not settings.PRACTICE):
        failed(Way.OUTSIDE, Why.UNKNOWN, address=request.META.get("REMOTE_ADDR", ""), typed=name)
        told = _("The sign-in service knows you, but nobody is registered here under its name for you. Ask the "
                 "security administrator.")  # fmt: skip
        messages.error(request, told)
        return redirect("web:sign_in")
    wanted = _wanted(request)
    if has_factor(person):
        return await_code(request, person, wanted)
    let_in(request, person)
    return redirect(wanted)


def _name_told(request: HttpRequest) -> str:
    """Return the name in a proven answer of the service."""
    client = _client()
    token = client.authorize_access_token(
        request,
        claims_options={
            "iss": {"essential": True, "value": client.server_metadata["issuer"]},
            "aud": {"essential": True, "value": settings.OIDC_CLIENT},
            "exp": {"essential": True}, "sub": {"essential": True}, "nonce": {"essential": True},
        },
        leeway=60, timeout=_SECONDS,
    )  # fmt: skip
    told = token.get("userinfo") or {}
    name = told.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not name.strip():
        why = _("it does not say “{claim}”").format(claim=settings.OIDC_CLAIM)
        raise ServiceUnfit(issuer=settings.OIDC_ISSUER, why=why)
    return name.strip()


def _client() -> Any:
    """Return the client of the service, knowing its addresses and that it is who it says."""
    client = _made(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET)
    told = client.load_server_metadata()
    if str(told.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise ServiceUnfit(issuer=settings.OIDC_ISSUER, why=_("it calls itself by another name"))
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _check_line(str(told.get(name, "")))
    client.server_metadata["id_token_signing_alg_values_supported"] = _ALGORITHMS
    return client


def _check_line(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _AT_HOME):
        raise ServiceUnfit(issuer=settings.OIDC_ISSUER, why=_("it does not speak https"))


@cache
def _made(issuer: str, client: str, secret: str) -> Any:
    """Return a client, made once: it keeps what the service says of itself."""
    _check_line(issuer)
    try:
        from authlib.integrations.django_client import OAuth
    except ImportError as error:
        raise ServiceUnfit(issuer=issuer, why=_("the package is not installed; install tuban[oidc]")) from error
    return OAuth().register(
        "outside", client_id=client, client_secret=secret or None, overwrite=True,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )  # fmt: skip


def _wanted(request: HttpRequest) -> str:
    address = request.session.pop(_NEXT, "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else reverse("web:my_day")


def _not_in(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say in a sentence that it did not work. The log gets the kind of error: its text may hold what is nobody's."""
    _LOG.warning("sign-in service: %s", type(error).__name__)
    told = f"{error.message} {error.advice}" if isinstance(error, TubanError) else _(
        "The sign-in service gave no answer that proves who you are. Try again, or sign in with name and password."
    )  # fmt: skip
    messages.error(request, told)
    return redirect("web:sign_in")
