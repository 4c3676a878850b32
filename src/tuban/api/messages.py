"""What the product told the person of the token: the inbox, read and unread."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.messages.kinds import title_of
from tuban.workflow.messages.queries import Wanted, after, messages_of
from tuban.workflow.messages.reading import mark_read
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["messages"])


class MessageOut(Schema):
    """A message; ``about_kind`` and ``about_id`` name the thing it is about."""

    id: UUID
    kind: str
    kind_title: str
    title: str
    text: str
    about_kind: str = Field(examples=["patches.patch"])
    about_id: str
    about_title: str
    campaign_id: UUID | None
    is_urgent: bool
    created_at: datetime
    read_at: datetime | None


class MessagePage(Schema):
    """A page of messages, the newest first; ``next`` is the cursor of the page after it, null on the last."""

    items: list[MessageOut]
    next: UUID | None


class MessagesAsked(Schema):
    """Which messages."""

    unread: bool = False
    urgent: bool = False
    kind: Annotated[str, Field(max_length=40)] = ""
    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class MessageMark(Schema):
    """Whether it is read."""

    is_read: bool = True


def _out(row: Any) -> MessageOut:
    return MessageOut(
        id=row.pk, kind=row.kind, kind_title=title_of(row.kind), title=row.title, text=row.text,
        about_kind=row.about_kind, about_id=row.about_key, about_title=row.about_title, campaign_id=row.campaign_id,
        is_urgent=row.is_urgent, created_at=row.created_at, read_at=row.read_at,
    )  # fmt: skip


@router.get("/messages", response={200: MessagePage, **PROBLEMS}, summary=_("Messages to the person of the token"))
def messages(request: HttpRequest, asked: Query[MessagesAsked]) -> MessagePage:
    """Return the messages of the person, whatever post the token is for."""
    acting = by(request)
    rows = messages_of(acting, Wanted(unread_only=asked.unread, urgent_only=asked.urgent, kind=asked.kind))
    if asked.cursor is not None:
        rows = after(rows, found(request, messages_of(acting), asked.cursor, _("message")))
    page = list(rows[: asked.limit + 1])
    shown = page[: asked.limit]
    return MessagePage(items=[_out(one) for one in shown], next=shown[-1].pk if len(page) > asked.limit else None)


@router.post("/messages/{message}/read", response={200: MessageOut, **PROBLEMS}, summary=_("Mark a message read"))
def read(request: HttpRequest, message: UUID, given: MessageMark, key: Key = None) -> HttpResponse:
    """Take a message as read, or as unread again."""
    acting = by(request, Scope.WRITE)

    def deed() -> MessageOut:
        row = found(request, messages_of(acting), message, _("message"))
        return _out(mark_read(row, by=acting, is_read=given.is_read))

    return done(request, key, deed)
