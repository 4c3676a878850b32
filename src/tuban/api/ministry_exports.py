"""Exports for the ministry's reporting: asked for as a job, listed, fetched when they are made."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.ministry_export import actions
from tuban.workflow.ministry_export.choices import choice
from tuban.workflow.ministry_export.queries import export_for, exports_of, file_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.submission.queries import current_seal

router = Router(tags=["ministry exports"])
_FILE: dict[str, Any] = {"responses": {200: {"content": {
    "application/zip": {"schema": {"type": "string", "format": "binary"}},
}}}}  # fmt: skip


class MinistryExportIn(Schema):
    """What is exported, and how."""

    formats: list[Literal["xlsx", "dbf", "shp", "gpkg"]] = Field(min_length=1, max_length=4)
    encoding: Literal["GBK", "UTF-8"] = Field("GBK", description="Of DBF and Shapefile.")
    system: Literal["zone", "geographic"] = Field(
        "zone", description="Outlines in the three-degree zone of the campaign, or in degrees."
    )
    draft: bool = Field(False, description="What the office knows now, signed by nobody; else the newest seal.")


class MinistryExportOut(Schema):
    """An export: ``seal`` is the number of the seal it was made of, null for a draft; ``made_at`` is null before it is
    made. ``about`` tells its tables, files, sums and what is not filled."""

    id: UUID
    job: UUID | None
    seal: int | None
    asked_at: datetime
    asked_by: str
    made_at: datetime | None
    formats: list[str]
    encoding: str
    epsg: int
    name: str
    size: int
    sha256: str
    about: dict[str, Any]


@router.post(
    "/campaigns/{campaign}/ministry-exports", response={202: MinistryExportOut, **PROBLEMS},
    summary=_("Export for the ministry's reporting"),
)  # fmt: skip
def ask(request: HttpRequest, campaign: UUID, given: MinistryExportIn, key: Key = None) -> HttpResponse:
    """Have the newest seal, or a draft, exported in the background. Watch the job; the file is kept."""
    acting = by(request, Scope.EXPORT)

    def deed() -> MinistryExportOut:
        row = campaign_for(acting, campaign)
        chosen = choice(row, given.formats, given.encoding, given.system)
        if given.draft:
            return _out(actions.export_draft(row, by=acting, chosen=chosen))
        seal = current_seal(row)
        if seal is None:
            raise NotFound(what=_("seal"))
        return _out(actions.export_seal(seal, by=acting, chosen=chosen))

    return done(request, key, deed, status=202, scope=Scope.EXPORT)


@router.get(
    "/campaigns/{campaign}/ministry-exports", response={200: list[MinistryExportOut], **PROBLEMS},
    summary=_("What was exported for the ministry"),
)  # fmt: skip
def exports(request: HttpRequest, campaign: UUID) -> Any:
    """Return the exports of a campaign, the newest first."""
    acting = by(request)
    return [_out(one) for one in exports_of(acting, campaign_for(acting, campaign))[:100]]


@router.get(
    "/ministry-exports/{export}/file", response={200: Any, **PROBLEMS}, summary=_("Fetch an export for the ministry"),
    openapi_extra=_FILE,
)  # fmt: skip
def fetch(request: HttpRequest, export: UUID) -> FileResponse:
    """Hand over the archive of an export."""
    found = export_for(by(request, Scope.EXPORT), export)
    if found is None or not found.checksum:
        attempt(request, "ministry_export.ministryexport", export)
        raise NotFound(what=_("file"))
    return FileResponse(
        file_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/zip"
    )


def _out(export: Any) -> MinistryExportOut:
    return MinistryExportOut(
        id=export.pk, job=export.job_id, seal=export.seal.number if export.seal else None, asked_at=export.asked_at,
        asked_by=str(export.by), made_at=export.made_at, formats=export.formats, encoding=export.encoding,
        epsg=export.epsg, name=export.name, size=export.size, sha256=export.checksum, about=export.about,
    )  # fmt: skip
