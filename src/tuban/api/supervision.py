"""Supervisions: opened, their list fixed and drawn, what the draw promises, and what the second visits said."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, NotFound, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.supervision import actions, judging, listing, policies, queries
from tuban.workflow.supervision.documents import documents_of
from tuban.workflow.supervision.falsehoods import falsehoods_of
from tuban.workflow.supervision.law import draw_law, law_of
from tuban.workflow.supervision.words import Purpose

router = Router(tags=["supervision"])
Mu = Annotated[str | None, Field(description="亩 with two places, as text; null where nobody knows.")]


class DrawPromiseOut(Schema):
    """What a draw promises if ``bad`` of all results are bad: the chance of finding one wherever they lie (``surely``)
    or where their place has nothing to do with the strata (``evenly``), and the draw that the wanted chance needs."""

    population: int
    drawn: int
    bad: int
    surely: float
    evenly: float
    confidence: float
    drawn_needed: int
    share_needed: float | None


class LotOut(Schema):
    """A fixed list and its draw. ``secret`` and ``seed`` are null before the draw, and until what was drawn may be
    known. ``reproduces`` says whether drawing again from list, secret and word gives the same."""

    share: float
    results: int
    digest: str
    commitment: str
    fixed_at: datetime
    drawn_at: datetime | None
    word: str
    word_from: str
    secret: str | None
    seed: str | None
    reproduces: bool | None
    sheets: int
    sealed: int


class LotJudgedOut(Schema):
    """What the visits say: open, accepted or rejected; the estimate of all results with its exact limits."""

    decision: str
    bad: int
    unknown: int
    most_bad: int
    likeliest: float | None
    least: int
    most: int


class SupervisionOut(Schema):
    """A supervision of a campaign. ``judged`` is null until what was drawn may be known."""

    id: UUID
    campaign_id: UUID
    unit: str
    opened_at: datetime
    closed_at: datetime | None
    opinion: str
    promise: DrawPromiseOut | None
    lot: LotOut | None
    judged: LotJudgedOut | None


class ListedResultOut(Schema):
    """A result of the list that is drawn from, as its digest covers it."""

    key: str
    finding: str
    mu: str
    cultivated_mu: str
    stratum: str
    signs: list[str]


class FalsehoodOut(Schema):
    """A record of the first visit that was named false, with what is known against it."""

    kind: str
    record: str
    reason: str
    evidence: list[str]
    correction: int | None


class DocumentLineOut(Schema):
    """What a document says; ``words`` is null where nobody knows."""

    title: str
    words: str | None


class DocumentBesideOut(Schema):
    """A document beside a drawn patch; where no layer of it is installed it has no lines, and is unknown. ``answer`` is
    what supervision said of it: agrees, differs or unknown."""

    id: str
    title: str
    is_installed: bool
    lines: list[DocumentLineOut]
    answer: str
    words: str


class DrawnPatchOut(Schema):
    """A drawn patch: first and second side by side, the second once sealed. ``verdict`` is good, bad or unknown."""

    id: UUID
    patch_uuid: UUID
    number: str
    because: str
    stratum: str
    first_finding: str
    first_mu: Mu
    first_cultivated_mu: Mu
    finding: str
    mu: Mu
    cultivated_mu: Mu
    visited_on: date | None
    sealed_at: datetime | None
    difference_mu: Mu
    is_other_finding: bool | None
    is_beyond: bool | None
    verdict: str
    falsehoods: list[FalsehoodOut]


class SupervisionIn(Schema):
    """The campaign that is supervised."""

    campaign: UUID


class ListIn(Schema):
    """The share that is drawn, above nothing and one at most."""

    share: Annotated[float | None, Field(gt=0, le=1, description="The lawbook's where none is given.")] = None


class DrawIn(Schema):
    """The word named in public after the list was fixed, where it comes from, and who visits."""

    word: Annotated[str, Field(min_length=1, max_length=200)]
    word_from: Annotated[str, Field(min_length=1, max_length=200)]
    visitors: Annotated[list[UUID], Field(min_length=1, max_length=100)]


def _seen(request: HttpRequest, key: UUID) -> Any:
    return found(request, queries.supervisions_seen_by(by(request)), key, str(_("supervision")))


def _known_lot(request: HttpRequest, key: UUID) -> Any:
    """Return the lot of a supervision to whoever may know what was drawn."""
    lot = queries.lot_of(_seen(request, key))
    if lot is None or lot.drawn_at is None or not _knows(request, lot):
        raise NotFound(what=_("draw"))
    return lot


def _knows(request: HttpRequest, lot: Any) -> bool:
    return policies.knows_drawn(by(request), lot, is_visited=queries.is_visited(lot))


def _promise(found_: queries.Promise, confidence: Fraction) -> DrawPromiseOut | None:
    if not found_.population:
        return None
    return DrawPromiseOut(
        population=found_.population, drawn=sum(found_.drawn), bad=found_.bad, surely=float(found_.surely),
        evenly=float(found_.evenly), confidence=float(confidence), drawn_needed=found_.drawn_needed,
        share_needed=None if found_.share_needed is None else float(found_.share_needed),
    )  # fmt: skip


def _out(request: HttpRequest, supervision: Any) -> SupervisionOut:
    lot = queries.lot_of(supervision)
    told: dict[str, Any] = {"lot": None, "judged": None}
    if lot is None:
        promise, _without = queries.promise_now(supervision.campaign)
        told["promise"] = _promise(promise, draw_law(supervision.campaign).confidence)
    else:
        law, counts = law_of(lot), listing.populations(lot.results)
        told["promise"] = _promise(queries.promise_of(counts, Fraction(lot.share), law), law.confidence)
        knows, field = lot.drawn_at is not None and _knows(request, lot), queries.drawn_of(lot, Purpose.FIELD)
        told["lot"] = LotOut(
            share=float(Fraction(lot.share)), results=len(lot.results), digest=lot.digest, commitment=lot.commitment,
            fixed_at=lot.fixed_at, drawn_at=lot.drawn_at, word=lot.word, word_from=lot.word_from,
            secret=lot.secret if knows else None, seed=lot.seed if knows else None,
            reproduces=queries.proves(lot) if knows else None, sheets=len(field),
            sealed=sum(one.sealed_at is not None for one in field),
        )  # fmt: skip
        if knows:
            row = judging.judge_lot(counts, field, law)
            likeliest = row.estimate.likeliest
            told["judged"] = LotJudgedOut(
                decision=row.decision.value, bad=row.bad, unknown=row.unknown, most_bad=law.most_bad,
                likeliest=None if likeliest is None else float(likeliest), least=row.estimate.least,
                most=row.estimate.most,
            )  # fmt: skip
    return SupervisionOut(
        id=supervision.pk, campaign_id=supervision.campaign_id, unit=supervision.unit.name,
        opened_at=supervision.opened_at, closed_at=supervision.closed_at, opinion=supervision.opinion, **told,
    )  # fmt: skip


def _text(area: Any) -> str | None:
    return None if area is None else str(area)


def _drawn(one: Any, law: Any) -> DrawnPatchOut:
    difference = judging.difference_of(one, law)
    return DrawnPatchOut(
        id=one.pk, patch_uuid=one.patch.uuid, number=str(one.patch), because=one.because, stratum=one.stratum,
        first_finding=one.first_finding, first_mu=_text(one.first_mu),
        first_cultivated_mu=_text(one.first_cultivated_mu),
        finding=one.finding, mu=_text(one.mu), cultivated_mu=_text(one.cultivated_mu), visited_on=one.visited_on,
        sealed_at=one.sealed_at, difference_mu=None if difference is None else _text(difference.mu),
        is_other_finding=None if difference is None else difference.is_other_finding,
        is_beyond=None if difference is None else difference.is_beyond, verdict=judging.verdict_of(one, law).value,
        falsehoods=[
            FalsehoodOut(
                kind=row.kind, record=row.record, reason=row.reason, evidence=[told["words"] for told in row.evidence],
                correction=row.correction.number if row.correction else None,
            )
            for row in falsehoods_of(one)
        ],
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/supervisions", response={200: list[SupervisionOut], **PROBLEMS},
    summary=_("Supervisions of a campaign"),
)  # fmt: skip
def supervisions(request: HttpRequest, campaign: UUID) -> list[SupervisionOut]:
    """Return the supervisions of a campaign, the newest first, each with its promise."""
    acting = by(request)
    rows = queries.supervisions_seen_by(acting).filter(campaign=campaign_for(acting, campaign))
    return [_out(request, one) for one in rows]


@router.post("/supervisions", response={201: SupervisionOut, **PROBLEMS}, summary=_("Open a supervision"))
def open_supervision(request: HttpRequest, given: SupervisionIn, key: Key = None) -> HttpResponse:
    """Open a supervision of a campaign by the unit of the token's post."""
    acting = by(request, Scope.WRITE)

    def deed() -> SupervisionOut:
        return _out(request, actions.open_supervision(campaign_for(acting, given.campaign), by=acting))

    return done(request, key, deed, status=201)


@router.get("/supervisions/{supervision}", response={200: SupervisionOut, **PROBLEMS}, summary=_("A supervision"))
def one_supervision(request: HttpRequest, supervision: UUID) -> SupervisionOut:
    """Return a supervision with its promise; what was drawn of it only to those who may know it."""
    return _out(request, _seen(request, supervision))


@router.post(
    "/supervisions/{supervision}/list", response={201: SupervisionOut, **PROBLEMS},
    summary=_("Fix the list that is drawn from"),
)  # fmt: skip
def fix_list(request: HttpRequest, supervision: UUID, given: ListIn, key: Key = None) -> HttpResponse:
    """Keep the results as they stand with their digest, and publish the digest of a secret."""
    acting, one = by(request, Scope.WRITE), _seen(request, supervision)

    def deed() -> SupervisionOut:
        share = draw_law(one.campaign).share if given.share is None else Fraction(str(given.share))
        actions.fix_list(one, by=acting, share=share)
        return _out(request, one)

    return done(request, key, deed, status=201)


@router.post("/supervisions/{supervision}/draw", response={201: SupervisionOut, **PROBLEMS}, summary=_("Draw a lot"))
def draw(request: HttpRequest, supervision: UUID, given: DrawIn, key: Key = None) -> HttpResponse:
    """Draw by the secret and the public word, and give the sheets to visitors in turn."""
    acting, one = by(request, Scope.WRITE), _seen(request, supervision)

    def deed() -> SupervisionOut:
        lot = queries.lot_of(one)
        if lot is None:
            raise NotFound(what=_("list"))
        fit = {person.pk: person for person in queries.visitors_for(acting, one.campaign)}
        if any(key not in fit for key in given.visitors):
            raise NotFound(what=_("visitor"))
        actions.draw_lot(
            lot, by=acting, word=given.word, word_from=given.word_from, visitors=[fit[key] for key in given.visitors]
        )
        return _out(request, one)

    return done(request, key, deed, status=201)


@router.get(
    "/supervisions/{supervision}/list", response={200: list[ListedResultOut], **PROBLEMS},
    summary=_("The list that was drawn from"),
)  # fmt: skip
def listed(request: HttpRequest, supervision: UUID) -> list[ListedResultOut]:
    """Return the rows of the list in the order that its digest covers, once what was drawn may be known."""
    return [ListedResultOut(**row) for row in _known_lot(request, supervision).results]


@router.get(
    "/supervisions/{supervision}/drawn", response={200: list[DrawnPatchOut], **PROBLEMS},
    summary=_("Drawn patches, first and second visit"),
)  # fmt: skip
def drawn(request: HttpRequest, supervision: UUID) -> list[DrawnPatchOut]:
    """Return what was drawn for a second visit in the turns of the seed, once it may be known."""
    lot = _known_lot(request, supervision)
    law = law_of(lot)
    return [_drawn(one, law) for one in queries.drawn_of(lot, Purpose.FIELD)]


@router.get(
    "/supervisions/{supervision}/drawn/{drawn}/documents", response={200: list[DocumentBesideOut], **PROBLEMS},
    summary=_("A drawn patch beside the documents"),
)  # fmt: skip
def documents(request: HttpRequest, supervision: UUID, drawn: UUID) -> list[DocumentBesideOut]:
    """Return every document of the lawbook beside a drawn patch, with what supervision said of it."""
    lot = _known_lot(request, supervision)
    one = found(request, queries.drawn_seen_by(by(request)).filter(lot=lot), drawn, str(_("drawn patch")))
    return [
        DocumentBesideOut(
            id=row.law.id, title=row.law.title, is_installed=row.is_installed,
            lines=[
                DocumentLineOut(title=line.title, words=None if line.is_unknown else line.words) for line in row.lines
            ],
            answer=row.told["state"] if row.told else "unknown", words=row.told["words"] if row.told else "",
        )
        for row in documents_of(one)
    ]  # fmt: skip
