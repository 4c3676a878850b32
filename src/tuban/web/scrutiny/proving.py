"""Whether files are genuine: any that are handed in, all of a patch; and the package that proves itself elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.audit.words import WORDS
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.rail import on_rail
from tuban.web.tabs import supervision_tabs
from tuban.workflow.scrutiny.actions import verify
from tuban.workflow.scrutiny.packing import take_package
from tuban.workflow.scrutiny.policies import may_prove
from tuban.workflow.scrutiny.proof.known import Office, proofs_of_patch
from tuban.workflow.scrutiny.proof.verdicts import Proof

_MOST_MB, _MOST_FILES = 500, 50


@on_rail("supervision")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_verify(request: HttpRequest) -> HttpResponse:
    """Take files in, say of each whether it is genuine, and keep none of them."""
    why_not = may_prove.explain(by(request))
    context: dict[str, Any] = {
        "tabs": supervision_tabs("verify"), "most_mb": _MOST_MB, "most_files": _MOST_FILES, "why_not": why_not,
    }  # fmt: skip
    status = 200
    if request.method == "POST" and not why_not:
        files = request.FILES.getlist("file")
        fault = _fault(files)
        if fault:
            context["fault"], status = fault, 422
        else:
            with tempfile.TemporaryDirectory() as folder:
                proofs, faults = verify(by=by(request), paths=list(_laid(files, Path(folder))))
            context |= told(proofs) | {"faults": faults, "is_asked": True}
    return render(request, "web/scrutiny/verify.html", context, status=status)


def _fault(files: Sequence[UploadedFile]) -> str:
    if not files:
        return _("Choose a file first.")
    if len(files) > _MOST_FILES or sum(one.size or 0 for one in files) > _MOST_MB << 20:
        return _("That is too much at once: at most {files} files of {mb} MB together.").format(
            files=_MOST_FILES, mb=_MOST_MB
        )
    return ""


def _laid(files: Sequence[UploadedFile], folder: Path) -> Iterator[tuple[Path, str]]:
    """Lay files into a folder under names of our own; their endings tell documents from other zips."""
    for number, file in enumerate(files):
        ending = Path(file.name or "").suffix.lower()
        place = folder / f"{number}{ending if ending.isascii() and len(ending) < 12 else ''}"
        with place.open("wb") as sink:
            for portion in file.chunks():
                sink.write(portion)
        yield place, Path(file.name or "").name


def told(proofs: Sequence[Proof]) -> dict[str, Any]:
    """Return proofs as a page shows them: what is not as it should be first."""
    order = {"altered": 0, "absent": 1, "untouched": 2}
    return {
        "proofs": sorted(proofs, key=lambda one: order[one.verdict]),
        "counts": {name: sum(one.verdict == name for one in proofs) for name in order},
    }


@on_rail("map")
@never_cache
@require_safe
def patch_proof(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read everything that speaks about a patch again, and say whether it is as it came."""
    patch = patch_or_404(request, uuid)
    proofs = proofs_of_patch(patch, Office(by(request)))
    context = {**head_of(request, patch, "evidence"), **told(proofs), "is_asked": True}
    return render(request, "web/scrutiny/patch.html", context)


@require_safe
def patch_package(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Hand the evidence package of a patch over, or its public version."""
    patch = patch_or_404(request, uuid)
    is_public = bool(request.GET.get("public"))
    draft = tempfile.NamedTemporaryFile(suffix=".zip")  # noqa: SIM115 - it is closed, and so removed, with the answer
    try:
        take_package(patch, by=by(request), into=Path(draft.name), words=WORDS, is_public=is_public)
    except TubanError:
        draft.close()
        raise
    title = _("Public evidence package {number}") if is_public else _("Evidence package {number}")
    name = title.format(number=patch)
    response = FileResponse(draft, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
