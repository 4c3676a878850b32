"""Chapters of the law itself: instruments, parameters with their dates and layers, and the rule catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tuban.render.lawbook_print.citing import PROPOSAL, briefly_cited, cited, state_of, state_tag
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules import inventory
from tuban.rules.checks import catalogue_of
from tuban.rules.checks.catalogue import Rule
from tuban.rules.fact_words import parameter_in_words
from tuban.rules.parameters import Parameter
from tuban.rules.rulebook import Rulebook


def instruments(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the table of everything that may be cited, from the weakest level up."""
    uses = inventory.take(rulebook).by_instrument
    order = list(words["levels"])
    listed = sorted(rulebook.instruments.values(), key=lambda one: order.index(one.level))
    book.heading(1, words["instruments_title"])
    book.paragraph(words["instruments_lead"])
    book.table(
        [
            Column(words["serial"], 1.6, centred=True),
            Column(words["instrument"], 8.4),
            Column(words["number"], 4.2),
            Column(words["level"], 2.6, centred=True),
            Column(words["in_force"], 2, centred=True),
            Column(words["state"], 2.6, centred=True),
            Column(words["count_uses"], 1.3, centred=True),
            Column(words["comment"], 4),
        ],
        [
            (
                f"据{place}",
                [one.title, "\n", Run(one.id, colour="mute", size=8)],
                "" if state_of(one) == PROPOSAL else one.number,
                words["levels"][one.level],
                one.in_force,
                state_tag(state_of(one), words),
                str(uses.get(one.id, 0)),
                "",
            )
            for place, one in enumerate(listed, 1)
        ],
    )


_SHORT = 16
"""A value of so many characters stands out in bold."""

# Parameters --------------------------------------------------------------------------------------------------------


def parameters(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the parameters by area, each value of each layer on a line of its own."""
    book.heading(1, words["parameters_title"])
    book.paragraph(words["parameters_lead"])
    areas: dict[str, list[Parameter]] = {}
    for path, parameter in rulebook.parameters.items():
        areas.setdefault(path.partition("/")[0], []).append(parameter)
    serial = 0
    order = [*words["areas"], *(area for area in areas if area not in words["areas"])]
    for area, members in ((area, areas[area]) for area in order if area in areas):
        book.heading(2, words["areas"].get(area, area))
        rows: list[tuple[Content, ...]] = []
        for parameter in members:
            serial += 1
            rows += _parameter_rows(f"参{serial}", parameter, rulebook, words)
        book.table(
            [
                Column(words["serial"], 1.4, centred=True),
                Column(words["parameter"], 5.2),
                Column(words["scope"], 2.1, centred=True),
                Column(words["since"], 1.9, centred=True),
                Column(words["until"], 1.9, centred=True),
                Column(words["value"], 3.6),
                Column(words["rests_on"], 5),
                Column(words["overrides"], 2.8),
                Column(words["comment"], 3.4),
            ],
            rows,
            size=8.5,
        )


def _parameter_rows(
    serial: str, parameter: Parameter, rulebook: Rulebook, words: Mapping[str, Any]
) -> Iterator[tuple[Content, ...]]:
    about = [words["units"][parameter.unit], words["dated"][parameter.dated_by]]
    if parameter.stricter:
        about.append(words["stricter_way"][parameter.stricter])
    line = 0
    for layer in parameter.layers:
        for place, edition in enumerate(layer.editions):
            line += 1
            said = value_in_words(parameter, edition.value, rulebook, words)
            following = layer.editions[place + 1].since if place + 1 < len(layer.editions) else None
            title: Content = [
                parameter.title,
                "\n",
                Run(" · ".join(about), colour="mute", size=8),
                "\n",
                Run(parameter.path, colour="mute", size=8),
            ]
            yield (
                serial if line == 1 else f"{serial}({line})",
                title if line == 1 else Run(words["same"], colour="mute"),
                words["layers"][layer.layer] + (f"\n{layer.region}" if layer.region else ""),
                edition.since.isoformat(),
                _until(edition.until, following),
                Run(said, bold=len(said) <= _SHORT),
                cited(edition.cites, rulebook, words),
                layer.because,
                "",
            )


def _until(until: date | None, following: date | None) -> str:
    if until is not None:
        return until.isoformat()
    return f"{following.isoformat()}起另定" if following is not None else ""


def value_in_words(parameter: Parameter, value: Any, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return a value as officials read it; facts named in a list by their titles."""
    if value is None:
        return str(words["repealed"])
    if isinstance(value, tuple) and parameter.codelist is None:
        facts = rulebook.vocabulary.facts
        return "、".join(facts[one].title if one in facts else words["presumed"].get(one, one) for one in value)
    return parameter_in_words(value, parameter.unit, parameter.codelist, rulebook)


# The rule catalogue ------------------------------------------------------------------------------------------------


def rules(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the rule catalogue: what each rule asks, how grave a breach is, what settles it."""
    book.heading(1, words["rules_title"])
    book.paragraph(words["rules_lead"])
    book.table(
        [
            Column(words["serial"], 1.3, centred=True),
            Column(words["rule"], 5.2),
            Column(words["gravity"], 1.3, centred=True),
            Column(words["case"], 7),
            Column(words["settles"], 5.4),
            Column(words["rests_on"], 4),
            Column(words["comment"], 3.2),
        ],
        [row for rule in catalogue_of(rulebook).rules.values() for row in _rule_rows(rule, rulebook, words)],
        size=8.5,
    )


def _rule_rows(rule: Rule, rulebook: Rulebook, words: Mapping[str, Any]) -> Iterator[tuple[Content, ...]]:
    titles = {name: kind.title for name, kind in rulebook.vocabulary.facts.items()}
    asked = "、".join(titles.get(fact, fact) for fact in rule.facts)
    unknown = words["no_fact_reported" if rule.reports_unknown else "no_fact_skipped"]
    about = f"{words['scopes'][rule.scope]} · {unknown}"
    for place, case in enumerate(rule.cases.values()):
        first = place == 0
        yield (
            rule.id if first else "",
            [rule.title, "\n", Run(about, colour="mute", size=8), "\n", Run(asked, colour="mute", size=8)]
            if first
            else Run(words["same"], colour="mute"),
            Run(words["severities"][case.severity.value], bold=True, colour=_GRAVE.get(case.severity.value, "mute")),
            _filled(case.says, titles),
            _filled(case.settled_by, titles),
            briefly_cited(rule.cites, rulebook, words) if first else "",
            "",
        )


_GRAVE = {"error": "warn", "warning": "ink"}


def _filled(sentence: str, titles: Mapping[str, str]) -> str:
    """Return a sentence with its blanks as dots, or as the title of the fact that fills them."""
    pieces, rest = [], sentence
    while "{" in rest:
        before, _brace, after = rest.partition("{")
        name, _close, rest = after.partition("}")
        pieces += [before, f"〔{titles[name]}〕" if name in titles else "〔…〕"]
    return "".join((*pieces, rest))
