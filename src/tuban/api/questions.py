"""Questions and answers of a campaign."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns import actions
from tuban.workflow.campaigns.queries import campaign_for, questions_seen_by
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["campaigns"])


class QuestionOut(Schema):
    """A question with its answer, if there is one."""

    id: UUID
    subject: str
    text: str
    asked_by: str
    asked_from: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    is_shared: bool = Field(description="Whether all units read it.")
    version: int


class QuestionIn(Schema):
    """A question."""

    subject: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=4000)


class AnswerIn(Schema):
    """An answer; a shared one is read by all units."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    text: str = Field(min_length=1, max_length=8000)
    is_shared: bool = False


def _out(row: Any) -> QuestionOut:
    return QuestionOut(
        id=row.pk, subject=row.subject, text=row.text, asked_by=row.asked_by.name, asked_from=row.asked_from.name,
        asked_at=row.asked_at, answer=row.answer, answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=row.answered_at, is_shared=row.is_shared, version=row.version,
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/questions", response={200: list[QuestionOut], **PROBLEMS}, summary=_("Questions and answers")
)
def questions(request: HttpRequest, campaign: UUID) -> list[QuestionOut]:
    """Return the questions of one's own areas and every shared answer, the newest first."""
    acting = by(request)
    return [_out(one) for one in questions_seen_by(acting, campaign_for(acting, campaign))]


@router.post("/campaigns/{campaign}/questions", response={201: QuestionOut, **PROBLEMS}, summary=_("Ask a question"))
def ask(request: HttpRequest, campaign: UUID, given: QuestionIn, key: Key = None) -> HttpResponse:
    """Ask a question."""
    acting = by(request, Scope.WRITE)

    def deed() -> QuestionOut:
        return _out(actions.ask(campaign_for(acting, campaign), by=acting, subject=given.subject, text=given.text))

    return done(request, key, deed, status=201)


@router.post("/questions/{question}/answer", response={200: QuestionOut, **PROBLEMS}, summary=_("Answer a question"))
def answer(request: HttpRequest, question: UUID, given: AnswerIn, key: Key = None) -> HttpResponse:
    """Answer a question."""
    acting = by(request, Scope.WRITE)

    def deed() -> QuestionOut:
        row = found(request, questions_seen_by(acting), question, _("question"))
        return _out(
            actions.answer(
                row, by=acting, expected_version=given.version, text=given.text, is_shared=given.is_shared
            )
        )  # fmt: skip

    return done(request, key, deed)
