"""Rows out: CSV, or Parquet by the suffix, complete or not at all."""

from __future__ import annotations

import csv
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

OUTPUT_HELP = _("A name ending in .csv or .parquet; without it CSV goes to standard output.")


class OutputUnknown(TubanError):
    """Rows cannot be written as {suffix}."""

    code = "rows.unknown_suffix"
    hint = "Let the name end in .csv or .parquet."


class OutputFolderMissing(TubanError):
    """There is no folder {folder} to write {file} into."""

    code = "rows.no_folder"
    hint = "Create the folder first, or write elsewhere."


class OutputCannotBeWritten(TubanError):
    """{file} cannot be written: {reason}."""

    code = "rows.cannot_write"
    hint = "Choose a place where you may write and where the disk is not full."


def checked_target(output: Path | None) -> None:
    """Refuse, before any work is done, an output that could not be written."""
    if output is None:
        return
    if output.suffix.casefold() not in (".csv", ".parquet"):
        raise OutputUnknown(suffix=output.suffix or output.name)
    if not output.absolute().parent.is_dir():
        raise OutputFolderMissing(folder=output.absolute().parent, file=output.name)
    if output.is_dir():
        raise OutputCannotBeWritten(file=output, reason=_("it is a folder"))


def write_rows(output: Path | None, columns: Mapping[str, pa.DataType], values: Sequence[Sequence[Any]]) -> None:
    """Write columns of equal length; CSV to standard output where ``output`` is None. An empty cell is None.

    Raises OutputCannotBeWritten; a file that was there before is left as it was then.
    """
    if output is None:
        _write_csv(sys.stdout, columns, values)
        return
    try:
        with _complete(output) as draft:
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


@contextmanager
def _complete(output: Path) -> Iterator[Path]:
    """Yield a draft beside the output that takes its place at the end."""
    number, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.absolute().parent)
    os.close(number)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
