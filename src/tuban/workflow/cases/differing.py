"""What another edition of the lawbook would change in the open cases: told, never done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy

from tuban.rules.editions import opened
from tuban.rules.parameters import NotInForce
from tuban.rules.penalties import ProposedItem, proposed_items
from tuban.rules.procedures import Stand, Standing
from tuban.rules.rulebook import Rulebook
from tuban.workflow.cases.course import Course, courses_of
from tuban.workflow.cases.filing import act_day
from tuban.workflow.cases.ground import grounds_of
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.lists import MOST_REACHED, found
from tuban.workflow.cases.models import Case
from tuban.workflow.organisations.acting import Acting

STANDS = {
    Stand.DONE: gettext_lazy("done"), Stand.DONE_LATE: gettext_lazy("done late"), Stand.OPEN: gettext_lazy("to do"),
    Stand.LATE: gettext_lazy("late"), Stand.WAITS: gettext_lazy("not its turn yet"),
    Stand.NOT_NEEDED: gettext_lazy("not needed"),
}  # fmt: skip
"""How a step stands, in words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one case: the step or the item, as it stands by the law of the case and by the other one."""

    what: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Differs:
    """A case with what another edition would change in it."""

    case: Case
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All open cases beside another edition: how many were looked at, and those that differ."""

    edition: str
    looked_at: int
    cases: tuple[Differs, ...]


@contextmanager
def edition_at(content: bytes) -> Iterator[Rulebook]:
    """Yield the lawbook in a file that was exported; raises NotAnEdition, LawbookFault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.zip"
        path.write_bytes(content)
        with opened(str(path)) as other:
            yield other


def differences(by: Acting, other: Rulebook, *, on: date) -> Compared:
    """Return the open cases that somebody sees in which another edition would set other days, steps or penalties."""
    rows = list(found(by, "open")[:MOST_REACHED])
    courses = courses_of(rows, on=on)
    differing = [Differs(case, _of(courses[case.pk], other)) for case in rows]
    return Compared(other.edition, len(rows), tuple(one for one in differing if one.differences))


def _of(course: Course, other: Rulebook) -> tuple[Difference, ...]:
    try:
        then = {one.step.id: one for one in course.standings(other)}
    except NotInForce as error:
        return (Difference("", "", error.message),)
    now = {one.step.id: one for one in course.now}
    found_ones = []
    for name in [*now, *(one for one in then if one not in now)]:
        was, will = _said(now.get(name)), _said(then.get(name))
        if was != will:
            held = now.get(name) or then[name]
            found_ones.append(Difference(held.step.title, was, will))
    return (*found_ones, *_penalties(course, other))


def _said(one: Standing | None) -> str:
    if one is None:
        return "—"
    due = one.due.last_day.isoformat() if one.due is not None and one.due.last_day is not None else ""
    before = one.not_before.isoformat() if one.not_before is not None else ""
    return " ".join(part for part in (str(STANDS[one.stand]), due, before) if part)


def _penalties(course: Course, other: Rulebook) -> Iterator[Difference]:
    if "decided" in course.done:
        return
    case, region = course.case, course.case.area_code[:6]
    for ground in grounds_of(case):
        day = act_day(case, [ground], today=course.on)
        was = proposed_items(ground.facts, law_of(case), on=day, region=region)
        will = proposed_items(ground.facts, other, on=day, region=region)
        if [_item(one) for one in was] != [_item(one) for one in will]:
            yield Difference(
                str(ground.patch), "、".join(_item(one) for one in was), "、".join(_item(one) for one in will)
            )


def _item(one: ProposedItem) -> str:
    return f"{one.title} {one.range.least}–{one.range.most}" if one.range is not None else one.title
