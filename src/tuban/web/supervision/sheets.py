"""Blind sheets: what their visitor is shown of a patch, which is where it lies and how it looks from above."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.views import outlined_picture
from tuban.web.rail import on_rail
from tuban.web.ranges import FOR_EVER
from tuban.web.supervision.forms import SheetForm
from tuban.web.supervision.outline import drawing, gpx
from tuban.web.tabs import supervision_tabs
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.sent_file import on_disk
from tuban.workflow.store import found as found_in_store
from tuban.workflow.supervision import policies, queries
from tuban.workflow.supervision.actions import seal_sheet
from tuban.workflow.supervision.blind import sheets_of
from tuban.workflow.supervision.law import finding_titles
from tuban.workflow.supervision.photos import MOST, add_photo, photos_of, take_photo_off


@on_rail("supervision")
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets of the reader: those to fill, then those sealed."""
    titles = finding_titles()
    rows: list[dict[str, Any]] = [
        {"row": one, "url": reverse("web:supervision_sheet", args=[one.pk]), "finding": titles.get(one.finding, "")}
        for one in sheets_of(by(request).person)
    ]
    context = {
        "tabs": supervision_tabs("sheets"), "open": [one for one in rows if one["row"].sealed_at is None],
        "sealed": [one for one in rows if one["row"].sealed_at is not None],
    }  # fmt: skip
    return render(request, "web/supervision/sheets.html", context)


@on_rail("supervision")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a sheet, or seal it."""
    acting, one = by(request), _sheet(request, key)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seal_sheet(one, by=acting, **form.cleaned_data)
        except TubanError as error:
            form.add_error(None, f"{error.message} {error.advice} [{error.code}]")
        else:
            messages.success(request, _("It is sealed."))
            return redirect("web:supervision_sheets")
    centre = one.patch.geometry.point_on_surface
    context: dict[str, Any] = {
        "tabs": supervision_tabs("sheets"), "one": one, "form": form, "why_not": policies.may_seal.explain(acting, one),
        "finding": finding_titles().get(one.finding, ""), "centre": f"{centre.y:.6f}, {centre.x:.6f}",
        "outline": drawing(one.patch, one.boundary), "photos": photos_shown(one), "most_photos": MOST,
        "pictures": [
            {"title": _("Before") if picture.when == "before" else _("After"), "taken_on": picture.taken_on,
             "url": reverse("web:supervision_picture", args=[one.pk, picture.when])}
            for picture in pictures_of(one.patch)
        ],
    }  # fmt: skip
    return render(request, "web/supervision/sheet.html", context)


@require_safe
def picture(request: HttpRequest, key: UUID, when: str) -> HttpResponse:
    """Hand over a picture of the patch of a sheet with its outline."""
    one = _sheet(request, key)
    chosen = next((row for row in pictures_of(one.patch) if row.when == when), None)
    if chosen is None:
        raise Http404
    return outlined_picture(request, one.patch, chosen)


@require_POST
def add_photos(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take in photos of a sheet, one after another, and say which were not taken."""
    one, taken = _sheet(request, key), 0
    for file in request.FILES.getlist("photo"):
        fault = _taken(request, one, file)
        taken += not fault
        if fault:
            messages.error(request, fault)
    if taken:
        messages.success(request, ngettext("{n} photo is kept.", "{n} photos are kept.", taken).format(n=taken))
    elif not request.FILES:
        messages.error(request, _("Choose a photo first."))
    return redirect("web:supervision_sheet", key=one.pk)


def _taken(request: HttpRequest, one: Any, file: UploadedFile) -> str:
    """Take a photo in; returns why not, where it was not taken."""
    with on_disk(file) as path:
        try:
            add_photo(one, by=by(request), path=path, name=file.name or "")
        except TubanError as error:
            return f"{error.message} {error.advice}".strip()
    return ""


@require_POST
def photo_off(request: HttpRequest, key: UUID, exhibit: UUID) -> HttpResponse:
    """Take a photo off an open sheet."""
    one = _sheet(request, key)
    try:
        take_photo_off(one, by=by(request), exhibit=exhibit)
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    else:
        messages.success(request, _("The photo is off the sheet."))
    return redirect("web:supervision_sheet", key=one.pk)


@require_safe
def photo(request: HttpRequest, key: UUID, exhibit: UUID) -> HttpResponseBase:
    """Hand over a photo: to its visitor; to others once the sheet is sealed and they know what was drawn."""
    acting = by(request)
    one = sheets_of(acting.person).filter(pk=key).first()
    if one is None:
        one = queries.drawn_seen_by(acting).filter(pk=key).exclude(sealed_at=None).first()
        if one is None or not policies.knows_drawn(acting, one.lot, is_visited=queries.is_visited(one.lot)):
            raise Http404
    held = photos_of(one).filter(exhibit_id=exhibit).first()
    if held is None:
        raise Http404
    path = found_in_store(held.exhibit.checksum, held.exhibit.suffix)
    response = FileResponse(path.open("rb"), content_type=held.exhibit.media_type, filename=held.exhibit.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = FOR_EVER
    return response


@require_safe
def track(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand over the outline for whatever leads there."""
    one = _sheet(request, key)
    response = HttpResponse(gpx(one.patch), content_type="application/gpx+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.patch.number}.gpx"'
    return response


def photos_shown(one: Any) -> list[dict[str, Any]]:
    """Return the photos of a sheet as pages show them."""
    return [
        {"url": reverse("web:supervision_photo", args=[one.pk, row.exhibit_id]), "name": row.exhibit.name, "at": row.at,
         "checksum": row.exhibit.checksum,
         "off": reverse("web:supervision_photo_off", args=[one.pk, row.exhibit_id])}
        for row in photos_of(one)
    ]  # fmt: skip


def _sheet(request: HttpRequest, key: UUID) -> Any:
    one = sheets_of(by(request).person).filter(pk=key).first()
    if one is None:
        raise Http404
    return one
