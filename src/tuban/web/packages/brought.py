"""What other tools bring back: handed in as a file, shown with what came of it, photos placed by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from tuban.jobs.models import Job
from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.copies.photos import drawn_picture
from tuban.web.jobs.parts import job_part
from tuban.web.rail import on_rail
from tuban.web.tabs import field_tabs
from tuban.workflow.packages.actions import bring_back, confirm_photos
from tuban.workflow.packages.cameras.placing import SIDEWAYS
from tuban.workflow.packages.queries import (
    PackageNotFound,
    brought_for,
    patch_numbered,
    photo_content,
    photos_of,
    placed_of,
)

_SUFFIXES = frozenset({".zip", ".gpkg", ".xlsx", ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic"})


def _job(request: HttpRequest, key: UUID) -> Job:
    try:
        return brought_for(by(request), key)
    except PackageNotFound:
        raise Http404 from None


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take a file and have it taken in."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        messages.error(request, _("Choose a file first; an empty one brings nothing."))
        return redirect("web:packages")
    name = (file.name or "").replace("\\", "/").rpartition("/")[2][-120:]
    suffix = f".{name.rpartition('.')[2].lower()}"
    kept = f"brought/{uuid4().hex}{suffix if suffix in _SUFFIXES else ''}"
    target = settings.HOME.uploads / kept
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as sink:
        for portion in file.chunks():
            sink.write(portion)
    try:
        job = bring_back(by=by(request), file=kept, name=name)
    except TubanError as error:
        target.unlink(missing_ok=True)
        messages.error(request, str(error))
        return redirect("web:packages")
    return redirect("web:brought", job.pk)


@on_rail("survey")
@require_GET
def brought(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what came of a file that was brought; of photos, which patches they may show."""
    acting, job = by(request), _job(request, key)
    photos = photos_of(job)
    placed = placed_of(photos, acting)
    return render(request, "web/packages/brought.html", {
        "tabs": field_tabs("packages"), "job": job, "part": job_part(job), "outcome": job.outcome,
        "counted": _counted(job.outcome), "problems": job.outcome.get("problems", []),
        "photos": [_photo(job, one, placed) for one in photos if "media" in one],
        "unfit": [one for one in photos if "media" not in one],
        "left": sum(1 for one in photos if "media" in one and one["media"]["sha256"] not in placed),
    })  # fmt: skip


def _counted(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    titles = {
        "facts": _("Facts told"), "patches": _("Patches they are about"), "boundaries": _("Measured boundaries"),
        "photos": _("Photos"), "found": _("Patches found on the way"), "known": _("Known already"),
    }  # fmt: skip
    return [
        {"title": title, "count": outcome[name]} for name, title in titles.items() if isinstance(outcome.get(name), int)
    ]


def _photo(job: Job, photo: dict[str, Any], placed: dict[str, str]) -> dict[str, Any]:
    media = photo["media"]
    at = datetime.fromisoformat(photo["at"]) if photo.get("at") else None
    return {
        "sha256": media["sha256"], "name": media["name"], "at": at, "position": photo.get("position"),
        "bearing": photo.get("bearing"), "url": reverse("web:brought_photo", args=[job.pk, media["sha256"]]),
        "is_placed": media["sha256"] in placed, "placed_on": placed.get(media["sha256"], ""),
        "guesses": [{**one, "words": _words(one)} for one in photo.get("guesses", [])],
        "is_likely": _is_likely(photo),
    }  # fmt: skip


def _is_likely(photo: dict[str, Any]) -> bool:
    """Whether the first guess is offered as the answer: a camera that looked away shows something else."""
    first = next(iter(photo.get("guesses", [])), None)
    return first is not None and (first["aside"] or 0) <= SIDEWAYS


def _words(guess: dict[str, Any]) -> str:
    """Return why a photo may show a patch."""
    if guess["by"] == "time":
        return _("taken within ten minutes of a photo that shows it")
    away = _("inside it") if guess["metres"] == 0 else _("{metres} m away").format(metres=guess["metres"])
    if guess["by"] == "track":
        away = _("by your track: {away}").format(away=away)
    if guess["aside"] is None:
        return away
    looked = _("looking at it") if guess["aside"] <= 5 else _("looking {degrees}° past it").format(
        degrees=guess["aside"]
    )  # fmt: skip
    return f"{away}，{looked}"


@require_POST
def place(request: HttpRequest, key: UUID) -> HttpResponse:
    """Place photos on the patches that a person chose."""
    acting, job = by(request), _job(request, key)
    chosen: list[tuple[dict[str, Any], str]] = []
    for photo in photos_of(job):
        sha256 = photo.get("media", {}).get("sha256", "")
        patch = request.POST.get(f"patch-{sha256}", "")
        if patch == "number":
            number = request.POST.get(f"number-{sha256}", "").strip()
            found = patch_numbered(acting, number)
            if found is None:
                messages.error(request, _("There is no patch {number} that you may work on.").format(number=number))
                return redirect("web:brought", job.pk)
            patch = str(found.uuid)
        if sha256 and patch:
            chosen.append((photo, patch))
    if not chosen:
        messages.error(request, _("No photo was placed: choose the patch that each one shows."))
        return redirect("web:brought", job.pk)
    try:
        new = confirm_photos(by=acting, chosen=chosen)
    except TubanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, ngettext("{count} photo placed.", "{count} photos placed.", new).format(count=new))
    return redirect("web:brought", job.pk)


@require_safe
def photo(request: HttpRequest, key: UUID, checksum: str) -> HttpResponseBase:
    """Show a photo that was brought."""
    try:
        path = photo_content(_job(request, key), checksum)
    except PackageNotFound:
        raise Http404 from None
    if request.GET.get("small"):
        return drawn_picture(request, checksum, path.suffix, "small")
    response = FileResponse(path.open("rb"))
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
