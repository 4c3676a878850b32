"""Reporting up by token: where a campaign stands, what is in its way; it is sealed, sent, accepted, returned, reopened.
Signing is done by hand in the browser: it wants a password, and a token is none."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, attempt, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.submission import actions
from tuban.workflow.submission.hindrances import counts
from tuban.workflow.submission.limits import way_of
from tuban.workflow.submission.pinning import Pin
from tuban.workflow.submission.policies import may_see_submissions
from tuban.workflow.submission.queries import (
    in_the_way,
    seal_for,
    sees,
    standing_of,
    submission_for,
    submissions_of,
)

AT_MOST = 500
router = Router(tags=["submission"])
Code = Annotated[str, Field(min_length=1, max_length=60)]


class SealOut(Schema):
    """A campaign as it was sealed."""

    id: UUID
    number: int
    digest: str = Field(description="SHA-256 over everything that was sealed.")
    made_by: str
    made_at: datetime
    counts: dict[str, Any]
    document: UUID | None = Field(description="The document that is signed, see /documents; null where a later stands.")
    signed_at: datetime | None


class PinnedOut(Schema):
    """A patch that a return is pinned to."""

    key: UUID | None
    number: str
    reasons: list[str]
    text: str
    to: str = Field(description="To whose hands it went back; empty where to nobody's.")


class StationOut(Schema):
    """A submission before a unit, and what the unit did."""

    unit: str
    came_at: datetime
    outcome: str = Field(description="accepted, returned, reopened; empty while it lies there.")
    decided_at: datetime | None
    by: str
    reasons: list[str]
    text: str
    pinned: list[PinnedOut]


class SubmissionOut(Schema):
    """A seal that was sent up, and its way."""

    id: UUID
    campaign: UUID
    seal: int
    digest: str
    state: str = Field(description="under_way, accepted, returned or reopened.")
    lies_with: str
    sent_at: datetime
    note: str
    version: int
    stations: list[StationOut]


class LevelLimitOut(Schema):
    """A level of the way with the day by which it is expected to have reported; null where nobody can know it."""

    level: str
    title: str
    unit: UUID
    unit_name: str
    due_on: date | None
    done_on: date | None
    holds: bool = Field(description="Whether it lies there now.")
    is_late: bool
    days_late: int


class SubmissionStandingOut(Schema):
    """Where a campaign stands on its way up."""

    state: str = Field(description="open, sealed, signed, or the state of its submission.")
    locked_at: datetime | None
    locked_by: str
    seal: SealOut | None
    submissions: list[SubmissionOut] = Field(description="The newest first.")
    levels: list[LevelLimitOut]


class HindrancesAsked(Schema):
    """Which hindrances."""

    kind: Literal["", "error", "undecided", "warning", "contradiction"] = ""
    limit: int = Field(100, ge=1, le=AT_MOST)


class HindranceOut(Schema):
    """Something that stands in the way of a seal, or was explained."""

    key: str = Field(description="Names it by what it says; an explanation takes it.")
    kind: str
    rule: str
    number: str
    says: str
    second: str
    settled_by: str
    stands: bool
    explanation: str


class HindrancesOut(Schema):
    """What stands in the way; ``result`` is null before results were written."""

    result: UUID | None
    standing: dict[str, int] = Field(description="How many still stand, by kind.")
    items: list[HindranceOut]


class ExplainIn(Schema):
    """Why warnings and contradictions may stand."""

    keys: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=1000)
    text: str = Field(min_length=4, max_length=500)


class ExplainedOut(Schema):
    """How many were explained."""

    explained: int


class SealIn(Schema):
    """Why it is sealed anew."""

    reason: str = Field("", max_length=300, description="Needed where a seal stands.")


class SealAskedOut(Schema):
    """A seal that is being made: its job tells when it is whole."""

    id: UUID
    number: int
    job: UUID | None


class SendUpIn(Schema):
    """What goes with it."""

    words: str = Field("", max_length=300)


class AcceptSubmissionIn(Schema):
    """What the level says."""

    text: str = Field("", max_length=500)


class PinIn(Schema):
    """A patch of what was sent, with its coded reasons."""

    patch: UUID
    reasons: list[Code] = Field(min_length=1, max_length=30, description="Of the code list return_reason.")
    text: str = Field("", max_length=300)


class ReturnSubmissionIn(Schema):
    """Why it is returned or reopened, and which patches it is about."""

    reasons: list[Code] = Field(min_length=1, max_length=30, description="Of the code list submission_reason.")
    text: str = Field(min_length=4, max_length=500)
    pins: list[PinIn] = Field(default_factory=list, max_length=5000)


@router.get(
    "/campaigns/{campaign}/submission", response={200: SubmissionStandingOut, **PROBLEMS},
    summary=_("Where a campaign stands on its way up"),
)  # fmt: skip
def submission_standing(request: HttpRequest, campaign: UUID) -> Any:
    """Return its seal, every submission with what each level did, and the limits of the levels."""
    acting, row = by(request), _campaign(request, campaign)
    standing, today = standing_of(row), timezone.localdate()
    return {
        "state": standing.state, "locked_at": row.locked_at, "locked_by": row.locked_by or "",
        "seal": _seal(standing.seal, standing.document) if standing.seal is not None else None,
        "submissions": [_submission(one) for one in submissions_of(acting, row)],
        "levels": [
            {"level": one.limit.level, "title": one.limit.title, "unit": one.unit.pk, "unit_name": one.unit.name,
             "due_on": one.due_on, "done_on": one.done_on, "holds": one.holds, "is_late": one.is_late(today),
             "days_late": one.days_late(today)}
            for one in way_of(row)
        ],
    }  # fmt: skip


@router.get(
    "/campaigns/{campaign}/submission/hindrances", response={200: HindrancesOut, **PROBLEMS},
    summary=_("What stands in the way of a seal"),
)  # fmt: skip
def hindrances(request: HttpRequest, campaign: UUID, asked: Annotated[HindrancesAsked, Query()]) -> Any:
    """Return what rules and second sources object to, with what was explained; the gravest first."""
    acting, row = by(request), _campaign(request, campaign)
    result, told = in_the_way(acting, row)
    rows = [one for one in told if not asked.kind or one.kind == asked.kind]
    return {
        "result": result.pk if result is not None else None, "standing": counts(told),
        "items": [
            {"key": one.key, "kind": one.kind.value, "rule": one.rule, "number": one.number, "says": one.says,
             "second": one.second, "settled_by": one.settled_by, "stands": one.stands,
             "explanation": one.explanation.text if one.explanation else ""}
            for one in rows[: asked.limit]
        ],
    }  # fmt: skip


@router.post(
    "/campaigns/{campaign}/submission/explanations", response={201: ExplainedOut, **PROBLEMS},
    summary=_("Explain what is objected"),
)  # fmt: skip
def explain_hindrances(request: HttpRequest, campaign: UUID, given: ExplainIn, key: Key = None) -> HttpResponse:
    """Explain warnings and contradictions with one text; errors are corrected, not explained."""
    acting, row = by(request, Scope.WRITE), _campaign(request, campaign)

    def deed() -> ExplainedOut:
        return ExplainedOut(explained=len(actions.explain(row, by=acting, keys=given.keys, text=given.text)))

    return done(request, key, deed, status=201)


@router.post(
    "/campaigns/{campaign}/submission/seals", response={202: SealAskedOut, **PROBLEMS}, summary=_("Seal a campaign")
)
def seal_campaign(request: HttpRequest, campaign: UUID, given: SealIn, key: Key = None) -> HttpResponse:
    """Ask for a seal of the campaign as its newest results have it; its job tells when it is whole."""
    acting, row = by(request, Scope.WRITE), _campaign(request, campaign)

    def deed() -> SealAskedOut:
        made = actions.seal(row, by=acting, reason=given.reason)
        return SealAskedOut(id=made.pk, number=made.number, job=made.job_id)

    return done(request, key, deed, status=202)


@router.post("/seals/{seal}/send", response={201: SubmissionOut, **PROBLEMS}, summary=_("Send a signed seal up"))
def send_seal(request: HttpRequest, seal: UUID, given: SendUpIn, key: Key = None) -> HttpResponse:
    """Send the newest seal, signed by all, to the next level above."""
    acting = by(request, Scope.WRITE)
    row = seal_for(acting, seal)
    if row is None:
        attempt(request, "submission.seal", seal)
        raise NotFound(what=_("seal"))
    return done(request, key, lambda: _told(acting, actions.send(row, by=acting, words=given.words)), status=201)


@router.post(
    "/submissions/{submission}/accept", response={200: SubmissionOut, **PROBLEMS}, summary=_("Accept a submission")
)
def accept_submission(
    request: HttpRequest, submission: UUID, given: AcceptSubmissionIn, key: Key = None
) -> HttpResponse:
    """Accept what lies with your unit: its data are locked, and it goes on to the next level."""
    acting, row = by(request, Scope.WRITE), _found(request, submission)
    return done(request, key, lambda: _told(acting, actions.accept(row, by=acting, text=given.text)))


@router.post(
    "/submissions/{submission}/return", response={200: SubmissionOut, **PROBLEMS}, summary=_("Return a submission")
)
def return_submission(
    request: HttpRequest, submission: UUID, given: ReturnSubmissionIn, key: Key = None
) -> HttpResponse:
    """Return what lies with your unit, with coded reasons, pinned to patches: each goes back to its hands."""
    acting, row = by(request, Scope.WRITE), _found(request, submission)

    def deed() -> SubmissionOut:
        made = actions.send_back(
            row, by=acting, reasons_given=given.reasons, text=given.text, pins=_pins(given)
        )  # fmt: skip
        return _told(acting, made)

    return done(request, key, deed)


@router.post(
    "/submissions/{submission}/reopen", response={200: SubmissionOut, **PROBLEMS}, summary=_("Reopen accepted data")
)
def reopen_submission(
    request: HttpRequest, submission: UUID, given: ReturnSubmissionIn, key: Key = None
) -> HttpResponse:
    """Reopen what was accepted, with the reason: the county may change it, and has to seal and send it anew."""
    acting, row = by(request, Scope.WRITE), _found(request, submission)

    def deed() -> SubmissionOut:
        made = actions.reopen(
            row, by=acting, reasons_given=given.reasons, reason=given.text, pins=_pins(given)
        )  # fmt: skip
        return _told(acting, made)

    return done(request, key, deed)


def _campaign(request: HttpRequest, key: UUID) -> Any:
    acting = by(request)
    may_see_submissions.demand(acting)
    row = campaign_for(acting, key)
    if not sees(acting, row):
        raise NotFound(what=_("campaign"))
    return row


def _found(request: HttpRequest, key: UUID) -> Any:
    row = submission_for(by(request), key)
    if row is None:
        attempt(request, "submission.submission", key)
        raise NotFound(what=_("submission"))
    return row


def _pins(given: ReturnSubmissionIn) -> list[Pin]:
    return [Pin(one.patch, tuple(one.reasons), one.text) for one in given.pins]


def _told(acting: Any, row: Any) -> SubmissionOut:
    """Return a submission with its stations as they stand after a deed."""
    fresh = next(one for one in submissions_of(acting, row.campaign) if one.pk == row.pk)
    return SubmissionOut(**_submission(fresh))


def _submission(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "campaign": row.campaign_id, "seal": row.seal.number, "digest": row.seal.digest,
        "state": row.state, "lies_with": row.lies_with, "sent_at": row.sent_at, "note": row.note,
        "version": row.version, "stations": [_station(one) for one in row.stations.all()],
    }  # fmt: skip


def _station(row: Any) -> dict[str, Any]:
    return {
        "unit": row.unit_name, "came_at": row.came_at, "outcome": row.outcome, "decided_at": row.decided_at,
        "by": row.decided_by, "reasons": row.reasons, "text": row.text,
        "pinned": [
            {"key": one.key, "number": str(one), "reasons": one.reasons, "text": one.text, "to": one.to}
            for one in (row.pinned.all() if row.outcome else ())
        ],
    }  # fmt: skip


def _seal(row: Any, document: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "number": row.number, "digest": row.digest, "made_by": row.made_by, "made_at": row.whole_at,
        "counts": row.counts, "document": document.pk if document is not None else None,
        "signed_at": document.signed_at if document is not None else None,
    }  # fmt: skip
