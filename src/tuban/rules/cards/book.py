"""Everything that cards take from the lawbook: definitions, marks, labels of codes, titles of facts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from tuban.rules.cards.definitions import Card
from tuban.rules.cards.reading import CardDefinitionFault, Known, parse_card
from tuban.rules.instruments import Citation, cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import StrictMapping

CARDS = ("registration_card", "handling_card", "pj_register")
MARKS = "card_marks"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks and fixed words of every card; the names are those of ``card_marks.yaml``."""

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
    untitled_campaign: str
    patch_line: str
    edition_line: str
    page_line: tuple[str, str, str]
    rest_note: str
    conflict_note: str
    too_long_note: str
    decision_line: str
    basis_line: str
    no_decision: str
    missing_line: str
    notes_title: str
    volume_footer: str
    seal_line: str
    rests_line: str
    unnamed_township: str


@dataclass(frozen=True)
class CardBook:
    """The cards of one lawbook edition with the labels they print."""

    rulebook: Rulebook
    cards: Mapping[str, Card]
    marks: Marks
    labels: Mapping[str, Mapping[str, str]]
    open_values: Mapping[str, frozenset[str]]
    _cited: dict[tuple[str, ...], str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def edition(self) -> str:
        """The edition of the lawbook."""
        return self.rulebook.edition

    def label(self, codelist: str, value: str) -> str:
        """Return the Chinese label of a code, or of the class it belongs to; the code itself where there is none."""
        labels = self.labels.get(codelist, {})
        if value in labels:
            return labels[value]
        return next((labels[value[:size]] for size in (4, 2) if value[:size] in labels), value)

    def title(self, fact: str) -> str:
        """Return the title of a fact; its name where the vocabulary has none."""
        return self.rulebook.vocabulary[fact].title if fact in self.rulebook.vocabulary else fact

    def codelist_of(self, fact: str) -> str:
        """Return the code list of a fact; empty where it has none."""
        return (self.rulebook.vocabulary[fact].codelist or "") if fact in self.rulebook.vocabulary else ""

    def is_open(self, fact: str, value: Any) -> bool:
        """Whether the value says that nobody has decided yet (待核实, 待分割)."""
        return isinstance(value, str) and value in self.open_values.get(self.codelist_of(fact), frozenset())

    def table_title(self, table: str) -> str:
        """Return the Chinese title of a decision table; its path where it has none."""
        return self.rulebook.tables[table].title if table in self.rulebook.tables else table

    def cited(self, cites: Sequence[str]) -> str:
        """Return citations in words, each once."""
        key = tuple(cites)
        if key not in self._cited:
            self._cited[key] = "、".join(dict.fromkeys(self._citation(cite) for cite in key))
        return self._cited[key]

    def _citation(self, cite: str) -> str:
        known, _hash, article = cite.partition("#")
        instrument = self.rulebook.instruments.get(known)
        return Citation(instrument, article).text if instrument else cite


def card_book(rulebook: Rulebook) -> CardBook:
    """Return the cards of a rulebook; raises CardDefinitionFault for anything unsound in a definition."""
    vocabulary = {kind.name: {"type": kind.type, "codelist": kind.codelist or ""} for kind in rulebook.vocabulary}
    labels = {name: {one.value: one.label for one in codes} for name, codes in rulebook.codelists.items()}
    known = Known(vocabulary, labels, frozenset(rulebook.instruments))
    marks = rulebook.form(MARKS)
    cited(marks, rulebook.instruments)
    return CardBook(
        rulebook=rulebook,
        cards={name: parse_card(rulebook.form(name), known) for name in CARDS},
        marks=_marks(marks),
        labels=labels,
        open_values={
            name: frozenset(one.value for one in codes if one.get("final", True) is False)
            for name, codes in rulebook.codelists.items()
        },
    )


def _marks(raw: StrictMapping) -> Marks:
    names = [one.name for one in fields(Marks)]
    raw.only(required=("id", "cites", *names))
    words: dict[str, Any] = {name: raw.text(name) for name in names if name not in ("units", "page_line")}
    units = raw.mapping("units").only(required=("mu", "m2", "ha"))
    lines = raw.texts("page_line")
    if len(lines) != 3:
        raise CardDefinitionFault(card=MARKS, where=raw.where("page_line"), what="page_line needs three texts")
    return Marks(**words, units=dict(units), page_line=lines)
