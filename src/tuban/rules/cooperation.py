"""What other departments do for the inspection (协办) by the lawbook: whose it is, its limit, what the answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tuban.rules.instruments import cited
from tuban.rules.procedures import Hands, hands, limit_path
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, nearest
from tuban.rules.vocabulary import FactKind

TOLD = ("holder", "asker", "leader")
_TYPES = ("text", "number", "integer", "date", "area", "flag")
_GROUP = "cooperation"


class CooperationUnsound(LawbookFault):
    """{where}: the tasks between departments cannot be used: {why}."""

    code = "lawbook.cooperation_unsound"
    hint = "Every task stands once, with limit and hands; its fields are facts of the case or things of its own."


@dataclass(frozen=True, slots=True)
class Blank:
    """A field of a question or an answer: what it holds, whether it is needed, and the ``fact`` it tells, if any."""

    kind: FactKind
    is_needed: bool
    fact: str = ""

    @property
    def name(self) -> str:
        """Its name, that of the fact where it tells one."""
        return self.kind.name


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A task: ``limit`` is the path of its limit of time; ``due`` and ``paid`` name the fields of money owed."""

    value: str
    title: str
    done_by: Hands
    limit: str
    given: tuple[Blank, ...]
    answers: tuple[Blank, ...]
    due: str
    paid: str
    cites: tuple[str, ...]

    @property
    def blanks(self) -> Mapping[str, Blank]:
        """All its fields by name; where question and answer hold the same, that of the answer."""
        return {one.name: one for one in (*self.given, *self.answers)}

    @property
    def tells(self) -> frozenset[str]:
        """The facts of the patch that it tells."""
        return frozenset(one.fact for one in self.blanks.values() if one.fact)


@dataclass(frozen=True, slots=True)
class TaskReminder:
    """Who is told (``tells``) so long before the last day, or after it (``is_after``)."""

    id: str
    title: str
    limit: str
    is_after: bool
    tells: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Cooperation:
    """Everything that the lawbook says of tasks between departments."""

    title: str
    cites: tuple[str, ...]
    tasks: Mapping[str, TaskKind]
    reminders: tuple[TaskReminder, ...]
    leader: Hands

    def task(self, value: str) -> TaskKind:
        """Return a task; raises NoSuchPart."""
        if value not in self.tasks:
            raise NoSuchPart(kind="task of a department", name=value, nearest=nearest(value, self.tasks))
        return self.tasks[value]


def cooperation_of(rulebook: Rulebook) -> Cooperation:
    """Return what a rule book says of tasks between departments, read once for it; raises LawbookFault."""
    if _GROUP not in rulebook.understood:
        rulebook.understood[_GROUP] = read_cooperation(rulebook)
    found: Cooperation = rulebook.understood[_GROUP]
    return found


def read_cooperation(rulebook: Rulebook) -> Cooperation:
    """Read the tasks; every limit, fact, duty and instrument that they name must exist."""
    node = rulebook.procedure(_GROUP)
    node.only(required=("title", "cites", "tasks", "reminders", "leader"))
    tasks: dict[str, TaskKind] = {}
    for entry in node.sequence("tasks"):
        one = _task(entry, rulebook)
        if one.value in tasks:
            raise CooperationUnsound(where=entry.where("task"), why=f"“{one.value}” stands twice")
        tasks[one.value] = one
    reminders = tuple(_reminder(entry, rulebook) for entry in node.sequence("reminders"))
    return Cooperation(
        node.text("title"), cited(node, rulebook.instruments), tasks, reminders, hands(node.mapping("leader"))
    )


def _task(entry: StrictMapping, rulebook: Rulebook) -> TaskKind:
    entry.only(required=("task", "title", "done_by", "limit", "given", "answers", "cites"), optional=("owed",))
    given = tuple(_blank(one, rulebook) for one in entry.sequence("given"))
    answers = tuple(_blank(one, rulebook) for one in entry.sequence("answers"))
    if not answers:
        raise CooperationUnsound(where=entry.where("answers"), why="an answer holds something")
    due = paid = ""
    if "owed" in entry:
        owed = entry.mapping("owed").only(required=("due", "paid"))
        due, paid = owed.word("due", [one.name for one in given]), owed.word("paid", [one.name for one in answers])
    if not entry.mapping("done_by").text("duty", ""):
        raise CooperationUnsound(where=entry.where("done_by"), why="a task lies in the hands of a duty")
    return TaskKind(
        value=entry.text("task"), title=entry.text("title"), done_by=hands(entry.mapping("done_by")),
        limit=limit_path(entry, "limit", rulebook), given=given, answers=answers, due=due, paid=paid,
        cites=cited(entry, rulebook.instruments),
    )  # fmt: skip


def _blank(entry: StrictMapping, rulebook: Rulebook) -> Blank:
    needed = entry.flag("needed", False)
    if "fact" in entry:
        entry.only(required=("fact",), optional=("needed",))
        kind = rulebook.vocabulary[entry.word("fact", rulebook.vocabulary.facts)]
        if kind.made_by != "case":
            raise CooperationUnsound(where=entry.where("fact"), why=f"{kind.name} is no fact of the case")
        return Blank(kind, needed, kind.name)
    entry.only(required=("id", "title", "type"), optional=("unit", "needed"))
    if entry.text("id") in rulebook.vocabulary.facts:
        raise CooperationUnsound(where=entry.where("id"), why=f"{entry.text('id')} is a fact")
    kind = FactKind(
        entry.text("id"), entry.text("title"), _GROUP, entry.word("type", _TYPES), "case", unit=entry.text("unit", None)
    )
    return Blank(kind, needed)


def _reminder(entry: StrictMapping, rulebook: Rulebook) -> TaskReminder:
    entry.only(required=("id", "title", "tells", "cites"), optional=("before", "after"))
    if ("before" in entry) == ("after" in entry):
        raise CooperationUnsound(where=entry.where(), why="a reminder comes before the last day or after it")
    return TaskReminder(
        id=entry.text("id"), title=entry.text("title"),
        limit=limit_path(entry, "after" if "after" in entry else "before", rulebook), is_after="after" in entry,
        tells=entry.word("tells", TOLD), cites=cited(entry, rulebook.instruments),
    )  # fmt: skip
