"""What a backup says of itself: where it is from, how much it holds, and the digest of every file of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tuban.values.language import gettext as _
from tuban.workflow.backup.refusals import Unreadable

FORMAT = "tuban.backup/1"
MANIFEST, STORE_LIST = "manifest.json", "store.jsonl"
LOCKED = ".age"
SPATIALITE, POSTGRESQL = "spatialite", "postgresql"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a backup: its path in the backup, size in bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """Content of the store: its name there, size in bytes, and whether the backup holds it or only names it. ``locked``
    is the SHA-256 of the file in which it lies locked, of ``locked_size`` bytes."""

    name: str
    size: int
    is_held: bool = True
    locked_size: int = 0
    locked: str = ""

    @property
    def place(self) -> str:
        """Where it lies in the backup's store."""
        return f"{self.name}{LOCKED}" if self.locked else self.name

    @property
    def checksum(self) -> str:
        """The SHA-256 that it must have."""
        return self.name.rpartition("/")[2].partition(".")[0]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer that a backup only names: what people call it, the file it was delivered as and its SHA-256."""

    name: str
    title: str
    source_file: str
    source_checksum: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the audit: its number, digest, and when it was written (ISO 8601)."""

    number: int = 0
    digest: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations`` are ``app.name``; ``counts`` are rows by table; ``lost`` names content of the store that was
    damaged or missing in the office itself when the backup was made; ``recipients`` are the public keys for which it is
    locked. Sizes are bytes."""

    made_at: str
    edition: str
    engine: str
    migrations: tuple[str, ...]
    counts: dict[str, int]
    head: Head
    files: tuple[File, ...]
    contents: int
    contents_size: int
    layers: tuple[Layer, ...] = ()
    lost: tuple[str, ...] = ()
    has_secrets: bool = False
    recipients: tuple[str, ...] = ()
    copied: int = field(default=0, compare=False)

    def as_bytes(self) -> bytes:
        """Return it as its file has it."""
        told = {"format": FORMAT, **asdict(self)}
        if not self.recipients:  # a backup that lies open is written as it ever was
            del told["recipients"]
        return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of its file: with it, everything in the backup is named."""
        return hashlib.sha256(self.as_bytes()).hexdigest()

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(self.counts.values())

    def file(self, path: str) -> File:
        """Return a file of it."""
        return next(one for one in self.files if one.path == path)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises Unreadable."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        form = told.pop("format", None)
        if form != FORMAT:
            raise Unreadable(name=folder.name, what=_("it is written as {form}").format(form=form))
        told["files"] = tuple(File(**one) for one in told["files"])
        told["layers"] = tuple(Layer(**one) for one in told["layers"])
        told["head"] = Head(**told["head"])
        told["migrations"], told["lost"] = tuple(told["migrations"]), tuple(told["lost"])
        told["recipients"] = tuple(told.get("recipients", ()))
        return Manifest(**told)
    except OSError as error:
        raise Unreadable(name=folder.name, what=error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(name=folder.name, what=_("its manifest is not written as one")) from error


def read_contents(folder: Path) -> Iterator[Content]:
    """Yield the content of the store that a backup names. Raises Unreadable."""
    try:
        with (folder / STORE_LIST).open(encoding="utf-8") as file:
            for line in file:
                name, size, is_held, *locked = json.loads(line)
                yield Content(str(name), int(size), bool(is_held), *_locked(*locked))
    except OSError as error:
        raise Unreadable(name=folder.name, what=error.strerror or str(error)) from error
    except (ValueError, TypeError) as error:
        raise Unreadable(name=folder.name, what=_("its list of the store is not written as one")) from error


def line_of(content: Content) -> str:
    """Return content as a line of the list."""
    locked = [content.locked_size, content.locked] if content.locked else []
    return json.dumps([content.name, content.size, content.is_held, *locked]) + "\n"


def _locked(size: int = 0, digest: str = "") -> tuple[int, str]:
    return int(size), str(digest)
