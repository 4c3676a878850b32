"""Cases for machines: leads, steps, answers, the penalty and what was performed of it, papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.cases import actions
from tuban.workflow.cases.actions.penalising import Done, Extent
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.filing import filing_basis
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.lists import listed
from tuban.workflow.cases.penalties import proposals_of, square_metres
from tuban.workflow.cases.queries import (
    case_for,
    entry_of,
    item_of,
    items_of,
    journal_of,
    line_of,
    lines_of,
    people_named,
)
from tuban.workflow.cases.telling import progress_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patches_for

router = Router(tags=["cases"])
Kind = Literal["open", "mine", "late", "lead", "filed", "closed", "not_filed", "all"]
Word = Annotated[str, Field(max_length=40)]
Short = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(max_length=4000)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version of the case that you saw.")]
Square = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]


class CaseRow(Schema):
    """A case in a list, with the step to be done next."""

    id: UUID
    number: str
    title: str
    standing: str = Field(description="lead, filed, closed or not_filed.")
    organ_id: UUID
    source: str
    area_code: str
    version: int
    next_step: str
    next_due: date | None
    is_late: bool
    is_mine: bool


class CaseStep(Schema):
    """How a step stands: done, done_late, open, late, waits or not_needed."""

    id: str
    title: str
    stand: str
    due: date | None
    not_before: date | None
    after: list[str] = Field(description="The steps that it still waits for.")
    done_on: date | None
    number: str
    unknown_year: int = Field(description="The year whose working days nobody knows; else 0.")


class CaseCondition(Schema):
    """A condition of filing: yes, no or unknown, and why."""

    id: str
    title: str
    answer: str
    why: str


class CaseItem(Schema):
    """An item of the penalty on a patch."""

    id: UUID
    line: int
    patch: UUID
    item: str
    land_m2: Decimal | None
    floor_m2: Decimal | None
    rate: Decimal | None
    amount: Decimal | None
    progress: str = Field(description="none, partly or fully performed.")


class ProposedCaseItem(Schema):
    """What the lawbook proposes on a patch; a fine with the range of the law, in yuan a square metre."""

    line: int
    patch: UUID
    item: str
    land_m2: Decimal | None
    least: Decimal | None
    most: Decimal | None


class CaseOut(Schema):
    """A case with its course, its conditions, its patches and its penalty."""

    id: UUID
    number: str
    title: str
    standing: str
    version: int
    source: str
    place: str
    patches: list[UUID]
    steps: list[CaseStep]
    conditions: list[CaseCondition]
    items: list[CaseItem]
    proposed: list[ProposedCaseItem]


class JournalLine(Schema):
    """A line of the journal; one that was struck stays readable."""

    id: UUID
    kind: str
    about: str
    day: date
    until: date | None
    value: str
    number: str
    words: str
    officers: list[dict[str, Any]]
    by_id: UUID
    is_struck: bool


class LeadIn(Schema):
    """A lead to be registered."""

    title: Annotated[str, Field(min_length=1, max_length=120)]
    source: Word
    received_on: date
    patches: list[UUID] = Field(default_factory=list, max_length=50)
    source_reference: Short = ""
    place: Short = ""
    words: Words = ""
    because: Annotated[str, Field(max_length=200)] = ""
    offender: Annotated[str, Field(max_length=80)] = ""


class StepIn(Schema):
    """A step that was done. ``officers`` are identities of people of the enforcement section."""

    version: Version
    day: date
    officers: list[UUID] = Field(default_factory=list, max_length=10)
    number: Annotated[str, Field(max_length=80)] = ""
    words: Words = ""
    confirmed: list[Word] = Field(default_factory=list, max_length=10)
    closing: Annotated[str, Field(max_length=24)] = ""


class StrikeIn(Schema):
    """Why a line does not hold."""

    version: Version
    reason: Annotated[str, Field(min_length=1, max_length=300)]


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


class CasesAsked(Schema):
    """Which cases are wanted."""

    kind: Kind = "open"
    q: Annotated[str, Field(max_length=60)] = ""
    first: Annotated[int, Field(ge=0, le=100_000)] = 0


def _whole(case: Any) -> CaseOut:
    today = timezone.localdate()
    course, grounds = course_of(case, on=today), grounds_of(case)
    proposed = proposals_of(case, grounds) if "decided" not in course.done else []
    return CaseOut(
        id=case.pk, number=case.number, title=case.title, standing=case.standing, version=case.version,
        source=case.source, place=case.place, patches=[line.patch.uuid for line in lines_of(case)],
        steps=[
            CaseStep(
                id=one.step.id, title=one.step.title, stand=one.stand.value,
                due=one.due.last_day if one.due is not None else None, not_before=one.not_before,
                after=list(one.behind), unknown_year=one.unknown_year,
                done_on=course.done[one.step.id].day if one.step.id in course.done else None,
                number=course.done[one.step.id].number if one.step.id in course.done else "",
            )
            for one in course.now
        ],
        conditions=[
            CaseCondition(id=one.condition.id, title=one.condition.title, answer=one.word, why=one.why)
            for one in filing_basis(case, on=today, grounds=grounds)
        ],
        items=[
            CaseItem(
                id=one.pk, line=one.line_id, patch=one.line.patch.uuid, item=one.item, land_m2=one.land_m2,
                floor_m2=one.floor_m2, rate=one.rate, amount=one.amount, progress=progress_of(one),
            )
            for one in items_of(case)
        ],
        proposed=[
            ProposedCaseItem(
                line=line.pk, patch=line.patch.uuid, item=one.item, land_m2=square_metres(one),
                least=one.range.least if one.range is not None else None,
                most=one.range.most if one.range is not None else None,
            )
            for line, items in proposed for one in items
        ],
    )  # fmt: skip


@router.get("/cases", response={200: list[CaseRow], **PROBLEMS}, summary=_("Cases of your areas"))
def cases(request: HttpRequest, asked: Query[CasesAsked]) -> list[CaseRow]:
    """Return the cases that you see, fifty at a time, the newest first."""
    rows = listed(by(request), asked.kind, asked.q, on=timezone.localdate(), first=asked.first)
    return [
        CaseRow(
            id=one.case.pk, number=one.case.number, title=one.case.title, standing=one.case.standing,
            organ_id=one.case.organ_id, source=one.case.source, area_code=one.case.area_code, version=one.case.version,
            next_step=one.next.step.id if one.next is not None else "",
            next_due=one.next.due.last_day if one.next is not None and one.next.due is not None else None,
            is_late=bool(one.course.late), is_mine=one.is_mine,
        )
        for one in rows
    ]  # fmt: skip


@router.post("/cases", response={201: CaseOut, **PROBLEMS}, summary=_("Register a lead"))
def register(request: HttpRequest, given: LeadIn, key: Key = None) -> HttpResponse:
    """Register a lead in the unit of your post."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        found = patches_for(acting, given.patches)
        return _whole(
            actions.register(
                acting.post.unit, by=acting, title=given.title, source=given.source, received_on=given.received_on,
                patches=found.patches, source_reference=given.source_reference, place=given.place, words=given.words,
                because=given.because, offender={"name": given.offender},
            )
        )  # fmt: skip

    return done(request, key, deed, status=201)


@router.get("/cases/{uuid}", response={200: CaseOut, **PROBLEMS}, summary=_("A case with its course"))
def case(request: HttpRequest, uuid: UUID) -> CaseOut:
    """Return a case."""
    return _whole(case_for(by(request), uuid))


@router.get("/cases/{uuid}/journal", response={200: list[JournalLine], **PROBLEMS}, summary=_("Journal of a case"))
def journal(request: HttpRequest, uuid: UUID) -> list[JournalLine]:
    """Return every line of the journal, those struck too, the newest first."""
    return [
        JournalLine(
            id=one.pk, kind=one.kind, about=one.about, day=one.day, until=one.until, value=one.value,
            number=one.number, words=one.words, officers=one.officers, by_id=one.by_id,
            is_struck=hasattr(one, "struck_by"),
        )
        for one in journal_of(case_for(by(request), uuid))
    ]  # fmt: skip


@router.post("/cases/{uuid}/steps/{step}", response={201: CaseOut, **PROBLEMS}, summary=_("Record a step of a case"))
def step(request: HttpRequest, uuid: UUID, step: str, given: StepIn, key: Key = None) -> HttpResponse:
    """Record that a step was done."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        people = people_named([str(one) for one in given.officers], held.organ, on=timezone.localdate())
        actions.do_step(
            held, step, by=acting, expected_version=given.version, day=given.day, officers=people, number=given.number,
            words=given.words, confirmed=given.confirmed, closing=given.closing,
        )  # fmt: skip
        return _whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post(
    "/cases/{uuid}/journal/{line}/strike", response={200: CaseOut, **PROBLEMS}, summary=_("Strike a line of a journal")
)
def strike(request: HttpRequest, uuid: UUID, line: UUID, given: StrikeIn, key: Key = None) -> HttpResponse:
    """Strike a line that does not hold; it stays readable."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.strike(held, by=acting, expected_version=given.version, entry=entry_of(held, line), reason=given.reason)
        return _whole(case_for(acting, uuid))

    return done(request, key, deed)


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
        return _whole(case_for(acting, uuid))

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
        return _whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)
