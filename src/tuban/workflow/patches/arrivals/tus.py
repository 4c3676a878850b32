"""The server side of the tus protocol 1.0.0 (core, creation, checksum, termination, expiration) over one disc.

Every file of a disc was announced when its upload was begun; creating one means naming its ``path`` in the metadata.
Who asks, for which disc, and at which address its files are is said by the door that the request came through.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from tuban.values.errors import TubanError
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.arrivals.actions import open_for_bytes, tell_received
from tuban.workflow.patches.arrivals.names import NameUnfit, safe_path
from tuban.workflow.patches.models import Arrival

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,termination,expiration"
OFFSET_CONTENT = "application/offset+octet-stream"
CHECKSUM_DIFFERS = 460
_NUMBER = re.compile(r"\d{1,15}")
_LONGEST_METADATA = 8192
_STATUS: dict[type[TubanError], int] = {
    Refused: 403,
    NameUnfit: 400,
    files.OffsetDiffers: 409,
    files.TooManyBytes: 413,
    files.PenIsTaken: 423,
    files.PortionDamaged: CHECKSUM_DIFFERS,
    files.AlgorithmUnknown: 400,
}
AddressOf = Callable[[str], str]
_Answer = Callable[[HttpRequest, Arrival, str, AddressOf], HttpResponse]


def answered(
    request: HttpRequest, key: str, *, by: Callable[[], Acting], found: Callable[[], Arrival], address_of: AddressOf
) -> HttpResponse:
    """Answer a request of the protocol: to the files of the disc that is ``found``, or with ``key`` to one of them.

    ``address_of`` tells the path of a file by its key.
    """
    method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
    answers = _OF_A_FILE if key else _OF_ALL
    if method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Max-Size"] = str(settings.UPLOAD_MOST_BYTES)
        response["Tus-Checksum-Algorithm"] = ",".join(files.ALGORITHMS)
    elif request.headers.get("Tus-Resumable") != VERSION:
        response = _sentence(f"This server speaks tus {VERSION}.", 412)
    elif method not in answers:
        response = _sentence(f"{method} is not answered here.", 405)
        response["Allow"] = ", ".join(["OPTIONS", *answers])
    else:
        response = _tried(lambda arrival: answers[method](request, arrival, key, address_of), by, found)
    response["Tus-Resumable"] = VERSION
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = EXTENSIONS
    return response


def _tried(
    answer: Callable[[Arrival], HttpResponse], by: Callable[[], Acting], found: Callable[[], Arrival]
) -> HttpResponse:
    arrival = found()
    try:
        open_for_bytes(arrival, by=by())
        return answer(arrival)
    except TubanError as error:
        return _sentence(f"{error.message} {error.advice}", _STATUS.get(type(error), 400))


def _create(request: HttpRequest, arrival: Arrival, _key: str, address_of: AddressOf) -> HttpResponse:
    length = request.headers.get("Upload-Length", "")
    if not _NUMBER.fullmatch(length):
        return _sentence("Upload-Length must say how long the file is.", 400)
    if int(length) > settings.UPLOAD_MOST_BYTES:
        return _sentence("The file is longer than Tus-Max-Size.", 413)
    path = _metadata(request).get("path", "")
    upload = next((one for one in files.uploads_of(arrival) if one.path == safe_path(path)), None)
    if upload is None or upload.size != int(length):
        return _sentence("No file of this path and length was announced.", 400)
    upload.begin()
    response = HttpResponse(status=201)
    response["Location"] = request.build_absolute_uri(address_of(upload.key))
    return _with_expiry(response, upload)


def _head(_request: HttpRequest, arrival: Arrival, key: str, _address_of: AddressOf) -> HttpResponse:
    upload = _begun(arrival, key)
    if upload is None:
        return _no_store(HttpResponse(status=404))
    response = HttpResponse(status=200)
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Length"] = str(upload.size)
    response["Upload-Metadata"] = f"path {base64.b64encode(upload.path.encode()).decode()}"
    return _no_store(_with_expiry(response, upload))


def _patch(request: HttpRequest, arrival: Arrival, key: str, _address_of: AddressOf) -> HttpResponse:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != OFFSET_CONTENT:
        return _sentence(f"The content must be {OFFSET_CONTENT}.", 415)
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if not _NUMBER.fullmatch(offset):
        return _sentence("Upload-Offset must say where the bytes belong.", 400)
    if not _NUMBER.fullmatch(length):
        return _sentence("Content-Length must say how many bytes come.", 411)
    upload = _begun(arrival, key)
    if upload is None:
        return _sentence("There is no such upload; create it first.", 404)
    here = upload.write(request, offset=int(offset), length=int(length), checksum=_checksum(request))
    tell_received(arrival)
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(here)
    return _with_expiry(response, upload)


def _terminate(_request: HttpRequest, arrival: Arrival, key: str, _address_of: AddressOf) -> HttpResponse:
    upload = _begun(arrival, key)
    if upload is None:
        return _sentence("There is no such upload.", 404)
    upload.remove()
    tell_received(arrival)
    return HttpResponse(status=204)


_OF_ALL: dict[str, _Answer] = {"POST": _create}
_OF_A_FILE: dict[str, _Answer] = {"HEAD": _head, "PATCH": _patch, "DELETE": _terminate}


def _begun(arrival: Arrival, key: str) -> files.Upload | None:
    upload = files.upload_of(arrival, key)
    return upload if upload is not None and upload.is_begun else None


def _metadata(request: HttpRequest) -> dict[str, str]:
    """Return what the client says of a file: comma-separated pairs of a name and a value in base 64."""
    text = request.headers.get("Upload-Metadata", "")[:_LONGEST_METADATA]
    about = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        name, _blank, value = pair.partition(" ")
        about[name] = _decoded(value).decode("utf-8", "replace")
    return about


def _checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    text = request.headers.get("Upload-Checksum", "")
    if not text:
        return None
    algorithm, _blank, digest = text.partition(" ")
    return algorithm.lower(), _decoded(digest)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        return b""


def _with_expiry(response: HttpResponse, upload: files.Upload) -> HttpResponse:
    if upload.expires is not None:
        response["Upload-Expires"] = http_date(upload.expires.timestamp())
    return response


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
