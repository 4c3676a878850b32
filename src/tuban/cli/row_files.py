"""Rows out: CSV, or Parquet by the suffix, complete or not at all."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.whole_file import OutputCannotBeWritten, check_place, whole_file

OUTPUT_HELP = _("A name ending in .csv or .parquet; without it CSV goes to standard output.")


class OutputUnknown(TubanError):
    """Rows cannot be written as {suffix}."""

    code = "rows.unknown_suffix"
    hint = "Let the name end in .csv or .parquet."


def checked_target(output: Path | None) -> None:
    """Refuse, before any work is done, an output that could not be written."""
    if output is None:
        return
    if output.suffix.casefold() not in (".csv", ".parquet"):
        raise OutputUnknown(suffix=output.suffix or output.name)
    check_place(output)


def write_rows(output: Path | None, columns: Mapping[str, pa.DataType], values: Sequence[Sequence[Any]]) -> None:
    """Write columns of equal length; CSV to standard output where ``output`` is None. An empty cell is None.

    Raises OutputCannotBeWritten; a file that was there before is left as it was then.
    """
    if output is None:
        _write_csv(sys.stdout, columns, values)
        return
    try:
        with whole_file(output) as draft:
            if output.suffix.casefold() == ".parquet":
                arrays = [pa.array(_plain(column), kind) for column, kind in zip(values, columns.values(), strict=True)]
                pq.write_table(pa.table(arrays, names=list(columns)), draft)
            else:
                with draft.open("w", encoding="utf-8", newline="") as file:
                    _write_csv(file, columns, values)
    except OSError as error:
        raise OutputCannotBeWritten(file=output, reason=error.strerror or str(error)) from error


def _plain(column: Sequence[Any]) -> list[Any]:
    return [float(value) if isinstance(value, Decimal) else value for value in column]


def _write_csv(file: Any, columns: Mapping[str, pa.DataType], values: Sequence[Sequence[Any]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*([_text(value) for value in column] for column in values), strict=True))


def _text(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value
