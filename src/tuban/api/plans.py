"""Plans of units: who owes which until when, handed in as files, accepted or returned by the unit above."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow import store
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.plans import actions
from tuban.workflow.plans.queries import plans_seen_by, units_shown
from tuban.workflow.plans.standing import standings
from tuban.workflow.sent_file import on_disk

router = Router(tags=["plans"])
_FILE: dict[str, Any] = {"responses": {200: {"content": {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}}}}  # fmt: skip


class PlanVersionOut(Schema):
    """A version of a plan as it was handed in."""

    id: UUID
    number: int
    state: str = Field(description="handed_in, accepted, returned or replaced.")
    name: str
    checksum: str = Field(description="SHA-256 of the file.")
    size: int = Field(description="In bytes.")
    is_late: bool = Field(description="Whether the first version of the unit came after its day.")
    note: str
    at: datetime
    reason: str = Field(description="What the level above said to it.")
    decided_at: datetime | None


class UnitPlanOut(Schema):
    """How the plan of a unit stands."""

    unit: UUID
    unit_code: str
    unit_name: str
    kind: str = Field(description="implementation or rectification.")
    title: str
    state: str = Field(description="open, missing after its day, handed_in, returned or accepted.")
    due_on: date | None
    is_late: bool
    last: PlanVersionOut | None


class UnitPlanIn(Schema):
    """Which plan it is, and what is said to it."""

    kind: str = Field(max_length=20, description="implementation or rectification.")
    words: str = Field("", max_length=300, description="Needed where it replaces a version that was accepted.")


class PlanDayIn(Schema):
    """The day on which every unit owes a plan."""

    due_on: date


class PlanOpinionIn(Schema):
    """What the level above says."""

    text: str = Field("", max_length=500, description="Needed to return a plan.")


def _version(one: Any) -> PlanVersionOut:
    return PlanVersionOut(
        id=one.pk, number=one.number, state=one.state, name=one.name, checksum=one.checksum, size=one.size,
        is_late=one.is_late, note=one.note, at=one.at, reason=one.reason, decided_at=one.decided_at,
    )  # fmt: skip


def _all(acting: Any, campaign: Any) -> list[UnitPlanOut]:
    rows = standings(campaign, units_shown(acting, campaign), timezone.localdate())
    return [
        UnitPlanOut(
            unit=one.unit.pk, unit_code=one.unit.code, unit_name=one.unit.name, kind=one.kind.id, title=one.kind.title,
            state=one.stand.value, due_on=one.due_on, is_late=one.is_late,
            last=_version(one.plan) if one.plan is not None else None,
        )
        for one in rows.values()
    ]  # fmt: skip


@router.get("/campaigns/{campaign}/plans", response={200: list[UnitPlanOut], **PROBLEMS}, summary=_("Plans of units"))
def plans(request: HttpRequest, campaign: UUID) -> list[UnitPlanOut]:
    """Return which unit of your areas owes which plan until when, and how each stands."""
    acting = by(request)
    return _all(acting, campaign_for(acting, campaign))


@router.put(
    "/campaigns/{campaign}/plans/{kind}/day", response={200: list[UnitPlanOut], **PROBLEMS},
    summary=_("Set the day of a plan"),
)  # fmt: skip
def set_plan_day(request: HttpRequest, campaign: UUID, kind: str, given: PlanDayIn, key: Key = None) -> HttpResponse:
    """Set the day on which every unit owes a kind of plan."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[UnitPlanOut]:
        row = campaign_for(acting, campaign)
        actions.set_day(row, by=acting, kind=kind, due_on=given.due_on)
        return _all(acting, row)

    return done(request, key, deed)


@router.post(
    "/campaigns/{campaign}/plans", response={201: PlanVersionOut, **PROBLEMS}, summary=_("Hand in a plan")
)  # fmt: skip
def hand_in_plan(
    request: HttpRequest, campaign: UUID, given: Form[UnitPlanIn], file: Annotated[UploadedFile, File()],
    key: Key = None,
) -> HttpResponse:  # fmt: skip
    """Hand in the plan of your own unit, a Word file or a PDF; it replaces one that waits or was returned."""
    acting = by(request, Scope.WRITE)

    def deed() -> PlanVersionOut:
        with on_disk(file) as path:
            made = actions.hand_in(
                campaign_for(acting, campaign), by=acting, kind=given.kind, path=path, name=file.name or "",
                words=given.words,
            )  # fmt: skip
        return _version(made)

    return done(request, key, deed, status=201)


@router.get("/plans/{plan}/file", response={200: Any, **PROBLEMS}, summary=_("Fetch a plan"), openapi_extra=_FILE)
def plan_file(request: HttpRequest, plan: UUID) -> FileResponse:
    """Hand over a version, byte for byte."""
    one = found(request, plans_seen_by(by(request, Scope.EXPORT)), plan, _("plan"))
    return FileResponse(store.found(one.checksum, one.suffix).open("rb"), as_attachment=True, filename=one.name)


@router.post("/plans/{plan}/accept", response={200: PlanVersionOut, **PROBLEMS}, summary=_("Accept a plan"))
def accept_plan(request: HttpRequest, plan: UUID, given: PlanOpinionIn, key: Key = None) -> HttpResponse:
    """Accept a plan that the unit right below handed in."""
    acting = by(request, Scope.WRITE)

    def deed() -> PlanVersionOut:
        one = found(request, plans_seen_by(acting), plan, _("plan"))
        return _version(actions.accept(one, by=acting, text=given.text))

    return done(request, key, deed)


@router.post("/plans/{plan}/return", response={200: PlanVersionOut, **PROBLEMS}, summary=_("Return a plan"))
def return_plan(request: HttpRequest, plan: UUID, given: PlanOpinionIn, key: Key = None) -> HttpResponse:
    """Return a plan with what is to be changed."""
    acting = by(request, Scope.WRITE)

    def deed() -> PlanVersionOut:
        one = found(request, plans_seen_by(acting), plan, _("plan"))
        return _version(actions.send_back(one, by=acting, text=given.text))

    return done(request, key, deed)
