"""Text as a workbook may hold it: no control characters, sheet names that Excel accepts, lengths in columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MOST_IN_CELL = 32_000  # Excel takes 32 767 characters
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAME = str.maketrans({"[": "〔", "]": "〕", ":": "：", "*": "＊", "?": "？", "/": "／", "\\": "＼"})
_MOST_IN_SHEET_NAME = 31


def clean(text: str) -> str:
    """Return ``text`` without what XML forbids, cut to what a cell takes."""
    kept = text if text.isprintable() else _NOT_XML.sub("", text)  # nothing that XML forbids can be printed
    return kept[:MOST_IN_CELL]


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names for sheets: legal, at most 31 characters (as UTF-16 counts them), and no two alike.

    >>> sheet_names(["表1", "表1", "a/b", "'"])
    ['表1', '表1(2)', 'a／b', '表']
    """
    taken: set[str] = set()
    names = []
    for text in wanted:
        base = clean(text).translate(_NOT_IN_SHEET_NAME).strip().strip("'") or "表"
        name, number = _cut(base, ""), 2
        while name.lower() in taken or name.lower() == "history":
            name, number = _cut(base, f"({number})"), number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _cut(base: str, suffix: str) -> str:
    while len((base + suffix).encode("utf-16-le")) // 2 > _MOST_IN_SHEET_NAME:
        base = base[:-1]
    return (base.rstrip() if not suffix else base) + suffix


def columns_of(text: str) -> int:
    """Return how many columns of a fixed-width face ``text`` takes: a Chinese character takes two."""
    return len(text) if text.isascii() else _wide(text)


@lru_cache(maxsize=1 << 14)
def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


@lru_cache(maxsize=1 << 14)
def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines ``text`` takes in a column ``width`` wide, in a face of ``size`` points."""
    room = max(2.0, (width - 0.6) * 11 / size)
    return sum(max(1, -(-columns_of(line) // int(room))) for line in text.split("\n"))


def head_text(title: str, width: float, size: float) -> str:
    """Return the title of a column; one that does not fit on a line breaks before its brackets, not inside them.

    >>> head_text("结案（宗）", 6, 9)
    '结案\n（宗）'
    >>> head_text("结案（宗）", 12, 9)
    '结案（宗）'
    """
    before, bracket, unit = title.rpartition("（")
    if not before or not unit.endswith("）") or "\n" in title or lines_of(title, width, size) == 1:
        return title
    return f"{before}\n{bracket}{unit}"
