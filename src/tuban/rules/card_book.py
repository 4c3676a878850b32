"""Everything that cards take from the lawbook: definitions, marks, labels of codes, titles of facts and instruments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.rules import strict_yaml
from tuban.rules.card_definitions import Card, CardDefinitionFault, Known, parse_card

LAWBOOK = Path(__file__).parents[1] / "lawbook"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks and fixed words of every card; the names are those of ``marks.yaml``."""

    required: str
    checked: str
    unchecked: str
    affirmed: str
    denied: str
    absent: str
    to_fill: str
    to_investigate: str
    not_asked: str
    units: Mapping[str, str]
    unit_line: str
    region_line: str
    campaign_line: str
    patch_line: str
    edition_line: str
    page_line: tuple[str, ...]
    rest_note: str
    conflict_note: str
    too_long_note: str
    decision_line: str
    basis_line: str
    notes_title: str
    volume_footer: str
    no_decision: str
    missing_line: str
    unnamed_township: str


@dataclass(frozen=True, slots=True)
class CardBook:
    """The cards of one lawbook edition with the labels they print."""

    edition: str
    cards: Mapping[str, Card]
    marks: Marks
    vocabulary: Mapping[str, Mapping[str, Any]]
    codelists: Mapping[str, Mapping[str, str]]
    open_values: Mapping[str, frozenset[str]]
    instruments: Mapping[str, str]
    tables: Mapping[str, str]

    def label(self, codelist: str, value: str) -> str:
        """Return the Chinese label of a code; the code itself where the list has none."""
        labels = self.codelists.get(codelist, {})
        if value in labels:
            return labels[value]
        return next((labels[value[:size]] for size in (4, 2) if value[:size] in labels), value)

    def title(self, fact: str) -> str:
        """Return the title of a fact; its name where the vocabulary has none."""
        return str(self.vocabulary.get(fact, {}).get("title", fact))

    def codelist_of(self, fact: str) -> str:
        """Return the code list of a fact; empty where it has none."""
        return str(self.vocabulary.get(fact, {}).get("codelist", ""))

    def is_open(self, fact: str, value: Any) -> bool:
        """Whether the value says that nobody has decided yet (待核实, 待分割)."""
        return isinstance(value, str) and value in self.open_values.get(self.codelist_of(fact), frozenset())

    def table_title(self, table: str) -> str:
        """Return the Chinese title of a decision table; its path where it has none."""
        return self.tables.get(table, table)

    def cited(self, cites: Sequence[str]) -> str:
        """Return citations in words: titles of instruments with the article where one is named."""
        words = []
        for cite in cites:
            name, _, article = cite.partition("#")
            words.append(f"{self.instruments.get(name, name)}{f' {article}' if article else ''}")
        return "、".join(dict.fromkeys(words))


def read_card_book(folder: Path = LAWBOOK, *, edition: str = "") -> CardBook:
    """Return the card book of a lawbook folder; raises CardDefinitionFault for anything unsound in a definition."""
    facts = _read(folder / "facts.yaml")
    vocabulary = {name: entry for group in facts.values() for name, entry in group.items()}
    lists = {path.stem: _read(path)["entries"] for path in sorted((folder / "codelists").glob("*.yaml"))}
    instruments = {item["id"]: _instrument(item) for item in _read(folder / "instruments.yaml")}
    codelists = {name: {str(item["value"]): item["label"] for item in items} for name, items in lists.items()}
    known = Known(vocabulary, codelists, frozenset(instruments))
    cards = {}
    for path in sorted((folder / "forms" / "cards").glob("*.yaml")):
        if path.stem != "marks":
            card = parse_card(_read(path), known)
            cards[card.id] = card
    return CardBook(
        edition=edition,
        cards=cards,
        marks=_marks(_read(folder / "forms" / "cards" / "marks.yaml")),
        vocabulary=vocabulary,
        codelists=codelists,
        open_values={
            name: frozenset(str(item["value"]) for item in items if item.get("final", True) is False)
            for name, items in lists.items()
        },
        instruments=instruments,
        tables=_table_titles(folder),
    )


def _read(path: Path) -> Any:
    return strict_yaml.read(path, shown_as=path.name)


def _instrument(item: Mapping[str, Any]) -> str:
    title = str(item["title"])
    return title if item.get("proposal") or not item.get("verified", True) else f"《{title}》"


def _marks(raw: Mapping[str, Any]) -> Marks:
    names = set(Marks.__slots__)
    given = set(raw) - {"id", "cites"}
    if names != given:
        raise CardDefinitionFault(card="marks", where="the top", what=f"{sorted(names ^ given)[0]!r} does not belong")
    return Marks(**{name: tuple(raw[name]) if name == "page_line" else raw[name] for name in names})


def _table_titles(folder: Path) -> dict[str, str]:
    tables = folder / "tables"
    titles = {}
    for path in sorted(tables.rglob("*.yaml")):
        titles[path.relative_to(tables).with_suffix("").as_posix()] = str(_read(path).get("title", path.stem))
    return titles
