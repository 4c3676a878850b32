"""Discs that come in: announced, uploaded by tus, looked through, their roles put right, confirmed, loaded."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow import store
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.arrivals import actions, files
from tuban.workflow.patches.arrivals.foreseen import Change, foreseen_of, with_patches
from tuban.workflow.patches.arrivals.queries import (
    Arrival,
    arrival_of,
    arrivals_listed,
    findings_of,
    job_of_arrival,
)
from tuban.workflow.patches.arrivals.roles import role_lines
from tuban.workflow.patches.arrivals.tus import answered

router = Router(tags=["imports"])
_CERTIFICATES = {"json": ("certificate", "application/json"), "pdf": ("certificate_page", "application/pdf")}
_LARGEST = 2**50
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]


class FileIn(Schema):
    """A file that is going to come."""

    path: str = Field(min_length=1, max_length=400, description="Relative, with / between folders.")
    size: int = Field(ge=0, le=_LARGEST, description="In bytes.")


class BeginIn(Schema):
    """A disc that is going to come, with all its files: one ZIP, or a folder file by file."""

    name: str = Field(min_length=1, max_length=200)
    files: list[FileIn] = Field(min_length=1, max_length=20_000)


class DiscFileOut(Schema):
    """A file and how much of it is here."""

    path: str
    size: int
    offset: int
    is_whole: bool
    url: str = Field(description="Where tus goes on with it; empty until it was created.")


class ImportOut(Schema):
    """A disc that came in."""

    id: UUID
    name: str
    state: str = Field(description="uploading, checking, checked, unfit, loading, loaded or dropped.")
    size: int
    received: int
    verdict: str = Field(description="fit, repairable or unfit, once it was looked through.")
    unit: UUID
    campaign: UUID | None
    checksum: str
    begun_at: datetime
    loaded_at: datetime | None
    version: int


class ImportPage(Schema):
    """A page of discs, the newest first; ``next`` is the cursor of the page after it, null on the last."""

    items: list[ImportOut]
    next: datetime | None


class ImportWhole(ImportOut):
    """A disc with its files, what the import doctor says in figures, and its job."""

    tus: str = Field(description="Where files are created by tus 1.0.0, with their path in Upload-Metadata.")
    files: list[DiscFileOut]
    totals: dict[str, int] = Field(description="Errors, repairs, warnings and notes.")
    patches: int | None
    refusal: str
    stated_by: str = Field(description="The manifest that states the roles of the files; empty: you may correct them.")
    job: JobOut | None


class DoctorFindingOut(Schema):
    """Something that the import doctor found, as it is kept."""

    kind: Literal["error", "repair", "warning", "note"]
    code: str
    message: str
    hint: str
    file: str
    before: str
    after: str
    whole: dict[str, Any]


class FindingPage(Schema):
    """A page of findings; ``next`` is the place of the page after it, null on the last."""

    items: list[DoctorFindingOut]
    next: int | None


class RoleOut(Schema):
    """A file, or a layer of it, and what it is taken for; an empty role: it is not taken."""

    name: str
    role: str
    list: str


class RoleIn(Schema):
    """What a file is."""

    name: str = Field(max_length=400)
    role: str = Field("", max_length=40)
    list: str = Field("", max_length=40)


class RolesIn(Schema):
    """What the files of a disc without manifest are; those left out stay as they are."""

    version: Version
    roles: list[RoleIn] = Field(max_length=2000)


class VersionIn(Schema):
    """The version that was seen."""

    version: Version


class ConfirmIn(VersionIn):
    """The version that was seen, and what becomes of the patches of the campaign that the disc does not have."""

    missing: Literal["", "end", "stay"] = Field(
        "",
        description="Must be said where patches are missing: end (their issuer withdrew them: they count no more) or "
        "stay (the disc only adds).",
    )


class DiscChangeOut(Schema):
    """What a disc would change of a patch that is here."""

    number: str
    what: Literal["new", "corrected", "back", "missing"]
    was: str = Field(description="The number that it bears here, where the disc corrects it.")
    columns: dict[str, list[Any]] = Field(description="Issued columns that differ, each with its old and new value.")
    m2: list[str] = Field(description="Old and new area in square metres where the outline is another one; else empty.")
    is_worked_on: bool
    patches: list[UUID] = Field(description="The patches of that number that count, or were withdrawn.")


class DiscChanges(Schema):
    """A page of what a disc would change; ``next`` is the place of the page after it, null on the last."""

    items: list[DiscChangeOut]
    total: int
    missing: int = Field(description="Patches that count here and are not on the disc.")
    is_old: bool = Field(description="Another disc was loaded since: check this one again before confirming it.")
    next: int | None


def _found(request: HttpRequest, acting: Acting, key: UUID) -> Arrival:
    arrival = arrival_of(acting, key)
    if arrival is None:
        attempt(request, "patches.arrival", key)
        raise NotFound(what=_("disc"))
    return arrival


def _told(arrival: Arrival) -> dict[str, Any]:
    same = ("name", "state", "size", "received", "verdict", "checksum", "begun_at", "loaded_at", "version")
    return {"id": arrival.pk, "unit": arrival.unit_id, "campaign": arrival.campaign_id} | {
        name: getattr(arrival, name) for name in same
    }


def _whole(arrival: Arrival) -> ImportWhole:
    job = job_of_arrival(arrival)
    listed = files.uploads_of(arrival) if arrival.summary.get("files") else []
    return ImportWhole(
        **_told(arrival),
        tus=_address("api:import_files", arrival.pk),
        files=[
            DiscFileOut(
                path=one.path, size=one.size, offset=one.offset, is_whole=one.is_whole,
                url=_address("api:import_file", arrival.pk, one.key) if one.is_begun else "",
            )
            for one in listed
        ],
        totals=arrival.summary.get("totals", {}), patches=arrival.summary.get("patches"),
        refusal=arrival.summary.get("refusal", ""), stated_by=arrival.summary.get("stated_by", ""),
        job=job_out(job) if job else None,
    )  # fmt: skip


def _address(name: str, arrival: UUID, key: str = "") -> str:
    return reverse(name, kwargs={"arrival": arrival} | ({"key": key} if key else {}))


@router.get("/imports", response={200: ImportPage, **PROBLEMS}, summary=_("Discs that came in"))
def imports(
    request: HttpRequest,
    before: Annotated[datetime | None, Query(description="The ``next`` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ImportPage:
    """Return the discs that units of one's areas brought in, the newest first."""
    rows = arrivals_listed(by(request))
    if before is not None:
        rows = rows.filter(begun_at__lt=before)
    shown = list(rows[: limit + 1])
    more = len(shown) > limit
    return ImportPage(
        items=[ImportOut(**_told(one)) for one in shown[:limit]], next=shown[limit - 1].begun_at if more else None
    )


@router.post("/imports", response={201: ImportWhole, **PROBLEMS}, summary=_("Begin an import"))
def begin(request: HttpRequest, given: BeginIn, key: Key = None) -> HttpResponse:
    """Announce a disc with all its files; then upload each to ``tus``."""
    acting = by(request, Scope.WRITE)
    announced = [actions.Announced(one.path, one.size) for one in given.files]
    return done(
        request, key, lambda: _whole(actions.begin_arrival(by=acting, name=given.name, announced=announced)),
        status=201,
    )  # fmt: skip


@router.get("/imports/{arrival}", response={200: ImportWhole, **PROBLEMS}, summary=_("One disc"))
def one(request: HttpRequest, arrival: UUID) -> ImportWhole:
    """Return how far a disc is."""
    return _whole(_found(request, by(request), arrival))


@router.api_operation(
    ["POST", "OPTIONS"], "/imports/{arrival}/files", response={201: None, 204: None, **PROBLEMS},
    summary=_("Create an upload (tus)"), url_name="import_files", include_in_schema=False,
)  # fmt: skip
def create_upload(request: HttpRequest, arrival: UUID) -> HttpResponse:
    """Create the upload of an announced file, by tus 1.0.0."""
    return _tus(request, arrival, "")


@router.api_operation(
    ["HEAD", "PATCH", "DELETE", "OPTIONS"], "/imports/{arrival}/files/{key}",
    response={200: None, 204: None, **PROBLEMS}, summary=_("Go on with an upload (tus)"), url_name="import_file",
    include_in_schema=False,
)  # fmt: skip
def go_on_with_upload(request: HttpRequest, arrival: UUID, key: str) -> HttpResponse:
    """Ask how far a file is, send bytes, or drop it, by tus 1.0.0."""
    return _tus(request, arrival, key)


def _tus(request: HttpRequest, arrival: UUID, key: str) -> HttpResponse:
    acting = by(request, Scope.WRITE)
    return answered(
        request, key, by=lambda: acting, found=lambda: _found(request, acting, arrival),
        address_of=lambda of_file: _address("api:import_file", arrival, of_file),
    )  # fmt: skip


@router.post("/imports/{arrival}/check", response={202: ImportWhole, **PROBLEMS}, summary=_("Look through a disc"))
def check(request: HttpRequest, arrival: UUID, key: Key = None) -> HttpResponse:
    """Let the import doctor look through a disc that is whole, or again."""
    acting = by(request, Scope.WRITE)

    def deed() -> ImportWhole:
        row = _found(request, acting, arrival)
        actions.check(row, by=acting)
        return _whole(row)

    return done(request, key, deed, status=202)


@router.get("/imports/{arrival}/findings", response={200: FindingPage, **PROBLEMS}, summary=_("What was found"))
def findings(
    request: HttpRequest,
    arrival: UUID,
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> FindingPage:
    """Return what the import doctor found, with before and after of every repair."""
    told = findings_of(_found(request, by(request), arrival))
    shown = told[after : after + limit]
    return FindingPage(
        items=[
            DoctorFindingOut(
                kind="repair" if one.is_repair else one.severity.value, code=one.code, message=one.message,
                hint=one.hint, file=one.file, before=one.before or "", after=one.after or "", whole=one.as_wire(),
            )
            for one in shown
        ],
        next=after + limit if after + limit < len(told) else None,
    )  # fmt: skip


@router.get("/imports/{arrival}/roles", response={200: list[RoleOut], **PROBLEMS}, summary=_("What its files are"))
def roles(request: HttpRequest, arrival: UUID) -> list[RoleOut]:
    """Return every file and layer with its role, those without one last."""
    return [
        RoleOut(name=line.name, role=line.role, list=line.list)
        for line in role_lines(_found(request, by(request), arrival))
    ]


@router.put("/imports/{arrival}/roles", response={202: ImportWhole, **PROBLEMS}, summary=_("Correct the roles"))
def correct_roles(request: HttpRequest, arrival: UUID, given: RolesIn, key: Key = None) -> HttpResponse:
    """Say what the files of a disc without manifest are; it is then looked through anew."""
    acting = by(request, Scope.WRITE)

    def deed() -> ImportWhole:
        row = _found(request, acting, arrival)
        chosen = {one.name: (one.role, one.list) for one in given.roles}
        actions.correct_roles(row, by=acting, version=given.version, chosen=chosen)
        return _whole(row)

    return done(request, key, deed, status=202)


@router.get("/imports/{arrival}/changes", response={200: DiscChanges, **PROBLEMS}, summary=_("What a disc changes"))
def changes(
    request: HttpRequest,
    arrival: UUID,
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DiscChanges:
    """Return what loading a disc that waits for confirmation would change of patches that are here, by number."""
    row = _found(request, by(request), arrival)
    told = foreseen_of(row) if row.state == row.State.CHECKED else None
    if told is None:
        return DiscChanges(items=[], total=0, missing=0, is_old=False, next=None)
    total = len(told.changes)
    return DiscChanges(
        items=[_change(one) for one in with_patches(told.campaign, told.changes[after : after + limit])],
        total=total, missing=told.missing, is_old=told.is_old, next=after + limit if after + limit < total else None,
    )  # fmt: skip


def _change(one: Change) -> DiscChangeOut:
    return DiscChangeOut(
        number=one.number, what=one.what.value, was=one.was,
        columns={name: list(pair) for name, pair in one.columns.items()},
        m2=[str(area) for area in one.m2 or ()], is_worked_on=one.is_worked_on,
        patches=[row.uuid for row in one.rows],
    )  # fmt: skip


@router.post("/imports/{arrival}/confirm", response={202: ImportWhole, **PROBLEMS}, summary=_("Confirm and load"))
def confirm(request: HttpRequest, arrival: UUID, given: ConfirmIn, key: Key = None) -> HttpResponse:
    """Confirm what was found and load the disc; watch its job."""
    acting = by(request, Scope.WRITE)

    def deed() -> ImportWhole:
        row = _found(request, acting, arrival)
        actions.confirm(row, by=acting, version=given.version, missing=given.missing)
        return _whole(row)

    return done(request, key, deed, status=202)


@router.post("/imports/{arrival}/drop", response={200: ImportWhole, **PROBLEMS}, summary=_("Drop a disc"))
def drop(request: HttpRequest, arrival: UUID, given: VersionIn, key: Key = None) -> HttpResponse:
    """Drop a disc; its files are kept for seven days."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key,
        lambda: _whole(actions.drop(_found(request, acting, arrival), by=acting, version=given.version)),
    )  # fmt: skip


@router.post("/imports/{arrival}/take-back", response={200: ImportWhole, **PROBLEMS}, summary=_("Take a disc back"))
def take_back(request: HttpRequest, arrival: UUID, key: Key = None) -> HttpResponse:
    """Take a dropped disc back to where it was."""
    acting = by(request, Scope.WRITE)
    return done(request, key, lambda: _whole(actions.take_back(_found(request, acting, arrival), by=acting)))


@router.get(
    "/imports/{arrival}/certificate.{ending}", response={200: Any, **PROBLEMS}, summary=_("Certificate of import"),
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}, "application/json": {}}}}},
)  # fmt: skip
def certificate(request: HttpRequest, arrival: UUID, ending: Literal["json", "pdf"]) -> FileResponse:
    """Hand out the certificate of import, as JSON for programs or as PDF for signatures."""
    row = _found(request, by(request), arrival)
    name, kind = _CERTIFICATES[ending]
    checksum = row.certificate if ending == "json" else row.summary.get(name, "")
    if not checksum:
        raise NotFound(what=_("certificate"))
    path = store.found(checksum, f".{ending}")
    return FileResponse(path.open("rb"), content_type=kind, as_attachment=True, filename=f"导入证明.{ending}")
