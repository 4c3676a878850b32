"""The preparation list as it stands in the lawbook: items with the roles that hold them, kinds of instruments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tuban.rules.checks import catalogue_of
from tuban.rules.instruments import check_cites, cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest

STATES = ("present", "partly", "missing", "unregistered")
_ITEM_KEYS = ("id", "title", "group", "office", "cites")
_ITEM_OPTIONS = ("aliases", "roles", "also", "years", "facts", "rules", "cost")
_BRACKETS = "（("


class ItemTwice(LawbookFault):
    """{where}: the preparation item {id} stands twice."""

    code = "lawbook.preparation_twice"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to have at hand. Without ``roles`` no disc can show it; ``years`` count from the one inspected.

    ``facts`` are those that stay unknown without a role, or without the ``paper``.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    group: str
    office: str
    cites: tuple[str, ...]
    roles: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    cost: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every way in which a person may write it: the title, the title without its brackets, the aliases."""
        bare = self.title
        for bracket in _BRACKETS:
            bare = bare.partition(bracket)[0]
        return tuple(dict.fromkeys((self.title, bare, self.id, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Tool:
    """A kind of measuring instrument, what it is for, and whether it must be in term of a calibration."""

    id: str
    title: str
    aliases: tuple[str, ...]
    use: str
    calibrated: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Every way in which a person may write it."""
        return tuple(dict.fromkeys((self.title, self.title.partition("（")[0], self.id, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Preparation:
    """The whole list: items in their order, tools, and the words of states, groups and offices by their slugs."""

    title: str
    cites: tuple[str, ...]
    items: tuple[Item, ...]
    tools: tuple[Tool, ...]
    tool_cites: tuple[str, ...]
    states: Mapping[str, str]
    groups: Mapping[str, str]
    offices: Mapping[str, str]


_read: dict[str, Preparation] = {}


def preparation_of(rulebook: Rulebook) -> Preparation:
    """Return the list of a rule book, read once per edition; raises LawbookFault."""
    if rulebook.edition not in _read:
        _read[rulebook.edition] = read_preparation(rulebook)
    return _read[rulebook.edition]


def read_preparation(rulebook: Rulebook) -> Preparation:
    """Read the list; every fact, rule, instrument, group and office that it names must exist."""
    document = rulebook.preparation.only(
        required=("title", "cites", "states", "groups", "offices", "items", "instruments")
    )
    groups, offices = (_words(document.mapping(name)) for name in ("groups", "offices"))
    items: dict[str, Item] = {}
    for entry in document.sequence("items"):
        item = _item(entry, groups, offices, rulebook)
        if item.id in items:
            raise ItemTwice(where=entry.where(), id=item.id)
        items[item.id] = item
    instruments = document.mapping("instruments").only(required=("cites", "kinds"))
    return Preparation(
        document.text("title"),
        cited(document, rulebook.instruments),
        tuple(items.values()),
        tuple(_tool(entry) for entry in instruments.sequence("kinds")),
        cited(instruments, rulebook.instruments),
        _words(document.mapping("states").only(required=STATES)),
        groups,
        offices,
    )


def _words(mapping: StrictMapping) -> dict[str, str]:
    return {name: mapping.text(name) for name in mapping}


def _item(entry: StrictMapping, groups: Collection[str], offices: Collection[str], rulebook: Rulebook) -> Item:
    entry.only(required=_ITEM_KEYS, optional=_ITEM_OPTIONS)
    cites: tuple[str, ...] = entry.texts("cites")
    check_cites(cites, rulebook.instruments, where=entry.where("cites"))
    by_role: StrictMapping = entry.mapping("facts", {})
    facts: dict[str, tuple[str, ...]] = {role: by_role.texts(role) for role in by_role}
    rules: tuple[str, ...] = entry.texts("rules", ())
    for role, names in facts.items():
        _known(by_role, role, names, rulebook.vocabulary.facts)
    _known(entry, "rules", rules, catalogue_of(rulebook).rules)
    return Item(
        entry.text("id"), entry.text("title"), entry.texts("aliases", ()), entry.word("group", groups),
        entry.word("office", offices), cites, entry.texts("roles", ()), entry.texts("also", ()),
        tuple(int(year) for year in entry.sequence("years", ())), facts, rules, entry.text("cost", ""),
    )  # fmt: skip


def _tool(entry: StrictMapping) -> Tool:
    entry.only(required=("id", "title", "aliases", "use", "calibrated"))
    return Tool(
        entry.text("id"), entry.text("title"), entry.texts("aliases"), entry.text("use"), entry.flag("calibrated")
    )


def _known(entry: StrictMapping, key: str, names: tuple[str, ...], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownWord(where=entry.where(key), word=name, what=key, nearest=nearest(name, known))
