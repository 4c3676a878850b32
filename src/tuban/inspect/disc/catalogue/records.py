"""Columns and values: what a field must hold, and what was read otherwise than it was written."""

from __future__ import annotations

from collections.abc import Mapping

from tuban.inspect.disc.catalogue import sentences
from tuban.inspect.disc.catalogue.entry import Entry, error, note, warning

RECORDS: Mapping[str, Entry] = {
    "field.required_missing": error(
        "{file} has no column for {field}; it goes by: {known}.",
        "Rename the column, or map it in disc.yaml (fields:).",
        reason=sentences.FOUND_BY_NAME,
        consequence=sentences.FILE_UNUSED_UNFIT,
    ),
    "field.expected_missing": warning(
        "{file} has no column for {field}; it goes by: {known}.",
        "Ask the issuer; without it some checks cannot be made.",
        reason=sentences.FOUND_BY_NAME,
        consequence="Checks that need the column are left out.",
    ),
    "field.rival": note(
        "{file}: {field} is read from {column}, though {known} would do too.",
        "Map it in disc.yaml if wrong.",
        reason=sentences.FOUND_BY_NAME,
        consequence="The column named first is read.",
    ),
    "value.not_a_number": warning(
        "{file}, {field}: “{before}” is not a number ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.not_a_flag": warning(
        "{file}, {field}: “{before}” is neither yes nor no ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.not_a_date": warning(
        "{file}, {field}: “{before}” is not a date ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.not_an_area": warning(
        "{file}, {field}: “{before}” is not an area ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.negative_area": warning(
        "{file}, {field}: “{before}” is less than nothing ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.unknown_code": warning(
        "{file}, {field}: nobody knows the value “{before}” ({count} times, first in {feature}).",
        "Use one of the words of the code list, or have the word added to it.",
        reason=sentences.READ_BY_TYPE,
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.date_from_serial": warning(
        "{file}, {field}: “{before}” was read as a day number of a spreadsheet ({count} times, first in {feature}).",
        sentences.KEEP,
        reason="Spreadsheets keep a date as the number of days since 1900; 45000 is a day of 2023.",
        consequence=sentences.TAKEN_SO,
    ),
    "value.digits_lost": error(
        "{file}, {field}: “{before}” was stored as a number and has lost digits ({count} times, first in {feature}).",
        "Format the column as text and enter the numbers again.",
        reason=(
            "A number of more than 15 digits that a spreadsheet kept as a number ends in zeros that were never there."
        ),
        consequence=sentences.STAYS_UNFIT,
    ),
    "value.required_empty": warning(
        "{file}, {field} is empty ({count} times, first in {feature}).",
        "Fill it in.",
        reason="The field must be filled (R03).",
        consequence=sentences.UNKNOWN_SO,
    ),
    "value.number_cleaned": warning(
        "{file}, {field}: the number “{before}” holds stray signs ({count} times, first in {feature}).",
        sentences.KEEP,
        reason=(
            "Full-width letters, spaces, quotation marks or a “.0” came in with typing or a spreadsheet; "
            "without them the number is well formed."
        ),
        consequence=sentences.TAKEN_SO,
    ),
}
