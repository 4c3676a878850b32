"""Facts and judgements as plain JSON, and back, exactly.

Words, whole numbers, yes and no stay what they are; a list is a tuple. Everything else is an object with one key that
names its kind: ``{"area": "29576267/10000"}`` are square metres as a fraction, ``{"date": "2024-08"}`` a day, month or
year, ``{"unknown": true}`` that nobody told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tuban.rules.decision import Decision, Judgement, MissingFact
from tuban.rules.parameters import ParameterValue, Passed
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.errors import TubanError
from tuban.values.facts import UNKNOWN, Facts, Unknown
from tuban.values.papers import Paper

_PAPER_FIELDS = tuple(field.name for field in fields(Paper))


class NotOnTheWire(TubanError):
    """A value of the kind {kind} cannot be written as a fact."""

    code = "facts_wire.not_on_the_wire"
    hint = "Facts are words, numbers, areas, dates, papers and tuples of them."


def value_as_wire(value: Any) -> Any:
    """Return a value as JSON knows it; raises NotOnTheWire."""
    if value is None or isinstance(value, bool):
        return value
    if type(value) is str:
        return value if _is_plain(value) else {"bytes": value.encode("utf-8", "surrogatepass").hex()}
    if type(value) is int:
        return value
    if type(value) is tuple:
        return [value_as_wire(one) for one in value]
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise NotOnTheWire(kind=type(value).__name__)
    return writer(value)


def value_from_wire(wire: Any) -> Any:
    """Return what :func:`value_as_wire` wrote; raises NotOnTheWire."""
    if isinstance(wire, list):
        return tuple(value_from_wire(one) for one in wire)
    if not isinstance(wire, dict):
        return wire
    kind, content = next(iter(wire.items())) if len(wire) == 1 else ("", None)
    reader = _READERS.get(kind)
    if reader is None:
        raise NotOnTheWire(kind=kind or "object")
    return reader(content)


def _is_plain(text: str) -> bool:
    """Whether a database keeps the text as it is: not with a null character, nor with half a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _read_fraction(content: str) -> Fraction:
    """Read a fraction; the general reader goes through a pattern, which costs most of what reading a county costs."""
    above, stroke, below = content.partition("/")
    return Fraction(int(above), int(below)) if stroke else Fraction(content)


def _paper(paper: Paper) -> dict[str, Any]:
    told = {name: getattr(paper, name) for name in _PAPER_FIELDS}
    return {"paper": {name: value_as_wire(value) for name, value in told.items() if value is not None}}


def _read_paper(content: Mapping[str, Any]) -> Paper:
    told = {name: value_from_wire(content.get(name)) for name in _PAPER_FIELDS}
    return Paper(**told)


_WRITERS: dict[type, Callable[[Any], Any]] = {
    Unknown: lambda _value: {"unknown": True},
    Area: lambda value: {"area": str(value.square_metres)},
    PartialDate: lambda value: {"date": str(value)},
    Paper: _paper,
    float: lambda value: {"number": repr(value)},
    Decimal: lambda value: {"decimal": str(value)},
    Fraction: lambda value: {"fraction": str(value)},
    date: lambda value: {"day": value.isoformat()},
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "unknown": lambda _content: UNKNOWN,
    "area": lambda content: Area(_read_fraction(content)),
    "date": PartialDate.parse,
    "paper": _read_paper,
    "number": float,
    "decimal": Decimal,
    "fraction": Fraction,
    "day": date.fromisoformat,
    "bytes": lambda content: bytes.fromhex(content).decode("utf-8", "surrogatepass"),
}


# Facts ----------------------------------------------------------------------------------------------------------------


def facts_as_wire(facts: Facts) -> dict[str, Any]:
    """Return all facts by name."""
    return {name: value_as_wire(value) for name, value in facts.items()}


def sources_as_wire(facts: Facts) -> dict[str, list[str]]:
    """Return the names of facts by their source: a source is told once, not with every fact."""
    found: dict[str, list[str]] = {}
    for name, source in facts.sources.items():
        found.setdefault(source, []).append(name)
    return found


def facts_from_wire(
    wire: Mapping[str, Any], sources: Mapping[str, Sequence[str]], only: Collection[str] | None = None
) -> Facts:
    """Return the facts that :func:`facts_as_wire` and :func:`sources_as_wire` wrote; with ``only`` those alone."""
    return Facts(
        {name: value_from_wire(value) for name, value in wire.items() if only is None or name in only},
        {name: source for source, names in sources.items() for name in names},
    )


# Judgements -----------------------------------------------------------------------------------------------------------


def judgement_as_wire(judgement: Judgement) -> dict[str, Any]:
    """Return the decisions and the missing facts; the facts themselves are written apart.

    Each parameter stands once below ``parameters``; decisions name it by its place there.
    """
    parameters: list[ParameterValue] = []
    return {
        "edition": judgement.edition,
        "decisions": [_decision(one, parameters) for one in judgement.decisions],
        "missing": [
            {"name": one.name, "title": one.title, "why": one.why, "settled_by": one.settled_by}
            for one in judgement.missing
        ],
        "parameters": [_parameter(one) for one in parameters],
    }


def judgement_from_wire(wire: Mapping[str, Any], facts: Facts) -> Judgement:
    """Return the judgement that :func:`judgement_as_wire` wrote, of these facts."""
    parameters = [_read_parameter(one) for one in wire["parameters"]]
    return Judgement(
        facts,
        tuple(_read_decision(one, parameters) for one in wire["decisions"]),
        tuple(MissingFact(**one) for one in wire["missing"]),
        wire["edition"],
    )


def _decision(decision: Decision, parameters: list[ParameterValue]) -> dict[str, Any]:
    for one in decision.parameters:
        if one not in parameters:
            parameters.append(one)
    return {
        "table": decision.table,
        "title": decision.title,
        "rows": list(decision.rows),
        "because": decision.because,
        "answers": {name: value_as_wire(value) for name, value in decision.answers.items()},
        "facts_used": {name: value_as_wire(value) for name, value in decision.facts_used.items()},
        "grounds": {name: list(raw) for name, raw in decision.grounds.items()},
        "presumed": list(decision.presumed),
        "cites": list(decision.cites),
        "parameters": [parameters.index(one) for one in decision.parameters],
        "edition": decision.edition,
        "matters": list(decision.matters),
    }


def _read_decision(wire: Mapping[str, Any], parameters: Sequence[ParameterValue]) -> Decision:
    return Decision(
        table=wire["table"],
        title=wire["title"],
        rows=tuple(wire["rows"]),
        because=wire["because"],
        answers={name: value_from_wire(value) for name, value in wire["answers"].items()},
        facts_used={name: value_from_wire(value) for name, value in wire["facts_used"].items()},
        grounds={name: tuple(raw) for name, raw in wire["grounds"].items()},
        presumed=tuple(wire["presumed"]),
        cites=tuple(wire["cites"]),
        parameters=tuple(parameters[place] for place in wire["parameters"]),
        edition=wire["edition"],
        matters=tuple(wire["matters"]),
    )


def _parameter(one: ParameterValue) -> dict[str, Any]:
    return {
        "path": one.path,
        "title": one.title,
        "value": value_as_wire(one.value),
        "unit": one.unit,
        "cites": list(one.cites),
        "layer": one.layer,
        "region": one.region,
        "because": one.because,
        "passed": [
            {
                "layer": other.layer,
                "region": other.region,
                "value": value_as_wire(other.value),
                "cites": list(other.cites),
                "because": other.because,
                "refused": other.refused,
            }
            for other in one.passed
        ],
        "codelist": one.codelist,
    }


def _read_parameter(wire: Mapping[str, Any]) -> ParameterValue:
    return ParameterValue(
        path=wire["path"],
        title=wire["title"],
        value=value_from_wire(wire["value"]),
        unit=wire["unit"],
        cites=tuple(wire["cites"]),
        layer=wire["layer"],
        region=wire["region"],
        because=wire["because"],
        passed=tuple(
            Passed(
                layer=other["layer"],
                region=other["region"],
                value=value_from_wire(other["value"]),
                cites=tuple(other["cites"]),
                because=other["because"],
                refused=other["refused"],
            )
            for other in wire["passed"]
        ),
        codelist=wire["codelist"],
    )
