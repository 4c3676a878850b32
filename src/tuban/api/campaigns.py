"""Campaigns: time and phases, values on top of the lawbook, contact points, preparation; the practice reset."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow.campaigns import actions
from tuban.workflow.campaigns.queries import (
    campaign_for,
    campaigns_seen_by,
    contact_points_of,
    phases_of,
)
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.practice.actions import reset as reset_county
from tuban.workflow.practice.stages import Stage

router = Router(tags=["campaigns"])
Cadence = Literal["year", "quarter", "month", "special"]
Number = Annotated[int, Path(ge=0, le=2**62)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]
Reason = Annotated[str, Field(max_length=200)]
Why = Annotated[str, Field(min_length=1, max_length=200)]


class CampaignOut(Schema):
    """A campaign."""

    id: UUID
    code: str
    title: str
    year: int
    state: str
    area_code: str
    area_name: str
    is_practice: bool
    lawbook_edition: str


class PhaseOut(Schema):
    """A phase with its window."""

    id: int
    title: str
    begins: date
    ends: date
    note: str


class ContactPointOut(Schema):
    """Whom to ask about what."""

    id: int
    subject: str
    name: str
    telephone: str
    unit_name: str


class CampaignWhole(CampaignOut):
    """A campaign with what is set in it."""

    cadence: Cadence
    epsg: int
    begins: date | None
    ends: date | None
    issuer: str
    issued_on: str
    parameters: dict[str, Any] = Field(description="Values laid on top of the lawbook, by their path.")
    phases: list[PhaseOut]
    contact_points: list[ContactPointOut]
    version: int


class OpenIn(Schema):
    """A campaign opened before its disc arrives. A disc that bears the same code is loaded into it."""

    unit: UUID = Field(description="The county.")
    code: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=120)
    year: int = Field(ge=2000, le=2100)
    epsg: int = Field(ge=4513, le=4554, description="A 3° zone of CGCS2000.")
    cadence: Cadence = "year"
    begins: date | None = None
    ends: date | None = None


class ChangeIn(Schema):
    """Title, cadence and time, put right."""

    version: Version
    title: str = Field(min_length=1, max_length=120)
    cadence: Cadence
    begins: date | None = None
    ends: date | None = None
    reason: Reason = ""


class CloseCampaignIn(Schema):
    """A campaign is closed."""

    version: Version
    reason: Why


class ValueIn(Schema):
    """A value and why it is laid on top."""

    value: Any
    because: Why


class ValuesIn(Schema):
    """All values of the campaign by their path; those left out fall back to the lawbook's."""

    version: Version
    parameters: dict[str, ValueIn] = Field(max_length=200)
    reason: Why


class ResetIn(Schema):
    """To which stage the practice county goes back, and why."""

    stage: Stage = Stage.COMPARED
    reason: Reason = ""


def whole(row: Any) -> CampaignWhole:
    """Return a campaign with what is set in it."""
    return CampaignWhole(
        **CampaignOut.from_orm(row).dict(), cadence=row.cadence, epsg=row.epsg, begins=row.begins,
        ends=row.ends, issuer=row.issuer, issued_on=row.issued_on, parameters=row.parameters, version=row.version,
        phases=[PhaseOut.from_orm(one) for one in phases_of(row)],
        contact_points=[ContactPointOut.from_orm(one) for one in contact_points_of(row)],
    )  # fmt: skip


@router.get("/campaigns", response={200: list[CampaignOut], **PROBLEMS}, summary=_("Campaigns"))
def campaigns(request: HttpRequest) -> list[CampaignOut]:
    """Return the campaigns that the post sees, the newest first."""
    return [CampaignOut.from_orm(one) for one in campaigns_seen_by(by(request))]


@router.post("/campaigns", response={201: CampaignWhole, **PROBLEMS}, summary=_("Open a campaign"))
def open_campaign(request: HttpRequest, given: OpenIn, key: Key = None) -> HttpResponse:
    """Open a campaign of a county."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        unit = found(request, units_seen_by(acting), given.unit, _("unit"))
        told = given.model_dump(exclude={"unit"})
        return whole(actions.open_campaign(unit, by=acting, **told))

    return done(request, key, deed, status=201)


@router.get("/campaigns/{campaign}", response={200: CampaignWhole, **PROBLEMS}, summary=_("One campaign, whole"))
def campaign(request: HttpRequest, campaign: UUID) -> CampaignWhole:
    """Return a campaign with its phases, contact points and values."""
    return whole(campaign_for(by(request), campaign))


@router.post("/campaigns/{campaign}/change", response={200: CampaignWhole, **PROBLEMS}, summary=_("Change a campaign"))
def change(request: HttpRequest, campaign: UUID, given: ChangeIn, key: Key = None) -> HttpResponse:
    """Change title, cadence and time."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        told = given.model_dump(exclude={"version"})
        row = campaign_for(acting, campaign)
        return whole(actions.change_campaign(row, by=acting, expected_version=given.version, **told))

    return done(request, key, deed)


@router.post("/campaigns/{campaign}/close", response={200: CampaignWhole, **PROBLEMS}, summary=_("Close a campaign"))
def close(request: HttpRequest, campaign: UUID, given: CloseCampaignIn, key: Key = None) -> HttpResponse:
    """Close a campaign: everything stays readable, nothing is changed any more."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        row = campaign_for(acting, campaign)
        return whole(actions.close_campaign(row, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)


@router.put(
    "/campaigns/{campaign}/parameters",
    response={200: CampaignWhole, **PROBLEMS},
    summary=_("Lay values on the lawbook"),
)
def lay_values(request: HttpRequest, campaign: UUID, given: ValuesIn, key: Key = None) -> HttpResponse:
    """Lay values of this campaign on top of the lawbook; what was compared stays as it is."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        row = campaign_for(acting, campaign)
        told = {path: one.model_dump() for path, one in given.parameters.items()}
        return whole(
            actions.lay_values(row, by=acting, expected_version=given.version, parameters=told, reason=given.reason)
        )

    return done(request, key, deed)


@router.post("/campaigns/{campaign}/reset", response={202: JobOut, **PROBLEMS}, summary=_("Reset the practice county"))
def reset(request: HttpRequest, campaign: UUID, given: ResetIn, key: Key = None) -> HttpResponse:
    """Drop what was done in the practice county and bring it back to a stage; the audit stays."""
    acting = by(request, Scope.WRITE)

    def deed() -> JobOut:
        row = campaign_for(acting, campaign)
        if not row.is_practice:
            raise NotFound(what=_("practice campaign"))
        return job_out(reset_county(row, by=acting, stage=given.stage, reason=given.reason))

    return done(request, key, deed, status=202)
