"""Whether a value fits its field: nothing is cut, rounded or left out in silence."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from tuban.rules.ministry_export.coded import Value
from tuban.rules.ministry_export.definition import CodedField, CodedTable
from tuban.values.errors import TubanError

_BREAK = re.compile(r"；?\s*[\r\n\u2028\u2029]+\s*")
_NOT_LETTERS = ("Cc", "Cs")
_NO_XML = ("\ufffe", "\uffff")


class TextTooLong(TubanError):
    """{table}, {row}, {field}: the text has {length} letters, the field {most}."""

    code = "ministry_export.text_too_long"
    hint = "Shorten it in the office and seal again, or take formats whose fields are as long as the text."


class NumberTooLarge(TubanError):
    """{table}, {row}, {field}: {value} has more figures than the {most} of the field."""

    code = "ministry_export.number_too_large"
    hint = "Look whether the figure is right; no field is made wider than the receiving system reads."


class NotALetter(TubanError):
    """{table}, {row}, {field}: the text holds {letter}, which no file can hold."""

    code = "ministry_export.not_a_letter"
    hint = "It came with pasted text: write the text anew in the office."


class ValueWithoutCode(TubanError):
    """{table}, {row}, {field}: “{value}” has no code."""

    code = "ministry_export.value_without_code"
    hint = "Add it to the values of the field in the lawbook."


class KeyLacking(TubanError):
    """{table}, {row}: {field} is empty."""

    code = "ministry_export.key_lacking"
    hint = "No receiving system takes a row without it."


def plain(text: str) -> str:
    """Return a text on one line: what stood on several is joined by a semicolon, blanks at the ends go.

    >>> plain(" 示范省\\n2023-05-10\\n示政土1号；\\n示政土2号 ")
    '示范省；2023-05-10；示政土1号；示政土2号'
    """
    return _BREAK.sub("；", text.strip()).replace("\t", " ")


def fitted(table: CodedTable, field: CodedField, value: Value, row: str) -> Value:
    """Return a value as it is written. Raises TextTooLong, NumberTooLarge, NotALetter, ValueWithoutCode, KeyLacking."""
    where = {"table": table.title, "row": row, "field": f"{field.code} {field.title}"}
    written = _number(field, value, where) if field.is_figure else _text(field, value, where)
    if written is None and field.required:
        raise KeyLacking(**where)
    return written


def _number(field: CodedField, value: Value, where: dict[str, str]) -> Value:
    if value is None or isinstance(value, str):
        return None
    written = Decimal(value).quantize(Decimal(1).scaleb(-field.decimals)) if field.decimals else int(value)
    if written != value or not _has_room(field, written):
        raise NumberTooLarge(value=value, most=field.width, **where)
    return written


def _has_room(field: CodedField, written: Decimal | int) -> bool:
    """Whether a number fits: a decimal leaves a place for its point and one for a sign, whatever it is."""
    if isinstance(written, int):
        return len(str(written)) <= field.width
    return len(f"{abs(written):f}") + 1 <= field.width


def _text(field: CodedField, value: Value, where: dict[str, str]) -> str | None:
    text = plain("" if value is None else str(value))
    if not text:
        return field.blank
    wrong = next((one for one in text if unicodedata.category(one) in _NOT_LETTERS or one in _NO_XML), "")
    if wrong:
        raise NotALetter(letter=f"U+{ord(wrong):04X}", **where)
    if field.values:
        if text not in field.values:
            raise ValueWithoutCode(value=text, **where)
        text = field.values[text]
    if len(text) > field.width:
        raise TextTooLong(length=len(text), most=field.width, **where)
    return text
