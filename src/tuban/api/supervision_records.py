"""What supervision writes down: the checklist, what is named false, and corrections to their end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.supervision import FalsehoodOut
from tuban.api.words import lazily as _
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.supervision import falsehoods, policies, queries, remarks
from tuban.workflow.supervision.law import supervision_law

router = Router(tags=["supervision"])
Words = Annotated[str, Field(max_length=2000)]
Numbers = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)]


class ChecklistItemOut(Schema):
    """An item of the checklist; ``answer`` is yes, partly, no, or unknown before anybody looked."""

    item: str
    chapter: str
    title: str
    answer: str
    words: str
    patches: list[str]
    cites: list[str]


class ChecklistAnswerIn(Schema):
    """What was found of an item; anything but yes needs words. ``patches`` are numbers."""

    answer: Annotated[str, Field(pattern="^(yes|partly|no)$")]
    words: Words = ""
    patches: Numbers = Field(default_factory=list)


class CorrectionStepOut(Schema):
    """A step of a correction: asked, answered or done."""

    state: str
    words: str
    by: str
    post: str
    at: str


class DemandedCorrectionOut(Schema):
    """A correction, from its demand to its end."""

    id: UUID
    number: int
    demand: str
    due_on: date
    state: str
    done_on: date | None
    patches: list[str]
    steps: list[CorrectionStepOut]


class DemandIn(Schema):
    """What is to be put right, and until when."""

    demand: Annotated[str, Field(min_length=1, max_length=2000)]
    due_on: date
    patches: Numbers = Field(default_factory=list)


class CorrectionWordsIn(Schema):
    """What is said with a step."""

    words: Annotated[str, Field(min_length=1, max_length=2000)]


class FirstRecordOut(Schema):
    """A record of the first visit that may be named false; ``sign`` is what the office saw in it already."""

    record: str
    kind: str
    words: str
    sign: str


class AgainstOut(Schema):
    """Something of the second visit that speaks against the first."""

    evidence: str
    words: str
    sha256: str


class ContraryOut(Schema):
    """What may be named false of a drawn patch, and by what."""

    records: list[FirstRecordOut]
    evidence: list[AgainstOut]


class FalsehoodIn(Schema):
    """A record that is named false, why, by what, and until when it is put right."""

    record: Annotated[str, Field(max_length=160)]
    evidence: Annotated[list[Annotated[str, Field(max_length=120)]], Field(min_length=1, max_length=40)]
    reason: Annotated[str, Field(min_length=1, max_length=300)]
    due_on: date


def _seen(request: HttpRequest, key: UUID) -> Any:
    return found(request, queries.supervisions_seen_by(by(request)), key, str(_("supervision")))


def _correction(request: HttpRequest, key: UUID) -> Any:
    return found(request, queries.corrections_seen_by(by(request)), key, str(_("correction demanded")))


def _drawn(request: HttpRequest, acting: Acting, key: UUID) -> Any:
    one = found(request, queries.drawn_seen_by(acting), key, str(_("drawn patch")))
    if not policies.knows_drawn(acting, one.lot, is_visited=queries.is_visited(one.lot)):
        raise NotFound(what=_("drawn patch"))
    return one


def _items(supervision: Any) -> list[ChecklistItemOut]:
    told = queries.remarks_of(supervision, is_material=False)
    rows = []
    for chapter in supervision_law().checklist:
        for item in chapter.items:
            one = told.get(item.id)
            rows.append(ChecklistItemOut(
                item=item.id, chapter=chapter.title, title=item.title, answer=one.answer if one else "unknown",
                words=one.words if one else "", patches=[str(row) for row in one.patches.all()] if one else [],
                cites=list(item.cites),
            ))  # fmt: skip
    return rows


def _out(one: Any) -> DemandedCorrectionOut:
    return DemandedCorrectionOut(
        id=one.pk, number=one.number, demand=one.demand, due_on=one.due_on, state=one.state, done_on=one.done_on,
        patches=[str(row) for row in one.patches.all()], steps=[CorrectionStepOut(**step) for step in one.told],
    )  # fmt: skip


@router.get(
    "/supervisions/{supervision}/checklist", response={200: list[ChecklistItemOut], **PROBLEMS},
    summary=_("The checklist of a supervision"),
)  # fmt: skip
def checklist(request: HttpRequest, supervision: UUID) -> list[ChecklistItemOut]:
    """Return every item of the lawbook with what was found of it, to others than the unit once all is visited."""
    one = _seen(request, supervision)
    lot = queries.lot_of(one)
    policies.may_read_checklist.demand(by(request), one, lot is not None and queries.is_visited(lot))
    return _items(one)


@router.put(
    "/supervisions/{supervision}/checklist/{item}", response={200: ChecklistItemOut, **PROBLEMS},
    summary=_("Answer an item of the checklist"),
)  # fmt: skip
def answer_item(
    request: HttpRequest, supervision: UUID, item: str, given: ChecklistAnswerIn, key: Key = None
) -> HttpResponse:
    """Say what was found of an item; a later answer replaces the earlier one."""
    acting, one = by(request, Scope.WRITE), _seen(request, supervision)

    def deed() -> ChecklistItemOut:
        remarks.answer_item(
            one, by=acting, item=item, answer=given.answer, words=given.words, patches=given.patches
        )  # fmt: skip
        return next(row for row in _items(one) if row.item == item)

    return done(request, key, deed)


@router.get(
    "/supervisions/{supervision}/corrections", response={200: list[DemandedCorrectionOut], **PROBLEMS},
    summary=_("The corrections that supervision demands"),
)  # fmt: skip
def corrections(request: HttpRequest, supervision: UUID) -> list[DemandedCorrectionOut]:
    """Return the corrections with every step."""
    rows = queries.corrections_seen_by(by(request)).filter(supervision=_seen(request, supervision))
    return [_out(one) for one in rows]


@router.post(
    "/supervisions/{supervision}/corrections", response={201: DemandedCorrectionOut, **PROBLEMS},
    summary=_("Demand a correction"),
)  # fmt: skip
def demand(request: HttpRequest, supervision: UUID, given: DemandIn, key: Key = None) -> HttpResponse:
    """Demand something until a day."""
    acting, one = by(request, Scope.WRITE), _seen(request, supervision)
    return done(
        request, key,
        lambda: _out(remarks.demand_correction(
            one, by=acting, demand=given.demand, due_on=given.due_on, patches=given.patches
        )),
        status=201,
    )  # fmt: skip


@router.post(
    "/supervision-corrections/{correction}/answer", response={200: DemandedCorrectionOut, **PROBLEMS},
    summary=_("Answer a correction for the county"),
)  # fmt: skip
def answer(request: HttpRequest, correction: UUID, given: CorrectionWordsIn, key: Key = None) -> HttpResponse:
    """Say what the county did."""
    acting, one = by(request, Scope.WRITE), _correction(request, correction)
    return done(request, key, lambda: _out(remarks.answer_correction(one, by=acting, words=given.words)))


@router.post(
    "/supervision-corrections/{correction}/accept", response={200: DemandedCorrectionOut, **PROBLEMS},
    summary=_("Find a correction done"),
)  # fmt: skip
def accept(request: HttpRequest, correction: UUID, given: CorrectionWordsIn, key: Key = None) -> HttpResponse:
    """Say that a correction is done, and how that was seen."""
    acting, one = by(request, Scope.WRITE), _correction(request, correction)
    return done(request, key, lambda: _out(remarks.accept_correction(one, by=acting, words=given.words)))


@router.post(
    "/supervision-corrections/{correction}/return", response={200: DemandedCorrectionOut, **PROBLEMS},
    summary=_("Give a correction back"),
)  # fmt: skip
def give_back(request: HttpRequest, correction: UUID, given: CorrectionWordsIn, key: Key = None) -> HttpResponse:
    """Give a correction back to the county with what is still lacking."""
    acting, one = by(request, Scope.WRITE), _correction(request, correction)
    return done(request, key, lambda: _out(remarks.return_correction(one, by=acting, words=given.words)))


@router.get(
    "/supervision-drawn/{drawn}/contrary", response={200: ContraryOut, **PROBLEMS},
    summary=_("What may be named false of a drawn patch"),
)  # fmt: skip
def contrary(request: HttpRequest, drawn: UUID) -> ContraryOut:
    """Return the records of the first visit, and what the sealed second has against them."""
    acting = by(request)
    one = _drawn(request, acting, drawn)
    records = falsehoods.first_records(one, by=acting)
    against = [] if one.sealed_at is None else falsehoods.against(one)
    return ContraryOut(
        records=[FirstRecordOut(record=row.name, kind=row.kind, words=row.words, sign=row.sign) for row in records],
        evidence=[AgainstOut(evidence=row.key, words=row.words, sha256=row.sha256) for row in against],
    )  # fmt: skip


@router.post(
    "/supervision-drawn/{drawn}/falsehoods", response={201: FalsehoodOut, **PROBLEMS},
    summary=_("Name a record of the first visit false"),
)  # fmt: skip
def name_false(request: HttpRequest, drawn: UUID, given: FalsehoodIn, key: Key = None) -> HttpResponse:
    """Name a record false by what the second visit has against it; it is demanded to be put right."""
    acting = by(request, Scope.WRITE)
    one = _drawn(request, acting, drawn)

    def deed() -> FalsehoodOut:
        made = falsehoods.name_false(
            one, by=acting, record=given.record, reason=given.reason, evidence=given.evidence, due_on=given.due_on
        )
        return FalsehoodOut(
            kind=made.kind, record=made.record, reason=made.reason,
            evidence=[told["words"] for told in made.evidence],
            correction=made.correction.number if made.correction else None,
        )  # fmt: skip

    return done(request, key, deed, status=201)
