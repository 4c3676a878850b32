"""The planning values of field routes: those of the product, and what a project lays over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tuban.kernel.road_noding import Crossings
from tuban.rules.strict_yaml import (
    StrictList,
    StrictMapping,
    UnknownKey,
    WrongKind,
    kind_in_words,
    nearest,
    read_mapping,
)
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

DAY_SECONDS = 24 * 3600
_MOST_PRIORITY = 10_000
CROSSINGS = ("auto", "join", "apart")
UNREACHABLE = ("list", "estimate")


class PlanFileMissing(TubanError):
    """There is no file {file} with planning values."""

    code = "routes.no_plan_file"
    hint = "Check the path given to --plan."


class NotATime(TubanError):
    """“{text}” is not a time of day written as 08:30."""

    code = "routes.not_a_time"
    hint = "Write hours and minutes with a colon, from 00:00 to 24:00."


class HoursReversed(TubanError):
    """The working day from {opens} to {closes} leaves no time to work."""

    code = "routes.no_hours"
    hint = "Let the day end after it begins, with lunch inside it."


class NotInRange(TubanError):
    """{where}: “{key}” must be from {least} to {most}, not {found}."""

    code = "routes.not_in_range"
    hint = "Correct the planning value."


@dataclass(frozen=True, slots=True)
class RoadClass:
    """A class of road: what it is called, how fast it is, whether one drives on it and may stop there."""

    id: str
    label: str
    kmh: float
    drive: bool
    stop: bool
    bridge: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """Hours of work in seconds since midnight. Lunch from and to are equal where there is none."""

    opens: int
    closes: int
    lunch_from: int
    lunch_to: int

    @classmethod
    def of(cls, opens: str, closes: str, lunch_from: str, lunch_to: str) -> WorkingDay:
        """Read the hours; lunch outside the day is none. Raises NotATime, HoursReversed."""
        day = cls(*(seconds_of(text) for text in (opens, closes, lunch_from, lunch_to)))
        if not day.opens < day.closes or day.lunch_from > day.lunch_to:
            raise HoursReversed(opens=opens, closes=closes)
        if day.lunch_from <= day.opens or day.lunch_to >= day.closes:
            return cls(day.opens, day.closes, day.closes, day.closes)
        return day

    @property
    def has_lunch(self) -> bool:
        """Whether there is a break."""
        return self.lunch_to > self.lunch_from

    @property
    def work(self) -> int:
        """Seconds of work between opening and closing, lunch left out."""
        return self.closes - self.opens - (self.lunch_to - self.lunch_from)

    def clock(self, worked: int, *, ends: bool) -> int:
        """Return the time of day after ``worked`` seconds of work.

        What ends just when lunch begins ends before it; what begins then (``ends`` False) begins after it.
        """
        before = self.lunch_from - self.opens
        late = worked > before or (worked == before and not ends and self.has_lunch)
        return self.opens + worked + (self.lunch_to - self.lunch_from if late else 0)

    def worked(self, clock: int) -> int:
        """Return the seconds of work until a time of day; nothing is worked before the day opens or during lunch."""
        clock = min(max(clock, self.opens), self.closes)
        lunch = min(max(clock - self.lunch_from, 0), self.lunch_to - self.lunch_from)
        return clock - self.opens - lunch


@dataclass(frozen=True, slots=True)
class Planning:
    """All planning values; see ``lawbook/field_routes.yaml`` for what each means. ``data`` is the file as read."""

    day: WorkingDay
    most_stops: int
    most_days: int
    roads: tuple[RoadClass, ...]
    data: StrictMapping

    def number(self, part: str, key: str) -> float:
        """Return one number of a part."""
        return float(self.data.mapping(part).number(key))

    def words(self, part: str, key: str) -> tuple[str, ...]:
        """Return one list of words of a part."""
        found: tuple[str, ...] = self.data.mapping(part).texts(key)
        return found

    @property
    def crossings(self) -> Crossings:
        """Whether lines that cross without a vertex meet."""
        found: Crossings = self.data.mapping("network").word("crossings", CROSSINGS)
        return found

    @property
    def estimates(self) -> bool:
        """Whether places that no road leads to are gone to by the straight line."""
        return bool(self.data.word("unreachable", UNREACHABLE) == "estimate")

    def road_class(self, word: str) -> RoadClass | None:
        """Return the class that a word of road data names; None where none is known."""
        return _by_name(self.roads).get(word.strip().casefold())

    def unknown_class(self) -> RoadClass:
        """Return the class of roads that say none."""
        return next(one for one in self.roads if one.id == "unknown")


@cache
def _by_name(roads: tuple[RoadClass, ...]) -> Mapping[str, RoadClass]:
    return {word.casefold(): one for one in roads for word in (*one.names, one.id, one.label)}


def seconds_of(text: str) -> int:
    """Return a time of day in seconds since midnight; raises NotATime.

    >>> seconds_of("08:30")
    30600
    """
    hours, colon, minutes = text.strip().replace("：", ":").partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2):
        raise NotATime(text=text)
    seconds = int(hours) * 3600 + int(minutes) * 60
    if int(minutes) > 59 or seconds > DAY_SECONDS:
        raise NotATime(text=text)
    return seconds


def clock_of(seconds: int | None) -> str:
    """Return seconds since midnight as a time of day; nothing for none.

    >>> clock_of(30600)
    '08:30'
    """
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def read_planning(own: Path | None = None, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Planning:
    """Return the planning values, a project's own file laid over them, then ``changes`` (part → key → value).

    Raises LawbookFault, PlanFileMissing, NotATime, HoursReversed, NotInRange.
    """
    values = _product_values()
    if own is not None:
        if not own.is_file():
            raise PlanFileMissing(file=own)
        _lay_over(values, read_mapping(own, shown_as=own.name))
    for part, inner in (changes or {}).items():
        for key, value in inner.items():
            if isinstance(value, Mapping):
                values[part][key].update(value)
            else:
                values[part][key] = value
    return _checked(values)


def _product_values() -> StrictMapping:
    return read_mapping(Path(str(files("tuban.lawbook").joinpath("field_routes.yaml"))), shown_as="field_routes.yaml")


def _lay_over(values: StrictMapping, own: StrictMapping) -> None:
    """Lay values over those of the product: mappings key by key, lists and plain values whole; raises UnknownKey."""
    open_ended = {"kinds"}
    for key, value in own.items():
        if key not in values:
            raise UnknownKey(where=own.where(key), key=key, nearest=nearest(key, values))
        if isinstance(values[key], StrictMapping):
            inner = own.mapping(key)
            if key in open_ended:
                values[key].update(inner)
            else:
                _lay_over(values[key], inner)
        elif key == "roads" and isinstance(value, StrictList):
            _lay_over_roads(values[key], value)
        else:
            _replace(values, key, own)


def _replace(values: StrictMapping, key: str, own: StrictMapping) -> None:
    """Put a value in the place of the product's, if it is of the same kind; what is said of it names its own file."""
    given, before = own[key], values[key]
    number = (int, float)
    alike = type(given) is type(before) or (type(given) in number and type(before) in number)
    if not alike:
        raise WrongKind(where=own.where(key), key=key, wanted=kind_in_words(before), found=repr(given))
    values[key] = given
    values.file, values.lines[key] = own.file, own.lines[key]


def _lay_over_roads(roads: StrictList, own: StrictList) -> None:
    """Change classes of road by their id, or add new ones before the class of the unknown."""
    known = {road["id"]: road for road in roads}
    for place, road in enumerate(own):
        if not isinstance(road, StrictMapping):
            raise WrongKind(where=own.where(place), key="roads", wanted=_("a mapping"), found=repr(road))
        id = road.text("id")
        if id in known:
            known[id].update(road)
        else:
            roads.insert(len(roads) - 1, road)


def _checked(values: StrictMapping) -> Planning:
    for path, least, most in (
        ("network.snap_m", 0, 50), ("network.gap_m", 0, 5000), ("network.link_kmh", 1, 130), ("off_road.detour", 1, 5),
        ("off_road.kmh", 1, 20), ("off_road.farthest_m", 1, 20_000), ("off_road.together_m", 0, 5000),
        ("no_roads.detour", 1, 5), ("no_roads.kmh", 1, 130),
        ("day.most_stops", 0, 500), ("day.most_days", 1, 366), ("service.default", 0, 480),
        ("service.each_further_part", 0, 480), ("service.per_10_mu", 0, 60), ("service.most_for_area", 0, 480),
        ("search.seconds", 0.1, 3600), ("search.steps_per_second", 1, 1e9), ("search.longest", 1, 100),
        ("search.seed", 0, 2**31 - 1),
        ("search.cost_of_a_day", 0, 1e6), ("search.overtime_cost", 0, 100),
    ):  # fmt: skip
        part, _dot, key = path.partition(".")
        _in_range(values.mapping(part), key, least, most)
    for name in ("priority", *(f"priorities.{one}" for one in values.mapping("priorities"))):
        part = values.mapping("priorities").mapping(name.partition(".")[2]) if "." in name else values.mapping(name)
        for key in part:
            _in_range(part, key, 0, _MOST_PRIORITY)
    columns = values.mapping("columns")
    for field in columns:
        if field != "coordinates":
            columns.texts(field)
    kinds = values.mapping("service").mapping("kinds")
    for kind in kinds:
        _in_range(kinds, kind, 0, 480)
    day = values.mapping("day")
    hours = WorkingDay.of(day.text("opens"), day.text("closes"), day.text("lunch_from"), day.text("lunch_to"))
    roads = tuple(_road(road) for road in values.sequence("roads"))
    planning = Planning(hours, int(day.number("most_stops")), int(day.number("most_days")), roads, values)
    planning.crossings, planning.estimates, planning.unknown_class()
    return planning


def _in_range(part: StrictMapping, key: str, least: float, most: float) -> None:
    found = part.number(key)
    if not least <= found <= most:
        raise NotInRange(where=part.where(key), key=key, least=f"{least:g}", most=f"{most:g}", found=found)


def _road(road: StrictMapping) -> RoadClass:
    road.only(required=("id", "label", "kmh"), optional=("drive", "stop", "bridge", "names"))
    _in_range(road, "kmh", 1, 130)
    return RoadClass(
        road.text("id"), road.text("label"), float(road.number("kmh")), road.flag("drive", True),
        road.flag("stop", True), road.flag("bridge", False), road.texts("names", ()),
    )  # fmt: skip
