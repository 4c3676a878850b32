"""What holds for every request to the API, also where no operation answers: one shape of error, a limit for bodies,
and the language that the request asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from tuban.api.errors import answer, too_large
from tuban.api.limits import LARGEST_BODY
from tuban.values.language import speaking

BEGINNINGS = ("/api/", "/field/v1/")
"""Where machines and devices ask."""
_WITH_FILES = ("/field/v1/rescue",)
_NUL = "%00"
_NUL_IN_JSON = re.compile(rb"\x00|(?<!\\)(?:\\\\)*\\u0000")


class ApiMiddleware:
    """Shapes what Django itself answers below /api/ and /field/v1/ and lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a request."""
        if not request.path.startswith(BEGINNINGS):
            return self.get_response(request)
        if _is_too_large(request):
            return too_large()
        language = _language(request)
        with translation.override(language), speaking("zh_CN" if language.startswith("zh") else "en"):
            if _NUL in request.META.get("QUERY_STRING", ""):
                return answer(
                    422, "api.unfit_character", _("The address holds a character that no text can hold (NUL)."),
                    _("Leave it out and ask again."),
                )  # fmt: skip
            if _has_nul(request):
                return answer(
                    422, "api.unfit_character", _("The body holds a character that no text can hold (NUL)."),
                    _("Leave it out and ask again."),
                )  # fmt: skip
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith("application/json") or response.streaming:
                return response
            return _shaped(request, response)


def _has_nul(request: HttpRequest) -> bool:
    """Whether a body of JSON holds a NUL, as it is or escaped: PostgreSQL keeps no such text."""
    return request.content_type == "application/json" and _NUL_IN_JSON.search(request.body) is not None


def _is_too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length") or ""
    is_a_file = "Tus-Resumable" in request.headers or request.path in _WITH_FILES
    return not is_a_file and length.isdecimal() and int(length) > LARGEST_BODY


def _language(request: HttpRequest) -> str:
    """Return the language of the answer: the reader's where somebody is signed in, else that of the request, else
    Chinese."""
    if request.user.is_authenticated or "Accept-Language" not in request.headers:
        return translation.get_language() or "zh-hans"
    return translation.get_language_from_request(request)


def _shaped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code == 404 and not request.resolver_match:
        return answer(404, "api.not_found", _("There is nothing at this address."), _("See /api/v1/docs."))
    if response.status_code == 405:
        shaped = answer(
            405,
            "api.method_not_taken",
            _("{method} is not answered here.").format(method=request.method),
            _("See /api/v1/docs."),
        )
        shaped["Allow"] = response.headers.get("Allow", "")
        return shaped
    return response
