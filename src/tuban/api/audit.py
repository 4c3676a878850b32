"""Lines of the audit, for those who may read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import NotFound
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.audit.queries import MOST, Asked
from tuban.workflow.organisations.audit_trail import line_seen_by, page_of_lines
from tuban.workflow.review.reading.blind import shown_to

router = Router(tags=["audit"])


class LineOut(Schema):
    """One deed. ``digest`` covers the line and the one before it."""

    number: int
    at: datetime
    action: str
    is_refused: bool
    subject_kind: str
    subject_id: str
    subject_title: str
    area_code: str
    campaign_id: UUID | None
    person_id: UUID | None
    person_name: str
    post_id: UUID | None
    post_title: str
    address: str
    reason: str
    details: dict[str, Any]
    previous: str
    digest: str


class LinesAsked(Schema):
    """Which lines are wanted; empty means: all."""

    text: str = Field("", max_length=60)
    action: str = Field("", max_length=80)
    subject_kind: str = Field("", max_length=80)
    subject_id: str = Field("", max_length=64)
    person_id: UUID | None = None
    since: date | None = Field(None, ge=date(1970, 1, 1), le=date(9000, 1, 1))
    until: date | None = Field(None, ge=date(1970, 1, 1), le=date(9000, 1, 1))
    refused_only: bool = False
    below: int | None = Field(None, ge=0, le=MOST, description="The ``next`` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class LinePage(Schema):
    """A page of lines, the newest first. ``is_partial`` where a search for a text stopped halfway: go on below
    ``next``."""

    items: list[LineOut]
    next: int | None
    is_partial: bool


@router.get("/audit", response={200: LinePage, **PROBLEMS}, summary=_("Lines of the audit"))
def audit(request: HttpRequest, asked: Annotated[LinesAsked, Query()]) -> LinePage:
    """Return lines: an audit administrator's areas, for everybody else what was done under a post of their unit. How a
    patch was read is not told to who may still give its second reading."""
    wanted = Asked(**asked.model_dump(exclude={"below", "limit"}))
    acting = by(request)
    page = page_of_lines(acting, wanted, below=asked.below, at_once=asked.limit)
    return LinePage(
        items=[LineOut.from_orm(one) for one in shown_to(acting, page.lines)],
        next=page.next_below,
        is_partial=page.is_partial,
    )


@router.get("/audit/{number}", response={200: LineOut, **PROBLEMS}, summary=_("One line of the audit"))
def line(request: HttpRequest, number: Annotated[int, Path(ge=0, le=MOST)]) -> LineOut:
    """Return one line."""
    acting = by(request)
    found = line_seen_by(acting, number)
    if found is None or not shown_to(acting, [found]):
        raise NotFound(what=_("line"))
    return LineOut.from_orm(found)
