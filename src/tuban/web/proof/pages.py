"""The proof packages of a patch and of chosen ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.dossier.head import head_of, patch_or_404
from tuban.web.jobs.parts import job_part
from tuban.web.patch_list.choice import chosen_in
from tuban.web.rail import on_rail
from tuban.workflow.proof.actions import MOST, ask_for_proofs
from tuban.workflow.proof.policies import may_make_proof
from tuban.workflow.proof.queries import asked_by, made_for


@on_rail("map")
@require_http_methods(["GET", "HEAD", "POST"])
def patch_proof_package(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what the proof package of a patch holds, ask for it, and hand out those that were made."""
    patch = patch_or_404(request, uuid)
    if request.method == "POST":
        _ask(request, [patch])
        return redirect("web:patch_proof_package", uuid=patch.uuid)
    context = {
        **head_of(request, patch, "evidence"), "why_not": may_make_proof.explain(by(request), patch),
        "made": _made(request, patch),
    }  # fmt: skip
    return render(request, "web/proof/patch.html", context)


@on_rail("map")
@require_safe
def proof_packages(request: HttpRequest) -> HttpResponse:
    """Show the packages that one asked for."""
    return render(request, "web/proof/packages.html", {"made": _made(request, None), "most": MOST})


@require_POST
def proof_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the packages of the patches that were ticked in a list, or of all that it shows."""
    patches, _total = chosen_in(request)
    _ask(request, patches)
    return redirect("web:proof_packages")


@require_safe
def proof_file(request: HttpRequest, job: UUID) -> HttpResponseBase:
    """Hand a file over that was made, to whoever asked for it."""
    made = made_for(by(request), job)
    if made is None:
        raise Http404
    response = FileResponse(
        made.path.open("rb"), as_attachment=True, filename=made.name, content_type="application/zip"
    )  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    return response


def _ask(request: HttpRequest, patches: list[Any]) -> None:
    try:
        ask_for_proofs(by=by(request), patches=patches)
        messages.success(request, _("It is being made; it can be fetched here when it is ready."))
    except TubanError as error:
        messages.error(request, f"{error.message} {error.advice}".strip())


def _made(request: HttpRequest, patch: Any) -> list[dict[str, Any]]:
    """Return what was asked for: its work, and where its file is fetched; empty where that is kept no more."""
    found = []
    for job in asked_by(by(request), patch):
        file = made_for(by(request), job.pk)
        found.append({
            "job": job, "part": job_part(job), "is_over": job.is_over, "name": file.name if file else "",
            "size": job.outcome.get("size", 0) if file else 0,
            "url": reverse("web:proof_file", args=[job.pk]) if file else "",
        })  # fmt: skip
    return found
