"""A step of a case is done: what it waits for was done, whoever must take part took part, and the law lets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.procedures import Stand, Standing
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.cases.course import Course, course_of
from tuban.workflow.cases.filing import filing_basis
from tuban.workflow.cases.ground import Ground, grounds_of
from tuban.workflow.cases.law import law_of, step_of
from tuban.workflow.cases.locking import lock
from tuban.workflow.cases.models import Case, Entry, Item
from tuban.workflow.cases.numbering import take_number
from tuban.workflow.cases.papers.templates import template_of
from tuban.workflow.cases.policies import may_do
from tuban.workflow.cases.telling import FULL, fulfilment, tell
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person

_PENALISING = frozenset({"notified", "hearing_notified", "decided"})
_OFFICERS = 2
FILING_PAPER, CLOSED = "filing", "closed"


class StepWaits(TubanError):
    """«{step}» cannot be done yet: {why}."""

    code = "cases.step_waits"
    hint = "The steps of a case follow one another as the law has them; the page of the case says what comes first."


class StepUnfit(TubanError):
    """«{step}» cannot be recorded like this: {why}."""

    code = "cases.step_unfit"
    hint = "Put it right and send it again; a step recorded wrongly is struck with a reason and recorded anew."


class NoFieldFinding(TubanError):
    """{patch} is a lead, not a finding: no penalty without a finding made on the ground."""

    code = "cases.no_field_finding"
    hint = "Let the field verify it first, and record what it found; then go on with the case."


class NotFilable(TubanError):
    """The case cannot be filed: {why}."""

    code = "cases.not_filable"
    hint = "Complete the record, or let the leader decide that the lead is not filed."


@action("cases.do_step", policy=may_do, secrets=("words", "details"))
def do_step(
    case: Case, name: str, *, by: Acting, expected_version: int, day: date, officers: Sequence[Person] = (),
    number: str = "", words: str = "", confirmed: Sequence[str] = (), closing: str = "",
    details: Mapping[str, Any] | None = None,
) -> Entry:  # fmt: skip
    """Record that a step was done on a day. ``confirmed`` are the conditions of filing that nobody could answer and
    the leader says hold; ``closing`` the coded reason of closing.

    Raises ChangedMeanwhile, StepWaits, StepUnfit, NoFieldFinding, NotFilable.
    """
    lock(case, expected_version)
    step = step_of(case, name)
    course = course_of(case, on=timezone.localdate())
    standing = course.step(name)
    demand_turn(course, standing, day, is_early=name == CLOSED and ends_early(course, closing))
    grounds = grounds_of(case)
    _demand_ground(name, step.on_the_ground, grounds)
    told = dict(details or {})
    took_part = _officers(case, step.title, officers, is_asked=step.two_officers)
    if name == "filed":
        told["conditions"] = _file(case, day, grounds, confirmed, words)
        number = case.number
    elif name == "decided":
        _demand_items(case, step.title, number)
    elif name == CLOSED:
        _close(case, course, day, closing)
    entry = Entry.objects.create(
        case=case, kind=Entry.Kind.DONE, about=name, day=day, officers=took_part, number=number.strip(),
        words=words.strip(), details=told, by=by.person, post=by.post,
    )  # fmt: skip
    note(step=step.title, day=day.isoformat(), number=entry.number)
    tell(case, by=by)
    return entry


def ends_early(course: Course, closing: str) -> bool:
    """Whether a case may be closed for a reason before a decision: it was filed, and nothing was decided."""
    entry = law_of(course.case).codelist("case_closing").by_value.get(closing)
    return bool(entry and entry.get("early")) and "filed" in course.done and "decided" not in course.done


def demand_turn(course: Course, standing: Standing, day: date, *, is_early: bool = False) -> None:
    """Raise StepUnfit or StepWaits where a step cannot be done on a day; ``is_early``: it need not wait for others."""
    step = standing.step
    if standing.stand in (Stand.DONE, Stand.DONE_LATE):
        raise StepUnfit(step=step.title, why=_("it was recorded already"))
    if standing.stand is Stand.NOT_NEEDED:
        raise StepUnfit(step=step.title, why=_("it is not needed in this case"))
    if day > course.on:
        raise StepUnfit(step=step.title, why=_("{day} is yet to come").format(day=day.isoformat()))
    titles = {one.step.id: one.step.title for one in course.now}
    if standing.behind and not is_early:
        first = "、".join(titles[one] for one in standing.behind)
        raise StepWaits(step=step.title, why=_("{steps} must be done first").format(steps=first))
    is_untold = standing.stand is Stand.WAITS and not standing.behind and standing.not_before is None
    if is_untold and standing.unknown_year:
        year = standing.unknown_year
        raise StepWaits(step=step.title, why=_("the working days of {year} are not known yet").format(year=year))
    if standing.not_before is not None and day < standing.not_before:
        before = standing.not_before.isoformat()
        raise StepWaits(
            step=step.title, why=_("the limits that must pass first run until the day before {day}").format(day=before)
        )
    for other in step.after:
        if other in course.done and day < course.done[other].day:
            was = course.done[other].day.isoformat()
            words = _("«{other}» was done on {day}, later than this")
            raise StepUnfit(step=step.title, why=words.format(other=titles[other], day=was))


def _demand_ground(name: str, on_the_ground: bool, grounds: list[Ground]) -> None:
    if not on_the_ground and name not in _PENALISING:
        return
    for one in grounds:
        if not one.is_visited or (name in _PENALISING and not one.is_found):
            raise NoFieldFinding(patch=one.patch)


def _officers(case: Case, title: str, people: Sequence[Person], *, is_asked: bool) -> list[dict[str, str]]:
    if is_asked and len({one.pk for one in people}) < _OFFICERS:
        raise StepUnfit(step=title, why=_("two officers take part, and show their certificates"))
    without = [one.name for one in people if not one.certificate]
    if is_asked and without:
        names = "、".join(without)
        raise StepUnfit(step=title, why=_("no certificate is known of {names}").format(names=names))
    if people and not case.officers.exists():
        case.officers.set(people)
    return [{"name": one.name, "certificate": one.certificate, "person": str(one.pk)} for one in people]


def _file(case: Case, day: date, grounds: list[Ground], confirmed: Sequence[str], words: str) -> list[dict[str, str]]:
    """Check the conditions, number the case and let it stand as filed; returns the conditions as they were answered."""
    basis = filing_basis(case, on=day, grounds=grounds)
    refused = [one for one in basis if one.answer is False]
    if refused:
        first = refused[0]
        raise NotFilable(why=f"{first.condition.title}：{first.why}")
    open_ones = [one for one in basis if one.answer is None and one.condition.id not in confirmed]
    if open_ones:
        first = open_ones[0]
        raise NotFilable(
            why=_("nobody knows whether it holds: {title} ({why})").format(title=first.condition.title, why=first.why)
        )
    if any(one.answer is None for one in basis) and not words.strip():
        raise NotFilable(why=_("say in words why the conditions hold that the record does not answer"))
    if not case.number:
        case.number = take_number(case.organ, FILING_PAPER, template_of(law_of(case), FILING_PAPER).number, day=day)
    case.standing, case.edition = Case.Standing.FILED, law_of(case).edition
    case.save(update_fields=["number", "standing", "edition"])
    return [{"id": one.condition.id, "title": one.condition.title, "answer": one.word, "why": one.why} for one in basis]


def _demand_items(case: Case, title: str, number: str) -> None:
    items = list(Item.objects.filter(line__case=case))
    if not items:
        raise StepUnfit(step=title, why=_("no item of the penalty is set"))
    if any(one.item == "fine" and one.amount is None for one in items):
        raise StepUnfit(step=title, why=_("the rate of the fine is not chosen"))
    if not number.strip():
        raise StepUnfit(step=title, why=_("the number of the decision is missing"))


def _close(case: Case, course: Course, day: date, closing: str) -> None:
    reasons = law_of(case).codelist("case_closing")
    title = course.step(CLOSED).step.title
    if closing not in reasons:
        raise StepUnfit(step=title, why=_("choose the coded reason of closing"))
    reason = reasons.by_value[closing]
    asked = reason.get("asks")
    if asked and asked not in course.done:
        wanted = course.step(asked).step.title
        raise StepUnfit(
            step=title, why=_("«{reason}» asks for «{step}»").format(reason=reason.label, step=wanted)
        )  # fmt: skip
    if reason.get("fulfilled"):
        items = Item.objects.filter(line__case=case).prefetch_related("performances")
        if fulfilment(items) != FULL:
            raise StepUnfit(step=title, why=_("not every item of the penalty is performed"))
    case.standing, case.closing, case.closed_on = Case.Standing.CLOSED, closing, day
    case.save(update_fields=["standing", "closing", "closed_on"])
