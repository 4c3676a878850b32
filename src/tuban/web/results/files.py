"""Files of results: handed over, packed together, and the pages among them shown in a sandbox."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuban.web.acting import acting_of, by
from tuban.web.results.found import result_found
from tuban.workflow.results.queries import ResultNotFound
from tuban.workflow.results.taking import found_file, picture_of, taken_archive, taken_file
from tuban.workflow.store import ContentLost

_SHOWN = frozenset({"page", "doctor_page"})
_SANDBOX = "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
_OWN_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_HEAD = 4096
_SALT = "tuban.results.shown"
_GOOD_FOR = 2 * 3600
_PICTURE = ".jpg"


@require_safe
def file(request: HttpRequest, result_id: UUID, path: str) -> HttpResponseBase:
    """Hand out a file. Pages are shown where their pictures can be fetched without the session, see :func:`shown`."""
    result = result_found(request, result_id)
    try:
        row, content = taken_file(by(request), result, path)
    except ResultNotFound:
        raise Http404 from None
    if row.kind in _SHOWN and "download" not in request.GET:
        capability = signing.dumps(str(result.pk), salt=_SALT)
        return redirect("web:results_shown", result.pk, capability, path)
    return FileResponse(content.open("rb"), as_attachment=True, filename=Path(row.path).name)


@require_safe
def shown(request: HttpRequest, result_id: UUID, capability: str, path: str) -> HttpResponseBase:
    """Show a page of a result in a sandbox: a document of an origin of its own, which no cookie of the session reaches.

    Its pictures are therefore asked for by a capability in their address: it was given to who may see the page, is
    good for pictures of this one result, and for two hours. Whatever else the page leads to is asked for as usual.
    """
    if path.endswith(_PICTURE):
        return _picture(result_id, capability, path)
    if acting_of(request) is None or request.user.must_change_password:  # type: ignore[union-attr]
        return redirect("web:results_file", result_id, path)
    result = result_found(request, result_id)
    try:
        row, content = found_file(by(request), result, path)
    except ResultNotFound:
        raise Http404 from None
    return _shown(content) if row.kind in _SHOWN else redirect("web:results_file", result_id, path)


def _picture(result_id: UUID, capability: str, path: str) -> HttpResponseBase:
    try:
        allowed = signing.loads(capability, salt=_SALT, max_age=_GOOD_FOR)
        if allowed != str(result_id):
            raise Http404
        response = FileResponse(picture_of(result_id, path).open("rb"), content_type="image/jpeg")
    except (signing.BadSignature, ResultNotFound, ContentLost):
        raise Http404 from None
    response["Cache-Control"] = "private, max-age=7200, immutable"
    return response


def _shown(content: Path) -> HttpResponse:
    """Show a self-contained page: it runs its one script, whose digest it states, and reaches nothing of the office."""
    page = content.read_bytes()
    own = _OWN_POLICY.search(page[:_HEAD])
    policy = own.group(1).decode("ascii") if own else "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'; {_SANDBOX}"
    return response


@require_safe
def archive(request: HttpRequest, result_id: UUID) -> HttpResponseBase:
    """Hand out all files of a result that are the reader's as one ZIP, packed while it is sent."""
    result = result_found(request, result_id)
    if result.whole_at is None:
        raise Http404
    portions = taken_archive(by(request), result)
    name = archive_name(result)
    response = StreamingHttpResponse(portions, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Accel-Buffering"] = "no"
    return response


def archive_name(result: object) -> str:
    """Return the name of the ZIP of a result."""
    campaign, made = result.campaign, result.whole_at  # type: ignore[attr-defined]
    return f"成果-{campaign.area_name}-{campaign.year}-{made:%Y%m%d}.zip"


def file_url(base: str, path: str) -> str:
    """Return the address of a file below the address of its result."""
    return base + quote(path)
