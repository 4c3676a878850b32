"""Patrols: entries of the ledger and tip-offs, which patch each is, and whether violations were found in time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patrols.actions import answer, enter, withdraw
from tuban.workflow.patrols.discovery import Discovery, discovery_of
from tuban.workflow.patrols.importing import import_ledger
from tuban.workflow.patrols.policies import may_read_informant
from tuban.workflow.patrols.queries import matches_of, sighting_for, sightings_seen_by

router = Router(tags=["patrols"])
Text = Annotated[str, Field(max_length=300)]
_MOST_VERSION = 2**31 - 1


class MatchOut(Schema):
    """A patch that may be the place."""

    id: int
    patch: UUID
    number: str
    patch_version: int
    is_by_number: bool
    metres: float | None
    days_before: int | None = Field(description="Before the satellite saw it; negative afterwards.")
    answer: str = Field(description="open, same or different.")
    reason: str


class SightingOut(Schema):
    """Something seen on the ground."""

    id: UUID
    channel: str
    number: str
    seen_on: date
    seen_by: str
    user: str
    used_since: str
    area_code: str
    location: str
    project: str
    construction: str
    area_m2: Decimal | None
    handling: str
    description: str
    violation_type: str
    patch_number: str
    place: tuple[float, float] | None = Field(description="Longitude and latitude of its middle.")
    told_by: str = Field(description="For the unit that took it down; empty where whoever told wants to stay unknown.")
    contact: str
    is_anonymous: bool
    unit: str
    at: datetime
    withdrawn_at: datetime | None
    made_patch: UUID | None
    version: int
    matches: list[MatchOut]


class SightingIn(Schema):
    """An entry, by the columns of the official form. Texts are read as in a file that people fill in."""

    number: str = Field(min_length=1, max_length=40)
    seen_on: str = Field(min_length=4, max_length=20)
    channel: Text = "patrol"
    seen_by: Text = ""
    user: Text = ""
    used_since: Text = ""
    area: Text = Field("", description="Code or name of a division of your areas; your own where empty.")
    location: Text = ""
    project: Text = ""
    construction: Text = ""
    built_area: Text = Field("", description="In 亩 where no unit stands with it.")
    handling: Text = ""
    description: str = Field("", max_length=4000)
    violation_type: Text = ""
    patch_number: Text = ""
    place: Text = Field("", description="Longitude and latitude in degrees.")
    told_by: Text = ""
    contact: Text = ""
    is_anonymous: bool = False


class MatchAnswerIn(Schema):
    """Whether an entry and a patch are one place."""

    patch_version: int = Field(ge=0, le=_MOST_VERSION, description="The version of the patch that you saw.")
    same: bool
    reason: str = Field("", max_length=200)


class SightingWithdrawIn(Schema):
    """Why an entry is withdrawn."""

    version: int = Field(ge=0, le=_MOST_VERSION)
    reason: str = Field(min_length=1, max_length=200)


class LedgerOut(Schema):
    """What came of a file."""

    entered: int
    known: int = Field(description="Rows that were there before.")
    faults: list[tuple[int, str]] = Field(description="Rows that could not be entered, with the reason.")
    strange: list[str] = Field(description="Columns that nobody asked for.")


class DiscoveryOut(Schema):
    """How the violations of a township were found; the first is all of them together."""

    code: str
    name: str
    in_time: int = Field(description="By an own patrol before the satellite.")
    told: int = Field(description="Told by others before the satellite.")
    late: int
    missed: int
    in_time_mu: Decimal
    told_mu: Decimal
    late_mu: Decimal
    missed_mu: Decimal
    rate: Decimal | None = Field(description="In hundredths, by count; null without a violation.")
    rate_mu: Decimal | None


class SightingsAsked(Schema):
    """Which entries."""

    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=500)


def _out(request: HttpRequest, row: Any) -> SightingOut:
    sees = may_read_informant.allows(by(request), row)
    middle = row.place.centroid if row.place is not None else None
    return SightingOut(
        id=row.uuid, channel=row.channel, number=row.number, seen_on=row.seen_on, seen_by=row.seen_by, user=row.user,
        used_since=row.used_since, area_code=row.area_code, location=row.location, project=row.project,
        construction=row.construction, area_m2=row.area_m2, handling=row.handling, description=row.description,
        violation_type=row.violation_type, patch_number=row.patch_number,
        place=(middle.x, middle.y) if middle is not None else None, told_by=row.told_by if sees else "",
        contact=row.contact if sees else "", is_anonymous=row.is_anonymous, unit=row.unit.name, at=row.at,
        withdrawn_at=row.withdrawn_at, made_patch=row.made_patch.uuid if row.made_patch is not None else None,
        version=row.version, matches=[_match(one) for one in matches_of(row)],
    )  # fmt: skip


def _match(row: Any) -> MatchOut:
    return MatchOut(
        id=row.pk, patch=row.patch.uuid, number=str(row.patch), patch_version=row.patch.version,
        is_by_number=row.is_by_number, metres=row.metres, days_before=row.days_before, answer=row.answer,
        reason=row.reason,
    )  # fmt: skip


@router.get("/patrols", response={200: list[SightingOut], **PROBLEMS}, summary=_("The patrol ledger"))
def sightings(request: HttpRequest, asked: Annotated[SightingsAsked, Query()]) -> list[SightingOut]:
    """Return what was seen in your areas, the newest first."""
    rows = sightings_seen_by(by(request)).order_by("-seen_on", "-pk")
    return [_out(request, one) for one in rows[asked.offset : asked.offset + asked.limit]]


@router.post("/patrols", response={201: SightingOut, **PROBLEMS}, summary=_("Enter what was seen"))
def enter_sighting(request: HttpRequest, given: SightingIn, key: Key = None) -> HttpResponse:
    """Enter what was seen; which patches it may be is proposed at once."""
    acting = by(request, Scope.WRITE)

    def deed() -> SightingOut:
        made = enter(by=acting, given=given.model_dump())
        return _out(request, sighting_for(acting, made.uuid))

    return done(request, key, deed, status=201)


@router.post("/patrols/ledger", response={200: LedgerOut, **PROBLEMS}, summary=_("Bring a patrol ledger"))
def bring_ledger(request: HttpRequest, file: Annotated[UploadedFile, File()], key: Key = None) -> HttpResponse:
    """Enter the rows of a workbook or CSV; every row that cannot be entered says why."""
    acting = by(request, Scope.WRITE)

    def deed() -> LedgerOut:
        made = import_ledger(acting, file)
        return LedgerOut(entered=made.entered, known=made.known, faults=made.faults, strange=made.strange)

    return done(request, key, deed)


@router.get("/patrols/{uuid}", response={200: SightingOut, **PROBLEMS}, summary=_("One entry"))
def sighting(request: HttpRequest, uuid: UUID) -> SightingOut:
    """Return an entry with the patches that it may be."""
    return _out(request, sighting_for(by(request), uuid))


@router.post(
    "/patrols/{uuid}/matches/{match}", response={200: SightingOut, **PROBLEMS}, summary=_("Say which patch it is")
)
def answer_match(
    request: HttpRequest, uuid: UUID, match: Annotated[int, Field(ge=0, le=2**62)], given: MatchAnswerIn,
    key: Key = None,
) -> HttpResponse:  # fmt: skip
    """Say whether an entry and a patch are one place; how the violation was found is then told of the patch."""
    acting = by(request, Scope.WRITE)

    def deed() -> SightingOut:
        row = matches_of(sighting_for(acting, uuid)).filter(pk=match).first()
        if row is None:
            raise NotFound(what=_("match"))
        answer(row, by=acting, expected_version=given.patch_version, same=given.same, reason=given.reason)
        return _out(request, sighting_for(acting, uuid))

    return done(request, key, deed)


@router.post("/patrols/{uuid}/withdraw", response={200: SightingOut, **PROBLEMS}, summary=_("Withdraw an entry"))
def withdraw_sighting(request: HttpRequest, uuid: UUID, given: SightingWithdrawIn, key: Key = None) -> HttpResponse:
    """Withdraw an entry: it stays, and counts no more."""
    acting = by(request, Scope.WRITE)

    def deed() -> SightingOut:
        row = withdraw(sighting_for(acting, uuid), by=acting, expected_version=given.version, reason=given.reason)
        return _out(request, sighting_for(acting, row.uuid))

    return done(request, key, deed)


@router.get(
    "/campaigns/{campaign}/discovery", response={200: list[DiscoveryOut], **PROBLEMS}, summary=_("Found in time")
)
def found_in_time(request: HttpRequest, campaign: UUID) -> list[DiscoveryOut]:
    """Return how violations upon a finding were found, all together and by township."""
    acting = by(request)
    return [_discovered(one) for one in discovery_of(acting, campaign_for(acting, campaign))]


def _discovered(one: Discovery) -> DiscoveryOut:
    count, mu = {kind: len(own) for kind, own in one.patches.items()}, one.mu
    return DiscoveryOut(
        code=one.code, name=one.name, in_time=count["in_time"], told=count["told"], late=count["late"],
        missed=count["missed"], in_time_mu=mu["in_time"], told_mu=mu["told"], late_mu=mu["late"],
        missed_mu=mu["missed"], rate=one.rate, rate_mu=one.rate_mu,
    )  # fmt: skip
