"""Catalogue, predicates and documentation agree; a catalogue that is not understood to the letter is refused."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from tests.rules.checks_reference import PAGE, page

from tuban.rules import checks, rulebook
from tuban.rules.checks import catalogue_of
from tuban.rules.checks.catalogue import RuleTwice, read_catalogue
from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.rules.instruments import UnknownCitation
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, UnknownKey, UnknownWord, parse

CODE = Path(checks.__file__).parent


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook.load()


def test_the_catalogue_holds_the_forty_rules_in_order(book: Rulebook) -> None:
    assert list(catalogue_of(book).rules) == [f"R{number:02d}" for number in range(1, 41)]


def test_every_rule_has_its_predicate_and_every_predicate_its_rule(book: Rulebook) -> None:
    rules = catalogue_of(book).rules.values()
    assert set(PART_RULES) == {rule.id for rule in rules if rule.scope in ("part", "both")}
    assert set(CAMPAIGN_RULES) == {rule.id for rule in rules if rule.scope in ("campaign", "both")}


def test_the_page_of_the_catalogue_is_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.rules.checks_reference"


def test_no_number_of_the_law_stands_in_a_predicate() -> None:
    for file in sorted(CODE.glob("*.py")):
        code = re.sub(r'""".*?"""|"[^"\n]*"|#.*', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"(?<![\w.\[])(0\.\d+|[3-9]\d|\d{3,})(?![\w\]])", code), file.name


def test_no_sentence_for_people_stands_in_a_predicate() -> None:
    allowed = {"asking.py", "catalogue.py", "totals.py"}
    for file in sorted(CODE.glob("*.py")):
        code = re.sub(r'""".*?"""|#.*', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        told = [text for text in re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', code) if len(text) > 14]
        assert file.name in allowed or not told, (file.name, told)


ENTRY = """
title: 逻辑校核规则
unknown: {says: "缺{missing}", settled_by: "补充{missing}"}
rules:
  - id: R01
    title: 图斑编号
    scope: part
    severity: error
    cites: [card-2011]
    facts: [patch_number]
    when_unknown: report
    cases: {malformed: {says: "格式不对", settled_by: "更正"}}
"""
BROKEN = [
    ("severity: error", "severity: grave", UnknownWord, "checks.yaml:8"),
    ("scope: part", "scope: county", UnknownWord, "checks.yaml:7"),
    ("when_unknown: report", "when_unknown: guess", UnknownWord, "checks.yaml:11"),
    ("facts: [patch_number]", "facts: [patch_numbre]", UnknownWord, "patch_number"),
    ("cites: [card-2011]", "cites: [card-2012]", UnknownCitation, "card-2011"),
    ("cites: [card-2011]", "cites: []", LawbookFault, "checks.yaml"),
    ("    scope: part", "    scope: part\n    scoop: part", UnknownKey, "scope"),
    ("    title: 图斑编号\n", "", LawbookFault, "title"),
    ("facts: [patch_number]", "facts: [patch_number]\n    parameters: [checks/none]", UnknownWord, "checks/"),
    ('settled_by: "更正"', 'settles: "更正"', UnknownKey, "settled_by"),
]


def with_checks(book: Rulebook, text: str) -> Rulebook:
    return dataclasses.replace(book, checks=parse(text, shown_as="checks.yaml"))


def test_a_catalogue_in_order_is_read(book: Rulebook) -> None:
    assert set(read_catalogue(with_checks(book, ENTRY))["R01"].cases) == {"malformed", "unknown"}


@pytest.mark.parametrize(
    ("right", "wrong", "fault", "says"), BROKEN, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_catalogue_that_is_not_understood_is_refused_with_its_place(
    right: str, wrong: str, fault: type[LawbookFault], says: str, book: Rulebook
) -> None:
    assert right in ENTRY
    with pytest.raises(fault) as refused:
        read_catalogue(with_checks(book, ENTRY.replace(right, wrong)))
    assert says in str(refused.value)


def test_a_rule_may_not_stand_twice(book: Rulebook) -> None:
    entry = ENTRY[ENTRY.index("  - id") :]
    with pytest.raises(RuleTwice, match="R01"):
        read_catalogue(with_checks(book, ENTRY + entry))
