"""The penalty of a case for machines: its items, what was performed of them, and the measures against persons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.cases import CaseOut, Short, Version, Word, whole
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.cases import actions
from tuban.workflow.cases.actions.penalising import Done, Extent
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.penalties import proposals_of
from tuban.workflow.cases.persons_due import reply_due
from tuban.workflow.cases.queries import case_for, item_of, line_of, measure_of, measures_of
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["cases"])
Square = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Sentence = Annotated[str, Field(max_length=300)]


class ItemIn(Schema):
    """An item of the penalty; a fine takes a rate, any other amount stands alone."""

    version: Version
    line: Annotated[int, Field(ge=0, le=2**63 - 1)]
    item: Word
    land_m2: Square | None = None
    floor_m2: Square | None = None
    rate: Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)] | None = None
    amount: Yuan | None = None
    days: Annotated[int, Field(ge=1, le=365)] | None = None
    because: Annotated[str, Field(max_length=300)] = ""


class PerformanceIn(Schema):
    """What was performed of an item."""

    version: Version
    day: date
    land_m2: Square | None = None
    floor_m2: Square | None = None
    cultivated_m2: Square | None = None
    amount: Yuan | None = None
    surcharge: Yuan | None = None
    handed_over_on: date | None = None
    receipt: Short = ""
    words: Annotated[str, Field(max_length=300)] = ""


class MeasureOut(Schema):
    """A proposal of discipline or a transfer for a suspected crime, with the reply."""

    id: UUID
    kind: str
    name: str
    position: str
    organ: str
    number: str
    sent_on: date
    words: str
    due_on: date | None = Field(description="The last day for the reply; null where nobody can tell.")
    replied_on: date | None
    outcome: str
    reply: str


class MeasureIn(Schema):
    """A measure against a person; ``kind`` is ``discipline_proposal`` or ``crime_transfer``."""

    version: Version
    kind: Word
    name: Annotated[str, Field(min_length=1, max_length=40)]
    organ: Annotated[str, Field(min_length=1, max_length=80)]
    sent_on: date
    position: Annotated[str, Field(max_length=80)] = ""
    number: Annotated[str, Field(max_length=80)] = ""
    words: Sentence = ""


class MeasureReplyIn(Schema):
    """What the receiving organ replied."""

    version: Version
    replied_on: date
    outcome: Word
    reply: Sentence = ""


def _measures(case: Any) -> list[MeasureOut]:
    law = law_of(case)
    return [
        MeasureOut(
            id=one.pk, kind=one.kind, name=one.name, position=one.position, organ=one.organ, number=one.number,
            sent_on=one.sent_on, words=one.words, due_on=reply_due(one, law, case.area_code[:6]),
            replied_on=one.replied_on, outcome=one.outcome, reply=one.reply,
        )
        for one in measures_of(case)
    ]  # fmt: skip


@router.post("/cases/{uuid}/items", response={201: CaseOut, **PROBLEMS}, summary=_("Set an item of the penalty"))
def set_item(request: HttpRequest, uuid: UUID, given: ItemIn, key: Key = None) -> HttpResponse:
    """Set an item of the penalty on a patch, before the decision."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        line = line_of(held, given.line)
        is_proposed = any(one.item == given.item for own, items in proposals_of(held) for one in items if own == line)
        extent = Extent(given.land_m2, given.floor_m2, given.rate, given.amount, given.days)
        actions.set_item(
            held, by=acting, expected_version=given.version, line=line, item=given.item, extent=extent,
            is_proposed=is_proposed, because=given.because,
        )  # fmt: skip
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post(
    "/cases/{uuid}/items/{item}/performances", response={201: CaseOut, **PROBLEMS},
    summary=_("Record what was performed of a penalty"),
)  # fmt: skip
def perform(request: HttpRequest, uuid: UUID, item: UUID, given: PerformanceIn, key: Key = None) -> HttpResponse:
    """Record what was performed of an item after the decision."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        what = Done(
            given.land_m2, given.floor_m2, given.cultivated_m2, given.amount, given.surcharge, given.handed_over_on,
            given.receipt, given.words,
        )  # fmt: skip
        actions.perform(
            held, by=acting, expected_version=given.version, item=item_of(held, item), day=given.day, done=what
        )
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.get("/cases/{uuid}/persons", response={200: list[MeasureOut], **PROBLEMS}, summary=_("Persons of a case"))
def persons(request: HttpRequest, uuid: UUID) -> list[MeasureOut]:
    """Return what was proposed against persons, with the replies."""
    return _measures(case_for(by(request), uuid))


@router.post(
    "/cases/{uuid}/persons", response={201: list[MeasureOut], **PROBLEMS},
    summary=_("Record a measure against a person"),
)  # fmt: skip
def propose(request: HttpRequest, uuid: UUID, given: MeasureIn, key: Key = None) -> HttpResponse:
    """Record a proposal of discipline, or a transfer for a suspected crime; returns all of the case."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[MeasureOut]:
        held = case_for(acting, uuid)
        actions.propose_measure(
            held, by=acting, expected_version=given.version, kind=given.kind, name=given.name,
            position=given.position, organ=given.organ, number=given.number, sent_on=given.sent_on, words=given.words,
        )  # fmt: skip
        return _measures(held)

    return done(request, key, deed, status=201)


@router.post(
    "/cases/{uuid}/persons/{measure}/reply", response={200: list[MeasureOut], **PROBLEMS},
    summary=_("Record a reply about a person"),
)  # fmt: skip
def reply(request: HttpRequest, uuid: UUID, measure: UUID, given: MeasureReplyIn, key: Key = None) -> HttpResponse:
    """Record what the receiving organ replied; returns all of the case."""
    acting = by(request, Scope.WRITE)

    def deed() -> list[MeasureOut]:
        held = case_for(acting, uuid)
        actions.record_reply(
            held, by=acting, expected_version=given.version, measure=measure_of(held, measure),
            replied_on=given.replied_on, outcome=given.outcome, reply=given.reply,
        )  # fmt: skip
        return _measures(held)

    return done(request, key, deed)
