"""The photos of a patch, gone through one by one with all that is known of each; their pictures, small and large."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from tuban.web.acting import by
from tuban.web.copies.addresses import photo_addresses
from tuban.web.dossier.field import sketch_of
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.returned.words import clock_apart
from tuban.workflow.copies.policies import may_confirm_copy
from tuban.workflow.copies.queries import Photo, photos_of
from tuban.workflow.copies.small import EDITION, SIDES, small_picture
from tuban.workflow.evidence.queries import attachment_of
from tuban.workflow.scrutiny.policies import may_see_points
from tuban.workflow.scrutiny.queries import in_words, points_of_patch
from tuban.workflow.survey.brought import Brought

_CANNOT_BE_DRAWN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path fill="none" stroke="#8a949e" d="M8 6h24v18H8z'
    b'M8 24 32 6"/></svg>'
)


@on_rail("map")
@require_safe
def photos(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go to the first photo of a patch."""
    patch = patch_or_404(request, uuid)
    first = next(iter(photos_of(patch)), None)
    if first is None:
        return redirect("web:patch_evidence", uuid=patch.uuid)
    return redirect("web:patch_photo", uuid=patch.uuid, exhibit=first.exhibit.pk)


@on_rail("map")
@require_safe
def photo(request: HttpRequest, uuid: UUID, exhibit: UUID) -> HttpResponse:
    """Show one photo large, with where, when, which way, its checksum and what was seen in the field work."""
    patch = patch_or_404(request, uuid)
    found = photos_of(patch)
    place = next((place for place, one in enumerate(found) if one.exhibit.pk == exhibit), None)
    if place is None:
        raise Http404
    one = found[place]
    context = {
        **head_of(request, patch, "evidence"), **_about(request, patch, one),
        "number": place + 1, "total": len(found),
        "previous_url": _page(patch, found[place - 1]) if place else "",
        "next_url": _page(patch, found[place + 1]) if place + 1 < len(found) else "",
        "strip": [
            {**photo_addresses(patch.uuid, other.exhibit), "name": other.exhibit.name, "number": number,
             "is_current": other is one}
            for number, other in enumerate(found, start=1)
        ],
    }  # fmt: skip
    return render(request, "web/copies/photo.html", context)


def _page(patch: Any, one: Photo) -> str:
    return reverse("web:patch_photo", args=[patch.uuid, one.exhibit.pk])


def _about(request: HttpRequest, patch: Any, one: Photo) -> dict[str, Any]:
    capture, own = one.capture, [patch.uuid, one.exhibit.pk]
    return {
        "photo": one, "exhibit": one.exhibit, "capture": capture,
        "clock_apart": capture is not None and clock_apart(capture.entry),
        "large": reverse("web:patch_photo_picture", args=[*own, "large"]) if one.is_drawn else "",
        "addresses": photo_addresses(patch.uuid, one.exhibit), "copy_url": reverse("web:copy", args=own),
        "may_confirm": may_confirm_copy.allows(by(request), patch),
        "sketch": sketch_of(patch, Brought((), [capture], (), (), ())) if capture and capture.longitude else "",
        **_signs(request, patch, capture),
    }  # fmt: skip


def _signs(request: HttpRequest, patch: Any, capture: Any) -> dict[str, Any]:
    """Return the signs in the field work that are about a photo, and those about the patch, for those who see them."""
    if not may_see_points.allows(by(request)):
        return {"sees_points": False}
    row = points_of_patch(patch)
    signs = in_words([row], by(request))[patch.pk] if row is not None else []
    return {
        "sees_points": True,
        "signs": [one for one in signs if one.photo is not None and capture is not None and one.photo.pk == capture.pk],
        "other_signs": len([one for one in signs if one.photo is None or one.photo != capture]),
    }


@require_safe
def picture(request: HttpRequest, uuid: UUID, exhibit: UUID, size: str) -> HttpResponseBase:
    """Hand a small or a large picture of a photo over; nothing where the browser has it."""
    found = attachment_of(patch_or_404(request, uuid), exhibit)
    if found is None or size not in SIDES:
        raise Http404
    return drawn_picture(request, found.exhibit.checksum, found.exhibit.suffix, size)


def drawn_picture(request: HttpRequest, checksum: str, suffix: str, size: str) -> HttpResponseBase:
    """Hand a picture of a content over; a sign in its place where it cannot be drawn."""
    mark = quote_etag(f"{checksum[:32]}-{SIDES[size]}-{EDITION}")
    response: HttpResponseBase | None = get_conditional_response(request, etag=mark)
    if response is None:
        drawn = small_picture(checksum, suffix, size)
        response = _content(drawn.path if drawn is not None else None)
    response["ETag"], response["Cache-Control"] = mark, "private, max-age=3600"
    return response


def _content(path: Path | None) -> HttpResponseBase:
    if path is None:
        return HttpResponse(_CANNOT_BE_DRAWN, content_type="image/svg+xml")
    return FileResponse(path.open("rb"), content_type="image/jpeg")
