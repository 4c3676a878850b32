"""The closed vocabularies: names of facts (facts.yaml) and code lists (codelists/*.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tuban.rules.instruments import Instrument, cited
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest
from tuban.values.errors import TubanError

FACT_TYPES = ("text", "integer", "number", "flag", "date", "area", "enum", "papers", "list")
MAKERS = ("disc", "overlay", "field", "case", "derived", "decided")

_HALF_WIDTH = str.maketrans("（）［］，；：", "()[],;:")


class UnknownFact(TubanError):
    """“{name}” is not the name of a fact. Nearest: {nearest}."""

    code = "facts.unknown_name"
    hint = "The names are those of lawbook/facts.yaml, or their Chinese titles."


class NoSuchCodeList(LawbookFault):
    """{where}: there is no code list “{name}”. Nearest: {nearest}."""

    code = "lawbook.no_such_code_list"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a code list: its slug, its Chinese label, other spellings, and what else the law says of it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.extra[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return an attribute of the entry."""
        return self.extra.get(name, default)


@dataclass(frozen=True)
class CodeList:
    """A closed list of words with their Chinese labels, in official order."""

    name: str
    title: str
    cites: tuple[str, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def by_value(self) -> dict[str, Entry]:
        """Entries by slug."""
        return {entry.value: entry for entry in self.entries}

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The slugs in official order."""
        return tuple(entry.value for entry in self.entries)

    @cached_property
    def _spellings(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.entries:
            for spelling in (entry.value, entry.label, *entry.aliases):
                found.setdefault(_as_typed(spelling), entry)
        return found

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, value: object) -> bool:
        return value in self.by_value

    def entry(self, value: str) -> Entry:
        """Return the entry of a slug; raises KeyError."""
        return self.by_value[value]

    def label(self, value: str) -> str:
        """Return the Chinese label of a slug; raises KeyError."""
        return self.by_value[value].label

    def find(self, text: str) -> Entry | None:
        """Return the entry with this slug, label or alias; None where there is none."""
        return self._spellings.get(_as_typed(text))


@dataclass(frozen=True, slots=True)
class FactKind:
    """What one name means: its title, type, unit, code list, who makes it, what it is a part of, what settles it."""

    name: str
    title: str
    group: str
    type: str
    made_by: str
    codelist: str | None = None
    unit: str | None = None
    part_of: str | None = None
    settled_by: str = ""


def _as_typed(text: str) -> str:
    """Return a name as any keyboard types it: brackets and stops of full width are those of half width.

    >>> _as_typed(" 用地单位（个人）") == _as_typed("用地单位(个人)")
    True
    """
    return text.strip().lower().translate(_HALF_WIDTH)


@dataclass(frozen=True)
class Vocabulary:
    """All names of facts."""

    facts: Mapping[str, FactKind]

    @cached_property
    def by_title(self) -> dict[str, FactKind]:
        """Facts by their Chinese title; a title used twice means the first."""
        found: dict[str, FactKind] = {}
        for kind in self.facts.values():
            found.setdefault(kind.title, kind)
        return found

    @cached_property
    def _by_typed_title(self) -> dict[str, FactKind]:
        found: dict[str, FactKind] = {}
        for title, kind in self.by_title.items():
            found.setdefault(_as_typed(title), kind)
        return found

    def __iter__(self) -> Iterator[FactKind]:
        return iter(self.facts.values())

    def __contains__(self, name: object) -> bool:
        return name in self.facts

    def __getitem__(self, name: str) -> FactKind:
        return self.facts[name]

    def get(self, name: str) -> FactKind | None:
        """Return the fact of this English name; None where there is none."""
        return self.facts.get(name)

    def find(self, name: str) -> FactKind:
        """Return the fact of this English name or Chinese title; raises UnknownFact with the nearest words."""
        kind = self.facts.get(name) or self._by_typed_title.get(_as_typed(name))
        if kind is None:
            raise UnknownFact(name=name, nearest=nearest(name, [*self.facts, *self.by_title]))
        return kind

    def group(self, name: str) -> tuple[FactKind, ...]:
        """Return the facts of one group, in order."""
        return tuple(kind for kind in self.facts.values() if kind.group == name)


def read_codelist(name: str, node: StrictMapping, instruments: Mapping[str, Instrument]) -> CodeList:
    """Read one code list; raises LawbookFault."""
    node.only(required=("title", "cites", "entries"))
    entries: dict[str, Entry] = {}
    for index, one in enumerate(node.sequence("entries")):
        value, label = one.text("value"), one.text("label")
        if value in entries:
            raise UnknownWord(where=node["entries"].where(index), word=value, what=f"{name} (twice)", nearest="—")
        rest = {key: item for key, item in one.items() if key not in ("value", "label", "aliases")}
        entries[value] = Entry(value, label, one.texts("aliases", ()), rest)
    return CodeList(name, node.text("title"), cited(node, instruments), tuple(entries.values()))


def read_vocabulary(node: StrictMapping, codelists: Mapping[str, CodeList]) -> Vocabulary:
    """Read facts.yaml; raises LawbookFault."""
    facts: dict[str, FactKind] = {}
    sentences = codelists["settled_by"]
    for group in node:
        for name, fact in node.mapping(group).items():
            fact.only(required=("title", "type", "made_by"), optional=("codelist", "unit", "part_of", "settled_by"))
            kind = FactKind(
                name=name,
                title=fact.text("title"),
                group=group,
                type=fact.word("type", FACT_TYPES),
                made_by=fact.word("made_by", MAKERS),
                codelist=fact.text("codelist", None),
                unit=fact.text("unit", None),
                part_of=fact.text("part_of", None),
                settled_by=fact.text("settled_by", sentences.label(group) if group in sentences else ""),
            )
            if name in facts:
                raise UnknownWord(where=node[group].where(name), word=name, what="facts (twice)", nearest="—")
            if kind.codelist is not None and kind.codelist not in codelists:
                raise NoSuchCodeList(
                    where=fact.where("codelist"), name=kind.codelist, nearest=nearest(kind.codelist, codelists)
                )
            facts[name] = kind
    return Vocabulary(facts)
