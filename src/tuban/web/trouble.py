"""What is answered where the office itself is in trouble: its database is away, or its store has lost a file; and where
somebody did what they may not, past the page that would have said so.

The one passes, so the answer says when to ask again; the other stays until somebody brings the file back, so the answer
says which file it is and how.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.defaults import server_error

from tuban.jobs.outages import RETRY_SECONDS, DatabaseAway, is_away, is_busy
from tuban.values.errors import TubanError
from tuban.web.acting import acting_of
from tuban.web.deeds import refusal
from tuban.workflow.audit.policies import Refused
from tuban.workflow.backup.lost import told_of
from tuban.workflow.store import ContentLost

_LOG = logging.getLogger("tuban.web")


class TroubleMiddleware:
    """Answers a page that met trouble in a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return what is answered to trouble; None where it is a fault of ours."""
        if isinstance(error, ContentLost):
            return _lost(request, error)
        if isinstance(error, Refused):
            return refusal(request, str(error))
        return _away(request) if is_away(error) or is_busy(error) else None


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what failed outside of a page, such as looking who asks."""
    error = sys.exc_info()[1]
    return _away(request) if is_away(error) or is_busy(error) else server_error(request)


def _lost(request: HttpRequest, error: ContentLost) -> HttpResponse:
    _LOG.error("%s %s: %s", request.method, request.path, error)
    told = told_of(error, by=acting_of(request))
    if _reads_no_page(request):
        return _as_data(told, 500)
    context = {"code": told.code, "words": told.message, "hint": told.advice}
    answer = render(request, "web/lost.html", context, status=500)
    answer["Cache-Control"] = "no-store"
    return answer


def _away(request: HttpRequest) -> HttpResponse:
    """Say it without asking the database for anything, not even who reads it."""
    if _reads_no_page(request):
        answer = _as_data(DatabaseAway(), 503)
    else:
        context = {"code": DatabaseAway.code, "again": RETRY_SECONDS if request.method == "GET" else 0}
        answer = HttpResponse(loader.render_to_string("503.html", context), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def _reads_no_page(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "")


def _as_data(error: TubanError, status: int) -> HttpResponse:
    told = {"code": error.code, "message": error.message, "hint": error.advice}
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})
