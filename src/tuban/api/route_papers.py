"""The documents of a plan for machines: route books, workbook, GPX, KML and sheets; asked for, listed, handed out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.routes import actions
from tuban.workflow.routes.papers import taken
from tuban.workflow.routes.queries import paper_for, papers_of, plan_for

router = Router(tags=["routes"])


class PaperOut(Schema):
    """A document of a plan."""

    id: int
    path: str
    group: str = Field(description="The group that it is for; empty for all.")
    size: int
    checksum: str


class PapersOut(Schema):
    """Documents that were asked for at one version of a plan."""

    id: UUID
    plan_version: int
    asked_at: datetime
    whole_at: datetime | None = Field(description="Null until all of them are there.")
    job: UUID | None
    notes: list[str]
    files: list[PaperOut]


def _papers(one: Any) -> PapersOut:
    return PapersOut(
        id=one.pk, plan_version=one.plan_version, asked_at=one.asked_at, whole_at=one.whole_at, job=one.job_id,
        notes=one.notes,
        files=[
            PaperOut(id=file.pk, path=file.path, group=file.team.name if file.team else "", size=file.size,
                     checksum=file.checksum)
            for file in one.files.all()
        ],
    )  # fmt: skip


@router.get("/route-plans/{plan}/papers", response={200: list[PapersOut], **PROBLEMS}, summary=_("Route books"))
def papers(request: HttpRequest, plan: UUID) -> list[PapersOut]:
    """Return the documents that were written of a plan, newest first."""
    return [_papers(one) for one in papers_of(plan_for(by(request), plan))[:20]]


@router.post("/route-plans/{plan}/papers", response={202: PapersOut, **PROBLEMS}, summary=_("Write the documents"))
def write_papers(request: HttpRequest, plan: UUID, key: Key = None) -> HttpResponse:
    """Ask for route books, workbook, GPX, KML and 1:10 000 sheets of a plan as it is now."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key, lambda: _papers(actions.write_papers(plan_for(acting, plan), by=acting)), status=202
    )  # fmt: skip


@router.get("/route-plans/{plan}/papers/{paper}", response={200: None, **PROBLEMS}, summary=_("A document of a plan"))
def take_paper(request: HttpRequest, plan: UUID, paper: int) -> FileResponse:
    """Hand out a document."""
    acting = by(request, Scope.EXPORT)
    row = paper_for(acting, plan_for(acting, plan), paper)
    return FileResponse(taken(row).open("rb"), as_attachment=True, filename=row.path.rpartition("/")[2])
