"""The gate before approvals: ask about a boundary, read answers, certify them, check many, find approvals made up."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import shapely
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow import store
from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.boundaries import boundary_of_geojson, boundary_of_points
from tuban.workflow.gate.bulk import TABLE, check_bulk, counts_of
from tuban.workflow.gate.certifying import SUFFIX, certify
from tuban.workflow.gate.made_up import made_up_approvals
from tuban.workflow.gate.queries import bulk_for, bulks_seen_by, inquiries_seen_by, inquiry_for
from tuban.workflow.gate.standing import standing_of
from tuban.workflow.gate.words import Given, Verdict
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["gate"])
_FIRST_EPSG, _LAST_EPSG = 4490, 4554
Epsg = Annotated[int, Field(ge=_FIRST_EPSG, le=_LAST_EPSG)]


class WantedOut(Schema):
    """What would open the gate."""

    fact: str
    says: str
    now: str = Field(description="What is known of it, in words.")
    decides: bool = Field(description="Whether the violation is settled by it; the others lead there.")


class MetOut(Schema):
    """A patch that a boundary meets. Outside of your areas nothing is told of it but its county."""

    patch: str = Field(description="Its identity; empty outside of your areas.")
    number: str
    campaign: str
    year: int
    area_code: str
    township: str
    is_theirs: bool
    is_touch: bool = Field(description="It adjoins only, or overlaps by less than the lawbook's tolerance.")
    finding: str
    proposed: str
    found_on: str
    violation_type: str
    overlap_m2: Decimal
    overlap_mu: Decimal
    share: Decimal = Field(description="Of the patch.")
    cultivated_m2: Decimal | None
    cultivated_mu: Decimal | None
    stands: list[tuple[str, str]] = Field(description="How far its handling is: what is known, in words.")
    wanted: list[WantedOut]


class InquiryOut(Schema):
    """A boundary that was asked about, and the answer of that moment."""

    id: UUID
    title: str
    applicant: str
    reference: str
    given: str
    verdict: str = Field(description="clear, look or blocked.")
    words: str
    area_m2: Decimal
    boundary_digest: str
    blocked_m2: Decimal = Field(description="Under unsettled violations, counted once where they overlap.")
    blocked_mu: Decimal
    outside_m2: Decimal = Field(description="Outside the counties of which patches are held.")
    unsettled: list[MetOut]
    undecided: list[MetOut] = Field(description="Proposals that nobody has decided; a notice, never a block.")
    settled: list[MetOut]
    rests_on: dict[str, Any] = Field(description="The state of the data.")
    milliseconds: int
    bulk_id: UUID | None
    unit: str
    by_id: UUID
    at: datetime
    certificate_number: str
    certificate_digest: str


class GateQuestionIn(Schema):
    """A boundary and what it is for: GeoJSON in degrees, or points as text, one a line."""

    title: str = Field(min_length=1, max_length=120)
    applicant: str = Field("", max_length=120)
    reference: str = Field("", max_length=60)
    boundary: dict[str, Any] | None = Field(
        None, description="GeoJSON in degrees: a polygon, a multipolygon, a feature or a collection of one application."
    )
    points: str = Field("", max_length=2_000_000, description="In degrees, or in metres of the system of epsg.")
    epsg: Epsg = 4490

    def shape(self) -> shapely.Geometry:
        """Return the boundary in degrees. Raises OutlineUnreadable, BoundaryUnfit."""
        if self.boundary is not None:
            return boundary_of_geojson(self.boundary)
        return boundary_of_points(self.points, epsg=self.epsg)


class StandingOut(Schema):
    """What the gate would say today of a boundary that was asked about."""

    is_unchanged: bool
    verdict_then: str
    verdict_now: str
    differences: list[str]


class BulkOut(Schema):
    """Many boundaries of one file."""

    id: UUID
    name: str
    job_id: UUID | None
    clear: int
    look: int
    blocked: int
    unread: list[dict[str, Any]] = Field(description="Boundaries that could not be checked, with the reason.")
    at: datetime
    ended_at: datetime | None


class MadeUpOut(Schema):
    """An approval after the use began, of a violation that is not known to be settled."""

    patch: UUID
    number: str
    campaign_id: UUID
    area_mu: Decimal | None
    said: str
    is_found: bool = Field(description="Whether a person took the finding.")
    rests_on: str = Field(description="use, image or told.")
    used_since: str
    approval: str
    stands: list[tuple[str, str]]
    is_known: bool = Field(description="Whether it is told that it is not settled; else nobody told.")


class InquiriesAsked(Schema):
    """Which inquiries."""

    verdict: Literal["clear", "look", "blocked"] | None = None
    bulk: UUID | None = None
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=500)


def _out(row: Any) -> InquiryOut:
    told, held = row.answer, getattr(row, "certificate", None)
    return InquiryOut(
        id=row.uuid, title=row.title, applicant=row.applicant, reference=row.reference, given=row.given,
        verdict=row.verdict, words=str(Verdict(row.verdict).label), area_m2=row.area_m2, boundary_digest=row.digest,
        blocked_m2=told["blocked_m2"], blocked_mu=told["blocked_mu"], outside_m2=told["outside_m2"],
        unsettled=told["unsettled"], undecided=told["undecided"], settled=told["settled"], rests_on=row.rests_on,
        milliseconds=row.milliseconds, bulk_id=row.bulk_id, unit=row.unit.name, by_id=row.by_id, at=row.at,
        certificate_number=held.number if held else "", certificate_digest=held.digest if held else "",
    )  # fmt: skip


def _bulk(row: Any) -> BulkOut:
    return BulkOut(
        id=row.pk, name=row.name, job_id=row.job_id, unread=row.unread, at=row.at, ended_at=row.ended_at,
        **counts_of(row),
    )  # fmt: skip


@router.post("/gate/inquiries", response={201: InquiryOut, **PROBLEMS}, summary=_("Ask the gate about a boundary"))
def question(request: HttpRequest, given: GateQuestionIn, key: Key = None) -> HttpResponse:
    """Answer which unlawful land that is not settled a boundary touches, over all campaigns, and keep the answer."""
    acting = by(request, Scope.WRITE)
    application = Application(given.title, given.applicant, given.reference)

    def deed() -> InquiryOut:
        return _out(ask(by=acting, boundary=given.shape(), application=application, given=Given.API))

    return done(request, key, deed, status=201)


@router.get("/gate/inquiries", response={200: list[InquiryOut], **PROBLEMS}, summary=_("What was asked at the gate"))
def inquiries(request: HttpRequest, asked: Annotated[InquiriesAsked, Query()]) -> list[InquiryOut]:
    """Return what the units in your areas asked, the newest first."""
    rows = inquiries_seen_by(by(request)).defer("geometry")
    if asked.verdict:
        rows = rows.filter(verdict=asked.verdict)
    if asked.bulk:
        rows = rows.filter(bulk=asked.bulk).order_by("place")
    return [_out(one) for one in rows[asked.offset : asked.offset + asked.limit]]


@router.get("/gate/inquiries/{uuid}", response={200: InquiryOut, **PROBLEMS}, summary=_("One answer of the gate"))
def inquiry(request: HttpRequest, uuid: UUID) -> InquiryOut:
    """Return what was asked and answered."""
    return _out(inquiry_for(by(request), uuid))


@router.get(
    "/gate/inquiries/{uuid}/standing", response={200: StandingOut, **PROBLEMS}, summary=_("Whether an answer stands")
)
def standing(request: HttpRequest, uuid: UUID) -> StandingOut:
    """Ask about the same boundary anew, keeping nothing, and return what differs."""
    row = inquiry_for(by(request), uuid)
    found = standing_of(row)
    return StandingOut(
        is_unchanged=found.is_unchanged, verdict_then=row.verdict, verdict_now=found.now.verdict.value,
        differences=list(found.differences),
    )  # fmt: skip


@router.post(
    "/gate/inquiries/{uuid}/certificate", response={201: InquiryOut, **PROBLEMS}, summary=_("Certify an answer")
)
def certified(request: HttpRequest, uuid: UUID, key: Key = None) -> HttpResponse:
    """Certify an answer that the gate would still give; you answer for it."""
    acting = by(request, Scope.WRITE)

    def deed() -> InquiryOut:
        row = inquiry_for(acting, uuid)
        certify(
            row, by=acting,
            verified_at=lambda digest: request.build_absolute_uri(reverse("web:gate_verify", args=[digest])),
        )  # fmt: skip
        return _out(inquiry_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.get(
    "/gate/inquiries/{uuid}/certificate.pdf", response={200: Any, **PROBLEMS}, summary=_("The certificate in print"),
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)  # fmt: skip
def printed(request: HttpRequest, uuid: UUID) -> FileResponse:
    """Hand the certificate over."""
    held = getattr(inquiry_for(by(request), uuid), "certificate", None)
    if held is None:
        raise NotFound(what=_("certificate"))
    return FileResponse(store.found(held.checksum, SUFFIX).open("rb"), content_type="application/pdf")


@router.post("/gate/bulk", response={202: BulkOut, **PROBLEMS}, summary=_("Check many boundaries"))
def bulk(request: HttpRequest, file: Annotated[UploadedFile, File()], epsg: Annotated[Epsg, Query()] = 4490,
         key: Key = None) -> HttpResponse:  # fmt: skip
    """Check every boundary of a file in the background; watch the job."""
    acting = by(request, Scope.WRITE)
    return done(request, key, lambda: _bulk(check_bulk(by=acting, file=file, epsg=epsg)), status=202)


@router.get("/gate/bulk", response={200: list[BulkOut], **PROBLEMS}, summary=_("Bulk checks"))
def bulks(request: HttpRequest) -> list[BulkOut]:
    """Return the last hundred bulk checks of your areas."""
    return [_bulk(one) for one in bulks_seen_by(by(request))[:100]]


@router.get("/gate/bulk/{bulk}", response={200: BulkOut, **PROBLEMS}, summary=_("One bulk check"))
def one_bulk(request: HttpRequest, bulk: UUID) -> BulkOut:
    """Return how a bulk check stands; its answers are inquiries."""
    return _bulk(bulk_for(by(request), bulk))


@router.get(
    "/gate/bulk/{bulk}/table.xlsx", response={200: Any, **PROBLEMS}, summary=_("The table of a bulk check"),
    openapi_extra={"responses": {200: {"content": {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}
    }}}},
)  # fmt: skip
def table(request: HttpRequest, bulk: UUID) -> FileResponse:
    """Hand the table over."""
    row = bulk_for(by(request, Scope.EXPORT), bulk)
    if not row.table:
        raise NotFound(what=_("table"))
    return FileResponse(store.found(row.table, TABLE).open("rb"), as_attachment=True, filename=f"{row.pk}{TABLE}")


@router.get("/gate/made-up", response={200: list[MadeUpOut], **PROBLEMS}, summary=_("Approvals made up"))
def made_up(request: HttpRequest, found_only: bool = False) -> list[MadeUpOut]:
    """Return approvals that came after the use, of violations that are not known to be settled; largest first."""
    return [
        MadeUpOut(
            patch=one.patch.uuid, number=str(one.patch), campaign_id=one.patch.campaign_id, area_mu=one.patch.area_mu,
            said=one.said, is_found=one.is_found, rests_on=one.rests_on, used_since=one.used_since,
            approval=one.approval, stands=list(one.stands), is_known=one.is_known,
        )
        for one in made_up_approvals(by(request), found_only=found_only)
    ]  # fmt: skip
