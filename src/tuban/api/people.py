"""Who one is, and the units one sees."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.workflow.organisations.queries import units_seen_by

router = Router(tags=["organisations"])


class Me(Schema):
    """The acting person."""

    name: str
    post: str
    role: str
    unit: UUID
    unit_name: str
    level: str
    areas: list[str] = Field(description="Divisions the unit is responsible for, with everything below.")


class UnitOut(Schema):
    """A unit."""

    id: UUID
    code: str = Field(description="Administrative division code (行政区划代码).")
    name: str
    level: str
    above: UUID | None = Field(None, alias="above_id")


@router.get("/me", response={200: Me, **PROBLEMS}, summary="Who the token acts as")
def me(request: HttpRequest) -> Me:
    """Return person, post and areas."""
    acting = by(request)
    unit = acting.post.unit
    return Me(
        name=acting.person_name, post=acting.post_title, role=acting.role.value, unit=unit.pk, unit_name=unit.name,
        level=acting.level.value, areas=list(acting.area_codes),
    )  # fmt: skip


@router.get("/units", response={200: list[UnitOut], **PROBLEMS}, summary="The units that the post sees", by_alias=False)
def units(request: HttpRequest) -> list[UnitOut]:
    """Return them by division code."""
    return [UnitOut.from_orm(unit) for unit in units_seen_by(by(request))]
