"""Which encoding a text is in, found from its bytes and never from hope (GBK, GB18030, UTF-8, UTF-16 with a mark).

A wrong or missing .cpg is the commonest fault of a delivered Shapefile, and it fails in both directions: GBK read as
UTF-8 breaks, UTF-8 read as GBK gives other, readable-looking characters. The bytes themselves decide here.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UTF8 = "UTF-8"
GB18030 = "GB18030"
UTF16 = "UTF-16"
_CHUNK = 1 << 20
_NAMES = {
    "utf-8": UTF8, "utf8": UTF8, "65001": UTF8, "utf-8-sig": UTF8, "cp65001": UTF8,
    "gbk": GB18030, "gb2312": GB18030, "gb18030": GB18030, "936": GB18030, "cp936": GB18030, "ansi 936": GB18030,
    "oem 936": GB18030, "54936": GB18030, "gb": GB18030, "utf-16": UTF16, "utf16": UTF16,
}  # fmt: skip
_ENOUGH_BYTES = 6  # below this many non-ASCII bytes, GBK text can pass for UTF-8 by accident


@dataclass(frozen=True, slots=True)
class FoundEncoding:
    """``encoding`` to read with; ``certain`` is False where both would do; ``plain`` means ASCII only."""

    encoding: str
    certain: bool = True
    plain: bool = False


def canonical(name: str | None) -> str | None:
    """Return UTF-8, GB18030 (which contains GBK and GB2312) or UTF-16 for a declared name; None for any other."""
    return _NAMES.get((name or "").strip().lower())


def of_values(values: Iterable[bytes], declared: str | None = None) -> FoundEncoding | None:
    """Find the encoding of separate field values, each perhaps cut in the middle of its last character.

    Returns None where no known encoding fits. ``declared`` (canonical) only decides where the bytes do not.
    """
    special = [value for value in values if not value.isascii()]
    if not special:
        return FoundEncoding(declared or UTF8, plain=True)
    weight = sum(sum(byte > 127 for byte in value) for value in special)
    fits = {name: all(_fits(value, name) for value in special) for name in (UTF8, GB18030)}
    if fits[UTF8] and (weight >= _ENOUGH_BYTES or declared in (None, UTF8) or not fits[GB18030]):
        return FoundEncoding(UTF8, certain=weight >= _ENOUGH_BYTES or not fits[GB18030])
    if fits[GB18030]:
        return FoundEncoding(GB18030)
    mostly = sum(_fits(value, GB18030) for value in special) / len(special)
    return FoundEncoding(GB18030, certain=False) if mostly > 0.9 else None


def of_file(path: Path, declared: str | None = None) -> FoundEncoding | None:
    """Find the encoding of a text file by decoding all of it; None where no known encoding fits."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return FoundEncoding(UTF8) if _decodes(path, "utf-8") else None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return FoundEncoding(UTF16) if _decodes(path, "utf-16") else None
    if _decodes(path, "ascii"):
        return FoundEncoding(declared if declared in (UTF8, GB18030) else UTF8, plain=True)
    if _decodes(path, "utf-8"):
        return FoundEncoding(UTF8)
    return FoundEncoding(GB18030) if _decodes(path, "gb18030") else None


def python_codec(encoding: str) -> str:
    """Return the name under which Python decodes a file of this encoding (a byte-order mark is swallowed)."""
    return {UTF8: "utf-8-sig", UTF16: "utf-16"}.get(encoding, "gb18030")


def decode_cut(raw: bytes, encoding: str) -> tuple[str, bool]:
    """Decode a field value; the flag tells that a character cut off at the end was left out or bytes were bad."""
    codec = "utf-8" if encoding == UTF8 else "gb18030"
    try:
        return raw.decode(codec), False
    except UnicodeDecodeError as error:
        if error.end >= len(raw) or error.start >= len(raw) - 3:
            return raw[: error.start].decode(codec, "replace"), True
        return raw.decode(codec, "replace"), True


def _fits(value: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8" if encoding == UTF8 else "gb18030")()
    try:
        decoder.decode(value, final=False)  # a character cut off at the end is no error here
    except UnicodeDecodeError:
        return False
    return True


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
