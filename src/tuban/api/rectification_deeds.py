"""Deeds on ways of rectification by token: the same actions as in the office, once for a key. Signing an acceptance is
done by hand in the browser: it wants a password, and a token is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.rectification import DeclarationOut, LedgerEntry, WayOut, declaration_out, router, way_out
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.queries import posts_seen_by
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.rectification.actions import accepting, checking, declaring, holding, setting
from tuban.workflow.rectification.declared import Told
from tuban.workflow.rectification.queries.one import declarations_seen_by, ways_seen_by

Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version of the patch that you saw.")]
Why = Annotated[str, Field(min_length=1, max_length=300)]
Mu = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class WaysIn(Schema):
    """Which ways, several at once."""

    version: Version
    ways: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=10)
    reason: str = Field("", max_length=300, description="Needed where a way is not proposed.")


class ExamineIn(Schema):
    """Which way was examined before demolition."""

    version: Version
    way: str = Field(max_length=40)
    is_possible: bool
    text: Why


class WayReasonIn(Schema):
    """Why."""

    version: Version
    reason: Why


class HandOverIn(WayReasonIn):
    """To which post."""

    to: UUID


class SuspendIn(Schema):
    """What stops the limit."""

    version: Version
    because: str = Field(max_length=40, description="One of the reasons of the lawbook.")
    since: date
    until: date | None = None
    document: str = Field(min_length=1, max_length=120)


class ResumeIn(Schema):
    """When it ended."""

    version: Version
    until: date


class WayLastDayIn(WayReasonIn):
    """A last day in place of the limit."""

    day: date
    document: str = Field("", max_length=120)


class ProgressIn(Schema):
    """How far it is."""

    text: Why
    exhibits: list[UUID] = Field(default_factory=list, max_length=40)


class DeclareIn(Schema):
    """What is told of a way that is done. Values are written as on the sheet: a bare number is an area in 亩."""

    version: Version
    facts: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=120)]] = Field(max_length=20)
    text: str = Field("", max_length=1000)
    before: UUID | None = None
    after: UUID | None = None
    documents: list[UUID] = Field(default_factory=list, max_length=40)
    measured: UUID | None = Field(None, description="A boundary that the field measured.")
    boundary: str = Field("", max_length=20000, description="Or its corners, one a line.")


class InspectIn(Schema):
    """What was found on site."""

    version: Version
    is_accepted: bool
    persons: list[Annotated[str, Field(max_length=40)]] = Field(max_length=20)
    on: date
    text: Why
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    exhibits: list[UUID] = Field(default_factory=list, max_length=40)


class FalseIn(WayReasonIn):
    """Why a declaration was false."""

    exhibits: list[UUID] = Field(default_factory=list, max_length=40)


class SelfCheckIn(Schema):
    """What your unit says of a patch, or of a place that it found itself."""

    patch: UUID | None = None
    place: str = Field("", max_length=120)
    is_unlawful: bool = True
    plots: int = Field(1, ge=1, le=999)
    area_mu: Mu
    cultivated_mu: Mu
    floor_area_m2: Mu = Decimal(0)
    note: str = Field("", max_length=200)


class SelfCheckLineOut(Schema):
    """A line of a self-check."""

    id: int
    place: str
    is_unlawful: bool
    plots: int
    area_mu: Decimal
    cultivated_mu: Decimal
    floor_area_m2: Decimal
    note: str


@router.post("/patches/{uuid}/ways", response={201: list[WayOut], **PROBLEMS}, summary=_("Set ways of rectification"))
def set_ways(request: HttpRequest, uuid: UUID, given: WaysIn, key: Key = None) -> HttpResponse:
    """Set one or several ways; their limits run from today."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[WayOut]:
        made = setting.set_ways(
            patch_for(acting, uuid), by=acting, expected_version=given.version, ways=given.ways, reason=given.reason
        )
        return [way_out(one) for one in made]

    return done(request, key, deed, status=201)


@router.post(
    "/patches/{uuid}/examinations", response={201: LedgerEntry, **PROBLEMS}, summary=_("Record that a way was examined")
)
def examine(request: HttpRequest, uuid: UUID, given: ExamineIn, key: Key = None) -> HttpResponse:
    """Record the examination of another way, which demolition needs."""
    acting = by(request, Scope.WRITE)

    def deed() -> LedgerEntry:
        patch = patch_for(acting, uuid)
        setting.examine(
            patch, by=acting, expected_version=given.version, way=given.way, is_possible=given.is_possible,
            text=given.text,
        )  # fmt: skip
        return LedgerEntry.from_orm(patch.rectification_entries.first())

    return done(request, key, deed, status=201)


@router.post("/ways/{way}/withdraw", response={200: WayOut, **PROBLEMS}, summary=_("Withdraw a way"))
def withdraw(request: HttpRequest, way: UUID, given: WayReasonIn, key: Key = None) -> HttpResponse:
    """Withdraw a way that was not declared done."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> WayOut:
        return way_out(setting.withdraw_way(row, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)


@router.post("/ways/{way}/hand-over", response={200: WayOut, **PROBLEMS}, summary=_("Hand a way over"))
def hand_over(request: HttpRequest, way: UUID, given: HandOverIn, key: Key = None) -> HttpResponse:
    """Hand a way over to another post that answers for the patch."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))
    post = found(request, posts_seen_by(acting), given.to, _("post"))

    def deed() -> WayOut:
        return way_out(holding.hand_over(row, by=acting, expected_version=given.version, to=post, reason=given.reason))

    return done(request, key, deed)


@router.post("/ways/{way}/suspend", response={200: WayOut, **PROBLEMS}, summary=_("Suspend the limit of a way"))
def suspend(request: HttpRequest, way: UUID, given: SuspendIn, key: Key = None) -> HttpResponse:
    """Suspend a limit for a reason of the lawbook."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> WayOut:
        holding.suspend(
            row, by=acting, expected_version=given.version, because=given.because, since=given.since,
            until=given.until, document=given.document,
        )  # fmt: skip
        return way_out(row)

    return done(request, key, deed)


@router.post("/ways/{way}/resume", response={200: WayOut, **PROBLEMS}, summary=_("Let the limit of a way run again"))
def resume(request: HttpRequest, way: UUID, given: ResumeIn, key: Key = None) -> HttpResponse:
    """End the suspension that lasts."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> WayOut:
        return way_out(holding.resume(row, by=acting, expected_version=given.version, until=given.until))

    return done(request, key, deed)


@router.post("/ways/{way}/last-day", response={200: WayOut, **PROBLEMS}, summary=_("Set the last day of a way"))
def last_day(request: HttpRequest, way: UUID, given: WayLastDayIn, key: Key = None) -> HttpResponse:
    """Set a last day in place of the limit."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> WayOut:
        return way_out(
            holding.fix_day(
                row, by=acting, expected_version=given.version, day=given.day, reason=given.reason,
                document=given.document,
            )
        )  # fmt: skip

    return done(request, key, deed)


@router.post("/ways/{way}/progress", response={201: LedgerEntry, **PROBLEMS}, summary=_("Note the progress of a way"))
def progress(request: HttpRequest, way: UUID, given: ProgressIn, key: Key = None) -> HttpResponse:
    """Write down how far a way is."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> LedgerEntry:
        return LedgerEntry.from_orm(holding.note_progress(row, by=acting, text=given.text, exhibits=given.exhibits))

    return done(request, key, deed, status=201)


@router.post(
    "/ways/{way}/declarations", response={201: DeclarationOut, **PROBLEMS}, summary=_("Declare a way done")
)  # fmt: skip
def declare(request: HttpRequest, way: UUID, given: DeclareIn, key: Key = None) -> HttpResponse:
    """Declare a way done for the township or zone; it counts once it was accepted on site and signed."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))
    told = Told(
        given.facts, given.text, given.before, given.after, given.documents, given.measured, given.boundary
    )  # fmt: skip

    def deed() -> DeclarationOut:
        return declaration_out(declaring.declare(row, by=acting, expected_version=given.version, told=told))

    return done(request, key, deed, status=201)


@router.post("/ways/{way}/reopen", response={200: WayOut, **PROBLEMS}, summary=_("Put a way back into work"))
def reopen(request: HttpRequest, way: UUID, given: WayReasonIn, key: Key = None) -> HttpResponse:
    """Reopen a way that was accepted; what its declaration told is taken back."""
    acting = by(request, Scope.WRITE)
    row = found(request, ways_seen_by(acting), way, _("way"))

    def deed() -> WayOut:
        return way_out(declaring.reopen_way(row, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)


@router.post(
    "/declarations/{declaration}/inspection", response={201: DeclarationOut, **PROBLEMS},
    summary=_("Accept or refuse a declaration on site"),
)  # fmt: skip
def inspect(request: HttpRequest, declaration: UUID, given: InspectIn, key: Key = None) -> HttpResponse:
    """Enter what was found on site about a declaration."""
    acting = by(request, Scope.WRITE)
    row = found(request, declarations_seen_by(acting), declaration, _("declaration"))
    looked = accepting.Looked(given.persons, given.on, given.text, given.longitude, given.latitude, given.exhibits)

    def deed() -> DeclarationOut:
        accepting.inspect(row, by=acting, expected_version=given.version, is_accepted=given.is_accepted, looked=looked)
        return declaration_out(row)

    return done(request, key, deed, status=201)


@router.post(
    "/declarations/{declaration}/false", response={200: DeclarationOut, **PROBLEMS},
    summary=_("Name a declaration false"),
)  # fmt: skip
def name_false(request: HttpRequest, declaration: UUID, given: FalseIn, key: Key = None) -> HttpResponse:
    """Name a declaration false: its way is in work again, and the unit bears it."""
    acting = by(request, Scope.WRITE)
    row = found(request, declarations_seen_by(acting), declaration, _("declaration"))

    def deed() -> DeclarationOut:
        return declaration_out(
            declaring.name_false(
                row, by=acting, expected_version=given.version, reason=given.reason, exhibits=given.exhibits
            )
        )

    return done(request, key, deed)


@router.post(
    "/campaigns/{campaign}/self-checks", response={201: SelfCheckLineOut, **PROBLEMS},
    summary=_("Say what your unit's self-check found"),
)  # fmt: skip
def check(request: HttpRequest, campaign: UUID, given: SelfCheckIn, key: Key = None) -> HttpResponse:
    """Confirm a patch in the self-check of your unit, or add a place that it found itself."""
    acting = by(request, Scope.WRITE)
    checked = checking.Checked(
        given.is_unlawful, given.plots, given.area_mu, given.cultivated_mu, given.floor_area_m2, given.note,
        given.place,
    )  # fmt: skip

    def deed() -> SelfCheckLineOut:
        patch = patch_for(acting, given.patch) if given.patch else None
        made = checking.check(campaign_for(acting, campaign), by=acting, checked=checked, patch=patch)
        return SelfCheckLineOut.from_orm(made)

    return done(request, key, deed, status=201)
