"""Files of results: handed over, packed together, and the pages among them shown in a sandbox."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.results.found import result_found
from tuban.workflow.results.queries import ResultNotFound
from tuban.workflow.results.taking import taken_archive, taken_file
from tuban.workflow.store import ContentLost

_SHOWN = frozenset({"page", "doctor_page"})
_SANDBOX = "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
_OWN_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')
_HEAD = 4096


@require_safe
def file(request: HttpRequest, result_id: UUID, path: str) -> HttpResponseBase:
    """Hand out a file. Pages open in the browser, as documents of an origin of their own that knows no session."""
    result = result_found(request, result_id)
    try:
        row, content = taken_file(by(request), result, path)
    except (ResultNotFound, ContentLost):
        raise Http404 from None
    if row.kind in _SHOWN and "download" not in request.GET:
        return _shown(content)
    if row.kind == "pictures":
        response = FileResponse(content.open("rb"), content_type="image/jpeg")
        response["Cache-Control"] = "private, max-age=86400, immutable"
        return response
    return FileResponse(content.open("rb"), as_attachment=True, filename=Path(row.path).name)


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
    try:
        portions = taken_archive(by(request), result)
    except ContentLost:
        raise Http404 from None
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
