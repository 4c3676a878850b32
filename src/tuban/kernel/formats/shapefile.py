"""The parts of a Shapefile looked at byte by byte: are they all there, whole, and in which encoding is the text?"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tuban.kernel.formats.encodings import FoundEncoding, canonical, of_values
from tuban.kernel.formats.nursery import Refusal

_HEADER = 32
_MOST_VALUES = 20_000
_LANGUAGE_BYTE_OF_GBK = {0x4D, 0x7A}


@dataclass(frozen=True, slots=True)
class ShapefileParts:
    """What the parts say: number of records, the encoding declared (.cpg or language byte) and the one found."""

    count: int
    declared: str
    found: FoundEncoding | None
    has_index: bool
    has_projection: bool


def sibling(path: Path, suffix: str) -> Path | None:
    """Return the part with this suffix, in whatever case it is written; None where it is missing."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    wanted = path.with_suffix(suffix).name.casefold()
    return next((entry for entry in path.parent.iterdir() if entry.name.casefold() == wanted), None)


def examine(path: Path, declared: str | None = None) -> ShapefileParts:
    """Check that the set is whole; ``declared`` (from a manifest) stands above the .cpg. Raises Refusal."""
    table = sibling(path, ".dbf")
    missing = [suffix for suffix, part in ((".shp", path if path.is_file() else None), (".dbf", table)) if not part]
    if missing or table is None:
        raise Refusal("shapefile.part_missing", " ".join(missing))
    shapes = _check_shapes(path)
    records, language = _check_table(table)
    index = sibling(path, ".shx")
    if index is not None and index.stat().st_size >= 100:
        shapes = (index.stat().st_size - 100) // 8
        if shapes != records:
            raise Refusal("shapefile.counts_differ", f".shx {shapes}, .dbf {records}")
    cpg = sibling(path, ".cpg")
    said = declared or (cpg.read_bytes()[:40].decode("ascii", "ignore").strip() if cpg else "")
    if not said and language in _LANGUAGE_BYTE_OF_GBK:
        said = "GBK"
    found = of_values(_text_values(table), canonical(said))
    return ShapefileParts(records, said, found, index is not None, sibling(path, ".prj") is not None)


def _check_shapes(path: Path) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or struct.unpack(">i", head[:4])[0] != 9994:
        raise Refusal("file.other_kind", ".shp")
    if struct.unpack(">i", head[24:28])[0] * 2 > size:
        raise Refusal("file.truncated", ".shp")
    return -1


def _check_table(table: Path) -> tuple[int, int]:
    size = table.stat().st_size
    with table.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER:
        raise Refusal("file.truncated", ".dbf")
    records, header_size, record_size = struct.unpack("<IHH", head[4:12])
    if header_size < _HEADER or record_size < 1:
        raise Refusal("file.other_kind", ".dbf")
    if header_size + records * record_size > size:
        raise Refusal("file.truncated", ".dbf")
    return int(records), head[29]


def _text_values(table: Path) -> Iterator[bytes]:
    """Yield field names and text values, from at most 20 000 records spread over the whole table."""
    with table.open("rb") as file:
        head = file.read(_HEADER)
        records, header_size, record_size = struct.unpack("<IHH", head[4:12])
        fields = []
        offset = 1
        for _number in range((header_size - _HEADER - 1) // 32):
            about = file.read(32)
            if len(about) < 32 or about[0] == 0x0D:
                break
            yield about[:11].split(b"\0")[0]
            if about[11:12] in (b"C", b"M"):
                fields.append((offset, about[16]))
            offset += about[16]
        if not fields:
            return
        step = max(1, records // _MOST_VALUES)
        for number in range(0, records, step):
            file.seek(header_size + number * record_size)
            record = file.read(record_size)
            for start, width in fields:
                value = record[start : start + width].rstrip(b" \0")
                if value and not value.isascii():
                    yield value
