"""Ways of putting unlawful land right (整改方式) by the lawbook: limits, holders, what must be shown, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuban.rules.instruments import cited
from tuban.rules.procedures import Hands, Named, hands, limit_path, named
from tuban.rules.rulebook import NoSuchPart, Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, nearest

EXHIBITS = ("document", "same_viewpoint", "boundary", "others_examined")
TOLD = ("holder", "section", "leader")
_CODELIST = "rectification_route"
_NO_ROUTE = "none"
_LEAP_YEAR = 2024


class RectificationUnsound(LawbookFault):
    """{where}: the ways of rectification cannot be used: {why}."""

    code = "lawbook.rectification_unsound"
    hint = "Every way of the code list has its limit, its holder and what it must show, once."


@dataclass(frozen=True, slots=True)
class Route:
    """One way: ``limit`` is the path of its limit of time, ``tells`` the facts and ``exhibits`` the things that must be
    there before it is declared done; ``waits_above`` where its approval lies above the county; ``together_with`` are
    the ways that are proposed with it; ``regularises`` where it leads to a lawful use: then it is examined before
    demolition."""

    value: str
    title: str
    limit: str
    held_by: Hands
    tells: tuple[str, ...]
    exhibits: tuple[str, ...]
    waits_above: bool
    cites: tuple[str, ...]
    together_with: tuple[str, ...] = ()
    regularises: bool = False


@dataclass(frozen=True, slots=True)
class AtTheEnd:
    """The way that is proposed where nothing lawful came until the end date of the campaign, and why."""

    route: str
    because: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A phase that is proposed: its first and last day as month and day (``08-01``)."""

    title: str
    first: str
    last: str
    cites: tuple[str, ...]

    def days_in(self, year: int) -> tuple[date, date]:
        """Return its first and last day in a year."""
        return date.fromisoformat(f"{year}-{self.first}"), date.fromisoformat(f"{year}-{self.last}")


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is told (``tells``) so long before the last day, or after it (``is_after``)."""

    id: str
    title: str
    limit: str
    is_after: bool
    tells: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcceptanceSignature:
    """A signature under an acceptance, and what it answers for."""

    by: Hands
    answers: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who declares, who accepts on site and how many at least, who signs."""

    declares: Hands
    accepts: Hands
    fewest_on_site: int
    signs: tuple[AcceptanceSignature, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Rectification:
    """Everything that the lawbook says of rectification."""

    title: str
    cites: tuple[str, ...]
    routes: Mapping[str, Route]
    suspensions: Mapping[str, Named]
    reminders: tuple[Reminder, ...]
    acceptance: Acceptance
    at_the_end: AtTheEnd
    phases: tuple[Window, ...]

    def route(self, value: str) -> Route:
        """Return a way; raises NoSuchPart."""
        if value not in self.routes:
            raise NoSuchPart(kind="way of rectification", name=value, nearest=nearest(value, self.routes))
        return self.routes[value]


def rectification_of(rulebook: Rulebook) -> Rectification:
    """Return what a rule book says of rectification, read once for it; raises LawbookFault."""
    if "rectification" not in rulebook.understood:
        rulebook.understood["rectification"] = read_rectification(rulebook)
    found: Rectification = rulebook.understood["rectification"]
    return found


def read_rectification(rulebook: Rulebook) -> Rectification:
    """Read the ways; every limit, fact, duty and instrument that they name must exist, and no way may be missing."""
    node = rulebook.procedure("rectification")
    node.only(required=("title", "cites", "routes", "suspensions", "reminders", "acceptance", "at_the_end", "phases"))
    routes: dict[str, Route] = {}
    for entry in node.sequence("routes"):
        route = _route(entry, rulebook)
        if route.value in routes:
            raise RectificationUnsound(where=entry.where(), why=f"“{route.value}” stands twice")
        routes[route.value] = route
    missing = set(rulebook.codelist(_CODELIST).by_value) - set(routes) - {_NO_ROUTE}
    if missing:
        raise RectificationUnsound(where=node.where("routes"), why=f"{', '.join(sorted(missing))} is missing")
    suspensions = {one.id: one for one in (named(entry, rulebook) for entry in node.sequence("suspensions"))}
    return Rectification(
        node.text("title"),
        cited(node, rulebook.instruments),
        routes,
        suspensions,
        tuple(_reminder(entry, rulebook) for entry in node.sequence("reminders")),
        _acceptance(node.mapping("acceptance"), rulebook),
        _at_the_end(node.mapping("at_the_end"), rulebook),
        _phases(node.mapping("phases"), rulebook),
    )


def _route(entry: StrictMapping, rulebook: Rulebook) -> Route:
    entry.only(
        required=("route", "limit", "held_by", "tells", "exhibits", "cites"),
        optional=("waits_above", "together_with", "regularises"),
    )
    value = entry.word("route", rulebook.codelist(_CODELIST).by_value)
    return Route(
        value=value,
        title=rulebook.codelist(_CODELIST).by_value[value].label,
        limit=limit_path(entry, "limit", rulebook),
        held_by=hands(entry.mapping("held_by")),
        tells=entry.words("tells", {kind.name for kind in rulebook.vocabulary}),
        exhibits=entry.words("exhibits", EXHIBITS),
        waits_above=entry.flag("waits_above", False),
        cites=cited(entry, rulebook.instruments),
        together_with=entry.words("together_with", rulebook.codelist(_CODELIST).by_value)
        if "together_with" in entry else (),
        regularises=entry.flag("regularises", False),
    )  # fmt: skip


def _at_the_end(node: StrictMapping, rulebook: Rulebook) -> AtTheEnd:
    node.only(required=("route", "because", "cites"))
    return AtTheEnd(
        node.word("route", rulebook.codelist(_CODELIST).by_value), node.text("because"),
        cited(node, rulebook.instruments),
    )  # fmt: skip


def _phases(node: StrictMapping, rulebook: Rulebook) -> tuple[Window, ...]:
    """Return the windows; a day that no year has is refused by a year that has them all."""
    node.only(required=("windows", "cites"))
    cites = cited(node, rulebook.instruments)
    windows = []
    for entry in node.sequence("windows"):
        entry.only(required=("title", "from", "to"))
        window = Window(entry.text("title"), entry.text("from"), entry.text("to"), cites)
        try:
            first, last = window.days_in(_LEAP_YEAR)
        except ValueError as error:
            raise RectificationUnsound(where=entry.where(), why=str(error)) from error
        if last < first:
            raise RectificationUnsound(where=entry.where(), why="the phase ends before it begins")
        windows.append(window)
    return tuple(windows)


def _reminder(entry: StrictMapping, rulebook: Rulebook) -> Reminder:
    entry.only(required=("id", "title", "tells", "cites"), optional=("before", "after"))
    if ("before" in entry) == ("after" in entry):
        raise RectificationUnsound(where=entry.where(), why="a reminder comes before the last day or after it")
    return Reminder(
        id=entry.text("id"),
        title=entry.text("title"),
        limit=limit_path(entry, "after" if "after" in entry else "before", rulebook),
        is_after="after" in entry,
        tells=entry.word("tells", TOLD),
        cites=cited(entry, rulebook.instruments),
    )


def _acceptance(node: StrictMapping, rulebook: Rulebook) -> Acceptance:
    node.only(required=("declares", "accepts", "fewest_on_site", "signs", "cites"))
    signs = []
    for entry in node.sequence("signs"):
        entry.only(required=("by", "answers", "cites"))
        signs.append(
            AcceptanceSignature(hands(entry.mapping("by")), entry.text("answers"), cited(entry, rulebook.instruments))
        )
    return Acceptance(
        hands(node.mapping("declares")),
        hands(node.mapping("accepts")),
        node.integer("fewest_on_site"),
        tuple(signs),
        cited(node, rulebook.instruments),
    )
