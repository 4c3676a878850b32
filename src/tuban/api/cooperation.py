"""Tasks between departments: listed, asked, answered, accepted, sent back, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done, found
from tuban.api.errors import PROBLEMS
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.cooperation import actions
from tuban.workflow.cooperation.queries import Sought, after, answers_of, figures_of_month, kinds_of, tasks_seen_by
from tuban.workflow.cooperation.telling import doing
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.queries.seen import patch_for

router = Router(tags=["cooperation"])
Name = Annotated[str, Field(max_length=60)]
Typed = Annotated[dict[Name, Annotated[str, Field(max_length=200)]], Field(max_length=20)]
Seen = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw.")]


class TaskFieldOut(Schema):
    """A field of a question or an answer; ``fact`` is the fact of the patch that it tells, empty where none."""

    name: str
    title: str
    type: str
    unit: str
    is_needed: bool
    fact: str


class TaskKindOut(Schema):
    """A kind of task of the lawbook: whose it is, its limit, what is asked and what the answer holds."""

    kind: str
    title: str
    duty: str
    limit: str = Field(description="The path of its limit in the lawbook.")
    given: list[TaskFieldOut]
    answers: list[TaskFieldOut]
    cites: list[str]


class TaskAnswerOut(Schema):
    """An answer of the department; one that was sent back says why."""

    id: UUID
    round: int
    outcome: str = Field(description="done, partly or cannot.")
    values: dict[str, Any]
    text: str
    document: str
    days_late: int
    by_id: UUID
    at: datetime
    sent_back_at: datetime | None
    sent_back_because: str


class TaskOut(Schema):
    """A task of a department, its answers the latest first."""

    id: UUID
    number: int
    campaign_id: UUID
    patch_uuid: UUID | None
    case_reference: str
    kind: str
    title: str
    duty: str
    department: str
    text: str
    given: dict[str, Any]
    values: dict[str, Any] = Field(description="What the answers hold, as facts are kept.")
    asked_by_id: UUID
    asked_at: datetime
    started_on: date
    due_on: date
    limit: dict[str, Any] = Field(description="The limit as it was in force: value, unit, path, cites.")
    round: int
    state: str = Field(description="open, answered, done or withdrawn.")
    answered_on: date | None
    days_late: int
    version: int
    answers: list[TaskAnswerOut]


class TaskPage(Schema):
    """A page of tasks, the earliest due first; ``next`` is the cursor of the page after it, null on the last."""

    items: list[TaskOut]
    next: UUID | None


class TasksAsked(Schema):
    """Which tasks; ``queue`` is mine, to_accept, late, open or all."""

    queue: Annotated[str, Field(pattern="^(mine|to_accept|late|open|all)$")] = "all"
    kind: Name = ""
    duty: Name = ""
    cursor: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class TaskIn(Schema):
    """A question to a department: about a patch, or about a case that is named."""

    kind: Name
    patch: UUID | None = None
    typed: Typed = Field(default_factory=dict, description="The fields of the question, as people type them.")
    text: Annotated[str, Field(max_length=1000)] = ""
    case_reference: Annotated[str, Field(max_length=80)] = ""


class TaskAnswerIn(Schema):
    """An answer: how far it is, its fields as people type them, in words, with which document."""

    version: Seen
    outcome: Annotated[str, Field(pattern="^(done|partly|cannot)$")]
    typed: Typed = Field(default_factory=dict)
    text: Annotated[str, Field(max_length=1000)] = ""
    document: Annotated[str, Field(max_length=120)] = ""


class TaskVersionIn(Schema):
    """The version that was seen."""

    version: Seen


class TaskReasonIn(TaskVersionIn):
    """The version that was seen, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class DepartmentFiguresOut(Schema):
    """The figures of a department: asked and answered in the month; open, late, longest delay and yuan as of today."""

    duty: str
    title: str
    asked: int
    in_time: int
    late: int
    open: int
    late_now: int
    longest: int
    due: float
    paid: float


def _field(blank: Any) -> TaskFieldOut:
    kind = blank.kind
    return TaskFieldOut(
        name=kind.name, title=kind.title, type=kind.type, unit=kind.unit or "", is_needed=blank.is_needed,
        fact=blank.fact,
    )  # fmt: skip


def _out(task: Any) -> TaskOut:
    return TaskOut(
        id=task.pk, number=task.number, campaign_id=task.campaign_id,
        patch_uuid=task.patch.uuid if task.patch else None,
        case_reference=task.case_reference, kind=task.kind, title=task.title, duty=task.duty, department=doing(task),
        text=task.text, given=task.given, values=task.values, asked_by_id=task.asked_by_id, asked_at=task.asked_at,
        started_on=task.started_on, due_on=task.due_on, limit=task.limit, round=task.round, state=task.state,
        answered_on=task.answered_on, days_late=task.days_late(timezone.localdate()), version=task.version,
        answers=[TaskAnswerOut.from_orm(one) for one in answers_of(task)],
    )  # fmt: skip


@router.get(
    "/campaigns/{campaign}/task-kinds", response={200: list[TaskKindOut], **PROBLEMS},
    summary=_("What departments can be asked"),
)  # fmt: skip
def task_kinds(request: HttpRequest, campaign: UUID) -> list[TaskKindOut]:
    """Return the kinds of tasks of the lawbook of a campaign."""
    return [
        TaskKindOut(
            kind=one.value, title=one.title, duty=one.done_by.duty, limit=one.limit, cites=list(one.cites),
            given=[_field(blank) for blank in one.given], answers=[_field(blank) for blank in one.answers],
        )
        for one in kinds_of(campaign_for(by(request), campaign)).values()
    ]  # fmt: skip


@router.get(
    "/campaigns/{campaign}/tasks", response={200: TaskPage, **PROBLEMS}, summary=_("Tasks of departments in a campaign")
)
def tasks(request: HttpRequest, campaign: UUID, asked: Query[TasksAsked]) -> TaskPage:
    """Return the tasks of a queue in the areas of the token's post, the earliest due first."""
    acting = by(request)
    sought = Sought(asked.queue, campaign_for(acting, campaign).pk, asked.kind, asked.duty)
    rows = tasks_seen_by(acting, sought)
    if asked.cursor is not None:
        rows = after(rows, found(request, tasks_seen_by(acting), asked.cursor, _("task of a department")))
    page = list(rows[: asked.limit + 1])
    shown = page[: asked.limit]
    return TaskPage(items=[_out(one) for one in shown], next=shown[-1].pk if len(page) > asked.limit else None)


@router.post(
    "/campaigns/{campaign}/tasks", response={201: TaskOut, **PROBLEMS}, summary=_("Ask a department to do something")
)
def ask(request: HttpRequest, campaign: UUID, given: TaskIn, key: Key = None) -> HttpResponse:
    """Ask the department that the lawbook names; its limit begins to run today."""
    acting = by(request, Scope.WRITE)

    def deed() -> TaskOut:
        subject = patch_for(acting, given.patch) if given.patch else campaign_for(acting, campaign)
        made = actions.ask(
            subject, by=acting, kind=given.kind, typed=given.typed, text=given.text,
            case_reference=given.case_reference,
        )  # fmt: skip
        return _out(made)

    return done(request, key, deed, status=201)


@router.get(
    "/campaigns/{campaign}/task-figures", response={200: list[DepartmentFiguresOut], **PROBLEMS},
    summary=_("Tasks by department in a month"),
)  # fmt: skip
def task_figures(
    request: HttpRequest, campaign: UUID, month: Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
) -> list[DepartmentFiguresOut]:
    """Return what was asked and answered in a month (``2026-11``), and how things stand today, by department."""
    acting = by(request)
    first = date.fromisoformat(f"{month}-01")
    rows = figures_of_month(acting, campaign_for(acting, campaign).pk, first, today=timezone.localdate())
    return [DepartmentFiguresOut.from_orm(one) for one in rows]


def _task(request: HttpRequest, acting: Any, key: UUID) -> Any:
    return found(request, tasks_seen_by(acting), key, _("task of a department"))


@router.get("/tasks/{task}", response={200: TaskOut, **PROBLEMS}, summary=_("One task of a department"))
def task(request: HttpRequest, task: UUID) -> TaskOut:
    """Return a task with its answers."""
    return _out(_task(request, by(request), task))


@router.post("/tasks/{task}/answers", response={201: TaskOut, **PROBLEMS}, summary=_("Answer for your department"))
def answer(request: HttpRequest, task: UUID, given: TaskAnswerIn, key: Key = None) -> HttpResponse:
    """Answer for the department that was asked."""
    acting = by(request, Scope.WRITE)

    def deed() -> TaskOut:
        row = _task(request, acting, task)
        actions.answer(
            row, by=acting, expected_version=given.version, outcome=given.outcome, typed=given.typed, text=given.text,
            document=given.document,
        )  # fmt: skip
        return _out(row)

    return done(request, key, deed, status=201)


@router.post("/tasks/{task}/accept", response={200: TaskOut, **PROBLEMS}, summary=_("Accept the answer"))
def accept(request: HttpRequest, task: UUID, given: TaskVersionIn, key: Key = None) -> HttpResponse:
    """Take the answer; what it holds of the facts of the case is told of the patch."""
    acting = by(request, Scope.WRITE)

    def deed() -> TaskOut:
        return _out(actions.accept(_task(request, acting, task), by=acting, expected_version=given.version))

    return done(request, key, deed)


@router.post("/tasks/{task}/ask-again", response={200: TaskOut, **PROBLEMS}, summary=_("Send the answer back"))
def ask_again(request: HttpRequest, task: UUID, given: TaskReasonIn, key: Key = None) -> HttpResponse:
    """Send the answer back, with the reason; the limit begins anew."""
    acting = by(request, Scope.WRITE)

    def deed() -> TaskOut:
        row = _task(request, acting, task)
        return _out(actions.ask_again(row, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)


@router.post("/tasks/{task}/withdraw", response={200: TaskOut, **PROBLEMS}, summary=_("Take a task back"))
def withdraw(request: HttpRequest, task: UUID, given: TaskReasonIn, key: Key = None) -> HttpResponse:
    """Take a task back, with the reason."""
    acting = by(request, Scope.WRITE)

    def deed() -> TaskOut:
        row = _task(request, acting, task)
        return _out(actions.withdraw(row, by=acting, expected_version=given.version, reason=given.reason))

    return done(request, key, deed)
