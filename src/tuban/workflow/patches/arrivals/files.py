"""What lies on the disk of a disc that comes in. The size of a file is how far its upload is; no row repeats it.

``uploads/<arrival>/incoming/<key>.part`` grows while a file comes in, ``disc/<path>`` is a whole one, ``said`` holds
the disc.yaml of a person. One writer at a time holds the pen of a file; the system takes it away from a process that
dies, and a writer that was silent for a while loses it to the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

from tuban.values.errors import TubanError
from tuban.workflow.patches.models import Arrival

KEPT = timedelta(days=7)
"""How long what nobody adds to, and what was dropped, is kept."""
ALGORITHMS = ("sha1", "sha256")
_SILENT_SECONDS = 30.0
_PORTION = 1 << 20
_KEY_LENGTH = 32
_MOST_PROVED = 64 << 20


class Input(Protocol):
    """Where bytes come from: a request."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""


class OffsetDiffers(TubanError):
    """The server has {has} bytes of «{name}», not {said}."""

    code = "patches.offset_differs"
    hint = "Ask for the offset again and go on from there."


class TooManyBytes(TubanError):
    """«{name}» was announced with {size} bytes; more came."""

    code = "patches.too_many_bytes"
    hint = "The file has changed since: drop this upload and begin a new one."


class PenIsTaken(TubanError):
    """«{name}» is being uploaded elsewhere at this moment."""

    code = "patches.pen_is_taken"
    hint = "Another window uploads the same file. Let it go on there, or close it and wait half a minute."


class PortionDamaged(TubanError):
    """A portion of «{name}» arrived damaged: its checksum differs. It was not kept."""

    code = "patches.portion_damaged"
    hint = "It is sent again by itself; if this goes on, look at the line."


class AlgorithmUnknown(TubanError):
    """The checksum {given} cannot be read."""

    code = "patches.algorithm_unknown"
    hint = "Send sha1 or sha256 of at most 64 MiB at once, in base 64."


def folder_of(arrival: Arrival) -> Path:
    """Return the folder of an arrival."""
    folder: Path = settings.HOME.uploads / str(arrival.pk)
    return folder


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of an arrival on its way in. ``modified`` is when the sender's copy was last changed, as it said."""

    folder: Path
    path: str
    size: int
    modified: int = 0

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return hashlib.sha256(self.path.encode()).hexdigest()[:_KEY_LENGTH]

    @property
    def target(self) -> Path:
        """Where it lies once it is whole."""
        return self.folder / "disc" / self.path

    @property
    def part(self) -> Path:
        """Where it grows."""
        return self.folder / "incoming" / f"{self.key}.part"

    @property
    def is_begun(self) -> bool:
        """Whether its first byte may come."""
        return self.part.is_file() or self.is_whole

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.target.is_file()

    @property
    def offset(self) -> int:
        """How many bytes are here."""
        if self.is_whole:
            return self.size
        return self.part.stat().st_size if self.part.is_file() else 0

    @property
    def expires(self) -> datetime | None:
        """When it will be thrown away if nothing more comes; None for a whole one."""
        if self.is_whole or not self.part.is_file():
            return None
        return datetime.fromtimestamp(self.part.stat().st_mtime, UTC) + KEPT

    def begin(self) -> None:
        """Make room for its first byte; an empty file is whole at once."""
        if self.is_begun:
            self.settle()
            return
        self.part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.part.touch(mode=0o600)
        if self.size == 0:
            self._finish()

    def settle(self) -> None:
        """Let it be whole where the power went between its last byte and its name."""
        if self.is_whole or self.offset < self.size:
            return
        with suppress(PenIsTaken), self._pen():  # who holds the pen does it
            if not self.is_whole and self.part.is_file():
                self._finish()

    def write(self, source: Input, *, offset: int, length: int, checksum: tuple[str, bytes] | None = None) -> int:
        """Write what comes at ``offset``; returns how many bytes are here then, durable.

        What came before the line broke is kept, unless a ``checksum`` (algorithm and digest) was to prove it. Raises
        PenIsTaken, OffsetDiffers, TooManyBytes, PortionDamaged and AlgorithmUnknown before anything is written.
        """
        with self._pen() as is_held:
            if self.offset != offset:
                raise OffsetDiffers(name=self.path, has=self.offset, said=offset)
            if offset + length > self.size:
                raise TooManyBytes(name=self.path, size=self.size)
            if checksum is not None:
                source = self._proved(source, length, checksum)
            if not self.is_whole:
                self._append(source, offset, length, is_held)
                if self.offset == self.size:
                    self._finish()
            return self.offset

    def remove(self) -> None:
        """Throw away what is here."""
        with self._pen():
            self.part.unlink(missing_ok=True)
            self.target.unlink(missing_ok=True)

    def _proved(self, source: Input, length: int, checksum: tuple[str, bytes]) -> Input:
        algorithm, digest = checksum
        if algorithm not in ALGORITHMS or length > _MOST_PROVED:
            raise AlgorithmUnknown(given=algorithm)
        content = b"".join(_portions(source, length))
        if len(content) != length or hashlib.new(algorithm, content).digest() != digest:
            raise PortionDamaged(name=self.path)
        return BytesIO(content)

    def _append(self, source: Input, offset: int, length: int, is_held: Callable[[], bool]) -> None:
        with self.part.open("r+b") as file:
            place = offset
            try:
                for portion in _portions(source, length):
                    if not is_held():
                        raise PenIsTaken(name=self.path)
                    place += _write_at(file, portion, place)
            finally:
                os.fsync(file.fileno())

    def _finish(self) -> None:
        self.target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.part.replace(self.target)
        for folder in (self.target.parent, self.part.parent):
            _make_durable(folder)

    @contextmanager
    def _pen(self) -> Iterator[Callable[[], bool]]:
        """Hold the pen; yields whether it is still held. Raises PenIsTaken."""
        place = self.part.with_suffix(".pen")
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pen = place.open("ab")
        try:
            if not _taken(pen):
                if not self._is_silent():
                    raise PenIsTaken(name=self.path)
                pen.close()  # its holder hears nothing any more: a new pen, and the old one writes no more
                fresh = place.with_suffix(f".{os.getpid()}-{time.monotonic_ns()}")
                pen = fresh.open("ab")
                _taken(pen)
                fresh.replace(place)
            number = os.fstat(pen.fileno()).st_ino
            yield lambda: place.exists() and place.stat().st_ino == number
        finally:
            pen.close()

    def _is_silent(self) -> bool:
        return self.part.is_file() and time.time() - self.part.stat().st_mtime > _SILENT_SECONDS


def uploads_of(arrival: Arrival) -> list[Upload]:
    """Return the files that were announced, in their order."""
    folder = folder_of(arrival)
    return [Upload(folder, one["path"], one["size"], one.get("modified", 0)) for one in arrival.summary["files"]]


def upload_of(arrival: Arrival, key: str) -> Upload | None:
    """Return the file with a key; None where none was announced."""
    return next((one for one in uploads_of(arrival) if one.key == key), None)


def disc_of(arrival: Arrival) -> Path:
    """Return the disc of an arrival as ``open_disc`` takes it: its ZIP, or its folder."""
    root = folder_of(arrival) / "disc"
    paths = [Path(one["path"]) for one in arrival.summary["files"]]
    if len(paths) == 1 and paths[0].suffix.lower() == ".zip":
        return root / paths[0]
    tops = {path.parts[0] for path in paths if len(path.parts) > 1}
    alone = len(tops) == 1 and all(len(path.parts) > 1 for path in paths)
    top = next(iter(tops), "")
    return root / top if alone and not top.casefold().endswith(".gdb") else root


def said_of(arrival: Arrival) -> Path | None:
    """Return the disc.yaml that a person wrote by correcting roles; None where nobody did."""
    path = folder_of(arrival) / "said" / "disc.yaml"
    return path if path.is_file() else None


def say(arrival: Arrival, text: str) -> None:
    """Write the disc.yaml of a person."""
    path = folder_of(arrival) / "said" / "disc.yaml"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def is_kept(arrival: Arrival) -> bool:
    """Whether its files are still here."""
    return folder_of(arrival).is_dir()


def throw_away(arrival: Arrival) -> None:
    """Remove all files of an arrival."""
    shutil.rmtree(folder_of(arrival), ignore_errors=True)


def checksum_of(arrival: Arrival, tell: Callable[[int, int], None]) -> str:
    """Return the SHA-256 of a ZIP, or of the list of names and checksums of a folder; ``tell`` hears how far it is."""
    uploads = uploads_of(arrival)
    total = sum(one.size for one in uploads)
    done = 0
    sums: dict[str, str] = {}
    for one in uploads:
        digest = hashlib.sha256()
        with one.target.open("rb") as file:
            while portion := file.read(_PORTION):
                digest.update(portion)
                done += len(portion)
                tell(done, total)
        sums[one.path] = digest.hexdigest()
    return next(iter(sums.values())) if len(sums) == 1 else _sum_of(sums)


def _sum_of(sums: Mapping[str, str]) -> str:
    listing = "".join(f"{name}\0{proof}\n" for name, proof in sorted(sums.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def _portions(source: Input, length: int) -> Iterator[bytes]:
    while length > 0:
        try:
            portion = source.read(min(_PORTION, length))
        except OSError:  # the line broke: what came is kept
            return
        if not portion:
            return
        length -= len(portion)
        yield portion


def _write_at(file: IO[bytes], portion: bytes, place: int) -> int:
    written = 0
    while written < len(portion):
        written += os.pwrite(file.fileno(), portion[written:], place + written)
    return written


def _taken(pen: IO[Any]) -> bool:
    try:
        fcntl.flock(pen, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _make_durable(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
