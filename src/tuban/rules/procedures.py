"""Procedures (办案程序) of the lawbook: their steps, and how a run of one stands on a day.

The definition knows nothing of any run, a run nothing of the law: :func:`standings` brings them together. A step whose
need nobody knows is needed, and a limit that cannot be told is never called kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from tuban.rules.instruments import cited
from tuban.rules.limits import UNITS as LIMIT_UNITS
from tuban.rules.limits import DueDate, Limit, Suspension, due, limit_of
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.rules.signing import DUTIES, ROLES, UNITS
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, nearest
from tuban.rules.working_days import CalendarYearUnknown, WorkingCalendar

Answer = TypeVar("Answer")
_STEP_KEYS = ("id", "title", "by", "cites")
_STEP_OPTIONS = (
    "after", "needed_if", "optional", "limit", "counted_from", "extension", "suspended_by", "waits_for",
    "two_officers", "on_the_ground", "decides", "served",
)  # fmt: skip
_FLAGS = ("optional", "two_officers", "on_the_ground", "decides", "served")


class ProcedureUnsound(LawbookFault):
    """{where}: the procedure cannot be used: {why}."""

    code = "lawbook.procedure_unsound"
    hint = "A step follows steps written above it, and counts its limit from one of them or from a moment."


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands: posts of these roles (any where none is named), in departments of a duty, in units of a level."""

    units: tuple[str, ...]
    duty: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A question, or a reason of suspension: its title and what it rests on."""

    id: str
    title: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that follows from a step by itself: ``limit`` after ``counted_from``, or ``other_limit`` where the answer
    to ``question`` is yes."""

    id: str
    title: str
    counted_from: str
    limit: str
    question: str
    other_limit: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure; see the head of its file in the lawbook for what each of its words means."""

    id: str
    title: str
    by: Hands
    cites: tuple[str, ...]
    after: tuple[str, ...] = ()
    needed_if: str = ""
    limit: str = ""
    counted_from: str = ""
    extension: str = ""
    suspended_by: tuple[str, ...] = ()
    waits_for: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    two_officers: bool = False
    on_the_ground: bool = False
    decides: bool = False
    served: bool = False


@dataclass(frozen=True)
class Procedure:
    """A procedure: its steps in an order in which they may be done."""

    title: str
    cites: tuple[str, ...]
    questions: Mapping[str, Named]
    suspensions: Mapping[str, Named]
    moments: Mapping[str, Moment]
    steps: Mapping[str, Step]

    def step(self, id: str) -> Step:
        """Return a step; raises NoSuchPart."""
        if id not in self.steps:
            raise NoSuchPart(kind="step", name=id, nearest=nearest(id, self.steps))
        return self.steps[id]


@dataclass(frozen=True)
class Run:
    """What happened in one run: on which day each step was done, the answers to the questions (None or left out where
    nobody knows), what did not count, and which steps had their limit extended."""

    done: Mapping[str, date] = field(default_factory=dict)
    answers: Mapping[str, bool | None] = field(default_factory=dict)
    suspensions: tuple[tuple[str, Suspension], ...] = ()
    extended: frozenset[str] = frozenset()


class Stand(StrEnum):
    """How a step stands: done in time, done late, may be done, late, waits for others, not needed."""

    DONE = "done"
    DONE_LATE = "done_late"
    OPEN = "open"
    LATE = "late"
    WAITS = "waits"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a step stands on a day. ``due`` is its limit once that runs, ``behind`` the steps it still waits for,
    ``not_before`` the first day on which it may be done where a limit of others must pass first. ``unknown_year`` is
    the year whose working days nobody knows, where a limit of the step touches one: then nothing is told of it."""

    step: Step
    stand: Stand
    due: DueDate | None = None
    behind: tuple[str, ...] = ()
    not_before: date | None = None
    unknown_year: int = 0


def standings(
    procedure: Procedure, run: Run, *, on: date, rulebook: Rulebook, calendar: WorkingCalendar, region: str = ""
) -> tuple[Standing, ...]:
    """Return how every step of a procedure stands on a day, in their order.

    Where a limit touches a year whose working days nobody knows, the step says so: it is never called late, nor may it
    be done where that limit must pass first. Raises NotInForce where the lawbook sets no limit for the day on which one
    begins to run.
    """
    one = _Standings(procedure, run, on, rulebook, calendar, region)
    return tuple(one.of(step) for step in procedure.steps.values())


@dataclass(frozen=True)
class _Standings:
    procedure: Procedure
    run: Run
    on: date
    rulebook: Rulebook
    calendar: WorkingCalendar
    region: str

    def of(self, step: Step) -> Standing:
        limit, year = _told(lambda: self._due(step))
        if step.id in self.run.done:
            late = limit is not None and limit.is_over(self.run.done[step.id])
            return Standing(step, Stand.DONE_LATE if late else Stand.DONE, limit, unknown_year=year)
        if not self._is_needed(step):
            return Standing(step, Stand.NOT_NEEDED)
        behind = self._behind(step)
        not_before, untold = _told(lambda: self._not_before(step))
        if limit is not None and limit.is_over(self.on) and not step.optional:
            return Standing(step, Stand.LATE, limit, behind, not_before, year or untold)
        waits = behind or untold or (not_before is not None and self.on < not_before)
        return Standing(step, Stand.WAITS if waits else Stand.OPEN, limit, behind, not_before, year or untold)

    def _behind(self, step: Step) -> tuple[str, ...]:
        """Return what it still waits for: a step whose limit must pass first is waited for even where it is optional
        otherwise."""
        first = {id for id, _limit in step.waits_for}
        return tuple(
            id for id in dict.fromkeys((*step.after, *sorted(first)))
            if self._is_missing(self.procedure.steps[id], demanded=id in first)
        )  # fmt: skip

    def _is_needed(self, step: Step) -> bool:
        return not step.needed_if or self.run.answers.get(step.needed_if) is not False

    def _is_missing(self, step: Step, *, demanded: bool) -> bool:
        return step.id not in self.run.done and (demanded or not step.optional) and self._is_needed(step)

    def _due(self, step: Step) -> DueDate | None:
        started = self._day_of(step.counted_from) if step.limit else None
        if started is None:
            return None
        spans = [span for kind, span in self.run.suspensions if kind in step.suspended_by]
        more = [self._limit(step.extension, started)] if step.extension and step.id in self.run.extended else []
        return due(self._limit(step.limit, started), started, self.calendar, suspensions=spans, extensions=more)

    def _day_of(self, name: str) -> date | None:
        moment = self.procedure.moments.get(name)
        if moment is None:
            return self.run.done.get(name)
        started = self.run.done.get(moment.counted_from)
        if started is None:
            return None
        other = moment.other_limit and self.run.answers.get(moment.question)
        return due(self._limit(moment.other_limit if other else moment.limit, started), started, self.calendar).last_day

    def _not_before(self, step: Step) -> date | None:
        days = []
        if step.counted_from in self.procedure.moments:
            moment = self._day_of(step.counted_from)
            days += [moment + timedelta(days=1)] if moment is not None else []
        for id, path in step.waits_for:
            started = self.run.done.get(id)
            if started is not None:
                last = due(self._limit(path, started), started, self.calendar).last_day
                days.append(last + timedelta(days=1) if last is not None else date.max)
        return max(days, default=None)

    def _limit(self, path: str, day: date) -> Limit:
        return limit_of(self.rulebook, path, on=day, region=self.region)


def _told(ask: Callable[[], Answer | None]) -> tuple[Answer | None, int]:
    """Return what a limit answers, or the year whose working days nobody knows."""
    try:
        return ask(), 0
    except CalendarYearUnknown as error:
        return None, int(str(error.about["year"]))


def procedure_of(rulebook: Rulebook, name: str) -> Procedure:
    """Return a procedure of a rule book, read once for it; raises NoSuchPart, LawbookFault."""
    key = f"procedures/{name}"
    if key not in rulebook.understood:
        rulebook.understood[key] = read_procedure(rulebook.procedure(name), rulebook)
    found: Procedure = rulebook.understood[key]
    return found


def read_procedure(node: StrictMapping, rulebook: Rulebook) -> Procedure:
    """Read a procedure; every step, limit, duty and instrument that it names must exist, and no step follows itself."""
    node.only(required=("title", "cites", "questions", "moments", "suspensions", "steps"))
    questions = _all_named(node.sequence("questions"), rulebook)
    suspensions = _all_named(node.sequence("suspensions"), rulebook)
    ids = [entry.text("id") for entry in node.sequence("steps")]
    moments = {one.id: one for one in (_moment(entry, ids, questions, rulebook) for entry in node.sequence("moments"))}
    steps: dict[str, Step] = {}
    found = Procedure(
        node.text("title"), cited(node, rulebook.instruments), questions, suspensions, moments, steps
    )  # fmt: skip
    for entry in node.sequence("steps"):
        step = _step(entry, found, rulebook)
        if step.id in steps or step.id in moments:
            raise ProcedureUnsound(where=entry.where("id"), why=f"“{step.id}” stands twice")
        steps[step.id] = step
    return found


def hands(node: StrictMapping) -> Hands:
    """Read whose hands something lies in."""
    node.only(required=("units",), optional=("duty", "roles"))
    return Hands(node.words("units", UNITS), node.word("duty", DUTIES, ""), node.words("roles", ROLES, ()))


def limit_path(entry: StrictMapping, key: str, rulebook: Rulebook) -> str:
    """Read the path of a limit of time: a parameter of the lawbook that is counted in time; raises ProcedureUnsound."""
    path: str = entry.word(key, rulebook.parameters)
    if rulebook.parameters[path].unit not in LIMIT_UNITS:
        raise ProcedureUnsound(where=entry.where(key), why=f"{path} is no limit of time")
    return path


def named(entry: StrictMapping, rulebook: Rulebook) -> Named:
    """Read something with a name, a title and citations."""
    entry.only(required=("id", "title", "cites"))
    return Named(entry.text("id"), entry.text("title"), cited(entry, rulebook.instruments))


def _all_named(entries: Iterable[StrictMapping], rulebook: Rulebook) -> dict[str, Named]:
    return {one.id: one for one in (named(entry, rulebook) for entry in entries)}


def _moment(entry: StrictMapping, ids: list[str], questions: Mapping[str, Named], rulebook: Rulebook) -> Moment:
    entry.only(required=("id", "title", "counted_from", "limit", "cites"), optional=("or_if",))
    question, other = "", ""
    if "or_if" in entry:
        instead = entry.mapping("or_if").only(required=("question", "limit"))
        question, other = instead.word("question", questions), limit_path(instead, "limit", rulebook)
    return Moment(
        entry.text("id"), entry.text("title"), entry.word("counted_from", ids), limit_path(entry, "limit", rulebook),
        question, other, cited(entry, rulebook.instruments),
    )  # fmt: skip


def _step(entry: StrictMapping, known: Procedure, rulebook: Rulebook) -> Step:
    """Read a step; it may name the steps above it only."""
    above = known.steps
    entry.only(required=_STEP_KEYS, optional=_STEP_OPTIONS)
    if ("limit" in entry) != ("counted_from" in entry) or ("extension" in entry and "limit" not in entry):
        raise ProcedureUnsound(
            where=entry.where(), why="a limit is counted from something, an extension adds to a limit"
        )
    waits = []
    for one in entry.sequence("waits_for", ()):
        one.only(required=("step", "limit"))
        waits.append((one.word("step", above), limit_path(one, "limit", rulebook)))
    return Step(
        id=entry.text("id"), title=entry.text("title"), by=hands(entry.mapping("by")),
        cites=cited(entry, rulebook.instruments), after=entry.words("after", above, ()),
        needed_if=entry.word("needed_if", known.questions, ""),
        limit=limit_path(entry, "limit", rulebook) if "limit" in entry else "",
        counted_from=entry.word("counted_from", {*above, *known.moments}, ""),
        extension=limit_path(entry, "extension", rulebook) if "extension" in entry else "",
        suspended_by=entry.words("suspended_by", known.suspensions, ()), waits_for=tuple(waits),
        **{name: entry.flag(name, False) for name in _FLAGS},
    )  # fmt: skip
