"""Files that leave the office: each is a line of the audit, and a PDF drawn for its reader bears the line's number.

A file that is kept under its digest (a sealed form, a certificate, a piece of evidence, a package) leaves byte for byte
and is known by that digest, which its line names. docs/decisions/0063.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header, parse_header_parameters
from django.utils.translation import gettext as _

from tuban.render.copy_mark import CopyMark, marked
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.organisations.acting import Acting

TAKEN = "web.take_file"
KIND = "web.file"
_PDF = "application/pdf"
_READ_AT_MOST = 64 * 1024 * 1024
_SIGNED_BY_HAND = "is_signed_by_hand"


class LeavingMiddleware:
    """Writes down every file that an answer brings to somebody, and marks what was drawn for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve a request."""
        response = self.get_response(request)
        if request.method == "HEAD" or not _is_file(response):
            return response
        acting = _acting(request)
        if acting is None:
            return response
        number, at = _record(request, response, acting)
        if settings.WATERMARK and isinstance(response, HttpResponse) and _media_type(response) == _PDF:
            _mark(response, acting, number, at)
        return response


def copy_of(path: Path, name: str) -> HttpResponseBase:
    """Return a file as a copy for its reader: a PDF bears their mark, anything else leaves as it is."""
    if path.suffix != ".pdf":
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response = HttpResponse(path.read_bytes(), content_type=_PDF)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def signed_by_hand(response: HttpResponse) -> HttpResponse:
    """Say that a paper is signed and handed on: it bears the line at its edge and nothing across."""
    setattr(response, _SIGNED_BY_HAND, True)
    return response


def _acting(request: HttpRequest) -> Acting | None:
    """Return for whom the answer is: the person of the session, else of the token."""
    bearer = getattr(request, "auth", None)
    return getattr(bearer, "acting", None) or getattr(request, "acting", None) or None


def _is_file(response: HttpResponseBase) -> bool:
    is_saved = str(response.headers.get("Content-Disposition", "")).startswith("attachment")
    return response.status_code == 200 and (is_saved or _media_type(response) == _PDF)


def _media_type(response: HttpResponseBase) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0]


def _record(request: HttpRequest, response: HttpResponseBase, acting: Acting) -> tuple[int, datetime]:
    size, digest = _content(response)
    name = _name(response) or request.path.rsplit("/", 1)[-1]
    line = record_alone(
        TAKEN, by=acting, subject=Subject(KIND, digest, name, acting.area_code),
        details={"media_type": _media_type(response), **({"bytes": size} if size else {}), "place": request.path},
    )  # fmt: skip
    return line.number, line.at


def _name(response: HttpResponseBase) -> str:
    """Return under which name a file leaves."""
    told: dict[str, Any] = parse_header_parameters(response.headers.get("Content-Disposition", ""))[1]
    return str(told.get("filename", ""))


def _content(response: HttpResponseBase) -> tuple[int, str]:
    """Return how many bytes leave and their SHA-256; empty for what is made while it is sent, and for the largest."""
    if isinstance(response, HttpResponse):
        return len(response.content), hashlib.sha256(response.content).hexdigest()
    size = int(response.headers.get("Content-Length") or 0)
    file = getattr(response, "file_to_stream", None)
    if file is None or not 0 < size <= _READ_AT_MOST or not file.seekable():
        return size, ""
    begin = file.tell()
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(begin)
    return size, digest


def _mark(response: HttpResponse, acting: Acting, number: int, at: datetime) -> None:
    name, unit = acting.person_name, acting.post.unit.name
    told = _("Copy number {number} · {name} · {unit} · {at}").format(
        number=number, name=name, unit=unit, at=f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    )
    across = "" if getattr(response, _SIGNED_BY_HAND, False) else f"{name} {unit} {number}"
    response.content = marked(response.content, CopyMark(told, across, str(number)))
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
