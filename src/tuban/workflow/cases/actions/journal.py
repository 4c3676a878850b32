"""The journal besides the steps: answers, suspensions, an extension; and lines struck with a reason."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.limits import Suspension
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.course import DEMOLITION, course_of
from tuban.workflow.cases.law import law_of, procedure, step_of
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, Entry
from tuban.workflow.cases.policies import may_decide, may_handle, may_strike
from tuban.workflow.cases.telling import tell
from tuban.workflow.organisations.acting import Acting

ANSWERS = ("yes", "no", "unknown")


class LineUnfit(TubanError):
    """This cannot be written into the journal: {why}."""

    code = "cases.line_unfit"
    hint = "Look at the journal of the case: a line is struck with a reason, never changed."


def _write(case: Case, by: Acting, kind: str, about: str, day: date, **more: object) -> Entry:
    return Entry.objects.create(
        case=case, kind=kind, about=about, day=day, by=by.person, post=by.post, **more
    )  # fmt: skip


@action("cases.answer", policy=may_handle)
def answer(case: Case, *, by: Acting, expected_version: int, question: str, value: str, reason: str) -> Entry:
    """Answer a question on which steps depend; a ``no`` is said with a reason. Raises ChangedMeanwhile, LineUnfit."""
    lock(case, expected_version)
    if question not in procedure(law_of(case)).questions or question == DEMOLITION or value not in ANSWERS:
        raise LineUnfit(why=_("this question is not asked"))
    if value == "no" and not reason.strip():
        raise LineUnfit(why=_("say why not: a step of the procedure falls away with it"))
    return _write(case, by, Entry.Kind.ANSWER, question, timezone.localdate(), value=value, words=reason.strip())


@action("cases.suspend", policy=may_handle)
def suspend(
    case: Case, *, by: Acting, expected_version: int, because: str, since: date, until: date | None, reason: str
) -> Entry:
    """Write days that do not count for the decision: for a ground that the law names. Raises ChangedMeanwhile,
    LineUnfit, EndsBeforeItBegins."""
    lock(case, expected_version)
    if because not in procedure(law_of(case)).suspensions:
        raise LineUnfit(why=_("the law names no such ground of suspension"))
    if since > timezone.localdate():
        raise LineUnfit(why=_("{day} is yet to come").format(day=since.isoformat()))
    course = course_of(case, on=timezone.localdate())
    if "filed" not in course.done or since < course.done["filed"].day:
        raise LineUnfit(why=_("a limit is suspended after the case was filed"))
    if "decided" in course.done:
        raise LineUnfit(why=_("the case is decided: nothing is left to be suspended"))
    Suspension(since, until)
    return _write(case, by, Entry.Kind.SUSPEND, because, since, until=until, words=reason.strip())


@action("cases.end_suspension", policy=may_handle)
def end_suspension(case: Case, *, by: Acting, expected_version: int, entry: Entry, until: date) -> Entry:
    """End a suspension that lasts: its line is struck, and one with its end stands instead. Raises ChangedMeanwhile,
    LineUnfit, EndsBeforeItBegins."""
    lock(case, expected_version)
    if entry.case_id != case.pk or entry.kind != Entry.Kind.SUSPEND or entry.until or hasattr(entry, "struck_by"):
        raise LineUnfit(why=_("this suspension does not last"))
    Suspension(entry.day, until)
    _write(case, by, Entry.Kind.STRIKE, entry.about, timezone.localdate(), strikes=entry, words=_("it has ended"))
    return _write(case, by, Entry.Kind.SUSPEND, entry.about, entry.day, until=until, words=entry.words)


@action("cases.extend", policy=may_decide)
def extend(case: Case, *, by: Acting, expected_version: int, step: str, reason: str) -> Entry:
    """Grant the one extension of a limit. Raises ChangedMeanwhile, LineUnfit."""
    lock(case, expected_version)
    found = step_of(case, step)
    course = course_of(case, on=timezone.localdate())
    if not found.extension:
        raise LineUnfit(why=_("the limit of «{step}» is not extended").format(step=found.title))
    if step in course.run.extended:
        raise LineUnfit(why=_("it was extended once already"))
    if step in course.done or found.counted_from not in course.done:
        raise LineUnfit(why=_("its limit does not run"))
    if not reason.strip():
        raise LineUnfit(why=_("say why more time is needed"))
    return _write(case, by, Entry.Kind.EXTEND, step, timezone.localdate(), words=reason.strip())


@action("cases.strike", policy=may_strike)
def strike(case: Case, *, by: Acting, expected_version: int, entry: Entry, reason: str) -> Entry:
    """Strike a line of the journal that does not hold, with a reason. What rests on a step is struck before it.

    A number once given stays with the case. Raises ChangedMeanwhile, LineUnfit.
    """
    lock(case, expected_version)
    if entry.case_id != case.pk or entry.kind == Entry.Kind.STRIKE or hasattr(entry, "struck_by"):
        raise LineUnfit(why=_("this line does not stand in the journal any more"))
    if not reason.strip():
        raise LineUnfit(why=_("say why it does not hold"))
    if entry.kind == Entry.Kind.DONE:
        _demand_last(case, entry)
    made = _write(case, by, Entry.Kind.STRIKE, entry.about, timezone.localdate(), strikes=entry, words=reason.strip())
    note(struck=f"{entry.kind} {entry.about} {entry.day.isoformat()}")
    if entry.kind == Entry.Kind.DONE and entry.about == "closed":
        case.standing, case.closing, case.closed_on = Case.Standing.FILED, "", None
        case.save(update_fields=["standing", "closing", "closed_on"])
    if entry.kind == Entry.Kind.DONE and entry.about == "filed":
        case.standing = Case.Standing.LEAD
        case.save(update_fields=["standing"])
    tell(case, by=by)
    return made


def _demand_last(case: Case, entry: Entry) -> None:
    """Raise LineUnfit where a step that was done rests on this one, or where it is the lead itself."""
    if entry.about == "lead":
        raise LineUnfit(why=_("the lead stays: let the leader decide that it is not filed"))
    course = course_of(case, on=timezone.localdate())
    for standing in course.now:
        step = standing.step
        rests = entry.about in step.after or entry.about == step.counted_from
        if rests and step.id in course.done:
            raise LineUnfit(why=_("«{step}» rests on it: strike that first").format(step=step.title))
