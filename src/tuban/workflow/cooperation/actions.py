"""What people do with tasks between departments: ask, answer, accept, ask again, take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.cooperation import TaskKind, cooperation_of
from tuban.rules.facts_wire import value_from_wire
from tuban.rules.limits import due, limit_of
from tuban.rules.rulebook import Rulebook
from tuban.rules.working_days import calendar_of
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cooperation import telling
from tuban.workflow.cooperation.models import Answer, Task
from tuban.workflow.cooperation.policies import may_accept, may_add_document, may_answer, may_ask, may_withdraw
from tuban.workflow.cooperation.reading import read_fields
from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.models import Attachment
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.hands import holders
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.later import tell_later


class NobodyThere(TubanError):
    """Nobody holds a post for “{task}” ({duty}) in the county."""

    code = "cooperation.nobody_there"
    hint = "Let the system administrator add the department and the security administrator give its post to somebody."


class AskedAlready(TubanError):
    """“{task}” was asked for already and is not over: {row}."""

    code = "cooperation.asked_already"
    hint = "Wait for the answer, or take that one back first."


class ChangedMeanwhile(TubanError):
    """Somebody else did something with {row} meanwhile."""

    code = "cooperation.changed_meanwhile"
    hint = "Look at it as it is now, then do it again if it is still right."


class OutcomeUnknown(TubanError):
    """An answer says done, done in part, or cannot be done; “{outcome}” is none of them."""

    code = "cooperation.outcome_unknown"
    hint = "Choose one of them."


class WhyMissing(TubanError):
    """What was done in part only, or cannot be done, is said in words."""

    code = "cooperation.why_missing"
    hint = "Write in a sentence what is open and why."


def ask(
    subject: Patch | Campaign, *, by: Acting, kind: str, typed: Mapping[str, str], text: str = "",
    case_reference: str = "", started_on: date | None = None,
) -> Task:  # fmt: skip
    """Ask the department that the lawbook names for a task, about a patch or a campaign; its limit begins to run today.

    ``typed`` are the fields that the asker tells. Raises Refused, NoSuchPart, FieldUnfit, WrongValue, NobodyThere,
    AskedAlready, CalendarYearUnknown.
    """
    campaign = subject.campaign if isinstance(subject, Patch) else subject
    law, today = rulebook_of(campaign), timezone.localdate()
    task = cooperation_of(law).task(kind)
    given = read_fields(task.given, typed, law, today=today)
    return _ask(
        subject, by=by, task=task, law=law, given=given, text=text.strip(), case_reference=case_reference.strip(),
        started_on=started_on or today,
    )  # fmt: skip


@action("cooperation.ask", policy=may_ask, secrets=("task", "law", "given", "text"))
def _ask(
    subject: Patch | Campaign, *, by: Acting, task: TaskKind, law: Rulebook, given: dict[str, Any], text: str,
    case_reference: str, started_on: date,
) -> Task:  # fmt: skip
    patch = subject if isinstance(subject, Patch) else None
    campaign = patch.campaign if patch is not None else subject
    assert isinstance(campaign, Campaign)  # noqa: S101 - the other of the two
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    place = (patch.township_code or patch.area_code) if patch else campaign.area_code
    doers = holders(task.done_by, area_code=place, is_practice=campaign.is_practice, on=timezone.localdate())
    if not doers:
        raise NobodyThere(task=task.title, duty=task.done_by.duty)
    open_one = Task.objects.filter(
        campaign=campaign, patch=patch, case_reference=case_reference, kind=task.value,
        state__in=(Task.State.OPEN, Task.State.ANSWERED),
    ).first()  # fmt: skip
    if open_one is not None:
        raise AskedAlready(task=task.title, row=open_one)
    last = Task.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    made = Task.objects.create(
        campaign=campaign, number=last + 1, patch=patch, case_reference=case_reference, area_code=place,
        kind=task.value, title=task.title, duty=task.done_by.duty, unit=doers[0].post.unit, text=text, given=given,
        asked_by=by.person, asked_under=by.post, **_limited(task, law, started_on, campaign.area_code),
    )  # fmt: skip
    note(task={"id": str(made.pk), "title": str(made)}, due_on=made.due_on.isoformat())
    telling.asked(made, doers)
    return made


def _limited(task: TaskKind, law: Rulebook, started_on: date, region: str) -> dict[str, Any]:
    limit = limit_of(law, task.limit, on=started_on, region=region)
    last_day = due(limit, started_on, calendar_of(law)).last_day
    assert last_day is not None  # noqa: S101 - nothing suspends it
    kept = {
        "path": task.limit, "value": limit.value, "unit": limit.unit, "cites": list(limit.cites),
        "because": law.parameter(task.limit, on=started_on, region=region).because,
    }  # fmt: skip
    return {"started_on": started_on, "due_on": last_day, "limit": kept}


def answer(
    task: Task, *, by: Acting, expected_version: int, outcome: str, typed: Mapping[str, str], text: str = "",
    document: str = "",
) -> Answer:  # fmt: skip
    """Answer for the department that was asked. What is done in part leaves the limit running; done, or cannot be done,
    waits for the asker.

    Raises Refused, OutcomeUnknown, WhyMissing, FieldUnfit, WrongValue, ChangedMeanwhile.
    """
    if outcome not in Answer.Outcome.values:
        raise OutcomeUnknown(outcome=outcome)
    if outcome != Answer.Outcome.DONE and not text.strip():
        raise WhyMissing
    law = rulebook_of(task.campaign)
    blanks = cooperation_of(law).task(task.kind).answers
    if outcome == Answer.Outcome.DONE:
        values = read_fields(blanks, typed, law, today=timezone.localdate())
    else:
        told = {name: value for name, value in typed.items() if value.strip()}
        values = read_fields([one for one in blanks if one.name in told], told, law, today=timezone.localdate())
    return _answer(
        task, by=by, expected_version=expected_version, outcome=Answer.Outcome(outcome), values=values,
        text=text.strip(), document=document.strip()[:120],
    )  # fmt: skip


@action("cooperation.answer", policy=may_answer, secrets=("values", "text", "expected_version"))
def _answer(
    task: Task, *, by: Acting, expected_version: int, outcome: Answer.Outcome, values: dict[str, Any], text: str,
    document: str,
) -> Answer:  # fmt: skip
    today = timezone.localdate()
    _lock(task, expected_version, Task.State.OPEN)
    made = Answer.objects.create(
        task=task, round=task.round, outcome=outcome, values=values, text=text, document=document, by=by.person,
        post=by.post, days_late=max(0, (today - task.due_on).days),
    )  # fmt: skip
    task.values = {**task.values, **values}
    if outcome != Answer.Outcome.PARTLY:
        task.state, task.answered_on = Task.State.ANSWERED, today
    _keep(task)
    telling.answered(task, made)
    return made


@action("cooperation.accept", policy=may_accept, secrets=("expected_version",))
def accept(task: Task, *, by: Acting, expected_version: int) -> Task:
    """Take the answer; the facts that it holds are told of the patch. Raises ChangedMeanwhile."""
    _lock(task, expected_version, Task.State.ANSWERED)
    last = task.answers.first()
    if task.patch is not None and last is not None and last.outcome == Answer.Outcome.DONE:
        _tell_of(task.patch, task, by)
    task.state, task.ended_on = Task.State.DONE, timezone.localdate()
    _keep(task)
    telling.accepted(task)
    return task


def _tell_of(patch: Patch, task: Task, by: Acting) -> None:
    tells = cooperation_of(rulebook_of(task.campaign)).task(task.kind).tells
    facts = {name: value_from_wire(kept) for name, kept in {**task.given, **task.values}.items() if name in tells}
    patch.refresh_from_db(from_queryset=Patch.objects.select_for_update().select_related("campaign"))
    if facts:
        tell_later(patch, by=by, facts=facts, source=_("Task of a department {task}").format(task=task))
        note(facts=sorted(facts))


@action("cooperation.ask_again", policy=may_accept, secrets=("expected_version",))
def ask_again(task: Task, *, by: Acting, expected_version: int, reason: str) -> Task:
    """Send an answer back, with the reason; the limit begins anew. Raises WhyMissing, ChangedMeanwhile."""
    if not reason.strip():
        raise WhyMissing
    law, today = rulebook_of(task.campaign), timezone.localdate()
    kind = cooperation_of(law).task(task.kind)
    _lock(task, expected_version, Task.State.ANSWERED)
    task.answers.filter(round=task.round, sent_back_at=None).update(
        sent_back_at=timezone.now(), sent_back_because=reason.strip()[:200]
    )
    for name, value in _limited(kind, law, today, task.campaign.area_code).items():
        setattr(task, name, value)
    task.state, task.answered_on, task.round = Task.State.OPEN, None, task.round + 1
    _keep(task)
    telling.asked_again(task, reason.strip())
    return task


@action("cooperation.withdraw", policy=may_withdraw, secrets=("expected_version",))
def withdraw(task: Task, *, by: Acting, expected_version: int, reason: str) -> Task:
    """Take a task back, with the reason. Raises WhyMissing, ChangedMeanwhile."""
    if not reason.strip():
        raise WhyMissing
    _lock(task, expected_version, Task.State.OPEN, Task.State.ANSWERED)
    task.state, task.ended_on, task.ended_because = Task.State.WITHDRAWN, timezone.localdate(), reason.strip()[:200]
    _keep(task)
    telling.withdrawn(task)
    return task


def add_document(task: Task, *, by: Acting, path: Path, name: str) -> Attachment:
    """Lay a document with a task. Raises Refused, FileTooLarge, FileEmpty, FileIsThere, KindNotTaken."""
    may_add_document.demand(by, task)
    made: Attachment = add(task, by=by, path=path, name=name)
    return made


def _lock(task: Task, expected_version: int, *states: Task.State) -> None:
    task.refresh_from_db(from_queryset=Task.objects.select_for_update())
    if task.version != expected_version or task.state not in states:
        raise ChangedMeanwhile(row=task)


def _keep(task: Task) -> None:
    task.version += 1
    task.save()
