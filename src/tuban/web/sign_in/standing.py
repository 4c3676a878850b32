"""Whether the session of a browser still stands, looked at before every page, by whatever door."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from tuban.workflow.sign_in import sessions

ENDED = "ended_because"


class SessionsMiddleware:
    """Signs a browser out whose session was ended or ran out; the sign-in page says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request, signed in or not."""
        if request.user.is_authenticated:
            why = sessions.look(request.session, request.user, is_by_hand=not _asks_by_itself(request))
            if why:
                logout(request)
                request.session[ENDED] = str(why)
        return self.get_response(request)


def _asks_by_itself(request: HttpRequest) -> bool:
    """Whether a page asks on its own how a job goes on: nobody is at the desk because of that."""
    return request.method == "GET" and "/job" in request.path and "HX-Request" in request.headers


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send whoever is not signed in to the sign-in page, and back to where they were afterwards.

    A script of a page cannot sign in: what it was to send stays in the page, and it says so to its reader.
    """
    if "Tus-Resumable" in request.headers:
        return HttpResponse(status=401)
    if "HX-Request" in request.headers:
        if request.method != "GET":
            words = _("You are signed out. What you typed is still here: sign in in another tab, then send it again.")
            return JsonResponse({"code": "sign_in.needed", "message": words}, status=401)
        back = _page_of(request, request.headers.get("HX-Current-URL", ""))
        return HttpResponse(headers={"HX-Redirect": f"{resolve_url('web:sign_in')}?{urlencode({'next': back})}"})
    if request.method not in ("GET", "HEAD"):
        return redirect_to_login(_page_of(request, request.headers.get("Referer", "")))
    return redirect_to_login(request.get_full_path())


def _page_of(request: HttpRequest, address: str) -> str:
    """Return the page of ours that an address names, else the first page."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url("web:my_day")
    told = urlsplit(address)
    return f"{told.path}?{told.query}" if told.query else told.path
