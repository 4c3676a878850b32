"""How a case stands: its journal read as a run of the procedure, by the law of its campaign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tuban.rules.limits import Suspension
from tuban.rules.procedures import Run, Stand, Standing, standings
from tuban.rules.rulebook import Rulebook
from tuban.workflow.cases.law import calendar, law_of, procedure
from tuban.workflow.cases.models import Case, Entry, Item

_ANSWERS = {"yes": True, "no": False}
DEMOLITION = "demolition"
PERSONS = "persons"
"""What a line about persons is about: no question of the procedure, no step depends on it."""
_DEMOLISH = "demolish"
_COMES_LAST = "closed"


@dataclass(frozen=True)
class Course:
    """The course of a case on a day. ``entries`` are the lines of its journal that hold."""

    case: Case
    on: date
    entries: tuple[Entry, ...]
    demolishes: bool | None = None

    @cached_property
    def done(self) -> Mapping[str, Entry]:
        """The line that did each step; where several did, the last."""
        return {one.about: one for one in self.entries if one.kind == Entry.Kind.DONE}

    @cached_property
    def nobody(self) -> Entry | None:
        """The line by which the leader said that nobody is to be disciplined or transferred."""
        return self.answers.get(PERSONS)

    @cached_property
    def answers(self) -> Mapping[str, Entry]:
        """The last answer to each question."""
        return {one.about: one for one in self.entries if one.kind == Entry.Kind.ANSWER}

    @cached_property
    def run(self) -> Run:
        """The run, as the engine of law knows it."""
        answers: dict[str, bool | None] = {name: _ANSWERS.get(one.value) for name, one in self.answers.items()}
        if self.demolishes is not None:
            answers[DEMOLITION] = self.demolishes
        return Run(
            done={name: one.day for name, one in self.done.items()}, answers=answers,
            suspensions=tuple(
                (one.about, Suspension(one.day, one.until, one.words))
                for one in self.entries if one.kind == Entry.Kind.SUSPEND
            ),
            extended=frozenset(one.about for one in self.entries if one.kind == Entry.Kind.EXTEND),
        )  # fmt: skip

    def standings(self, rulebook: Rulebook | None = None) -> tuple[Standing, ...]:
        """Return how every step stands, by the law of the case or by another edition of it."""
        law = rulebook or law_of(self.case)
        return standings(
            procedure(law), self.run, on=self.on, rulebook=law, calendar=calendar(law), region=self.case.area_code[:6]
        )

    @cached_property
    def now(self) -> tuple[Standing, ...]:
        """How every step stands by the law of the case."""
        return self.standings()

    def step(self, name: str) -> Standing:
        """Return how a step stands."""
        return next(one for one in self.now if one.step.id == name)

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.case.standing in (Case.Standing.CLOSED, Case.Standing.NOT_FILED)

    @property
    def late(self) -> tuple[Standing, ...]:
        """The steps that are late."""
        return () if self.is_over else tuple(one for one in self.now if one.stand is Stand.LATE)

    @property
    def next(self) -> Standing | None:
        """The step to be done first: one that is late and may be done, else that which is due first, else the first
        in the order of the law. What may be left out comes after what may not."""
        if self.is_over:
            return None
        open_ones = [
            one for one in self.now
            if one.stand in (Stand.OPEN, Stand.LATE) and not one.behind and not one.step.optional
        ]  # fmt: skip
        waiting = [one for one in open_ones if one.not_before is None or one.not_before <= self.on]
        if len(waiting) > 1:
            waiting = [one for one in waiting if one.step.id != _COMES_LAST] or waiting
        return min(waiting, key=_urgency, default=None)


def _urgency(one: Standing) -> tuple[bool, date]:
    due = one.due.last_day if one.due is not None else None
    return one.stand is not Stand.LATE, due or date.max


def course_of(case: Case, *, on: date) -> Course:
    """Return the course of a case on a day."""
    return courses_of([case], on=on)[case.pk]


def courses_of(cases: Iterable[Case], *, on: date) -> dict[object, Course]:
    """Return the courses of cases by their key, read in two questions."""
    rows = list(cases)
    entries: dict[object, list[Entry]] = {case.pk: [] for case in rows}
    kept = Entry.objects.filter(case__in=rows, struck_by__isnull=True).exclude(kind=Entry.Kind.STRIKE)
    for one in kept.select_related("by", "post__unit"):
        entries[one.case_id].append(one)
    demolishing = set(
        Item.objects.filter(line__case__in=rows, item=_DEMOLISH).values_list("line__case_id", flat=True)
    )  # fmt: skip
    decided = {key for key, own in entries.items() if any(one.about == "decided" for one in own)}
    return {
        case.pk: Course(case, on, tuple(entries[case.pk]), case.pk in demolishing if case.pk in decided else None)
        for case in rows
    }
