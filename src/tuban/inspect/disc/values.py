"""Texts and numbers of issuers → typed values in their canonical text; what cannot be read is told, never guessed.

Pure functions over one value: the conversion calls them once for every distinct value of a column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from tuban.kernel.formats.describe import folded
from tuban.values.area import AreaUnit, UnknownAreaUnit
from tuban.values.codes import PatchNumber
from tuban.values.dates import NotADate, PartialDate

Value = str | int | float | bool | None

_BLANK = {"", "-", "--", "—", "/", "\\", "无", "null", "none", "<null>", "nan", "n/a", "空", "*"}
_TRUE = {"是", "1", "y", "yes", "true", "t", "√", "✓", "有", "已", "对", "真", "01"}
_FALSE = {"否", "0", "n", "no", "false", "f", "×", "✗", "x", "无", "未", "没有", "不", "假", "00", "02"}
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
_DATE_TAIL = re.compile(r"[T ]\d{1,2}[:时].*$")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_SERIAL_FROM, _SERIAL_TO = 29221, 73050  # 1980 to 2099
_LIST_MARKS = re.compile(r"[;；,，、|/+]\s*")
_STRAY = re.compile(r"[\s'‘’\"“”`\u200b\ufeff]+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－／：　（）", "0123456789.,-/: ()")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed value (None where there is none) and, where the delivered one was unusual, the code of a finding."""

    value: Value
    oddity: str = ""


NOTHING = Parsed(None)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column is read: type, unit of a bare area, and folded word → slug for an enum or list."""

    type: str
    unit: str = ""
    codes: Mapping[str, str] | None = None


def parse(text: str, reading: Reading) -> Parsed:
    """Read one value. Blank gives nothing; an unreadable one gives nothing with the code ``value.…``."""
    cleaned = text.translate(_FULL_WIDTH).strip() if reading.type != "text" else text.strip()
    if not cleaned or (reading.type not in ("text", "flag", "enum", "list") and cleaned.casefold() in _BLANK):
        return NOTHING
    return _PARSERS[reading.type](cleaned, reading)


def cleaned_number(read: Parsed) -> Parsed:
    """Return a patch number without stray signs where it is well formed only without them; else as it is.

    >>> cleaned_number(Parsed("９９０１０１sjbg24000001 ")), cleaned_number(Parsed("甲-1"))
    (Parsed(value='990101SJBG24000001', oddity='value.number_cleaned'), Parsed(value='甲-1', oddity=''))
    """
    if not isinstance(read.value, str) or PatchNumber(read.value).well_formed:
        return read
    bare = unicodedata.normalize("NFKC", read.value).upper()
    bare = _STRAY.sub("", bare[:-2] if bare.endswith(".0") else bare)
    return Parsed(bare, "value.number_cleaned") if bare and PatchNumber(bare).well_formed else read


def _text(text: str, _reading: Reading) -> Parsed:
    return NOTHING if text.casefold() in ("null", "<null>", "nan") else Parsed(text.replace("\0", ""))


def _integer(text: str, _reading: Reading) -> Parsed:
    number = _decimal(text)
    if number is None or number != number.to_integral_value() or abs(number) >= 2**62:
        return Parsed(None, "value.not_a_number")
    return Parsed(int(number))


def _number(text: str, _reading: Reading) -> Parsed:
    number = _decimal(text)
    return Parsed(None, "value.not_a_number") if number is None else Parsed(float(number))


def _decimal(text: str) -> Decimal | None:
    bare = text.replace(",", "") if _GROUPED.match(text) else text
    if not _NUMBER.match(bare):
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 300 else None


def _flag(text: str, _reading: Reading) -> Parsed:
    word = folded(text)
    word = word[:-2] if word.endswith(".0") else word
    if word in _TRUE:
        return Parsed(True)
    if word in _FALSE:
        return Parsed(False)
    return NOTHING if word in _BLANK else Parsed(None, "value.not_a_flag")


def _date(text: str, _reading: Reading) -> Parsed:
    bare = _DATE_TAIL.sub("", text)
    serial = _SERIAL.match(bare)
    if serial and _SERIAL_FROM <= int(serial[1]) <= _SERIAL_TO:
        day = _EXCEL_DAY_ZERO + timedelta(days=int(serial[1]))
        return Parsed(str(PartialDate.of(day)), "value.date_from_serial")
    try:
        parsed = PartialDate.parse(bare[:-2] if bare.endswith(".0") else bare)
    except NotADate:
        return Parsed(None, "value.not_a_date")
    return Parsed(str(parsed)) if 1949 <= parsed.year <= 2100 else Parsed(None, "value.not_a_date")


def _area(text: str, reading: Reading) -> Parsed:
    found = re.match(r"^([+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*(\D*)$", text)
    number = _decimal(found[1]) if found else None
    if found is None or number is None:
        return Parsed(None, "value.not_an_area")
    if number < 0:
        return Parsed(None, "value.negative_area")
    try:
        unit = AreaUnit.named(found[2] or reading.unit)
    except UnknownAreaUnit:
        return Parsed(None, "value.not_an_area")
    return Parsed(f"{number:f} {unit.label}")


def _enum(text: str, reading: Reading) -> Parsed:
    slug = (reading.codes or {}).get(folded(text))
    if slug is None and text.endswith(".0"):
        slug = (reading.codes or {}).get(text[:-2])
    if slug is not None:
        return Parsed(slug)
    return NOTHING if text.casefold() in _BLANK else Parsed(None, "value.unknown_code")


def _list(text: str, reading: Reading) -> Parsed:
    whole = _enum(text, reading)
    if whole.value is not None:
        return whole
    pieces = [_enum(piece, reading) for piece in _LIST_MARKS.split(text) if piece.strip()]
    slugs = list(dict.fromkeys(str(piece.value) for piece in pieces if piece.value is not None))
    oddity = "value.unknown_code" if any(piece.oddity for piece in pieces) else ""
    return Parsed(";".join(slugs) or None, oddity)


_PARSERS: Mapping[str, Callable[[str, Reading], Parsed]] = {
    "text": _text, "integer": _integer, "number": _number, "flag": _flag, "date": _date, "area": _area,
    "enum": _enum, "list": _list,
}  # fmt: skip
