"""Areas that cannot be misunderstood, and parts that add up.

An :class:`Area` is an exact rational number of square metres, so 亩 (10000/15 m²) and 公顷 (10000 m²) lose nothing.
It is rounded once, at the edge, half up (四舍五入), to the places of the unit: 亩 2, m² 2, 公顷 4 (domain.md §3.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from tuban.values.errors import TubanError


class AreaUnit(Enum):
    """A unit of area: its slug, its size in square metres, its official decimal places, its Chinese name."""

    M2 = ("m2", Fraction(1), 2, "平方米")
    MU = ("mu", Fraction(10000, 15), 2, "亩")
    HECTARE = ("ha", Fraction(10000), 4, "公顷")

    def __init__(self, slug: str, size: Fraction, places: int, label: str) -> None:
        self.slug = slug
        self.size = size
        self.places = places
        self.label = label

    @classmethod
    def named(cls, name: str) -> AreaUnit:
        """Return the unit for a slug, symbol or Chinese name; raises UnknownAreaUnit."""
        unit = _UNIT_NAMES.get(name.strip().lower())
        if unit is None:
            raise UnknownAreaUnit(name=name)
        return unit


_UNIT_NAMES = {
    "m2": AreaUnit.M2, "m²": AreaUnit.M2, "㎡": AreaUnit.M2, "平方米": AreaUnit.M2, "平米": AreaUnit.M2,
    "mu": AreaUnit.MU, "亩": AreaUnit.MU,
    "ha": AreaUnit.HECTARE, "公顷": AreaUnit.HECTARE, "hm2": AreaUnit.HECTARE, "hm²": AreaUnit.HECTARE,
}  # fmt: skip
_AREA_TEXT = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)(?![\d.])\s*(\D.*?)\s*$")


class UnknownAreaUnit(TubanError):
    """{name!r} is not a unit of area."""

    code = "area.unknown_unit"
    hint = "Write ㎡, 亩 or 公顷 after the number, for example 6.42 亩."


class NotAnArea(TubanError):
    """{text!r} is not an area."""

    code = "area.not_an_area"
    hint = "Write a number and its unit, for example 6.42 亩 or 4280.12 ㎡."


class PartsExceedWhole(TubanError):
    """Parts that measure {parts} m² cannot be fitted to a whole of {whole} m²."""

    code = "area.parts_exceed_whole"
    hint = "Measure the parts again: they must be parts of this whole."


@dataclass(frozen=True, order=True, slots=True)
class Area:
    """An exact area in square metres; build it with :meth:`from_m2`, :meth:`from_mu`, :meth:`from_hectares`.

    >>> Area.from_mu("3.50").in_unit(AreaUnit.M2)
    Decimal('2333.33')
    """

    square_metres: Fraction

    @classmethod
    def of(cls, value: str | int | float | Decimal | Fraction, unit: AreaUnit) -> Area:
        """Return ``value`` of ``unit``. A float is taken as its shortest decimal, not its binary value."""
        number = Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)
        return cls(number * unit.size)

    @classmethod
    def from_m2(cls, value: str | int | float | Decimal | Fraction) -> Area:
        """Return an area given in square metres."""
        return cls.of(value, AreaUnit.M2)

    @classmethod
    def from_mu(cls, value: str | int | float | Decimal | Fraction) -> Area:
        """Return an area given in 亩."""
        return cls.of(value, AreaUnit.MU)

    @classmethod
    def from_hectares(cls, value: str | int | float | Decimal | Fraction) -> Area:
        """Return an area given in 公顷."""
        return cls.of(value, AreaUnit.HECTARE)

    @classmethod
    def parse(cls, text: str) -> Area:
        """Read a number with its unit, such as ``6.42 亩``; raises NotAnArea or UnknownAreaUnit."""
        found = _AREA_TEXT.match(text)
        if not found:
            raise NotAnArea(text=text)
        return cls.of(found[1], AreaUnit.named(found[2]))

    @property
    def m2(self) -> float:
        """Square metres as a float, for arithmetic with measured numbers."""
        return float(self.square_metres)

    @property
    def mu(self) -> Decimal:
        """亩, rounded to 2 places."""
        return self.in_unit(AreaUnit.MU)

    @property
    def hectares(self) -> Decimal:
        """公顷, rounded to 4 places."""
        return self.in_unit(AreaUnit.HECTARE)

    def in_unit(self, unit: AreaUnit, places: int | None = None) -> Decimal:
        """Return the number of units, rounded half up to ``places`` (the unit's own by default)."""
        # Not divided as fractions: bringing each to lowest terms would cost most of what printing a form costs.
        area, size = self.square_metres, unit.size
        return _half_up(
            area.numerator * size.denominator,
            area.denominator * size.numerator,
            unit.places if places is None else places,
        )

    def share_of(self, whole: Area) -> Fraction | None:
        """Return this area as a share of ``whole``; None where the whole is nothing (blank, never 0 %)."""
        return None if whole.square_metres == 0 else self.square_metres / whole.square_metres

    def __add__(self, other: Area) -> Area:
        return Area(self.square_metres + other.square_metres)

    def __sub__(self, other: Area) -> Area:
        return Area(self.square_metres - other.square_metres)

    def __mul__(self, factor: int | Fraction | Decimal) -> Area:
        return Area(self.square_metres * Fraction(factor))

    def __bool__(self) -> bool:
        return self.square_metres != 0

    def __str__(self) -> str:
        return f"{self.mu} 亩"


ZERO = Area(Fraction(0))


def total(areas: Iterable[Area]) -> Area:
    """Return the exact sum; nothing sums to zero."""
    return Area(sum((area.square_metres for area in areas), Fraction(0)))


def round_half_up(value: Fraction, places: int) -> Decimal:
    """Return ``value`` rounded half away from zero (四舍五入) to ``places`` decimals, exactly."""
    return _half_up(value.numerator, value.denominator, places)


def _half_up(numerator: int, denominator: int, places: int) -> Decimal:
    whole, rest = divmod(abs(numerator) * 10**places, denominator)
    if 2 * rest >= denominator:
        whole += 1
    number = Decimal(whole).scaleb(-places)
    return -number if numerator < 0 else number


def balance(parts: Sequence[Area], whole: Area) -> list[Area]:
    """Scale ``parts`` so that they sum to ``whole`` exactly (平差). Parts that sum to nothing stay nothing.

    Raises PartsExceedWhole when the parts are nothing but the whole is not.
    """
    measured = total(parts)
    if not measured:
        if whole:
            raise PartsExceedWhole(parts=0, whole=whole.m2)
        return list(parts)
    factor = whole.square_metres / measured.square_metres
    return [Area(part.square_metres * factor) for part in parts]


def rounded_parts(parts: Sequence[Area], unit: AreaUnit, places: int | None = None) -> list[Decimal]:
    """Round parts so that they sum exactly to their rounded whole, by largest remainder.

    The whole is the exact sum of the parts rounded half up. Ties go to the later part, so the result depends
    on nothing but the arguments.

    >>> [str(p) for p in rounded_parts([Area.from_m2(Fraction(10000, 3))] * 3, AreaUnit.HECTARE)]
    ['0.3333', '0.3333', '0.3334']
    """
    digits = unit.places if places is None else places
    step = Decimal(1).scaleb(-digits)
    scaled = [part.square_metres / unit.size * 10**digits for part in parts]
    floors = [value.numerator // value.denominator for value in scaled]
    whole = int(total(parts).in_unit(unit, digits).scaleb(digits))
    missing = whole - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], -i))
    for index in by_remainder[:missing]:
        floors[index] += 1
    return [Decimal(units).scaleb(-digits).quantize(step) for units in floors]
