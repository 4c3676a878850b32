"""The journal of a case for machines: steps, answers, suspensions and an extension of the limit; lines struck."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.cases import CaseOut, Version, Word, Words, whole
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.cases import actions
from tuban.workflow.cases.queries import case_for, entry_of, journal_of, people_named
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["cases"])
Reason = Annotated[str, Field(min_length=1, max_length=300)]


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


class StepIn(Schema):
    """A step that was done. ``officers`` are identities of people of the enforcement section."""

    version: Version
    day: date
    officers: list[UUID] = Field(default_factory=list, max_length=10)
    number: Annotated[str, Field(max_length=80)] = ""
    words: Words = ""
    confirmed: list[Word] = Field(default_factory=list, max_length=10)
    closing: Annotated[str, Field(max_length=24)] = ""


class CaseAnswerIn(Schema):
    """An answer to a question on which steps depend; a ``no`` is said with a reason."""

    version: Version
    question: Word
    value: Literal["yes", "no", "unknown"]
    reason: Annotated[str, Field(max_length=300)] = ""


class SuspensionIn(Schema):
    """Days that do not count for the decision, for a ground that the law names; without an end it lasts."""

    version: Version
    because: Word
    since: date
    until: date | None = None
    reason: Annotated[str, Field(max_length=300)] = ""


class SuspensionEndIn(Schema):
    """The last day of a suspension that lasted."""

    version: Version
    until: date


class ExtensionIn(Schema):
    """Why more time is needed."""

    version: Version
    reason: Reason


class StrikeIn(Schema):
    """Why a line does not hold."""

    version: Version
    reason: Reason


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
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post(
    "/cases/{uuid}/steps/{step}/extend", response={201: CaseOut, **PROBLEMS}, summary=_("Extend the limit of a step")
)
def extend(request: HttpRequest, uuid: UUID, step: str, given: ExtensionIn, key: Key = None) -> HttpResponse:
    """Grant the one extension of a limit, as the leader of the organ."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.extend(held, by=acting, expected_version=given.version, step=step, reason=given.reason)
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post("/cases/{uuid}/answers", response={201: CaseOut, **PROBLEMS}, summary=_("Answer a question of a case"))
def answer(request: HttpRequest, uuid: UUID, given: CaseAnswerIn, key: Key = None) -> HttpResponse:
    """Answer a question on which steps depend; the last answer holds."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.answer(
            held, by=acting, expected_version=given.version, question=given.question, value=given.value,
            reason=given.reason,
        )  # fmt: skip
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post(
    "/cases/{uuid}/suspensions", response={201: CaseOut, **PROBLEMS}, summary=_("Suspend the limit of the decision")
)
def suspend(request: HttpRequest, uuid: UUID, given: SuspensionIn, key: Key = None) -> HttpResponse:
    """Write days that do not count for the decision; the journal has the line, by which it is ended."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.suspend(
            held, by=acting, expected_version=given.version, because=given.because, since=given.since,
            until=given.until, reason=given.reason,
        )  # fmt: skip
        return whole(case_for(acting, uuid))

    return done(request, key, deed, status=201)


@router.post("/cases/{uuid}/suspensions/{line}/end", response={200: CaseOut, **PROBLEMS}, summary=_("End a suspension"))
def end_suspension(
    request: HttpRequest, uuid: UUID, line: UUID, given: SuspensionEndIn, key: Key = None
) -> HttpResponse:
    """End a suspension that lasts, by its line of the journal."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.end_suspension(
            held, by=acting, expected_version=given.version, entry=entry_of(held, line), until=given.until
        )
        return whole(case_for(acting, uuid))

    return done(request, key, deed)


@router.post(
    "/cases/{uuid}/journal/{line}/strike", response={200: CaseOut, **PROBLEMS}, summary=_("Strike a line of a journal")
)
def strike(request: HttpRequest, uuid: UUID, line: UUID, given: StrikeIn, key: Key = None) -> HttpResponse:
    """Strike a line that does not hold; it stays readable."""
    acting = by(request, Scope.WRITE)

    def deed() -> CaseOut:
        held = case_for(acting, uuid)
        actions.strike(held, by=acting, expected_version=given.version, entry=entry_of(held, line), reason=given.reason)
        return whole(case_for(acting, uuid))

    return done(request, key, deed)
