"""Files that are taken piece by piece: one range of bytes (RFC 9110, section 14), so that a broken line goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PORTION = 1 << 16
FOR_EVER = "private, max-age=31536000, immutable"


def file_in_ranges(request: HttpRequest, path: Path, *, media_type: str, mark: str) -> HttpResponse:
    """Return a file or the range of it that is asked for; ``mark`` names its content, which never changes.

    What is no single range of the file is answered with 416; several ranges at once are answered with the whole.
    """
    size = path.stat().st_size
    first, last = 0, size - 1
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    is_range = asked is not None and request.headers.get("If-Range", f'"{mark}"') == f'"{mark}"'
    if asked is not None and is_range:
        begin, end = asked.groups()
        if begin:
            first, last = int(begin), min(int(end), size - 1) if end else size - 1
        elif end:
            first = max(0, size - int(end))
        if first > last or not (begin or end):
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{size}"
            return refused
    status = 206 if is_range else 200
    response: HttpResponse = StreamingHttpResponse(  # type: ignore[assignment]
        _bytes(path, first, last - first + 1), status=status, content_type=media_type
    )
    if is_range:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{mark}"'
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bytes(path: Path, first: int, count: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while count > 0:
            portion = file.read(min(_PORTION, count))
            if not portion:
                return
            count -= len(portion)
            yield portion
