"""The lawbook in memory: read strictly, proven, and pinned by an edition (the hash of its content)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from tuban.rules.instruments import Citation, Instrument, read_instruments
from tuban.rules.parameters import NoSuchParameter, Parameter, ParameterValue, read_parameter
from tuban.rules.proof import prove
from tuban.rules.strict_yaml import StrictMapping, UnknownWord, nearest, read, read_mapping
from tuban.rules.tables import DecisionTable, read_table
from tuban.rules.vocabulary import CodeList, Vocabulary, read_codelist, read_vocabulary
from tuban.values.errors import TubanError


class NotALawbook(TubanError):
    """{folder} is not a lawbook: it has no {file}."""

    code = "lawbook.not_a_lawbook"
    hint = "Copy the lawbook that comes with the product, and change the copy."


class NoSuchPart(TubanError):
    """The lawbook has no {kind} “{name}”. Nearest: {nearest}."""

    code = "lawbook.no_such_part"


@dataclass(frozen=True)
class Rulebook:
    """Everything that the law fixes, as data. ``edition`` is the hash of its content.

    ``forms``, ``checks``, ``calendars``, ``contradictions``, ``preparation``, ``issuing``, ``signing``, ``opinions``,
    ``telling``, ``cases``, ``documents``, ``reports`` and ``procedures`` are strictly read mappings; their own modules
    give them meaning.
    """

    edition: str
    instruments: Mapping[str, Instrument]
    codelists: Mapping[str, CodeList]
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, DecisionTable]
    forms: Mapping[str, StrictMapping]
    checks: StrictMapping
    calendars: Mapping[str, StrictMapping]
    contradictions: StrictMapping
    preparation: StrictMapping
    issuing: StrictMapping
    signing: StrictMapping
    opinions: StrictMapping
    telling: StrictMapping
    reports: Mapping[str, StrictMapping] = field(default_factory=dict)
    procedures: Mapping[str, StrictMapping] = field(default_factory=dict)
    cases: StrictMapping = field(default_factory=lambda: StrictMapping({}, "cases.yaml", 1, {}))
    documents: Mapping[str, StrictMapping] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What modules that give a meaning to a part have made of it, once for this rule book."""
    _values: dict[tuple[str, date, str], ParameterValue] = field(default_factory=dict, compare=False, repr=False)

    def codelist(self, name: str) -> CodeList:
        """Return a code list; raises NoSuchPart."""
        found: CodeList = _part("code list", name, self.codelists)
        return found

    def label(self, fact: str, value: object) -> str:
        """Return the Chinese label of a fact's value where it has a code list, else its text."""
        codelist = self.vocabulary[fact].codelist if fact in self.vocabulary else None
        entry = self.codelists[codelist].by_value.get(str(value)) if codelist else None
        return entry.label if entry else str(value)

    def parameter(self, path: str, *, on: date, region: str = "") -> ParameterValue:
        """Return a parameter's value on a day in a division, with citations; raises NoSuchParameter, NotInForce."""
        found = self._values.get((path, on, region))
        if found is None:
            parameter = self.parameters.get(path)
            if parameter is None:
                raise NoSuchParameter(path=path, nearest=nearest(path, self.parameters))
            found = self._values[path, on, region] = parameter.on(on, region)
        return found

    @cached_property
    def first_day_for_acts(self) -> date:
        """The first day on which everything that is dated by the act is in force."""
        parameters = (
            layer.editions[0].since
            for one in self.parameters.values()
            if one.dated_by == "act"
            for layer in one.layers[:1]
        )
        tables = (one.editions[0].since for one in self.tables.values() if one.dated_by == "act")
        return max((*parameters, *tables), default=date.min)

    def table(self, path: str) -> DecisionTable:
        """Return a decision table; raises NoSuchPart."""
        found: DecisionTable = _part("decision table", path, self.tables)
        return found

    def form(self, id: str) -> StrictMapping:
        """Return the definition of a form as strictly read; raises NoSuchPart."""
        found: StrictMapping = _part("form", id, self.forms)
        return found

    def calendar(self, name: str) -> StrictMapping:
        """Return a calendar as strictly read; raises NoSuchPart."""
        found: StrictMapping = _part("calendar", name, self.calendars)
        return found

    def procedure(self, name: str) -> StrictMapping:
        """Return a procedure as strictly read; raises NoSuchPart."""
        found: StrictMapping = _part("procedure", name, self.procedures)
        return found

    def citation(self, cite: str) -> Citation:
        """Return what ``id`` or ``id#article`` cites; raises NoSuchPart."""
        id, _hash, article = cite.partition("#")
        instrument: Instrument = _part("instrument", id, self.instruments)
        return Citation(instrument, article)

    def citations(self, cites: Iterable[str]) -> tuple[str, ...]:
        """Return citations as officials write them."""
        return tuple(self.citation(cite).text for cite in cites)


def load(path: Path | None = None, *, local: Path | None = None) -> Rulebook:
    """Read and prove a lawbook (the one that comes with the product by default); raises LawbookFault.

    ``local`` is a folder in which a division lays its own values on top: ``instruments.yaml`` with what it cites, and
    ``parameters/`` with files of the same names that hold ``scoped`` values only, and ``reports/`` with files that
    stand in for those of their names. Strict or nothing: an unknown key, a missing citation, a gap or an overlap in a
    table, and nothing is loaded.
    """
    root = path if path is not None else Path(str(files("tuban.lawbook")))
    return _Reader(root, local).rulebook()


class _Reader:
    def __init__(self, root: Path, local: Path | None = None) -> None:
        self.root = root
        self.local = local
        for needed in ("instruments.yaml", "facts.yaml", "codelists/settled_by.yaml"):
            if not (root / needed).is_file():
                raise NotALawbook(folder=root, file=needed)
        self.hash = hashlib.sha256()
        for folder in (root, local):
            if folder is not None:
                self.digest(folder)

    def digest(self, folder: Path) -> None:
        for file in sorted(folder.rglob("*.yaml"), key=lambda one: one.relative_to(folder).as_posix()):
            content = file.read_bytes()
            self.hash.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            self.hash.update(content)

    def rulebook(self) -> Rulebook:
        instruments = self.instruments()
        codelists = {name: read_codelist(name, node, instruments) for name, node in self.below("codelists").items()}
        vocabulary = read_vocabulary(self.mapping("facts.yaml"), codelists)
        parameters = self.parameters(instruments)
        tables = {
            name: read_table(name, node, vocabulary, codelists, instruments)
            for name, node in self.below("tables").items()
        }
        for table in tables.values():
            prove(table, vocabulary, codelists)
        return Rulebook(
            edition=self.hash.hexdigest(),
            instruments=instruments,
            codelists=codelists,
            vocabulary=vocabulary,
            parameters=parameters,
            tables=tables,
            forms=self.forms(),
            checks=self.mapping("checks.yaml"),
            calendars=self.below("calendars"),
            reports=self.reports(),
            procedures=self.below("procedures"),
            cases=self.mapping("cases.yaml"),
            documents=self.below("documents"),
            contradictions=self.mapping("contradictions.yaml"),
            preparation=self.mapping("preparation.yaml"),
            issuing=self.mapping("issuing.yaml"),
            signing=self.mapping("signing.yaml"),
            opinions=self.mapping("opinions.yaml"),
            telling=self.mapping("telling.yaml"),
        )

    def instruments(self) -> dict[str, Instrument]:
        found = read_instruments(read(self.root / "instruments.yaml", shown_as="instruments.yaml"))
        own = self.local / "instruments.yaml" if self.local is not None else None
        if own is not None and own.is_file():
            found.update(read_instruments(read(own, shown_as="local/instruments.yaml"), known=found))
        return found

    def parameters(self, instruments: Mapping[str, Instrument]) -> dict[str, Parameter]:
        nodes = self.below("parameters")
        laid = {} if self.local is None else _mappings(self.local / "parameters", "local/parameters")
        for name, node in laid.items():
            if name not in nodes:
                raise UnknownWord(where=node.where(), word=name, what="parameters", nearest=nearest(name, nodes))
            node.only(required=("scoped",))
        return {
            name: read_parameter(name, node, instruments, laid[name].sequence("scoped") if name in laid else ())
            for name, node in nodes.items()
        }

    def reports(self) -> dict[str, StrictMapping]:
        """The wording of the reports; a file of the local folder stands in for the one of its name."""
        nodes = self.below("reports")
        laid = {} if self.local is None else _mappings(self.local / "reports", "local/reports")
        for name, node in laid.items():
            if name not in nodes:
                raise UnknownWord(where=node.where(), word=name, what="reports", nearest=nearest(name, nodes))
        return nodes | laid

    def mapping(self, name: str) -> StrictMapping:
        file = self.root / name
        return read_mapping(file, shown_as=name) if file.exists() else StrictMapping({}, name, 1, {})

    def below(self, folder: str) -> dict[str, StrictMapping]:
        """Return the mappings of all files below a folder; the path without suffix is the name."""
        return _mappings(self.root / folder, folder)

    def forms(self) -> dict[str, StrictMapping]:
        """Forms by their own ``id``, or by their path where they have none."""
        return {str(node.get("id", name)): node for name, node in self.below("forms").items()}


def _mappings(base: Path, shown_as: str) -> dict[str, StrictMapping]:
    found: dict[str, StrictMapping] = {}
    for file in sorted(base.rglob("*.yaml")):
        name = file.relative_to(base).with_suffix("").as_posix()
        found[name] = read_mapping(file, shown_as=f"{shown_as}/{name}.yaml")
    return found


def _part(kind: str, name: str, parts: Mapping[str, Any]) -> Any:
    if name not in parts:
        raise NoSuchPart(kind=kind, name=name, nearest=nearest(name, parts))
    return parts[name]
