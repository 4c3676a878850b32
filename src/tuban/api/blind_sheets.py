"""Blind sheets of the person of the token: what a second visit is told of a patch, and what it found, sealed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.supervision.actions import seal_sheet
from tuban.workflow.supervision.blind import sheets_of
from tuban.workflow.supervision.pocket.content import in_degrees

router = Router(tags=["supervision"])
Area = Annotated[Decimal | None, Field(ge=0, max_digits=14, decimal_places=2)]


class BlindSheetOut(Schema):
    """A sheet: number and place of the patch, its outline as GeoJSON in degrees, and what the person of the token
    sealed. Nothing of the first visit stands in it."""

    id: UUID
    number: str
    township: str
    village: str
    outline: dict[str, Any]
    supervision: str
    sealed_at: datetime | None
    finding: str
    mu: str | None
    cultivated_mu: str | None


class SecondVisitIn(Schema):
    """What a second visit found, areas in 亩. ``boundary`` are corners instead of a typed area, one a line."""

    finding: Annotated[str, Field(min_length=1, max_length=40)]
    mu: Area = None
    cultivated_mu: Area = None
    boundary: Annotated[str, Field(max_length=20_000)] = ""
    use: Annotated[str, Field(max_length=200)] = ""
    visited_on: date
    words: Annotated[str, Field(max_length=2000)] = ""
    did_not_know: Annotated[bool, Field(description="That the first result was not known on the spot.")]


def _out(one: Any) -> BlindSheetOut:
    return BlindSheetOut(
        id=one.pk, number=str(one.patch), township=one.patch.township_name, village=one.patch.village,
        outline=in_degrees(one), supervision=str(one.lot.supervision), sealed_at=one.sealed_at, finding=one.finding,
        mu=None if one.mu is None else str(one.mu),
        cultivated_mu=None if one.cultivated_mu is None else str(one.cultivated_mu),
    )  # fmt: skip


@router.get("/blind-sheets", response={200: list[BlindSheetOut], **PROBLEMS}, summary=_("My blind sheets"))
def my_sheets(request: HttpRequest) -> list[BlindSheetOut]:
    """Return the sheets of the person of the token, open and sealed."""
    return [_out(one) for one in sheets_of(by(request).person)]


@router.post(
    "/blind-sheets/{sheet}/seal", response={200: BlindSheetOut, **PROBLEMS}, summary=_("Seal a second visit")
)  # fmt: skip
def seal(request: HttpRequest, sheet: UUID, given: SecondVisitIn, key: Key = None) -> HttpResponse:
    """Seal what a second visit found; a sealed sheet is never changed."""
    acting = by(request, Scope.WRITE)
    one = found(request, sheets_of(acting.person), sheet, str(_("blind sheet")))
    return done(request, key, lambda: _out(seal_sheet(one, by=acting, **given.dict())))
