"""Whether the texts of a table fit the bytes of a DBF."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.rules.ministry_export.coded import Coded, Line
from tuban.rules.ministry_export.definition import TEXT, CodedField
from tuban.values.errors import TubanError

GBK, UTF8 = "GBK", "UTF-8"
BYTES_OF_A_LETTER: Mapping[str, int] = {GBK: 2, UTF8: 3}
"""The character sets of a DBF, the first by default: receiving programs expect it."""
MOST_BYTES = 254


class LetterOutside(TubanError):
    """{table}, {row}, {field}: “{letter}” (U+{number}) cannot be written in {encoding}."""

    code = "ministry_export.letter_outside"
    hint = (
        "Choose UTF-8 where the receiving program reads it, leave DBF and Shapefile out, or write the word otherwise."
    )


class BytesTooMany(TubanError):
    """{table}, {row}, {field}: the text takes {length} bytes in {encoding}, the field of a DBF holds {most}."""

    code = "ministry_export.bytes_too_many"
    hint = "Shorten it in the office and seal again, or leave DBF and Shapefile out."


def width_of(field: CodedField, encoding: str) -> int:
    """Return how many bytes a text field of a DBF has.

    >>> width_of(CodedField("A", "A", "", "row", "number", TEXT, 60), GBK)
    120
    """
    return min(MOST_BYTES, field.width * BYTES_OF_A_LETTER[encoding])


def demand_fits(coded: Coded, encoding: str) -> None:
    """Refuse a table with a text that the DBF would cut or lose. Raises LetterOutside, BytesTooMany."""
    texts = [(place, one) for place, one in enumerate(coded.table.fields) if one.type == TEXT]
    for line in coded.lines:
        for place, field in texts:
            value = line.values[place]
            if isinstance(value, str):
                _demand_fits(coded, line, field, value, encoding)


def _demand_fits(coded: Coded, line: Line, field: CodedField, text: str, encoding: str) -> None:
    where = {"table": coded.table.title, "row": line.name, "field": f"{field.code} {field.title}"}
    try:
        length = len(text.encode(encoding))
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise LetterOutside(letter=letter, number=f"{ord(letter):04X}", encoding=encoding, **where) from None
    most = width_of(field, encoding)
    if length > most:
        raise BytesTooMany(length=length, encoding=encoding, most=most, **where)
