"""Cases for machines: lists, a case with its course, leads; what the other doors of cases share."""

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
from tuban.workflow.cases.course import course_of
from tuban.workflow.cases.filing import filing_basis
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.law import law_of, procedure
from tuban.workflow.cases.lists import listed
from tuban.workflow.cases.penalties import proposals_of, square_metres
from tuban.workflow.cases.proposing import proposals
from tuban.workflow.cases.queries import case_for, items_of, lines_of, note_read
from tuban.workflow.cases.telling import progress_of
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patches_for

router = Router(tags=["cases"])
Kind = Literal["open", "mine", "late", "lead", "filed", "closed", "not_filed", "all"]
Word = Annotated[str, Field(max_length=40)]
Short = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(max_length=4000)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version of the case that you saw.")]


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


class CaseQuestion(Schema):
    """A question on which steps depend: what people answered, and what the facts propose; yes, no or unknown."""

    id: str
    title: str
    answer: str = Field(description="Empty where nobody answered: its steps are needed.")
    words: str
    proposed: str
    why: str


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
    questions: list[CaseQuestion]
    conditions: list[CaseCondition]
    items: list[CaseItem]
    proposed: list[ProposedCaseItem]


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


class CasesAsked(Schema):
    """Which cases are wanted."""

    kind: Kind = "open"
    q: Annotated[str, Field(max_length=60)] = ""
    first: Annotated[int, Field(ge=0, le=100_000)] = 0


def whole(case: Any) -> CaseOut:
    """Return a case as every deed answers it."""
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
        questions=_questions(course, grounds),
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


def _questions(course: Any, grounds: list[Any]) -> list[CaseQuestion]:
    proposed = proposals(course, grounds)
    words = {True: "yes", False: "no", None: "unknown"}
    answers = course.answers
    return [
        CaseQuestion(
            id=one.id, title=one.title, answer=answers[one.id].value if one.id in answers else "",
            words=answers[one.id].words if one.id in answers else "", proposed=words[proposed[one.id].answer],
            why=proposed[one.id].why,
        )
        for one in procedure(law_of(course.case)).questions.values()
    ]  # fmt: skip


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
        return whole(
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
    acting = by(request)
    held = case_for(acting, uuid)
    note_read(acting, held)
    return whole(held)
