"""What is set in a campaign: phases, contact points, the preparation register."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.campaigns import CampaignWhole, ContactPointOut, PhaseOut, Version, whole
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns import actions
from tuban.workflow.campaigns.queries import campaign_for, contact_points_of, materials_of, phases_of
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["campaigns"])
MaterialState = Literal["here", "partly", "missing", "not_registered"]
Number = Annotated[int, Path(ge=0, le=2**62)]


class MaterialOut(Schema):
    """A line of the preparation register."""

    id: int
    item: str
    title: str
    kind: str
    state: MaterialState
    lacks: str
    on_disc: str
    keeper: str
    place: str
    note: str
    version: int


class PhaseIn(Schema):
    """A phase."""

    title: str = Field(min_length=1, max_length=40)
    begins: date
    ends: date
    note: str = Field("", max_length=200)


class ContactPointIn(Schema):
    """A contact point."""

    subject: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=40)
    telephone: str = Field(min_length=1, max_length=40)
    unit_name: str = Field("", max_length=80)


class MaterialIn(Schema):
    """Whether a material is here, who keeps it and where."""

    version: Version
    state: MaterialState
    keeper: str = Field("", max_length=60)
    place: str = Field("", max_length=120)
    note: str = Field("", max_length=200)


@router.post("/campaigns/{campaign}/phases", response={201: PhaseOut, **PROBLEMS}, summary=_("Add a phase"))
def add_phase(request: HttpRequest, campaign: UUID, given: PhaseIn, key: Key = None) -> HttpResponse:
    """Add a phase with its window."""
    acting = by(request, Scope.WRITE)
    return done(request, key, lambda: _set_phase(acting, campaign_for(acting, campaign), given, phase=None), status=201)


@router.put("/campaigns/{campaign}/phases/{phase}", response={200: PhaseOut, **PROBLEMS}, summary=_("Change a phase"))
def change_phase(request: HttpRequest, campaign: UUID, phase: Number, given: PhaseIn, key: Key = None) -> HttpResponse:
    """Change a phase."""
    acting = by(request, Scope.WRITE)

    def deed() -> PhaseOut:
        row = campaign_for(acting, campaign)
        return _set_phase(acting, row, given, phase=found(request, phases_of(row), phase, _("phase")))

    return done(request, key, deed)


def _set_phase(acting: Any, row: Any, given: PhaseIn, *, phase: Any) -> PhaseOut:
    made = actions.set_phase(
        row, by=acting, title=given.title, begins=given.begins, ends=given.ends, note_text=given.note, phase=phase
    )
    return PhaseOut.from_orm(made)


@router.delete(
    "/campaigns/{campaign}/phases/{phase}", response={200: CampaignWhole, **PROBLEMS}, summary=_("Drop a phase")
)
def drop_phase(request: HttpRequest, campaign: UUID, phase: Number, key: Key = None) -> HttpResponse:
    """Drop a phase."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        row = campaign_for(acting, campaign)
        actions.drop_phase(found(request, phases_of(row), phase, _("phase")), by=acting)
        return whole(row)

    return done(request, key, deed)


@router.post(
    "/campaigns/{campaign}/contact-points",
    response={201: ContactPointOut, **PROBLEMS},
    summary=_("Add a contact point"),
)
def add_contact_point(request: HttpRequest, campaign: UUID, given: ContactPointIn, key: Key = None) -> HttpResponse:
    """Say whom to ask about something."""
    acting = by(request, Scope.WRITE)

    def deed() -> ContactPointOut:
        row = campaign_for(acting, campaign)
        return ContactPointOut.from_orm(actions.set_contact_point(row, by=acting, **given.model_dump()))

    return done(request, key, deed, status=201)


@router.put(
    "/campaigns/{campaign}/contact-points/{point}", response={200: ContactPointOut, **PROBLEMS},
    summary=_("Change a contact point"),
)  # fmt: skip
def change_contact_point(
    request: HttpRequest, campaign: UUID, point: Number, given: ContactPointIn, key: Key = None
) -> HttpResponse:
    """Change a contact point."""
    acting = by(request, Scope.WRITE)

    def deed() -> ContactPointOut:
        row = campaign_for(acting, campaign)
        own = found(request, contact_points_of(row), point, _("contact point"))
        made = actions.set_contact_point(row, by=acting, contact_point=own, **given.model_dump())
        return ContactPointOut.from_orm(made)

    return done(request, key, deed)


@router.delete(
    "/campaigns/{campaign}/contact-points/{point}", response={200: CampaignWhole, **PROBLEMS},
    summary=_("Drop a contact point"),
)  # fmt: skip
def drop_contact_point(request: HttpRequest, campaign: UUID, point: Number, key: Key = None) -> HttpResponse:
    """Take a contact point off the list."""
    acting = by(request, Scope.WRITE)

    def deed() -> CampaignWhole:
        row = campaign_for(acting, campaign)
        actions.drop_contact_point(found(request, contact_points_of(row), point, _("contact point")), by=acting)
        return whole(row)

    return done(request, key, deed)


@router.get(
    "/campaigns/{campaign}/materials", response={200: list[MaterialOut], **PROBLEMS}, summary=_("Preparation materials")
)
def materials(request: HttpRequest, campaign: UUID) -> list[MaterialOut]:
    """Return what is needed, what of it is here, and what its absence costs."""
    return [MaterialOut.from_orm(one) for one in materials_of(campaign_for(by(request), campaign))]


@router.put(
    "/campaigns/{campaign}/materials/{material}", response={200: MaterialOut, **PROBLEMS},
    summary=_("Register a material"),
)  # fmt: skip
def register_material(
    request: HttpRequest, campaign: UUID, material: Number, given: MaterialIn, key: Key = None
) -> HttpResponse:
    """Register whether a material is here, who keeps it and where."""
    acting = by(request, Scope.WRITE)

    def deed() -> MaterialOut:
        row = found(request, materials_of(campaign_for(acting, campaign)), material, _("material"))
        kept = actions.register_material(
            row, by=acting, expected_version=given.version, state=given.state, keeper=given.keeper, place=given.place,
            note_text=given.note,
        )  # fmt: skip
        return MaterialOut.from_orm(kept)

    return done(request, key, deed)
