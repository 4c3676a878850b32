"""What a lawbook holds: counts of its parts, of what was proven, and of what still wants checking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tuban.rules.checks import catalogue_of
from tuban.rules.cooperation import cooperation_of
from tuban.rules.parameters import Parameter
from tuban.rules.procedures import procedure_of
from tuban.rules.rectification import rectification_of
from tuban.rules.reports import read_reports
from tuban.rules.rulebook import Rulebook
from tuban.rules.signing import signing_of
from tuban.rules.working_days import calendar_of

PROPOSAL, UNVERIFIED, VERIFIED = "proposal", "unverified", "verified"


@dataclass(frozen=True, slots=True)
class TableCount:
    """One table's size: rows of its latest edition, and the combinations that its proof covers."""

    path: str
    title: str
    hit: str
    questions: int
    rows: int
    combinations: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A local value that is laxer than what stands above it, and is not applied."""

    path: str
    layer: str
    region: str
    value: Any
    since: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The counts of a lawbook. ``citations`` counts how many values rest on proposals, unverified or verified law."""

    edition: str
    instruments: int
    parameters: int
    tables: tuple[TableCount, ...]
    forms: int
    codelists: int
    calendars: int
    rules: int
    facts: int
    citations: dict[str, int]
    by_instrument: dict[str, int]
    refusals: tuple[Refusal, ...]


def take(rulebook: Rulebook) -> Inventory:
    """Count a lawbook; catalogue, calendars, reports, signatures and procedures are proven by being read. Raises
    LawbookFault."""
    read_reports(rulebook)
    if rulebook.signing:
        signing_of(rulebook)
    if rulebook.procedures:
        procedure_of(rulebook, "case")
        rectification_of(rulebook)
        cooperation_of(rulebook)
    by_instrument = Counter(cite.partition("#")[0] for cite in _all_cites(rulebook))
    citations: Counter[str] = Counter({VERIFIED: 0, UNVERIFIED: 0, PROPOSAL: 0})
    for id, count in by_instrument.items():
        instrument = rulebook.instruments.get(id)
        if instrument is not None:
            state = PROPOSAL if instrument.proposal else (VERIFIED if instrument.verified else UNVERIFIED)
            citations[state] += count
    return Inventory(
        edition=rulebook.edition,
        instruments=len(rulebook.instruments),
        parameters=len(rulebook.parameters),
        tables=tuple(
            TableCount(
                table.path, table.title, table.hit, len(table.asks), len(table.editions[-1].rows), table.combinations
            )
            for table in rulebook.tables.values()
        ),
        forms=sum("one_row_per" in node or "one_per" in node for node in rulebook.forms.values()),
        codelists=len(rulebook.codelists),
        calendars=len(calendar_of(rulebook).years),
        rules=len(catalogue_of(rulebook).rules) if rulebook.checks else 0,
        facts=len(rulebook.vocabulary.facts),
        citations=dict(citations),
        by_instrument=dict(by_instrument.most_common()),
        refusals=tuple(refusal for one in rulebook.parameters.values() for refusal in _refusals(one)),
    )


def _all_cites(rulebook: Rulebook) -> Iterator[str]:
    for codelist in rulebook.codelists.values():
        yield from codelist.cites
    for parameter in rulebook.parameters.values():
        for layer in parameter.layers:
            for edition in layer.editions:
                yield from edition.cites
    for table in rulebook.tables.values():
        for rows in table.editions:
            for row in rows.rows:
                yield from row.cites
    pages = (rulebook.checks, rulebook.signing, rulebook.opinions)
    for node in (*rulebook.forms.values(), *pages, *rulebook.calendars.values(), *rulebook.procedures.values()):
        yield from _cites_in(node)


def _cites_in(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "cites" and isinstance(value, list):
                yield from (str(one) for one in value)
            else:
                yield from _cites_in(value)
    elif isinstance(node, list):
        for one in node:
            yield from _cites_in(one)


def _refusals(parameter: Parameter) -> Iterable[Refusal]:
    for layer in parameter.layers:
        for edition in layer.editions:
            if layer.layer == "norm" or edition.value is None:
                continue
            for passed in parameter.on(edition.since, layer.region).passed:
                if passed.refused and passed.layer == layer.layer and passed.value == edition.value:
                    yield Refusal(parameter.path, layer.layer, layer.region, edition.value, edition.since.isoformat())
