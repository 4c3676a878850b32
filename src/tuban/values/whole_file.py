"""A file appears whole or not at all: it is written beside its place and takes it at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tuban.values.errors import TubanError
from tuban.values.language import gettext


class OutputFolderMissing(TubanError):
    """There is no folder {folder} to write {file} into."""

    code = "rows.no_folder"
    hint = "Create the folder first, or write elsewhere."


class OutputCannotBeWritten(TubanError):
    """{file} cannot be written: {reason}."""

    code = "rows.cannot_write"
    hint = "Choose a place where you may write and where the disk is not full."


def check_place(path: Path) -> None:
    """Refuse, before any work is done, a place where no file can be written.

    Raises OutputFolderMissing, OutputCannotBeWritten.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise OutputFolderMissing(folder=folder, file=path.name)
    if path.is_dir():
        raise OutputCannotBeWritten(file=path, reason=gettext("it is a folder"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a draft beside ``path``, of the same suffix; it takes its place when the block ends well.

    Otherwise the draft goes away, and what stood at ``path`` stays as it was. Raises OutputFolderMissing,
    OutputCannotBeWritten.
    """
    check_place(path)
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        draft.unlink(missing_ok=True)  # left by a run that was killed
        yield draft
        os.replace(draft, path)
    except OSError as error:
        if error.filename is not None and Path(os.fsdecode(error.filename)) != draft:
            raise  # another file that was read on the way
        raise OutputCannotBeWritten(file=path, reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; text as UTF-8 with line ends as they are. Raises as :func:`whole_file`."""
    with whole_file(path) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
