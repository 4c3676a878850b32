"""The papers of a case for machines: which there are, what each asks for, written on, issued, handed out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.cases import Version
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.rules.case_papers import templates
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.papers import actions
from tuban.workflow.cases.papers.actions import draft_file, issued_file, prepare
from tuban.workflow.cases.queries import case_for, note_read, paper_of, papers_of
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["cases"])
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILE: dict[str, Any] = {"responses": {200: {"content": {_DOCX: {}}}}}


class IssuedPaperOut(Schema):
    """A paper as it was issued; ``checksum`` is the SHA-256 of its file."""

    id: UUID
    kind: str
    title: str
    edition: int
    number: str
    day: date
    checksum: str
    size: int
    by_id: UUID


class PaperKindOut(Schema):
    """A paper that cases have, with what was issued of it in this case."""

    kind: str
    title: str
    code: str
    step: str = Field(description="The step that it belongs to; empty where it belongs to none.")
    after: str = Field(description="The step after which it may be issued; empty where step says it.")
    several: bool = Field(description="A case may have more than one of it, each with its own number.")
    issued: list[IssuedPaperOut]


class PaperAsk(Schema):
    """What a paper asks of its writer, with what stands there now: written, or proposed."""

    id: str
    label: str
    optional: bool
    text: str


class CasePaperOut(Schema):
    """A paper as it would be issued now. ``missing`` are the labels of what nobody filled: until there is none, it is
    not issued."""

    kind: str
    title: str
    number: str
    asks: list[PaperAsk]
    missing: list[str]
    seen: int = Field(description="The version of what was written; 0 before anybody wrote.")
    issued: list[IssuedPaperOut]


class PaperWordsIn(Schema):
    """What a writer fills in, by what the paper asks for; what is left out becomes empty."""

    seen: Annotated[int, Field(ge=0, le=2**31 - 1, description="The version of what was written that you saw.")] = 0
    asked: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=8000)]]


class PaperIssueIn(Schema):
    """The day of a paper."""

    version: Version
    day: date


def _issued(case: Any, kind: str = "") -> list[IssuedPaperOut]:
    return [_one(held) for held in papers_of(case) if not kind or held.kind == kind]


def _one(held: Any) -> IssuedPaperOut:
    return IssuedPaperOut(
        id=held.pk, kind=held.kind, title=held.title, edition=held.edition, number=held.number, day=held.day,
        checksum=held.checksum, size=held.size, by_id=held.by_id,
    )  # fmt: skip


def _paper(case: Any, kind: str) -> CasePaperOut:
    ready = prepare(case, kind, day=timezone.localdate())
    return CasePaperOut(
        kind=kind, title=ready.template.title, number=ready.paper.number, missing=list(ready.paper.missing),
        asks=[
            PaperAsk(id=one.id, label=one.label, optional=one.optional, text=ready.asked.get(one.id, ""))
            for one in ready.template.asks
        ],
        seen=ready.draft.version if ready.draft is not None else 0, issued=_issued(case, kind),
    )  # fmt: skip


@router.get("/cases/{uuid}/papers", response={200: list[PaperKindOut], **PROBLEMS}, summary=_("Papers of a case"))
def papers(request: HttpRequest, uuid: UUID) -> list[PaperKindOut]:
    """Return the papers that cases have, in the order of their steps, with what was issued of each."""
    held = case_for(by(request), uuid)
    issued = _issued(held)
    return [
        PaperKindOut(
            kind=name, title=one.title, code=one.code, step=one.step, after=one.after, several=one.several,
            issued=[paper for paper in issued if paper.kind == name],
        )
        for name, one in templates(law_of(held)).items()
    ]  # fmt: skip


@router.get("/cases/{uuid}/papers/{kind}", response={200: CasePaperOut, **PROBLEMS}, summary=_("A paper of a case"))
def paper(request: HttpRequest, uuid: UUID, kind: str) -> CasePaperOut:
    """Return what a paper asks for and what is missing, as it would be issued now."""
    return _paper(case_for(by(request), uuid), kind)


@router.post("/cases/{uuid}/papers/{kind}", response={200: CasePaperOut, **PROBLEMS}, summary=_("Write on a paper"))
def write(request: HttpRequest, uuid: UUID, kind: str, given: PaperWordsIn, key: Key = None) -> HttpResponse:
    """Keep what the writer of a paper filled in."""
    acting = by(request, Scope.WRITE)

    def deed() -> CasePaperOut:
        held = case_for(acting, uuid)
        actions.write(held, kind, by=acting, asked=given.asked, seen=given.seen)
        return _paper(held, kind)

    return done(request, key, deed)


@router.post(
    "/cases/{uuid}/papers/{kind}/issue", response={201: IssuedPaperOut, **PROBLEMS}, summary=_("Issue a paper")
)
def issue(request: HttpRequest, uuid: UUID, kind: str, given: PaperIssueIn, key: Key = None) -> HttpResponse:
    """Issue a paper: it takes its number and is kept for good; a key keeps a second one from being issued."""
    acting = by(request, Scope.WRITE)

    def deed() -> IssuedPaperOut:
        held = case_for(acting, uuid)
        return _one(actions.issue(held, kind, by=acting, expected_version=given.version, day=given.day))

    return done(request, key, deed, status=201)


@router.get(
    "/cases/{uuid}/papers/{kind}/draft", response={200: Any, **PROBLEMS}, summary=_("A draft of a paper"),
    openapi_extra=_FILE,
)  # fmt: skip
def draft(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Return a draft as a Word file, with its watermark and every gap marked."""
    acting = by(request, Scope.EXPORT)
    held, today = case_for(acting, uuid), timezone.localdate()
    content = draft_file(held, kind, day=today)
    note_read(acting, held, kind)
    return _file(content, kind)


@router.get(
    "/cases/{uuid}/issued-papers/{paper}", response={200: Any, **PROBLEMS}, summary=_("A paper as it was issued"),
    openapi_extra=_FILE,
)  # fmt: skip
def issued(request: HttpRequest, uuid: UUID, paper: UUID) -> HttpResponse:
    """Return the file of a paper as it was issued; raises where its content is lost or was changed."""
    acting = by(request, Scope.EXPORT)
    held = case_for(acting, uuid)
    one = paper_of(held, paper)
    note_read(acting, held, f"{one.title}{one.number}")
    return _file(issued_file(one), f"{one.title}{one.number}")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return response
