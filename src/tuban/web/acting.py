"""Who asks: the person of the session under the post they chose, in the language they chose."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from tuban.values.language import speaking
from tuban.web.sign_in.standing import to_sign_in
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.remembering import one_mark
from tuban.workflow.sign_in.queries import owes_factor, owes_password

POST_KEY = "post"
LANGUAGE_KEY = "language"
_OPEN_TO_ALL = frozenset(
    {
        "web:sign_in", "web:sign_in_code", "web:outside", "web:outside_back", "web:sign_out", "web:language",
        "web:change_password", "web:health", "web:results_shown", "web:verify", "web:verify_ask", "web:gate_verify",
    }
)  # fmt: skip
"""What needs nobody signed in; ``results_shown`` asks for a capability, or for the person, itself. ``verify`` tells who
holds a printed card whether it is genuine."""


_BY_MACHINES = ("api:", "field_door:", "pocket:")
"""Doors that say themselves who may come in."""


class ActingMiddleware:
    """Puts ``request.acting`` on every request and the reader's language around it.

    Whoever is not signed in gets to the sign-in page; whoever holds no post today, or must change the password or set
    up a second factor, to a page that says so. Nothing else is served to them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request in the reader's language."""
        user = request.user
        language = request.session.get(LANGUAGE_KEY) or (user.language if user.is_authenticated else "zh-hans")
        request.acting = SimpleLazyObject(lambda: _acting(request))  # type: ignore[attr-defined]
        chinese = language.startswith("zh")
        reads = one_mark() if request.method in ("GET", "HEAD") else nullcontext()
        with translation.override(language), speaking("zh_CN" if chinese else "en"), reads:
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    def process_view(self, request: HttpRequest, _view: Any, _positional: Any, _named: Any) -> HttpResponse | None:
        """Send away who may not come in yet."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in _OPEN_TO_ALL:
            return None
        if not name.startswith(_BY_MACHINES):
            return _sent_away(request, name)
        acting = acting_of(request)
        if acting is not None and _owes(request, acting):
            request.acting = None  # type: ignore[attr-defined]
        return None


def _sent_away(request: HttpRequest, name: str) -> HttpResponse | None:
    """Return where somebody goes before a page opens to them; None where it does."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if owes_password(request.user):
        return redirect("web:change_password")
    acting = acting_of(request)
    if acting is None:
        return render(request, "web/no_post.html", status=403)
    if name != "web:factor" and owes_factor(acting):
        return redirect("web:factor")
    return None


def _owes(request: HttpRequest, acting: Acting) -> bool:
    return owes_password(request.user) or owes_factor(acting)  # type: ignore[arg-type]


def acting_of(request: HttpRequest) -> Acting | None:
    """Return the acting person of a request, None where nobody is signed in or no post is held today."""
    acting = request.acting  # type: ignore[attr-defined]
    return acting if acting else None


def by(request: HttpRequest) -> Acting:
    """Return the acting person of a request that the middleware let in."""
    acting: Acting = request.acting  # type: ignore[attr-defined]
    return acting


def _acting(request: HttpRequest) -> Acting | None:
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get(POST_KEY)
    return acting_as(
        request.user,
        UUID(chosen) if chosen else None,
        on=timezone.localdate(),
        address=request.META.get("REMOTE_ADDR", ""),
    )
