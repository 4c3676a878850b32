"""Campaigns and patches."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.workflow.campaigns.queries import campaign_for, campaigns_seen_by
from tuban.workflow.comparison.queries import comparison_of
from tuban.workflow.patches.queries.lists import Filter, page
from tuban.workflow.patches.queries.seen import patch_for

LABELS = {
    "landing": _("The patches of every campaign that the post sees, for GIS clients."),
    "collection": _("Patches of {area}, {year}"),
}
_AT_MOST = 500
router = Router(tags=["patches"])


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


class PatchOut(Schema):
    """A patch as lists show it. Findings are proposals of the lawbook until a review is signed."""

    uuid: UUID
    number: str
    part_number: str
    campaign_id: UUID
    list: str
    source: str
    state: str
    township_code: str
    township_name: str
    managed_code: str
    village: str
    before_on: str
    after_on: str
    area_m2: Decimal
    monitored_m2: Decimal | None
    area_mu: Decimal | None = Field(description="The area that counts, in 亩, as the card prints it.")
    cultivated_mu: Decimal | None
    basic_farmland_mu: Decimal | None
    proposed_finding: str
    survey_comparison: str
    missing_count: int
    problem_count: int
    due_on: date | None
    version: int


class Wanted(Schema):
    """What of a campaign is wanted; empty means: everything."""

    state: str = ""
    finding: str = ""
    township: str = Field("", description="A division code; what lies below it is taken too.")
    text: str = Field("", description="A number or a part of it, a village, a township.")
    cursor: str = Field("", description="The ``next`` of the page before.")
    limit: int = Field(100, ge=1, le=_AT_MOST)


class PatchPage(Schema):
    """A page of patches; ``next`` is the cursor of the page after it, null on the last."""

    items: list[PatchOut]
    next: str | None


class PatchWhole(PatchOut):
    """A patch with its current comparison."""

    geometry: dict[str, Any] = Field(description="GeoJSON, longitude and latitude of CGCS2000.")
    issued: dict[str, Any] = Field(description="The columns as they were issued.")
    facts: dict[str, Any] = Field(description="Every fact, as it is kept; what nobody told is absent.")
    sources: dict[str, Any]
    judgement: dict[str, Any] = Field(
        description="Proposed decisions: rows, reasons, citations, parameters, missing facts."
    )
    overlaps: list[dict[str, Any]]
    problems: list[dict[str, Any]]


def properties_of(row: Any) -> dict[str, Any]:
    """Return a patch as the properties of a feature."""
    return PatchOut.from_orm(row).dict(exclude={"uuid"}) | {"uuid": str(row.uuid)}


@router.get("/campaigns", response={200: list[CampaignOut], **PROBLEMS}, summary="Campaigns")
def campaigns(request: HttpRequest) -> list[CampaignOut]:
    """Return the campaigns that the post sees, the newest first."""
    return [CampaignOut.from_orm(one) for one in campaigns_seen_by(by(request))]


@router.get("/campaigns/{campaign}/patches", response={200: PatchPage, **PROBLEMS}, summary="Patches of a campaign")
def patches(request: HttpRequest, campaign: UUID, asked: Annotated[Wanted, Query()]) -> PatchPage:
    """Return a page of patches by number."""
    acting = by(request)
    wanted = Filter(
        campaign=campaign_for(acting, campaign).pk, state=asked.state, finding=asked.finding, township=asked.township,
        text=asked.text,
    )  # fmt: skip
    found = page(acting, wanted, after=asked.cursor, size=asked.limit)
    return PatchPage(items=[PatchOut.from_orm(row) for row in found.patches], next=found.next or None)


@router.get("/patches/{uuid}", response={200: PatchWhole, **PROBLEMS}, summary="One patch, whole")
def patch(request: HttpRequest, uuid: UUID) -> PatchWhole:
    """Return a patch with the facts and proposals of its current comparison."""
    row = patch_for(by(request), uuid)
    compared = comparison_of(row)
    told = (
        {name: getattr(compared, name) for name in ("facts", "sources", "judgement", "overlaps", "problems")}
        if compared
        else {"facts": {}, "sources": {}, "judgement": {}, "overlaps": [], "problems": []}
    )
    shape = json.loads(row.geometry.geojson)
    return PatchWhole(**PatchOut.from_orm(row).dict(), geometry=shape, issued=row.issued, **told)
