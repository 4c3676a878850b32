"""The review: what departments say, what the chair decided, findings, returns; speaking and taking by token."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.findings.queries import findings_of
from tuban.workflow.review.opinions.actions import Said, give_opinion, minority_of
from tuban.workflow.review.opinions.board import conferences_of, opinions_of
from tuban.workflow.review.returns.queries import returns_of

router = Router(tags=["review"])
Code = Annotated[str, Field(max_length=40)]
Codes = Annotated[list[Code], Field(max_length=40)]
Words = Annotated[str, Field(max_length=4000)]


class OpinionOut(Schema):
    """What a department says of a patch; one that another replaced is not current."""

    id: UUID
    duty: str
    verdict: str = Field(description="agrees, objects, or open where something is missing.")
    finding: str = Field(description="The finding that it holds right.")
    violation_type: str
    points: list[dict[str, Any]] = Field(description="Its points, with what the facts answered beforehand.")
    missing: list[str] = Field(description="Names of facts that are missing.")
    cites: list[str]
    document: str
    reasons: list[str]
    text: str
    comparison_id: UUID = Field(description="The facts that it was given upon.")
    by_id: UUID
    at: datetime
    is_current: bool


class ConferenceOut(Schema):
    """What the chair decided, with the opinions that were heard and those in the minority."""

    id: UUID
    finding: str
    violation_type: str
    reasons: list[str]
    text: str
    present: str
    opinions: list[UUID]
    minority: list[UUID]
    by_id: UUID
    at: datetime
    is_current: bool


class FindingOut(Schema):
    """A finding that a person took, with everything it rests on."""

    id: UUID
    proposed: str
    proposed_violation_type: str
    finding: str
    violation_type: str
    differs: bool
    reasons: list[str]
    text: str
    area_basis: str
    counted_mu: Decimal | None
    counted_cultivated_mu: Decimal | None
    judgement: dict[str, Any]
    decided: dict[str, Any]
    comparison_id: UUID
    rests_on_current: bool = Field(description="Whether the patch was not compared again since it was taken.")
    conference_id: UUID | None
    digest: str
    by_id: UUID
    at: datetime
    is_current: bool
    reopened_at: datetime | None
    reopened_because: str


class ReturnOut(Schema):
    """What was sent back, to whom and why. ``pin`` is a longitude and a latitude."""

    id: UUID
    what: str
    to_person_id: UUID | None
    to_unit_id: UUID | None
    reasons: list[str]
    text: str
    pin: tuple[float, float] | None
    by_id: UUID
    at: datetime
    due_on: date | None
    answered_at: datetime | None
    answer: str


class OpinionIn(Schema):
    """What your department says. What is not answered stays as the facts answered it."""

    verdict: Annotated[str, Field(pattern="^(agrees|objects|open)$")]
    finding: Code
    violation_type: Code = ""
    answers: dict[Code, Code] = Field(default_factory=dict, max_length=40)
    words: dict[Code, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict, max_length=40)
    missing: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=60)
    reasons: Codes = Field(min_length=1)
    document: str = Field("", max_length=120)
    text: Words = ""
    comparison: UUID = Field(description="The comparison whose facts you saw.")
    replaces: UUID | None = Field(None, description="The opinion of your department that was current then.")


class FindingIn(Schema):
    """The finding you take."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]
    finding: Code
    violation_type: Code = ""
    reasons: Codes = Field(default_factory=list)
    text: Words = ""


def _opinion(row: Any) -> OpinionOut:
    return OpinionOut.from_orm(row)


def _finding(row: Any) -> FindingOut:
    row.rests_on_current = row.comparison.is_current
    return FindingOut.from_orm(row)


@router.get(
    "/patches/{uuid}/opinions", response={200: list[OpinionOut], **PROBLEMS}, summary=_("What the departments say")
)
def opinions(request: HttpRequest, uuid: UUID) -> list[OpinionOut]:
    """Return all that departments ever said of a patch."""
    return [_opinion(one) for one in opinions_of(patch_for(by(request), uuid))]


@router.post(
    "/patches/{uuid}/opinions", response={201: OpinionOut, **PROBLEMS}, summary=_("Give the opinion of your department")
)
def speak(request: HttpRequest, uuid: UUID, given: OpinionIn, key: Key = None) -> HttpResponse:
    """Speak for the department of your post; an opinion that this one replaces is kept."""
    acting = by(request, Scope.WRITE)
    said = Said(
        given.verdict, given.finding, given.violation_type, given.answers, given.words, given.missing, given.reasons,
        given.document, given.text,
    )  # fmt: skip

    def deed() -> OpinionOut:
        patch = patch_for(acting, uuid)
        return _opinion(give_opinion(patch, by=acting, said=said, seen=given.comparison, replaces=given.replaces))

    return done(request, key, deed, status=201)


@router.get(
    "/patches/{uuid}/conferences", response={200: list[ConferenceOut], **PROBLEMS}, summary=_("What the chair decided")
)
def conferences(request: HttpRequest, uuid: UUID) -> list[ConferenceOut]:
    """Return what the chair decided where departments disagreed; the minority stays with it."""
    return [
        ConferenceOut(
            id=one.pk, finding=one.finding, violation_type=one.violation_type, reasons=one.reasons, text=one.text,
            present=one.present, opinions=[said.pk for said in one.opinions.all()],
            minority=[said.pk for said in minority_of(one)], by_id=one.by_id, at=one.at, is_current=one.is_current,
        )
        for one in conferences_of(patch_for(by(request), uuid))
    ]  # fmt: skip


@router.get("/patches/{uuid}/findings", response={200: list[FindingOut], **PROBLEMS}, summary=_("Findings of a patch"))
def findings(request: HttpRequest, uuid: UUID) -> list[FindingOut]:
    """Return the finding that counts and those that were reopened, the newest first."""
    return [_finding(one) for one in findings_of(patch_for(by(request), uuid))]


@router.post("/patches/{uuid}/findings", response={201: FindingOut, **PROBLEMS}, summary=_("Take a finding"))
def take(request: HttpRequest, uuid: UUID, given: FindingIn, key: Key = None) -> HttpResponse:
    """Take a finding that the departments or the chair hold right."""
    acting = by(request, Scope.WRITE)

    def deed() -> FindingOut:
        return _finding(
            take_finding(
                patch_for(acting, uuid), by=acting, expected_version=given.version, finding=given.finding,
                violation_type=given.violation_type, reasons=given.reasons, text=given.text,
            )
        )  # fmt: skip

    return done(request, key, deed, status=201)


@router.get("/patches/{uuid}/returns", response={200: list[ReturnOut], **PROBLEMS}, summary=_("What was sent back"))
def returns(request: HttpRequest, uuid: UUID) -> list[ReturnOut]:
    """Return what was sent back of a patch, the newest first."""
    return [
        ReturnOut(
            id=one.pk, what=one.what, to_person_id=one.to_person_id, to_unit_id=one.to_unit_id, reasons=one.reasons,
            text=one.text, pin=(one.pin.x, one.pin.y) if one.pin else None, by_id=one.by_id, at=one.at,
            due_on=one.due_on, answered_at=one.answered_at, answer=one.answer,
        )
        for one in returns_of(patch_for(by(request), uuid))
    ]  # fmt: skip
