"""The sources of data on a disc as the child processes described them: files, layers, checksums.

From here on everything works with these descriptions; no foreign byte is looked at by this process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.inspect.disc.fields import known_names
from tuban.inspect.disc.findings import Finding, finding
from tuban.kernel.formats.children import Limits, Nursery, Outcome, Task
from tuban.kernel.formats.recognise import Source

DESCRIBE = "tuban.kernel.formats.describe:describe"
_ENDINGS = {"too_slow": "file.too_slow", "too_much_memory": "file.too_much_memory", "crashed": "file.crashed"}
_TABLES = {"excel", "csv"}


@dataclass(frozen=True, slots=True)
class SourceLayer:
    """One layer, sheet or image of a source; ``bounds`` in its own CRS, ``lonlat`` the same in degrees of CGCS2000.

    ``swapped`` says that northing stands first in the file; ``bounds`` are then turned already.
    """

    name: str
    geometry: str
    count: int
    columns: tuple[str, ...]
    sample: Mapping[str, Sequence[str]]
    crs: str | None
    epsg: int | None
    crs_name: str
    degrees: bool | None
    bounds: tuple[float, float, float, float] | None
    lonlat: tuple[float, float, float, float] | None
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class DescribedSource:
    """A source with its layers. ``root`` is the folder its paths are relative to, ``shown`` its name on the disc.

    ``archive_checksum`` is that of the archive on the disc in which it lies, else empty.
    """

    root: Path
    source: Source
    shown: str
    read_from: Path
    encoding: str
    checksums: Mapping[str, str]
    size: int
    layers: tuple[SourceLayer, ...]
    archive_checksum: str = ""

    @property
    def archive(self) -> str:
        """The archive on the disc in which it lies, with a slash at the end; empty where it lies in none."""
        return self.shown[: len(self.shown) - len(self.source.path)]

    @property
    def checksums_on_disc(self) -> Mapping[str, str]:
        """The checksums of its files by their paths on the disc."""
        return {self.archive + name: proof for name, proof in self.checksums.items()}

    @property
    def is_table(self) -> bool:
        """Whether it is a spreadsheet or CSV."""
        return self.source.kind in _TABLES

    @property
    def checksum(self) -> str:
        """SHA-256 of the file; for a set of files, of the sorted list of their names and checksums."""
        if len(self.checksums) == 1:
            return next(iter(self.checksums.values()))
        listing = "".join(f"{name}\0{checksum}\n" for name, checksum in sorted(self.checksums.items()))
        return hashlib.sha256(listing.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source lies: ``shown`` is its path on the disc, which differs below an archive inside the disc.

    ``undo_gcj02`` asks for coordinates that say they are shifted to be brought back, instead of refused.
    """

    root: Path
    source: Source
    shown: str
    encoding: str = ""
    archive_checksum: str = ""
    undo_gcj02: bool = False


def describe_all(
    places: Sequence[Place], nursery: Nursery, scratch: Path, limits: Limits
) -> tuple[list[DescribedSource], list[Finding]]:
    """Describe every source in child processes; a source that cannot be described becomes a finding."""
    described: dict[int, DescribedSource] = {}
    findings: list[Finding] = []
    tasks = [_task(place, scratch, limits) for place in places]
    for number, outcome in nursery.run_all(tasks):
        place = places[number]
        if outcome.ending != "done":
            findings.append(failure(outcome, place.shown))
            continue
        described[number] = _described(place, outcome.answer)
        findings.extend(_noted(outcome.answer["notes"], place))
    return [described[number] for number in sorted(described)], findings


def failure(outcome: Outcome, file: str) -> Finding:
    """Say in words how a child ended that has no answer."""
    if outcome.ending == "refused":
        return finding(str(outcome.answer), file, detail=outcome.detail)
    return finding(_ENDINGS[outcome.ending], file, detail=outcome.detail)


def file_size(place: Place) -> int:
    """Return the bytes of a source with all its parts."""
    total = 0
    for name in place.source.everything:
        try:
            total += (place.root / name).stat().st_size
        except OSError:
            continue
    return total


def _task(place: Place, scratch: Path, limits: Limits) -> Task:
    arguments = {"root": str(place.root), "path": place.source.path, "kind": place.source.kind,
                 "parts": list(place.source.parts), "known": sorted(known_names()), "scratch": str(scratch),
                 "encoding": place.encoding or None, "undo_gcj02": place.undo_gcj02}  # fmt: skip
    return Task(DESCRIBE, arguments, limits.for_size(file_size(place)))


def _noted(notes: Sequence[Mapping[str, Any]], place: Place) -> list[Finding]:
    return [
        finding(note["code"], place.shown, note["feature"], before=note["before"], after=note["after"], **note["words"])
        for note in notes
    ]


def _described(place: Place, answer: Mapping[str, Any]) -> DescribedSource:
    layers = tuple(
        SourceLayer(
            about["name"], about["geometry"], about["count"], tuple(about["columns"]), about["sample"], about["crs"],
            about["epsg"], about["crs_name"], about["degrees"], _box(about["bounds"]), _box(about["lonlat"]),
        )
        for about in answer["layers"]
    )  # fmt: skip
    return DescribedSource(
        place.root, place.source, place.shown, Path(answer["read_from"]), answer["encoding"] or "", answer["sha256"],
        answer["size"], layers, place.archive_checksum,
    )  # fmt: skip


def _box(values: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    return None if values is None else (values[0], values[1], values[2], values[3])
