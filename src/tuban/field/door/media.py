"""Files go up in pieces, and go on where a broken line left them."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from tuban.api.errors import PROBLEMS, answer, answer_of
from tuban.field.door.authentication import device_of
from tuban.workflow.evidence.outside import is_hash
from tuban.workflow.evidence.pieces import (
    LARGEST_PIECE,
    FileDamaged,
    Media,
    PieceOffsetDiffers,
    PieceTooLarge,
    media_for,
    take_piece,
)
from tuban.workflow.survey.receiving import apply_soon

router = Router()
_SAFE = Media.State.SAFE


@router.api_operation(["HEAD"], "/media/{sha256}", response={200: None, **PROBLEMS})
def how_far(request: HttpRequest, sha256: str) -> HttpResponse:
    """Return how much is here of a file that the device sends."""
    device = device_of(request)
    media = media_for(device, sha256) if is_hash(sha256) else None
    if media is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    return _told(media, HTTPStatus.OK)


@router.patch("/media/{sha256}", response={204: None, **PROBLEMS})
def go_on(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take the next piece of a file."""
    offset, size = request.headers.get("Upload-Offset", ""), request.headers.get("Upload-Length", "")
    if not (is_hash(sha256) and _is_number(offset) and _is_number(size)):
        return answer(
            422, "api.invalid", _("Upload-Offset and Upload-Length are numbers, the file is named by its SHA-256.")
        )
    if int(request.headers.get("Content-Length") or 0) > LARGEST_PIECE:
        return answer_of(PieceTooLarge(most=LARGEST_PIECE >> 20, whole=2))
    try:
        media = take_piece(
            device_of(request), sha256, request.read(LARGEST_PIECE + 1), offset=int(offset), size=int(size),
            sent_type=request.content_type or "",
        )  # fmt: skip
    except PieceOffsetDiffers as error:
        response = answer(HTTPStatus.CONFLICT, error.code, error.message, error.advice)
        response["Upload-Offset"] = str(error.about["has"])
        return response
    except FileDamaged as error:
        response = answer_of(error)
        response["Upload-Offset"] = "0"
        return response
    if media.state == _SAFE:
        apply_soon()
    return _told(media, HTTPStatus.NO_CONTENT)


def _told(media: Media, status: HTTPStatus) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(media.received)
    response["Upload-Length"] = str(media.size)
    response["Cache-Control"] = "no-store"
    if media.state == _SAFE:
        response["Tuban-State"] = "safe"
    return response


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15
