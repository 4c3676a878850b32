"""The catalogue as it stands in the lawbook: title, severity, sentences, citations of every rule (``checks.yaml``).

What holds or not is a predicate in Python, registered under the rule's id; everything a person reads is data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from tuban.rules.instruments import cited
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest
from tuban.values.problems import Severity

UNKNOWN_CASE = "unknown"
_RULE_KEYS = ("id", "title", "scope", "severity", "cites", "facts", "when_unknown", "cases")
_SCOPES = ("part", "campaign", "both")
_CORRECTED_BY = ("county", "issuer")
_SEVERITIES = tuple(severity.value for severity in Severity)


class RuleTwice(LawbookFault):
    """{where}: the rule {id} stands twice in the catalogue."""

    code = "lawbook.rule_twice"


@dataclass(frozen=True, slots=True)
class Case:
    """One way of breaking a rule: how grave, what is said (with places in braces), and what settles it."""

    severity: Severity
    says: str
    settled_by: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue.

    ``reports_unknown`` tells whether a fact that nobody told us is a problem of its own (``缺…``) or leaves the rule
    unasked; it is never taken for a pass. ``data`` holds official values that only this rule needs. ``is_of_issuer``
    marks rules about rows as they were issued, which their issuer alone corrects.
    """

    id: str
    title: str
    scope: str
    severity: Severity
    cites: tuple[str, ...]
    facts: tuple[str, ...]
    reports_unknown: bool
    parameters: tuple[str, ...]
    data: Mapping[str, Any]
    cases: Mapping[str, Case]
    is_of_issuer: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules by id, in their order."""

    rules: Mapping[str, Rule]

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]


def read_catalogue(rulebook: Rulebook) -> Catalogue:
    """Read the catalogue of a rule book; raises LawbookFault with file and line.

    Every fact, instrument and parameter that a rule names must exist.
    """
    document = rulebook.checks.only(required=("title", "unknown", "rules"))
    default = _case(document.mapping("unknown"), Severity.ERROR)
    rules: dict[str, Rule] = {}
    for entry in document.sequence("rules"):
        rule = _rule(entry, default)
        cited(entry, rulebook.instruments)
        _resolve(entry, "facts", rule.facts, rulebook.vocabulary.facts)
        _resolve(entry, "parameters", rule.parameters, rulebook.parameters)
        if rule.id in rules:
            raise RuleTwice(where=entry.where(), id=rule.id)
        rules[rule.id] = rule
    return Catalogue(rules)


def places(sentence: str) -> set[str]:
    """Return the names in braces of a sentence.

    >>> sorted(places("{used} > {approved}"))
    ['approved', 'used']
    """
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


def _rule(entry: StrictMapping, default: Case) -> Rule:
    entry.only(required=_RULE_KEYS, optional=("parameters", "data", "corrected_by"))
    severity = Severity(entry.word("severity", _SEVERITIES))
    reports = entry.word("when_unknown", ("report", "skip")) == "report"
    cases = {name: _case(case, severity) for name, case in entry.mapping("cases").items()}
    if reports:
        cases.setdefault(UNKNOWN_CASE, Case(severity, default.says, default.settled_by))
    return Rule(
        id=entry.text("id"),
        title=entry.text("title"),
        scope=entry.word("scope", _SCOPES),
        severity=severity,
        cites=entry.texts("cites"),
        facts=entry.texts("facts"),
        reports_unknown=reports,
        parameters=entry.texts("parameters", ()),
        data=entry.mapping("data", {}),
        cases=cases,
        is_of_issuer=entry.word("corrected_by", _CORRECTED_BY, "county") == "issuer",
    )


def _case(entry: StrictMapping, severity: Severity) -> Case:
    entry.only(required=("says", "settled_by"), optional=("severity",))
    own = Severity(entry.word("severity", _SEVERITIES, severity.value))
    return Case(own, entry.text("says"), entry.text("settled_by"))


def _resolve(entry: StrictMapping, key: str, names: tuple[str, ...], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownWord(where=entry.where(key), word=name, what=key, nearest=nearest(name, known))
