"""Results of campaigns for machines: list them, have them written, take their files; contradictions page by page."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.jobs.queries import job_of
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.results import actions
from tuban.workflow.results.queries import (
    about_townships,
    arrival_for,
    behind,
    contradictions_page,
    files_seen_by,
    kinds_seen_by,
    newest,
    patches_named,
    result_for,
    results_seen_by,
    sees_all_of,
)
from tuban.workflow.results.taking import taken_archive, taken_file

_AT_MOST = 500
router = Router(tags=["results"])


class ResultOut(Schema):
    """A result: what it is, what it rests on, whether it is whole. ``state`` is that of its work."""

    id: UUID
    campaign: UUID
    what: str = Field(description="``results`` of the inspection, or the ``disc`` in its standard form.")
    groups: list[str]
    state: str = Field(description="waiting, running, done, failed or cancelled.")
    doing: str = Field("", description="What the work does at this moment.")
    error: str = ""
    asked_at: datetime
    whole_at: datetime | None = Field(description="Null until all of it is there; nothing of it counts before.")
    disc_checksum: str
    lawbook_edition: str
    own_values: dict[str, Any] = Field(description="The values that the campaign laid on the lawbook.")
    editions: list[dict[str, Any]] = Field(description="Every layer and register: role, file, edition, checksum.")
    about: dict[str, Any] = Field(
        description="Counts and notes of the county; for a disc its proof. Empty for a township. findings counts the "
        "parts by category, taken those of them that count by a finding that was taken; rests sums both up."
    )
    size: int
    patches_changed_since: int = Field(
        description="Patches split, merged, added, marked as duplicates, compared anew or found otherwise since the "
        "records of the result were read (read_at of about): it does not count them as they are now."
    )


class Wish(Schema):
    """What is to be written; without groups: everything."""

    groups: list[str] = Field(
        default=["forms", "lists", "cards", "reports", "image_sheets", "map_sheets", "data"],
        description="Of: forms, lists, cards, reports, image_sheets, map_sheets, data.",
    )


class ResultFileOut(Schema):
    """A file of a result."""

    path: str
    kind: str
    township_code: str = Field(description="Empty where it is about the whole county.")
    size: int
    checksum: str = Field(description="SHA-256 of its content.")


class FilesAsked(Schema):
    """A page of files."""

    kind: str = ""
    after: str = Field("", description="The ``next`` of the page before.")
    limit: int = Field(200, ge=1, le=_AT_MOST)


class FilePage(Schema):
    """A page of files by path; ``next`` is null on the last."""

    items: list[ResultFileOut]
    next: str | None


class ContradictionOut(Schema):
    """Two sources that disagree, with what either says and where it says so."""

    position: int
    kind: str
    case: str
    rule: str
    severity: str
    patch: UUID | None = Field(description="The patch as it counts now; null where it is none, or in several parts.")
    patch_number: str
    part_number: str
    subject: str
    township_code: str
    township_name: str
    first_says: str
    first_source: str
    second_says: str
    second_source: str
    difference: str
    area_mu: Decimal | None
    settled_by: str
    office: str


class ContradictionsAsked(Schema):
    """Which contradictions are wanted; empty means: all."""

    kind: str = ""
    township: str = Field("", description="A division code; what lies below it is taken too.")
    cursor: int = Field(0, ge=0, description="The ``next`` of the page before.")
    limit: int = Field(100, ge=1, le=_AT_MOST)


class ContradictionPage(Schema):
    """A page of contradictions of the newest whole result; ``kinds`` are all pairs of sources, with those missing."""

    result: UUID | None
    kinds: list[dict[str, Any]]
    items: list[ContradictionOut]
    next: int | None


def _out(acting: Any, one: Any) -> ResultOut:
    job = job_of(one.job_id) if one.job_id else None
    return ResultOut(
        id=one.pk, campaign=one.campaign_id, what=one.what, groups=one.groups, state=job.state if job else "done",
        doing=job.words if job and not job.is_over else "", error=job.error if job else "", asked_at=one.asked_at,
        whole_at=one.whole_at, disc_checksum=one.disc_checksum, lawbook_edition=one.lawbook_edition,
        own_values=one.own_values, editions=one.editions, size=one.size,
        about=one.about if sees_all_of(acting, one.campaign) else {},
        patches_changed_since=behind(acting, one).patches if one.whole_at and one.what == "results" else 0,
    )  # fmt: skip


@router.get("/campaigns/{campaign}/results", response={200: list[ResultOut], **PROBLEMS}, summary="Results")
def results(request: HttpRequest, campaign: UUID) -> list[ResultOut]:
    """Return the last fifty results and discs of a campaign, the newest first, those under way too."""
    acting = by(request)
    rows = results_seen_by(acting).filter(campaign=campaign_for(acting, campaign))[:50]
    return [_out(acting, one) for one in rows]


@router.post("/campaigns/{campaign}/results", response={202: ResultOut, **PROBLEMS}, summary="Write the results")
def write(request: HttpRequest, campaign: UUID, wish: Wish) -> Status[ResultOut]:
    """Ask for the results of the disc that was loaded last; look at the answer's ``id`` until ``whole_at`` is set."""
    acting = by(request, Scope.WRITE)
    made = actions.write(campaign_for(acting, campaign), by=acting, groups=wish.groups)
    return Status(202, _out(acting, made))


@router.post("/arrivals/{arrival}/disc", response={202: ResultOut, **PROBLEMS}, summary="Make the standard disc")
def make_disc(request: HttpRequest, arrival: UUID) -> Status[ResultOut]:
    """Ask for the disc of an import in its standard form; it is proved once it is made."""
    acting = by(request, Scope.WRITE)
    made = actions.make_disc(arrival_for(acting, arrival), by=acting)
    return Status(202, _out(acting, made))


@router.get("/results/{result}", response={200: ResultOut, **PROBLEMS}, summary="One result")
def result(request: HttpRequest, result: UUID) -> ResultOut:
    """Return a result with what it rests on."""
    acting = by(request)
    return _out(acting, result_for(acting, result))


@router.get("/results/{result}/files", response={200: FilePage, **PROBLEMS}, summary="Files of a result")
def files(request: HttpRequest, result: UUID, asked: Annotated[FilesAsked, Query()]) -> FilePage:
    """Return the files that are of the post's areas, page by page."""
    acting = by(request)
    rows = files_seen_by(acting, result_for(acting, result)).filter(path__gt=asked.after).order_by("path")
    found = list((rows.filter(kind=asked.kind) if asked.kind else rows)[: asked.limit + 1])
    return FilePage(
        items=[ResultFileOut.from_orm(one) for one in found[: asked.limit]],
        next=found[asked.limit - 1].path if len(found) > asked.limit else None,
    )


@router.get("/results/{result}/files/{path:path}", summary="One file of a result", response={200: None, **PROBLEMS})
def file(request: HttpRequest, result: UUID, path: str) -> HttpResponseBase:
    """Hand out a file; it is written into the audit."""
    acting = by(request, Scope.EXPORT)
    row, content = taken_file(acting, result_for(acting, result), path)
    return FileResponse(content.open("rb"), as_attachment=True, filename=PurePosixPath(row.path).name)


@router.get("/results/{result}/archive", summary="All files of a result as ZIP", response={200: None, **PROBLEMS})
def archive(request: HttpRequest, result: UUID) -> HttpResponseBase:
    """Hand out all files that are of the post's areas, packed while they are sent; it is written into the audit."""
    acting = by(request, Scope.EXPORT)
    response = StreamingHttpResponse(taken_archive(acting, result_for(acting, result)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="results.zip"'
    return response


@router.get(
    "/campaigns/{campaign}/contradictions", response={200: ContradictionPage, **PROBLEMS}, summary="Contradictions"
)
def contradictions(
    request: HttpRequest, campaign: UUID, asked: Annotated[ContradictionsAsked, Query()]
) -> ContradictionPage:
    """Return what the sources say against one another, of the newest whole result."""
    acting = by(request)
    own = campaign_for(acting, campaign)
    last = newest(acting, own)
    if last is None:
        return ContradictionPage(result=None, kinds=[], items=[], next=None)
    page = contradictions_page(
        acting, last, kind=asked.kind, township=asked.township, after=asked.cursor, size=asked.limit
    )
    patches, names = patches_named(acting, own, page.rows), about_townships(last)
    items = [
        ContradictionOut(
            patch=patches.get((one.patch_number, one.part_number)) or patches.get((one.patch_number, "")),
            township_name=names.get(one.township_code, ""),
            **{
                name: getattr(one, name)
                for name in ContradictionOut.model_fields
                if name not in ("patch", "township_name")
            },
        )
        for one in page.rows
    ]
    return ContradictionPage(result=last.pk, kinds=kinds_seen_by(acting, last), items=items, next=page.next)
