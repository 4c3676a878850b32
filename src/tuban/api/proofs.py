"""Proof packages of patches: asked for as a job, fetched when they are made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.proof.actions import MOST, ask_for_proofs
from tuban.workflow.proof.queries import made_for

router = Router(tags=["proofs"])
_FILE: dict[str, Any] = {"responses": {200: {"content": {
    "application/zip": {"schema": {"type": "string", "format": "binary"}},
}}}}  # fmt: skip


class ProofIn(Schema):
    """The patches whose proof packages are wanted."""

    patches: list[UUID] = Field(
        min_length=1, max_length=MOST, description="One gives its package, several a zip of packages."
    )


@router.post("/proof-packages", response={202: JobOut, **PROBLEMS}, summary=_("Ask for proof packages"))
def ask(request: HttpRequest, given: ProofIn, key: Key = None) -> HttpResponse:
    """Have them made in the background. Watch the job; the file is at /proof-packages/{job} for seven days."""
    acting = by(request, Scope.EXPORT)
    patches = [patch_for(acting, one) for one in dict.fromkeys(given.patches)]
    return done(
        request, key, lambda: job_out(ask_for_proofs(by=acting, patches=patches)), status=202, scope=Scope.EXPORT
    )  # fmt: skip


@router.get(
    "/proof-packages/{job}", response={200: Any, **PROBLEMS}, summary=_("Fetch proof packages that were made"),
    openapi_extra=_FILE,
)  # fmt: skip
def fetch(request: HttpRequest, job: UUID) -> FileResponse:
    """Hand over what was made, to whoever asked for it."""
    made = made_for(by(request, Scope.EXPORT), job)
    if made is None:
        attempt(request, "jobs.job", job)
        raise NotFound(what=_("file"))
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type="application/zip")
