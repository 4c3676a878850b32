"""Official codes: administrative divisions (行政区划代码), patch numbers (图斑编号), land classes (地类编码)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuban.values.errors import TubanError

LEVEL_BY_LENGTH = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
PRACTICE_PREFIX = "99"
_PATCH_NUMBER = re.compile(r"^(?P<county>\d{6})SJBG(?P<year>\d{2})(?P<serial>\d{6})(?:_(?P<part>\d+))?$")
_PLAIN_PATCH_NUMBER = re.compile(r"^[0-9-]{1,30}$")
_LAND_CLASS = re.compile(r"^(\d{4}|\d{2}H\d|\d{2})([A-Z]\d?)?$")


class NotARegionCode(TubanError):
    """{text!r} is not a division code: it must have 2, 4, 6, 9 or 12 digits."""

    code = "codes.region"
    hint = "Use the code of GB/T 2260 (six digits for a county), nine digits for a township."


@dataclass(frozen=True, order=True, slots=True)
class RegionCode:
    """An administrative division code of 2, 4, 6, 9 or 12 digits; a longer code lies within its prefixes."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.isascii() or not self.text.isdigit() or len(self.text) not in LEVEL_BY_LENGTH:
            raise NotARegionCode(text=self.text)

    @classmethod
    def of_location(cls, text: str) -> RegionCode:
        """Read the division from a 19-digit location code (ZLDWDM) or any longer code, dropping trailing zeros.

        >>> RegionCode.of_location("9901010090010000000").text
        '990101009001'
        """
        digits = text.strip()[:12]
        for length in (12, 9, 6, 4, 2):
            head = digits[:length]
            if len(head) == length and not (length > 6 and head[-3:] == "000") and head[-2:] != "00":
                return cls(head)
        return cls(digits)

    @property
    def level(self) -> str:
        """One of province, city, county, township, village."""
        return LEVEL_BY_LENGTH[len(self.text)]

    @property
    def is_practice(self) -> bool:
        """Whether the code belongs to a practice area (示范区域), which no real division uses."""
        return self.text.startswith(PRACTICE_PREFIX)

    def at(self, level: str) -> RegionCode | None:
        """Return the enclosing division of ``level``; None where this code does not reach it."""
        length = next(size for size, name in LEVEL_BY_LENGTH.items() if name == level)
        return RegionCode(self.text[:length]) if len(self.text) >= length else None

    def contains(self, other: RegionCode) -> bool:
        """Whether ``other`` is this division or lies within it."""
        return other.text.startswith(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PatchNumber:
    """A patch number as issued; ``county``, ``year`` and ``part`` where its form tells them (rule R01)."""

    text: str

    @property
    def well_formed(self) -> bool:
        """Whether it is county + SJBG + yyNNNNNN(_n), or at most 30 digits and hyphens (the 2010 style)."""
        return bool(_PATCH_NUMBER.match(self.text) or _PLAIN_PATCH_NUMBER.match(self.text))

    @property
    def county(self) -> str | None:
        """The six-digit county code that begins the number, where its form has one."""
        found = _PATCH_NUMBER.match(self.text)
        return found["county"] if found else None

    @property
    def year(self) -> int | None:
        """The year of issue, where the form has one."""
        found = _PATCH_NUMBER.match(self.text)
        return 2000 + int(found["year"]) if found else None

    def __str__(self) -> str:
        return self.text


def land_class_stem(code: str) -> str:
    """Return the four characters that decide the group of a land class (domain.md §6.4).

    >>> land_class_stem("0602C"), land_class_stem("05H1"), land_class_stem("0201K")
    ('0602', '05H1', '0201')
    """
    return code.strip().upper()[:4]


def is_adjustable(code: str) -> bool:
    """Whether the class is 可调整地类, marked by the suffix K."""
    return code.strip().upper().endswith("K")


def is_land_class(code: str) -> bool:
    """Whether ``code`` has the form of a land class."""
    return bool(_LAND_CLASS.match(code.strip().upper()))
