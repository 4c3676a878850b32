"""Patches in bulk: CSV, Excel, GeoPackage, GeoParquet, at once or made in the background."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import content_disposition_header
from ninja import Query, Router
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.patches import Narrowed
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.comparison.exporting.actions import ask_for_export, export_of, file_name, take_along
from tuban.workflow.comparison.exporting.kinds import CSV, KINDS, kind_named, write
from tuban.workflow.comparison.exporting.writing import csv_portions
from tuban.workflow.organisations.tokens import Scope

Kind = Literal["csv", "xlsx", "gpkg", "parquet"]
router = Router(tags=["exports"])
_FILES: dict[str, Any] = {"responses": {200: {"content": {
    one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for one in KINDS.values()
}}}}  # fmt: skip


class Exported(Narrowed):
    """What of the patches is taken along, and how."""

    epsg: int | None = Field(
        None, ge=4490, le=4554, description="4490 for degrees, or the working system of the campaign."
    )
    with_mark: bool = Field(True, description="Whether a CSV begins with the mark (BOM) by which Excel reads UTF-8.")
    language: Literal["zh-hans", "en"] = Field("zh-hans", description="Of the titles of columns.")


class ExportIn(Exported):
    """A file that is made in the background."""

    kind: Kind


@router.get(
    "/campaigns/{campaign}/patches.{kind}", response={200: Any, **PROBLEMS}, summary=_("Patches as a file, at once"),
    openapi_extra=_FILES,
)  # fmt: skip
def export(request: HttpRequest, campaign: UUID, kind: Kind, asked: Annotated[Exported, Query()]) -> HttpResponseBase:
    """Hand over what is asked for as a file. Where it is too much for that (413), ask for it as a job."""
    acting = by(request, Scope.EXPORT)
    row, chosen = campaign_for(acting, campaign), kind_named(kind)
    with translation.override(asked.language):
        taken = take_along(row, by=acting, asked=asked.filter(row.pk), kind=chosen, epsg=asked.epsg)
        name = file_name(chosen)
        if chosen.name == CSV:
            portions = _in_language(asked.language, csv_portions(taken.rows, with_mark=asked.with_mark))
            response = StreamingHttpResponse(portions, content_type=chosen.media_type)
            response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
            return response
        file = tempfile.NamedTemporaryFile(suffix=f".{kind}")  # noqa: SIM115 - closed, and so deleted, below
        write(chosen, Path(file.name), taken.rows, taken.about, epsg=taken.epsg)
    whole = Path(file.name).open("rb")  # noqa: SIM115 - closed by the response
    file.close()
    return FileResponse(whole, as_attachment=True, filename=name, content_type=chosen.media_type)


def _in_language(language: str, portions: Any) -> Any:
    """Yield portions that are written after the request was answered, in its language all the same."""
    while True:
        with translation.override(language):
            portion = next(portions, None)
        if portion is None:
            return
        yield portion


@router.post(
    "/campaigns/{campaign}/exports", response={202: JobOut, **PROBLEMS}, summary=_("Patches as a file, as a job")
)
def ask(request: HttpRequest, campaign: UUID, given: ExportIn, key: Key = None) -> HttpResponse:
    """Have a file made in the background. Watch the job; the file is at /exports/{job} for seven days."""
    acting = by(request, Scope.EXPORT)

    def deed() -> JobOut:
        row = campaign_for(acting, campaign)
        with translation.override(given.language):
            job = ask_for_export(
                row, by=acting, asked=given.filter(row.pk), kind=kind_named(given.kind), epsg=given.epsg,
                with_mark=given.with_mark,
            )  # fmt: skip
        return job_out(job)

    return done(request, key, deed, status=202, scope=Scope.EXPORT)


@router.get(
    "/exports/{job}", response={200: Any, **PROBLEMS}, summary=_("Fetch a file that was made"), openapi_extra=_FILES
)
def fetch(request: HttpRequest, job: UUID) -> FileResponse:
    """Hand over a file that was made in the background, to whoever asked for it."""
    made = export_of(by(request, Scope.EXPORT), job)
    if made is None:
        attempt(request, "jobs.job", job)
        raise NotFound(what=_("file"))
    return FileResponse(made.path.open("rb"), as_attachment=True, filename=made.name, content_type=made.kind.media_type)
