"""The divisions that have a row in the forms (填报单位): every township of the boundaries, with or without patches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from tuban.inspect.records import Record

TOWNSHIP_DIGITS = 9
COUNTY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A division: its code, its name, and its boundary in the working CRS where the disc has it."""

    code: str
    name: str
    boundary: shapely.Geometry | None = None

    @property
    def is_county(self) -> bool:
        """Whether it is a county (six digits)."""
        return len(self.code) == COUNTY_DIGITS


def units_of(boundaries: Sequence[Record], area_code: str, area_name: str) -> tuple[Unit, ...]:
    """Return the divisions at and below ``area_code`` among the boundaries, and the area itself, by code.

    Only counties and townships have a row; a village boundary counts for its township through the patches.
    """
    found: dict[str, Unit] = {}
    for record in boundaries:
        code = str(record.get("code") or "")
        if len(code) in (COUNTY_DIGITS, TOWNSHIP_DIGITS) and code.startswith(area_code) and code not in found:
            found[code] = Unit(code, str(record.get("name") or code), record.geometry)
    if len(area_code) == COUNTY_DIGITS and area_code not in found:
        found[area_code] = Unit(area_code, area_name or area_code)
    return tuple(found[code] for code in sorted(found))
