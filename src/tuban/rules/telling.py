"""The sheet on which people tell what they found out about a patch: sections of facts, and when a fact is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuban.rules.instruments import cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import StrictMapping, UnknownWord, nearest
from tuban.rules.vocabulary import FactKind
from tuban.values.facts import Facts

_FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is asked; ``when`` names the values of other facts with which it is."""

    kind: FactKind
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def is_asked(self, facts: Facts) -> bool:
        """Whether the fact is asked, other facts being as they are: where nobody knows them, it is not."""
        return all(facts.is_known(name) and facts[name] in values for name, values in self.when.items())


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the sheet."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet."""

    title: str
    cites: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def questions(self) -> dict[str, Question]:
        """All questions by the name of their fact."""
        return {one.kind.name: one for section in self.sections for one in section.questions}


def sheet_of(rulebook: Rulebook) -> Sheet:
    """Read the sheet of a lawbook; raises LawbookFault."""
    node = rulebook.telling.only(required=("title", "cites", "sections"))
    sections = []
    for section in node.sequence("sections"):
        section.only(required=("title", "facts"))
        asked = tuple(_question(one, rulebook) for one in section.sequence("facts"))
        sections.append(Section(section.text("title"), asked))
    return Sheet(node.text("title"), cited(node, rulebook.instruments), tuple(sections))


def _question(node: StrictMapping, rulebook: Rulebook) -> Question:
    node.only(required=("fact",), optional=("when",))
    kind = _kind(node.text("fact"), node.where("fact"), rulebook)
    if "when" not in node:
        return Question(kind)
    when = node.mapping("when")
    return Question(
        kind,
        {name: _values(_kind(name, when.where(name), rulebook), when, rulebook) for name in when},
    )


def _kind(name: str, where: str, rulebook: Rulebook) -> FactKind:
    if name not in rulebook.vocabulary:
        raise UnknownWord(where=where, word=name, what="facts", nearest=nearest(name, rulebook.vocabulary.facts))
    return rulebook.vocabulary[name]


def _values(kind: FactKind, when: StrictMapping, rulebook: Rulebook) -> tuple[Any, ...]:
    told = when.texts(kind.name)
    words = tuple(_FLAGS) if kind.type == "flag" else rulebook.codelist(kind.codelist or "").values
    for one in told:
        if one not in words:
            raise UnknownWord(where=when.where(kind.name), word=one, what=kind.name, nearest=nearest(one, words))
    return tuple(_FLAGS[one] for one in told) if kind.type == "flag" else tuple(told)
