"""The content of a report in Word as PDF, in the look of an official paper: to be read, sent and filed.

It is set from what stands in the file, not from its layout: fonts, margins and page breaks are the product's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban.render.maps.typesetting import typeset

_LEVELS = {
    "Title": "title", "Heading1": "h1", "Heading2": "h2", "Heading3": "h3", "Caption": "caption",
    "ReportAttachment": "attachment", "ReportUnit": "unit", "ReportSource": "source", "ReportNotice": "notice",
    "ReportSign": "sign", "ReportPictureTitle": "caption", "ReportSmall": "small",
}  # fmt: skip
_LEAST, _MOST = 3.0, 26.0
_MANY = 6


@dataclass(frozen=True, slots=True)
class About:
    """What the foot of every page says: the name of the report, and the SHA-256 of the Word file it was set from."""

    name: str
    checksum: str


def write_copy(blocks: Sequence[Mapping[str, Any]], pictures: Path, target: Path, *, about: About) -> None:
    """Write a PDF of blocks: paragraphs ``{"style", "text"}``, tables ``{"rows", "heads"}``, pictures ``{"picture"}``,
    whose files lie in ``pictures``. Raises NoChineseFont."""
    shown = {str(one["picture"]): (pictures / one["picture"]).read_bytes() for one in blocks if "picture" in one}
    data = {
        "name": about.name, "checksum": about.checksum, "blocks": _in_pairs([_block(one) for one in blocks]),
    }  # fmt: skip
    typeset("reports/reading_copy.typ", data, target, drawings={}, pictures=shown)


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    if "picture" in block:
        return {"kind": "pictures", "names": [block["picture"]]}
    if "rows" in block:
        return _table(block)
    text = block["text"].strip()
    return {"kind": _LEVELS.get(block["style"], "text") if text else "nothing", "text": text}


def _in_pairs(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put pictures that follow each other side by side, two a line."""
    found: list[dict[str, Any]] = []
    for one in blocks:
        last = found[-1] if found else {"kind": ""}
        if one["kind"] == last["kind"] == "pictures" and len(last["names"]) == 1:
            last["names"] += one["names"]
        elif one["kind"] != "nothing":
            found.append(one)
    return found


def _table(block: Mapping[str, Any]) -> dict[str, Any]:
    rows = block["rows"]
    count = max((sum(cell["columns"] for cell in row) for row in rows), default=1)
    longest = [_LEAST] * count
    for row in rows:
        at = 0
        for cell in row:
            if cell["columns"] == 1 and at < count:
                longest[at] = max(longest[at], min(_width(cell["text"]), _MOST))
            at += cell["columns"]
    cells = [
        {
            "text": cell["text"], "columns": cell["columns"], "head": place < block["heads"],
            "figure": _is_figure(cell["text"]),
        }
        for place, row in enumerate(rows) for cell in _filled(row, count)
    ]  # fmt: skip
    return {"kind": "table", "widths": longest, "small": count > _MANY, "cells": cells, "rows": len(rows),
            "captions": bool(block.get("captions"))}  # fmt: skip


def _filled(row: Sequence[Mapping[str, Any]], count: int) -> list[Mapping[str, Any]]:
    """Return the cells of a row, filled up to the width of the table."""
    lacking = count - sum(cell["columns"] for cell in row)
    return [*row, *([{"text": "", "columns": lacking}] if lacking > 0 else [])]


def _width(text: str) -> float:
    return sum(1.0 if letter < "\u2e80" else 1.9 for letter in text) / 2 + 1


def _is_figure(text: str) -> bool:
    plain = text.strip("%*[]- ").replace(".", "").replace(",", "")
    return plain.isdigit() or text.strip() == "—"
