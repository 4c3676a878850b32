"""The evidence of a patch: what there is, adding to it, reading it out, taking it off."""

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
from tuban.web.copies.addresses import photo_addresses
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.ranges import FOR_EVER, file_in_ranges
from tuban.workflow.copies.queries import copies_that_count
from tuban.workflow.evidence.actions import LARGEST, add, read_out
from tuban.workflow.evidence.actions import take_off as take_off_exhibit
from tuban.workflow.evidence.media import PLAYED_INLINE, SHOWN_INLINE
from tuban.workflow.evidence.policies import may_add_evidence, may_take_off
from tuban.workflow.evidence.queries import attachment_of, attachments_of
from tuban.workflow.scrutiny.policies import may_see_points, may_take_package, may_take_public
from tuban.workflow.scrutiny.queries import in_words, points_of_patch
from tuban.workflow.sent_file import on_disk


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the evidence of a patch; take in what is added, one file after another, and say which were not taken."""
    patch = patch_or_404(request, uuid)
    faults: list[str] = []
    remark = request.POST.get("remark", "")
    if request.method == "POST":
        files = request.FILES.getlist("file")
        faults = [fault for file in files if (fault := _taken(request, patch, file, remark))]
        taken = len(files) - len(faults)
        if taken:
            words = ngettext("{n} file was added.", "{n} files were added.", taken).format(n=taken)
            messages.success(request, words)
        if not files:
            faults = [_("Choose a file first.")]
        if not faults:
            return redirect("web:patch_evidence", uuid=patch.uuid)
    context = {
        **head_of(request, patch, "evidence"),
        "exhibits": _exhibits(request, patch),
        "may_add": may_add_evidence.explain(by(request), patch),
        "faults": faults,
        "remark": remark,
        "most_mb": LARGEST >> 20,
        "scrutiny": _scrutiny(request, patch),
    }
    return render(request, "web/dossier/evidence.html", context, status=422 if faults else 200)


def _taken(request: HttpRequest, patch: Any, file: UploadedFile, remark: str) -> str:
    """Take a file in; returns why not, where it was not taken."""
    with on_disk(file) as path:
        try:
            add(patch, by=by(request), path=path, name=file.name or "", remark=remark)
        except TubanError as error:
            return f"{error.message} {error.advice}".strip()
    return ""


def _scrutiny(request: HttpRequest, patch: Any) -> dict[str, Any]:
    """Return what is said of the proof of it all, and of the field work for those who watch over it."""
    found: dict[str, Any] = {
        "proof_url": reverse("web:patch_proof", args=[patch.uuid]),
        "package_url": reverse("web:patch_package", args=[patch.uuid]),
        "why_not_package": may_take_package.explain(by(request), patch),
        "public_url": reverse("web:patch_package", args=[patch.uuid]) + "?public=1",
        "why_not_public": may_take_public.explain(by(request), patch),
        "sees_points": may_see_points.allows(by(request)),
    }
    row = points_of_patch(patch) if found["sees_points"] else None
    if row is not None:
        signs = in_words([row], by(request))[patch.pk]
        found |= {"points": row.points, "signs": signs, "was_there": True}
    return found


def _exhibits(request: HttpRequest, patch: Any) -> list[dict[str, Any]]:
    rows = list(attachments_of(patch))
    copies = copies_that_count(one.exhibit_id for one in rows)
    return [_shown(request, patch, one, copies.get(one.exhibit_id)) for one in rows]


def _shown(request: HttpRequest, patch: Any, one: Any, copy: Any) -> dict[str, Any]:
    exhibit = one.exhibit
    is_photo = exhibit.kind == "photo"
    return {
        "photo": photo_addresses(patch.uuid, exhibit) if is_photo else None,
        "copy": copy,
        "copy_url": reverse("web:copy", args=[patch.uuid, exhibit.pk]) + "?of=patch" if is_photo else "",
        "url": reverse("web:patch_exhibit", args=[patch.uuid, exhibit.pk])
        + ("?take=1" if exhibit.media_type in PLAYED_INLINE else ""),
        "name": exhibit.name,
        "kind": exhibit.get_kind_display(),
        "size": exhibit.size,
        "person": one.by.name,
        "unit": exhibit.unit.name,
        "at": one.at,
        "note": exhibit.note,
        "checksum": exhibit.checksum,
        "take_off": {
            "url": reverse("web:patch_exhibit_off", args=[patch.uuid, exhibit.pk]),
            "reason": may_take_off.explain(by(request), patch, one),
        },
    }


@require_safe
def exhibit(request: HttpRequest, uuid: UUID, exhibit: UUID) -> HttpResponseBase:
    """Hand an exhibit over. A picture is shown, a recording is played unless it is taken along (``?take``); everything
    else is a file, never a page of ours."""
    patch = patch_or_404(request, uuid)
    found = attachment_of(patch, exhibit)
    if found is None:
        raise Http404
    media_type = found.exhibit.media_type
    is_played = media_type in PLAYED_INLINE and "take" not in request.GET
    is_shown = is_played or media_type in SHOWN_INLINE
    # What stands on the page is seen by whoever sees the page; only a file that is taken along leaves a line.
    path = read_out(found, patch, by=by(request), is_noted=not is_shown)
    response: HttpResponseBase
    if is_played:
        response = file_in_ranges(request, path, media_type=media_type, mark=found.exhibit.checksum)
    else:
        response = FileResponse(
            path.open("rb"), as_attachment=not is_shown, filename=found.exhibit.name, content_type=media_type
        )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = FOR_EVER if is_shown else "private, no-store"
    return response


@require_POST
def take_off(request: HttpRequest, uuid: UUID, exhibit: UUID) -> HttpResponse:
    """Take an exhibit off a patch, for the reason given."""
    patch = patch_or_404(request, uuid)
    found = attachment_of(patch, exhibit)
    if found is None:
        raise Http404
    try:
        take_off_exhibit(patch, found, by=by(request), reason=request.POST.get("reason", "").strip())
        messages.success(
            request, _("«{name}» was taken off; the file stays in the store.").format(name=found.exhibit.name)
        )
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())
    return redirect("web:patch_evidence", uuid=patch.uuid)
