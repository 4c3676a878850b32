"""Numbers of the standard map sheets (GB/T 13989): which 1:10 000 sheet a point lies on, and where a sheet lies.

The country is cut into sheets of 1:1 000 000 of 4° by 6°, named by a letter (from the equator) and a number (from
180°). They are cut into 96 rows from the north and 96 columns from the west of 1:10 000 sheets, 2′30″ by 3′45″ of
CGCS2000: ``I50G093004`` is row 93, column 4 of sheet I50; G stands for 1:10 000.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tuban.values.errors import TubanError

DENOMINATOR = 10_000
SCALE_LETTER = "G"
_PER_MILLION_SHEET = 96
_ROWS_PER_DEGREE, _COLUMNS_PER_DEGREE = 24, 16
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUV"
_ROWS = len(_LETTERS) * _PER_MILLION_SHEET
_COLUMNS = 60 * _PER_MILLION_SHEET
_NUMBER = re.compile(r"([A-V])(\d{2})G(\d{3})(\d{3})")


class NotASheetNumber(TubanError):
    """{text!r} is not the number of a 1:10 000 map sheet."""

    code = "sheets.not_a_number"
    hint = "Write it as in I50G093004: the 1:1 000 000 sheet, G, the row and the column (001 to 096)."


class OutsideSheets(TubanError):
    """No map sheet is numbered at longitude {longitude}°, latitude {latitude}°."""

    code = "sheets.outside"
    hint = "Check the coordinate system of the data: sheets are numbered from the equator to 88° north."


@dataclass(frozen=True, order=True, slots=True)
class MapSheet:
    """A 1:10 000 sheet by its row counted from the equator northwards and its column from 180° eastwards."""

    row: int
    column: int

    @property
    def number(self) -> str:
        """The number that is printed on the sheet.

        >>> sheet_at(114.5625, 39.375).number
        'J50G015010'
        """
        band, down = divmod(self.row, _PER_MILLION_SHEET)
        zone, right = divmod(self.column, _PER_MILLION_SHEET)
        return f"{_LETTERS[band]}{zone + 1:02d}{SCALE_LETTER}{_PER_MILLION_SHEET - down:03d}{right + 1:03d}"

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of longitude and latitude."""
        return (
            self.column / _COLUMNS_PER_DEGREE - 180,
            self.row / _ROWS_PER_DEGREE,
            (self.column + 1) / _COLUMNS_PER_DEGREE - 180,
            (self.row + 1) / _ROWS_PER_DEGREE,
        )

    def neighbour(self, *, east: int = 0, north: int = 0) -> MapSheet | None:
        """Return the sheet so many columns east and rows north; None beyond the first and the last row."""
        row = self.row + north
        return MapSheet(row, (self.column + east) % _COLUMNS) if 0 <= row < _ROWS else None


def sheet_at(longitude: float, latitude: float) -> MapSheet:
    """Return the sheet of a point in degrees; a point on an edge lies on the sheet north or east of it.

    Raises OutsideSheets.
    """
    if not (-180 <= longitude <= 180 and math.isfinite(latitude)):
        raise OutsideSheets(longitude=longitude, latitude=latitude)
    row = math.floor(latitude * _ROWS_PER_DEGREE)
    if not 0 <= row < _ROWS:
        raise OutsideSheets(longitude=longitude, latitude=latitude)
    return MapSheet(row, math.floor((longitude + 180) * _COLUMNS_PER_DEGREE) % _COLUMNS)


def sheet_numbered(text: str) -> MapSheet:
    """Return the sheet of a number such as ``I50G093004``; raises NotASheetNumber."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        raise NotASheetNumber(text=text)
    band, zone, row, column = _LETTERS.index(found[1]), int(found[2]), int(found[3]), int(found[4])
    if not (1 <= zone <= 60 and 1 <= row <= _PER_MILLION_SHEET and 1 <= column <= _PER_MILLION_SHEET):
        raise NotASheetNumber(text=text)
    return MapSheet(band * _PER_MILLION_SHEET + _PER_MILLION_SHEET - row, (zone - 1) * _PER_MILLION_SHEET + column - 1)
