"""Numbers and switches of the law: dated, cited, scoped; the later and the more special value wins and says so.

Layers of precedence, weakest first: norm (《规范》) ← notice (《通知》) ← province ← city ← county. Where a parameter
declares what is stricter, a division may only be stricter than what stands above it; a laxer value is not applied,
and the explanation says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tuban.rules.instruments import Instrument, cited
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, WrongKind
from tuban.values.errors import TubanError

LAYERS = ("norm", "notice", "province", "city", "county")
REGION_LENGTH = {"province": 2, "city": 4, "county": 6}
DATED_BY = ("act", "campaign", "decision")
UNITS = (
    "share",
    "percent",
    "mu",
    "m2",
    "ha",
    "count",
    "m",
    "day",
    "working_day",
    "month",
    "flag",
    "date",
    "words",
    "yuan",
)
STRICTER = ("lower", "higher", "never")


class NoSuchParameter(TubanError):
    """The lawbook has no parameter “{path}”. Nearest: {nearest}."""

    code = "lawbook.no_such_parameter"


class NotInForce(TubanError):
    """The lawbook says nothing of “{path}” on {day}: it was not yet, or is no longer, in force."""

    code = "lawbook.not_in_force"


class NotADay(LawbookFault):
    """{where}: “{text}” is not a day written as 2024-01-31."""

    code = "lawbook.not_a_day"


class NotMoreSpecial(LawbookFault):
    """{where}: a value of the {layer} cannot override the {overrides}: only the more special overrides."""

    code = "lawbook.not_more_special"


@dataclass(frozen=True, slots=True)
class Passed:
    """A value that stood below the one in force, or that could not be applied (``refused``), with its reason."""

    layer: str
    region: str
    value: Any
    cites: tuple[str, ...]
    because: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter on a day in a place, with its citations and everything that it overrode."""

    path: str
    title: str
    value: Any
    unit: str
    cites: tuple[str, ...]
    layer: str
    region: str = ""
    because: str = ""
    passed: tuple[Passed, ...] = ()
    codelist: str | None = None


@dataclass(frozen=True, slots=True)
class _Edition:
    since: date
    until: date | None
    value: Any
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Layer:
    layer: str
    region: str
    because: str
    editions: tuple[_Edition, ...]

    def on(self, day: date) -> _Edition | None:
        """Return what this layer says on a day; None where it says nothing or the value was repealed."""
        chosen: _Edition | None = None
        for edition in self.editions:
            if edition.since <= day:
                chosen = edition
        if chosen is None or chosen.value is None or (chosen.until is not None and day > chosen.until):
            return None
        return chosen


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the law over time and place. ``dated_by`` tells which date picks it: act, campaign, decision."""

    path: str
    title: str
    unit: str
    dated_by: str
    stricter: str | None
    layers: tuple[_Layer, ...]
    codelist: str | None = None

    def on(self, day: date, region: str = "") -> ParameterValue:
        """Return the value on ``day`` in ``region`` (a division code); raises NotInForce."""
        chosen: tuple[_Layer, _Edition] | None = None
        passed: list[Passed] = []
        for layer in self.layers:
            edition = layer.on(day)
            if edition is None or not region.startswith(layer.region):
                continue
            if chosen is not None and not self._may_replace(layer, edition.value, chosen[1].value):
                passed.append(_passed(layer, edition, refused=True))
                continue
            if chosen is not None:
                passed.append(_passed(*chosen))
            chosen = (layer, edition)
        if chosen is None:
            raise NotInForce(path=self.path, day=day.isoformat())
        layer, edition = chosen
        return ParameterValue(
            self.path, self.title, edition.value, self.unit, edition.cites, layer.layer, layer.region, layer.because,
            tuple(passed), self.codelist,
        )  # fmt: skip

    def _may_replace(self, layer: _Layer, value: Any, replaced: Any) -> bool:
        if self.stricter is None or layer.layer in ("norm", "notice"):
            return True
        if self.stricter == "never":
            return False
        return bool(value <= replaced) if self.stricter == "lower" else bool(value >= replaced)


def _passed(layer: _Layer, edition: _Edition, *, refused: bool = False) -> Passed:
    return Passed(layer.layer, layer.region, edition.value, edition.cites, layer.because, refused)


def with_county_value(parameter: Parameter, value: Any, *, region: str, because: str) -> Parameter:
    """Return a parameter with a value of a county on top of all others, cited to what the county itself says."""
    layer = _Layer(LAYERS[-1], region, because, (_Edition(date.min, None, value, ("inf",)),))
    return replace(parameter, layers=(*parameter.layers, layer))


def read_day(text: object, *, where: str) -> date:
    """Read a day written as 2024-01-31; raises NotADay."""
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise NotADay(where=where, text=text) from error


def read_parameter(
    path: str, node: StrictMapping, instruments: Mapping[str, Instrument], local: Sequence[StrictMapping] = ()
) -> Parameter:
    """Read one parameter file, with the values that a division lays on top (``local``); raises LawbookFault."""
    node.only(required=("title", "unit", "dated_by", "in_force"), optional=("stricter", "scoped", "layer", "codelist"))
    unit = node.word("unit", UNITS)
    base = _Layer(node.word("layer", LAYERS, "norm"), "", "", _read_editions(node, unit, instruments))
    layers = [base, *(_read_layer(one, unit, instruments) for one in (*node.sequence("scoped", ()), *local))]
    order = {layer: index for index, layer in enumerate(LAYERS)}
    return Parameter(
        path=path,
        title=node.text("title"),
        unit=unit,
        dated_by=node.word("dated_by", DATED_BY),
        stricter=node.word("stricter", STRICTER, None),
        layers=tuple(sorted(layers, key=lambda layer: order[layer.layer])),
        codelist=node.text("codelist", None),
    )


def _read_layer(node: StrictMapping, unit: str, instruments: Mapping[str, Instrument]) -> _Layer:
    node.only(required=("layer", "overrides", "because", "in_force"), optional=("where",))
    layer = node.word("layer", LAYERS[1:])
    overrides = node.word("overrides", LAYERS)
    if LAYERS.index(overrides) >= LAYERS.index(layer):
        raise NotMoreSpecial(where=node.where("overrides"), layer=layer, overrides=overrides)
    region = ""
    if layer in REGION_LENGTH:
        where = node.mapping("where").only(required=("region",))
        region = where.text("region")
        if not region.isdigit() or len(region) != REGION_LENGTH[layer]:
            wanted = f"a code of {REGION_LENGTH[layer]} digits"
            raise WrongKind(where=where.where("region"), key="region", wanted=wanted, found=region)
    return _Layer(layer, region, node.text("because"), _read_editions(node, unit, instruments))


def _read_editions(node: StrictMapping, unit: str, instruments: Mapping[str, Instrument]) -> tuple[_Edition, ...]:
    editions: list[_Edition] = []
    in_force = node.mapping("in_force")
    for day, one in in_force.items():
        since = read_day(day, where=in_force.where(day))
        one.only(required=("value", "cites"), optional=("until",))
        until = read_day(one["until"], where=one.where("until")) if "until" in one else None
        value = _read_value(one, unit)
        editions.append(_Edition(since, until, value, cited(one, instruments)))
    return tuple(sorted(editions, key=lambda edition: edition.since))


def _read_value(node: StrictMapping, unit: str) -> Any:
    value = node["value"]
    if value is None:
        return None
    if unit == "flag":
        return node.flag("value")
    if unit == "date":
        return read_day(value, where=node.where("value"))
    if unit == "words":
        return node.texts("value")
    if unit in ("count", "day", "working_day", "month"):
        return node.integer("value")
    return node.number("value")
