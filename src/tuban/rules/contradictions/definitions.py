"""The kinds of contradiction as they stand in the lawbook (``contradictions.yaml``): which two sources, what is said.

A kind is a pair of sources; its cases are the ways in which the two disagree. What disagrees is found by a function
registered under the kind's id; everything a person reads is data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.checks import catalogue_of
from tuban.rules.instruments import check_cites, cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest
from tuban.values.problems import Severity

WORDS = ("summary", "county", "none", "not_compared", "proposal", "repeated", "citations", "reconciliation")
_KIND_KEYS = ("id", "title", "first", "second", "needs", "office", "cites", "cases")
_CASE_KEYS = ("severity", "first", "second", "difference", "settled_by")
_SEVERITIES = tuple(severity.value for severity in Severity)


class KindTwice(LawbookFault):
    """{where}: the kind of contradiction {id} stands twice."""

    code = "lawbook.contradiction_twice"


@dataclass(frozen=True, slots=True)
class Case:
    """One way of disagreeing: what either source says (with places in braces), the difference, what settles it.

    ``rule`` and ``breach`` name the rule of the catalogue and its case that report the same parts; empty where the
    rules do not look there. ``office`` is the id of who should settle it.
    """

    id: str
    severity: Severity
    first: str
    second: str
    difference: str
    settled_by: str
    office: str
    rule: str = ""
    breach: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A pair of sources: what each is called, the roles of the disc that are needed, and the cases by id."""

    id: str
    title: str
    first: str
    second: str
    needs: tuple[str, ...]
    cites: tuple[str, ...]
    parameters: tuple[str, ...]
    data: Mapping[str, Any]
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Kinds:
    """All kinds by id in their order, the offices by id, and the standing words of the workbook."""

    title: str
    cites: tuple[str, ...]
    kinds: Mapping[str, Kind]
    offices: Mapping[str, str]
    words: Mapping[str, str]


_kinds: dict[str, Kinds] = {}


def kinds_of(rulebook: Rulebook) -> Kinds:
    """Return the kinds of a rule book, read once per edition; raises LawbookFault."""
    if rulebook.edition not in _kinds:
        _kinds[rulebook.edition] = read_kinds(rulebook)
    return _kinds[rulebook.edition]


def read_kinds(rulebook: Rulebook) -> Kinds:
    """Read the kinds; every instrument, parameter, rule, breach and office that they name must exist."""
    document = rulebook.contradictions.only(required=("title", "cites", "offices", "words", "kinds"))
    offices = document.mapping("offices").only(required=("cites", "names"))
    names = {id: offices.mapping("names").text(id) for id in offices.mapping("names")}
    cited(offices, rulebook.instruments)
    words = document.mapping("words").only(required=WORDS)
    kinds: dict[str, Kind] = {}
    for entry in document.sequence("kinds"):
        kind = _kind(entry, names, rulebook)
        if kind.id in kinds:
            raise KindTwice(where=entry.where(), id=kind.id)
        kinds[kind.id] = kind
    cites = cited(document, rulebook.instruments)
    return Kinds(document.text("title"), cites, kinds, names, {name: words.text(name) for name in WORDS})


def _kind(entry: StrictMapping, offices: Collection[str], rulebook: Rulebook) -> Kind:
    entry.only(required=_KIND_KEYS, optional=("parameters", "data"))
    office = entry.word("office", offices)
    cites: tuple[str, ...] = entry.texts("cites")
    check_cites(cites, rulebook.instruments, where=entry.where("cites"))
    parameters: tuple[str, ...] = entry.texts("parameters", ())
    for path in parameters:
        _known(entry, "parameters", path, rulebook.parameters)
    cases = {id: _case(id, case, office, offices, rulebook) for id, case in entry.mapping("cases").items()}
    return Kind(
        entry.text("id"), entry.text("title"), entry.text("first"), entry.text("second"), entry.texts("needs"),
        cites, parameters, entry.mapping("data", {}), cases,
    )  # fmt: skip


def _case(id: str, entry: StrictMapping, office: str, offices: Collection[str], rulebook: Rulebook) -> Case:
    entry.only(required=_CASE_KEYS, optional=("rule", "office"))
    rule, _dot, breach = entry.text("rule", "").partition(".")
    if rule:
        rules = catalogue_of(rulebook).rules
        _known(entry, "rule", rule, rules)
        _known(entry, "rule", breach, rules[rule].cases)
    return Case(
        id,
        Severity(entry.word("severity", _SEVERITIES)),
        first=entry.text("first"),
        second=entry.text("second"),
        difference=entry.text("difference"),
        settled_by=entry.text("settled_by"),
        office=entry.word("office", offices, office),
        rule=rule,
        breach=breach,
    )


def _known(entry: StrictMapping, key: str, word: str, words: Collection[str]) -> None:
    if word not in words:
        raise UnknownWord(where=entry.where(key), word=word, what=key, nearest=nearest(word, words))
