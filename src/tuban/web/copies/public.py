"""Public copies: how far they are, and one photo after the other on which a person covers faces and number plates."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.chosen import campaign_of
from tuban.web.copies.addresses import photo_addresses
from tuban.web.dossier.head import patch_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import supervision_tabs
from tuban.workflow.copies.actions import Place, confirm, copy_file
from tuban.workflow.copies.choices import choices_here
from tuban.workflow.copies.policies import may_confirm_copies, may_confirm_copy
from tuban.workflow.copies.queries import InLine, Photo, copies_of, line_of_photos, photos_of
from tuban.workflow.copies.small import small_picture

_MOST_ROWS = 200
_STAYS = {
    "taken_at": gettext_lazy("time of the photo"), "place": gettext_lazy("Place"),
    "direction": gettext_lazy("direction"), "device": gettext_lazy("camera"),
}  # fmt: skip


@on_rail("supervision")
@require_safe
def copies(request: HttpRequest) -> HttpResponse:
    """Show how far the public copies of a campaign are, patch by patch."""
    acting, campaign = by(request), campaign_of(request)
    line, patches = line_of_photos(acting, campaign.pk) if campaign is not None else ([], [])
    waiting = [one for one in line if not one.is_confirmed]
    first = {one.patch: one for one in reversed(line)} | {one.patch: one for one in reversed(waiting)}
    patches.sort(key=lambda one: one.waiting == 0)
    context = {
        "tabs": supervision_tabs("copies"), "campaign": campaign,
        "photos": sum(one.photos for one in patches), "confirmed": sum(one.confirmed for one in patches),
        "undrawn": sum(one.undrawn for one in patches), "waiting": len(waiting),
        "begin_url": _page(waiting[0], "") if waiting else "", "why_not": may_confirm_copies.explain(acting),
        "rows": [
            {"row": one, "url": _page(first[one.patch.uuid], "patch") if one.patch.uuid in first else ""}
            for one in patches[:_MOST_ROWS]
        ],
        "shown": min(len(patches), _MOST_ROWS), "total": len(patches),
    }  # fmt: skip
    return render(request, "web/copies/overview.html", context)


def _page(one: InLine, of: str) -> str:
    address = reverse("web:copy", args=[one.patch, one.exhibit])
    return f"{address}?{urlencode({'of': of})}" if of else address


@on_rail("supervision")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, uuid: UUID, exhibit: UUID) -> HttpResponse:
    """Show a photo to cover places of it, or make the copy that a person confirms and go on to the next that waits."""
    patch = patch_or_404(request, uuid)
    photo = next((one for one in photos_of(patch) if one.exhibit.pk == exhibit), None)
    if photo is None:
        raise Http404
    fault, places = "", None
    if request.method == "POST":
        places = _places(request.POST.get("places", ""))
        width, height = (_number(one) for one in request.POST.get("size", "").partition("x")[::2])
        try:
            made = confirm(
                patch, photo.attachment, by=by(request), places=places,
                is_clear=request.POST.get("answer") == "clear", size=(width, height),
                seen=_number(request.POST.get("seen", "")),
            )  # fmt: skip
        except TubanError as error:
            fault = f"{error.message} {error.advice}".strip()
        else:
            messages.success(request, _confirmed(made, photo))
            return redirect(_after(request, patch, photo))
    context = _shown(request, patch, photo, places)
    return render(request, "web/copies/copy.html", context | {"fault": fault}, status=422 if fault else 200)


def _places(text: str) -> list[Place]:
    """Return rectangles as the page sends them; none where it sends something else."""
    try:
        return [(int(left), int(top), int(width), int(height)) for left, top, width, height in json.loads(text)]
    except (ValueError, TypeError, RecursionError, OverflowError):
        return []


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _confirmed(made: Any, photo: Photo) -> str:
    name = photo.exhibit.name
    if not made.places:
        return _("Public copy {number} of «{name}» is confirmed: nothing had to be covered.").format(
            number=made.number, name=name
        )
    return ngettext(
        "Public copy {number} of «{name}» is confirmed, with {n} place covered.",
        "Public copy {number} of «{name}» is confirmed, with {n} places covered.", len(made.places),
    ).format(number=made.number, name=name, n=len(made.places))  # fmt: skip


def _line(request: HttpRequest, patch: Any) -> tuple[list[InLine], str]:
    """Return the line that a person goes through: of the patch where the address says so, else of the campaign."""
    of = "patch" if request.GET.get("of") == "patch" else ""
    return line_of_photos(by(request), patch.campaign_id, patch if of else None)[0], of


def _after(request: HttpRequest, patch: Any, photo: Photo) -> str:
    """Return where to go on: to the next photo that waits, from the beginning after the last."""
    line, of = _line(request, patch)
    place = _place_in(line, photo)
    following = [one for one in (*line[place + 1 :], *line[: place + 1]) if not one.is_confirmed]
    if following:
        return _page(following[0], of)
    return reverse("web:patch_evidence", args=[patch.uuid]) if of else reverse("web:copies")


def _place_in(line: list[InLine], photo: Photo) -> int:
    return next((place for place, one in enumerate(line) if one.exhibit == photo.exhibit.pk), -1)


def _shown(request: HttpRequest, patch: Any, photo: Photo, drawn: list[Place] | None) -> dict[str, Any]:
    exhibit, acting = photo.exhibit, by(request)
    line, of = _line(request, patch)
    place = _place_in(line, photo)
    large = small_picture(exhibit.checksum, exhibit.suffix, "large") if photo.is_drawn else None
    versions = list(copies_of(exhibit))
    last = versions[0] if versions else None
    fits = large is not None and last is not None and (last.width, last.height) == (large.width, large.height)
    confirmed = sum(one.is_confirmed for one in line)
    return {
        "tabs": supervision_tabs("copies"), "patch": patch, "photo": photo, "exhibit": exhibit, "of": of,
        "why_not": may_confirm_copy.explain(acting, patch), "large": large, "last": last,
        "picture_url": reverse("web:patch_photo_picture", args=[patch.uuid, exhibit.pk, "large"]),
        "addresses": photo_addresses(patch.uuid, exhibit),
        "places": drawn if drawn is not None else (last.places if fits and last is not None else []),
        "seen": last.number if last is not None else 0, "colour": choices_here().colour,
        "stays": [str(_STAYS[one]) for one in choices_here().stays],
        "number": place + 1, "total": len(line), "confirmed": confirmed, "waiting": len(line) - confirmed,
        "previous_url": _page(line[place - 1], of) if place > 0 else "",
        "next_url": _page(line[place + 1], of) if 0 <= place < len(line) - 1 else "",
        "ahead_url": _ahead(line, place),
        "versions": [
            {"row": one, "url": reverse("web:copy_file", args=[patch.uuid, exhibit.pk, one.number]),
             "is_last": one is last}
            for one in versions
        ],
        "page_keys": [
            {"keys": ["N"], "does": _("A rectangle in the middle")},
            {"keys": ["←", "→", "↑", "↓"],
             "does": _("Move the chosen rectangle; with Shift make it larger or smaller")},
            {"keys": ["Delete"], "does": _("Delete the chosen rectangle")},
            {"keys": ["Z"], "does": _("Undo the last change")},
            {"keys": ["+", "−", "0"], "does": _("Larger, smaller, the whole picture")},
            {"keys": ["Y"], "does": _("Confirm what is covered")},
            {"keys": ["W"], "does": _("Say that there is nothing to cover")},
            {"keys": ["Q", "E"], "does": _("Previous and next photo")},
        ],
    }  # fmt: skip


def _ahead(line: list[InLine], place: int) -> str:
    """Return the picture that a browser may fetch ahead: that of the next photo that waits."""
    following = next((one for one in line[place + 1 :] if not one.is_confirmed), None)
    return reverse("web:patch_photo_picture", args=[following.patch, following.exhibit, "large"]) if following else ""


@require_safe
def file(request: HttpRequest, uuid: UUID, exhibit: UUID, number: int) -> HttpResponseBase:
    """Hand a public copy over: shown on the page, or taken along, which is written down."""
    patch = patch_or_404(request, uuid)
    photo = next((one for one in photos_of(patch) if one.exhibit.pk == exhibit), None)
    found = copies_of(photo.exhibit).filter(number=number).first() if photo is not None else None
    if found is None:
        raise Http404
    is_taken = bool(request.GET.get("along"))
    path = copy_file(patch, found, by=by(request), is_noted=is_taken)
    name = _("Public copy {checksum}.jpg").format(checksum=found.checksum[:12])
    response = FileResponse(path.open("rb"), as_attachment=is_taken, filename=name, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store" if is_taken else "private, max-age=31536000, immutable"
    return response
