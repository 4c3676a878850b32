"""A result folder appears whole or not at all.

Everything is written beside the wanted folder and moved into place at the end. A run that fails or is interrupted
leaves the folder as it was; what a killed run left beside it is cleared by the next one.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from types import FrameType

import psutil

from tuban.values.errors import TubanError

MARK = "run.json"
"""A folder that holds this file is a result of an earlier run and may be replaced."""


class FolderIsNotOurs(TubanError):
    """The folder {folder} holds other files and is no result of an earlier run, so it is left alone."""

    code = "output.not_ours"
    hint = "Choose a folder that does not exist yet, or an empty one."


class FolderIsInUse(TubanError):
    """The results of this run cannot take the place of {folder}: {reason}."""

    code = "output.in_use"
    hint = "Close the programs that have files of this folder open, or choose another folder. The old results are kept."


class FolderCannotBeWritten(TubanError):
    """Nothing can be written at {folder}: {reason}."""

    code = "output.cannot_write"
    hint = "Choose a folder where you may write and where the disk is not full."


@contextmanager
def whole_or_nothing(folder: Path, *, mark: str = MARK) -> Iterator[Path]:
    """Yield a folder to write into; when the block ends well it takes the place of ``folder``.

    ``mark`` is the file by which an earlier result of the same kind is known: only such a folder is replaced.

    Raises FolderIsNotOurs, FolderCannotBeWritten, FolderIsInUse. An exception, Ctrl-C or a request to end (SIGTERM)
    removes what was written and leaves ``folder`` as it was.
    """
    target = folder.absolute()
    _refuse_what_is_not_ours(target, mark)
    # Named before it is made, so that an interruption at any moment finds it and takes it away.
    draft = target.with_name(f".{target.name}.{os.getpid()}.{token_hex(4)}")
    try:
        with _ended_by_request():
            _make(draft, target)
            yield draft
            try:
                _put_in_place(draft, target)
            except OSError as error:
                raise FolderIsInUse(folder=folder, reason=error.strerror) from error
    except OSError as error:
        if error.filename and str(error.filename).startswith(str(draft)):
            raise FolderCannotBeWritten(folder=folder, reason=error.strerror) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make(draft: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target)
        draft.mkdir()
    except OSError as error:
        raise FolderCannotBeWritten(folder=target, reason=error.strerror) from error


def _refuse_what_is_not_ours(target: Path, mark: str) -> None:
    if not target.exists():
        return
    if not target.is_dir() or (any(target.iterdir()) and not (target / mark).is_file()):
        raise FolderIsNotOurs(folder=target)


def _put_in_place(draft: Path, target: Path) -> None:
    if target.exists():
        old = draft.with_name(draft.name + ".old")
        target.rename(old)
        try:
            draft.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:
        draft.rename(target)


def _clear_leftovers(target: Path) -> None:
    for left in target.parent.glob(f".{target.name}.*"):
        pid = left.name[len(target.name) + 2 :].split(".", 1)[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            if left.suffix == ".old" and not target.exists():
                left.rename(target)  # the run died between the two renames: give the earlier result back
            else:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _ended_by_request() -> Iterator[None]:
    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
