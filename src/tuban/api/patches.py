"""Patches: lists and counts of them, one whole with its proposal and the reasons, its journey."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.comparison.dossiers import problems_of
from tuban.workflow.comparison.queries import comparison_of, judgement_of
from tuban.workflow.comparison.reasons import reasons_of
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.queries.counts import counts_of
from tuban.workflow.patches.queries.hands import likenesses_of
from tuban.workflow.patches.queries.lists import Assigned, Filter, Order, page
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.patches.states import Fate, Source, State
from tuban.workflow.review.reading.blind import journey_for

LABELS = {
    "landing": _("The patches of every campaign that the post sees, for GIS clients."),
    "collection": _("Patches of {area}, {year}"),
}
AT_MOST = 500
_LONGEST = 60
_AREA = 10**10
router = Router(tags=["patches"])


class PatchOut(Schema):
    """A patch as lists show it. A proposal is no finding: ``decided`` says on which of both ``category`` rests."""

    uuid: UUID
    number: str
    part_number: str
    campaign_id: UUID
    list: str
    source: str
    state: str
    fate: str = Field(description="active where it counts; split, merged, undone or duplicate where others do.")
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
    proposed_finding: str = Field(description="What the lawbook proposes, whatever was taken.")
    finding: str | None = Field(description="What a person took; null before.")
    category: str = Field(description="What the patch counts as: the finding that was taken, else the proposal.")
    decided: Decided = Field(
        description="taken; proposed: a category is proposed and none taken; undecided: not even that."
    )
    survey_comparison: str
    missing_count: int
    problem_count: int
    assigned_unit_id: UUID | None
    assigned_to_id: UUID | None
    due_on: date | None
    version: int = Field(description="Sent back with every deed, so that nobody overwrites what they have not seen.")


class Narrowed(Schema):
    """What of the patches is wanted; empty means: everything."""

    state: State | None = None
    finding: str = Field(
        "", max_length=_LONGEST, description="The category that counts: what was taken, else what is proposed."
    )
    decided: Decided | None = Field(None, description="On which of both the category rests.")
    proposed: str = Field("", max_length=_LONGEST, description="What is proposed, whatever was taken.")
    list: str = Field("", max_length=_LONGEST)
    source: Source | None = None
    township: str = Field(
        "", max_length=12, pattern="^[0-9]*$", description="A division code; what lies below it is taken too."
    )
    survey_comparison: str = Field("", max_length=_LONGEST)
    assigned: Assigned | None = None
    text: str = Field("", max_length=_LONGEST, description="A number or a part of it, a village, a township.")
    area_from: Decimal | None = Field(None, ge=0, le=_AREA, description="In 亩.")
    area_to: Decimal | None = Field(None, ge=0, le=_AREA, description="In 亩.")
    is_missing_facts: bool = False
    has_problems: bool = False
    has_conflicts: bool = Field(False, description="The field and the office differ, and nobody decided yet.")
    is_overdue: bool = False
    fate: Fate = Fate.ACTIVE

    def filter(self, campaign: UUID | None) -> Filter:
        """Return the question that a list is asked."""
        said = {name: getattr(self, name) for name in Narrowed.model_fields}
        said |= {"state": str(self.state or ""), "source": str(self.source or ""), "fate": str(self.fate)}
        said |= {"assigned": self.assigned or Assigned.ANYBODY, "decided": str(self.decided or "")}
        return Filter(campaign=campaign, **said)


class Wanted(Narrowed):
    """What of a campaign is wanted, and which page of it."""

    order: Order = Order.NUMBER
    cursor: str = Field("", max_length=400, description="The ``next`` of the page before.")
    limit: int = Field(100, ge=1, le=AT_MOST)


class PatchPage(Schema):
    """A page of patches; ``next`` is the cursor of the page after it, null on the last."""

    items: list[PatchOut]
    next: str | None


class EditionNamed(Schema):
    """An edition of a layer that a comparison rests on."""

    id: UUID
    title: str
    edition: str
    as_of: str


class PatchWhole(PatchOut):
    """A patch with its current comparison."""

    geometry: dict[str, Any] = Field(description="GeoJSON, longitude and latitude of CGCS2000.")
    issued: dict[str, Any] = Field(description="The columns as they were issued.")
    compared_at: datetime | None
    lawbook_edition: str
    layer_editions: list[EditionNamed] = Field(description="What the comparison rests on.")
    facts: dict[str, Any] = Field(description="Every fact, as it is kept; what nobody told is absent.")
    sources: dict[str, Any]
    judgement: dict[str, Any] = Field(
        description="Proposed decisions: rows, reasons, citations, parameters, missing facts."
    )
    overlaps: list[dict[str, Any]] = Field(description="The area in every class of every layer, in ㎡ and 亩.")
    problems: list[dict[str, Any]] = Field(
        description="The rules that object. One about the whole campaign says as_of when it was asked last, and since "
        "when it objects."
    )


class Named(Schema):
    """A fact in words: its title, its value, who told it."""

    title: str
    value: str
    source: str = ""


class FactUsed(Named):
    """A fact that a step used."""

    derived_from: list[str]
    is_unknown: bool


class ValueUsed(Schema):
    """A value of the lawbook that a step used."""

    title: str
    value: str
    cites: list[str]
    where: str = Field(description="The layer of the lawbook that fixes it.")
    because: str
    overrode: list[str] = Field(description="What higher layers say, which this one overrides.")


class Step(Schema):
    """One decision."""

    title: str
    table: str
    row: str
    because: str
    answers: list[tuple[str, str]]
    facts: list[FactUsed]
    cites: list[str]
    values: list[ValueUsed]
    presumed: list[str]
    is_main: bool


class Reasons(Schema):
    """The proposal step by step, in words: which row of which table, because of which facts, by which article."""

    edition: str = Field(description="Of the lawbook.")
    steps: list[Step]
    told: list[Named]
    papers: list[Named]


class EventOut(Schema):
    """Something that happened to a patch."""

    at: datetime
    kind: str
    who: str
    post: str
    reason: str
    relatives: list[dict[str, Any]]
    line: int | None = Field(description="The line of the audit.")


class LikenessOut(Schema):
    """A question whether two patches are one place."""

    id: int
    patch: UUID = Field(description="The later patch.")
    other: UUID
    share: Decimal
    answer: str


class TownshipOut(Schema):
    """A township and its patches by stage."""

    code: str
    name: str
    total: int
    by_state: dict[str, int]


class Counts(Schema):
    """How many patches there are."""

    total: int
    by_state: dict[str, int]
    by_finding: dict[str, int] = Field(description="By the category that counts: what was taken, else the proposal.")
    taken_by_finding: dict[str, int] = Field(description="How many of these rest on a finding that was taken.")
    by_decided: dict[str, int]
    by_list: dict[str, int]
    by_township: list[TownshipOut]


def properties_of(row: Any) -> dict[str, Any]:
    """Return a patch as the properties of a feature."""
    return PatchOut.from_orm(row).dict(exclude={"uuid"}) | {"uuid": str(row.uuid)}


def likeness_out(one: Any) -> LikenessOut:
    """Return a question whether two patches are one place."""
    return LikenessOut(id=one.pk, patch=one.patch.uuid, other=one.other.uuid, share=one.share, answer=one.answer)


@router.get("/campaigns/{campaign}/patches", response={200: PatchPage, **PROBLEMS}, summary=_("Patches of a campaign"))
def patches(request: HttpRequest, campaign: UUID, asked: Annotated[Wanted, Query()]) -> PatchPage:
    """Return a page of patches: by number, by area with the largest first, or by the day on which they are due."""
    acting = by(request)
    wanted = asked.filter(campaign_for(acting, campaign).pk)
    found = page(acting, wanted, order=asked.order, after=asked.cursor, size=asked.limit)
    return PatchPage(items=[PatchOut.from_orm(row) for row in found.patches], next=found.next or None)


@router.get("/campaigns/{campaign}/counts", response={200: Counts, **PROBLEMS}, summary=_("How many patches"))
def counts(request: HttpRequest, campaign: UUID, asked: Annotated[Narrowed, Query()]) -> Counts:
    """Return how many patches there are of what is asked for, by stage, finding, list and township."""
    acting = by(request)
    wanted = asked.filter(campaign_for(acting, campaign).pk)
    found = counts_of(acting, wanted)
    return Counts(
        total=found.total, by_state={state.value: found.by_state.get(state.value, 0) for state in State},
        by_finding=found.by_finding, taken_by_finding=found.taken_by_finding,
        by_decided={one.value: found.by_decided.get(one.value, 0) for one in Decided}, by_list=found.by_list,
        by_township=[TownshipOut.from_orm(one) for one in found.townships],
    )  # fmt: skip


@router.get("/patches/{uuid}", response={200: PatchWhole, **PROBLEMS}, summary=_("One patch, whole"))
def patch(request: HttpRequest, uuid: UUID) -> PatchWhole:
    """Return a patch with the facts and proposals of its current comparison, and the layer editions it rests on."""
    row = patch_for(by(request), uuid)
    compared = comparison_of(row)
    told: dict[str, Any] = {
        "facts": {}, "sources": {}, "judgement": {}, "overlaps": [], "problems": [], "compared_at": None,
        "lawbook_edition": "", "layer_editions": [],
    }  # fmt: skip
    if compared is not None:
        told = {name: getattr(compared, name) for name in ("facts", "sources", "judgement", "overlaps")}
        told |= {
            "problems": problems_of(row),
            "compared_at": compared.at, "lawbook_edition": compared.lawbook_edition,
            "layer_editions": [EditionNamed.from_orm(one) for one in compared.editions],
        }  # fmt: skip
    shape = json.loads(row.geometry.geojson)
    return PatchWhole(**PatchOut.from_orm(row).dict(), geometry=shape, issued=row.issued, **told)


@router.get("/patches/{uuid}/reasons", response={200: Reasons, **PROBLEMS}, summary=_("The proposal with its reasons"))
def reasons(request: HttpRequest, uuid: UUID) -> Reasons:
    """Return the proposal in the words of the lawbook; no steps where the patch was not compared yet."""
    row = patch_for(by(request), uuid)
    compared = comparison_of(row)
    if compared is None:
        return Reasons(edition="", steps=[], told=[], papers=[])
    said = reasons_of(judgement_of(compared), rulebook_of(row.campaign))
    return Reasons(
        edition=compared.lawbook_edition, steps=[Step.from_orm(one) for one in said.steps],
        told=[Named.from_orm(one) for one in said.told], papers=[Named.from_orm(one) for one in said.papers],
    )  # fmt: skip


@router.get("/patches/{uuid}/journey", response={200: list[EventOut], **PROBLEMS}, summary=_("What happened to it"))
def journey(request: HttpRequest, uuid: UUID) -> list[EventOut]:
    """Return the journey of a patch, the first event first."""
    acting = by(request)
    return [
        EventOut(
            at=one.at, kind=one.kind, who=one.who, post=one.post, reason=one.reason, line=one.line,
            relatives=[{"uuid": str(other.uuid), "title": other.title} for other in one.relatives],
        )
        for one in journey_for(acting, patch_for(acting, uuid))
    ]  # fmt: skip


@router.get(
    "/patches/{uuid}/likenesses", response={200: list[LikenessOut], **PROBLEMS}, summary=_("Likely duplicates of it")
)
def likenesses(request: HttpRequest, uuid: UUID) -> list[LikenessOut]:
    """Return the questions whether this patch and another one that is seen are one place, the most alike first."""
    acting = by(request)
    return [likeness_out(one) for one in likenesses_of(acting, patch_for(acting, uuid))]
