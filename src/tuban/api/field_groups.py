"""Field groups for machines: who goes, where they set out, by which plan they work. The same actions as the board."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations.actions import Member
from tuban.workflow.organisations.queries import units_seen_by
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.routes import actions
from tuban.workflow.routes.queries import current_plan_of, groups_of

router = Router(tags=["routes"])


class FieldGroupOut(Schema):
    """A field group at work: its people, where it sets out, the plan that it works by."""

    id: UUID
    unit: UUID
    name: str
    members: list[str]
    start_name: str = ""
    start: tuple[float, float] | None = Field(None, description="Longitude and latitude; null where nobody said.")
    vehicle: str = ""
    note: str = ""
    version: int = Field(0, description="Of where it sets out; 0 before anybody said.")
    plan: UUID | None = None


class SetOutIn(Schema):
    """Where a group sets out, and in which car."""

    start_name: str = Field("", max_length=80)
    start: tuple[float, float] | None = Field(None, description="Longitude and latitude.")
    vehicle: str = Field("", max_length=80)
    note: str = Field("", max_length=200)


class EquipIn(SetOutIn):
    """The same, with the version that was seen."""

    expected_version: int = Field(0, ge=0, le=2**31 - 1)


class FieldMemberIn(Schema):
    """A person of a field group."""

    name: str = Field(min_length=1, max_length=40)
    duty: str = Field("", max_length=40)
    username: str = Field("", max_length=150)


class FieldGroupIn(SetOutIn):
    """A new field group."""

    unit: UUID
    name: str = Field(min_length=1, max_length=80)
    members: list[FieldMemberIn] = Field(min_length=1, max_length=20)


def _group(one: Any) -> FieldGroupOut:
    outfit = getattr(one, "outfit", None)
    plan = current_plan_of(one)
    has_start = outfit is not None and outfit.start_lon is not None
    return FieldGroupOut(
        id=one.pk, unit=one.unit_id, name=one.name, members=[member.name for member in one.members.all()],
        start_name=outfit.start_name if outfit else "",
        start=(outfit.start_lon, outfit.start_lat) if outfit is not None and has_start else None,
        vehicle=outfit.vehicle if outfit else "", note=outfit.note if outfit else "",
        version=outfit.version if outfit else 0, plan=plan.pk if plan else None,
    )  # fmt: skip


def _equipment(given: SetOutIn) -> actions.Equipment:
    lon, lat = given.start or (None, None)
    return actions.Equipment(given.start_name, lon, lat, given.vehicle, given.note)


@router.get("/field-groups", response={200: list[FieldGroupOut], **PROBLEMS}, summary=_("Field groups at work"))
def field_groups(request: HttpRequest) -> list[FieldGroupOut]:
    """Return the field groups that the person belongs to, or whose unit they see."""
    return [_group(one) for one in groups_of(by(request))]


@router.post("/field-groups", response={201: FieldGroupOut, **PROBLEMS}, summary=_("Draw a field group"))
def draw_group(request: HttpRequest, given: FieldGroupIn, key: Key = None) -> HttpResponse:
    """Draw a field group with its people and where it sets out."""
    acting = by(request, Scope.WRITE)

    def deed() -> FieldGroupOut:
        unit = found(request, units_seen_by(acting), given.unit, str(_("unit")))
        made = actions.draw_group(
            unit, by=acting, name=given.name, since=timezone.localdate(), equipment=_equipment(given),
            members=[Member(one.name, one.duty, "", one.username) for one in given.members],
        )  # fmt: skip
        return _group(groups_of(acting).get(pk=made.pk))

    return done(request, key, deed, status=201)


@router.put(
    "/field-groups/{group}/equipment", response={200: FieldGroupOut, **PROBLEMS}, summary=_("Say where it sets out")
)
def equip(request: HttpRequest, group: UUID, given: EquipIn, key: Key = None) -> HttpResponse:
    """Say where a group sets out and in which car."""
    acting = by(request, Scope.WRITE)

    def deed() -> FieldGroupOut:
        row = found(request, groups_of(acting), group, str(_("group")))
        actions.equip(row, by=acting, expected_version=given.expected_version, equipment=_equipment(given))
        return _group(groups_of(acting).get(pk=row.pk))

    return done(request, key, deed)
