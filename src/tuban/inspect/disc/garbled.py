"""Texts that were converted with the wrong encoding before they reached us (乱码): valid, but nobody's words.

UTF-8 that somebody took for GBK turns 图斑 into 鍥炬枒, GBK that somebody took for Latin-1 into Í¼°ß. Both can be told
by turning the mistake round: the bytes then are Chinese in the other encoding, which no chance brings about in many
texts. A foreign word with a letter or two of Latin-1 is none: Chinese comes in pairs or triples of such letters only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tuban.inspect.disc.findings import Finding, finding
from tuban.inspect.disc.proposal import Assignment

_MISTAKES = (("gb18030", "utf-8"), ("latin-1", "gb18030"), ("latin-1", "utf-8"))
_ENOUGH, _MOST = 3, 0.6
_PAIRS = re.compile(r"^[\x00-\x7f]*(?:[\x80-\xff]{2,}[\x00-\x7f]*)+$")
_LOST = "锟斤拷"


class Garbled(NamedTuple):
    """A garbled text and what it was."""

    sample: str
    meant: str


def garbled(texts: Sequence[str]) -> Garbled | None:
    """Return an example where most of the texts that are not plain ASCII are garbled in one way.

    >>> garbled(["涓滄矡闀�", "x"]) is None, garbled(["鍥炬枒", "鍥炬枒", "鍏栦粬"])
    (True, Garbled(sample='鍥炬枒', meant='图斑'))
    >>> garbled(["In den Äusseren", "Zürich", "Straße"]) is None
    True
    """
    foreign = [text for text in texts if not text.isascii()]
    lost = [text for text in foreign if _LOST in text or "\ufffd" in text]
    if len(lost) >= _ENOUGH:
        return Garbled(lost[0], "?")
    for wrong, right in _MISTAKES:
        meant = [(text, turned) for text in foreign if (turned := _turned(text, wrong, right))]
        if len(meant) >= _ENOUGH and len(meant) >= _MOST * len(foreign):
            return Garbled(*meant[0])
    return None


def garbled_findings(assigned: Sequence[Assignment]) -> list[Finding]:
    """Say which of the columns that are read are garbled, by their first values."""
    findings = []
    for assignment in assigned:
        for column in sorted({match.column for match in assignment.matches.values()}):
            found = garbled(assignment.layer.sample.get(column, ()))
            if found is not None:
                findings.append(finding("encoding.garbled", assignment.source.shown, field=column,
                                        sample=found.sample[:40], meant=found.meant[:40]))  # fmt: skip
    return findings


def _turned(text: str, wrong: str, right: str) -> str:
    if wrong == "latin-1" and not _PAIRS.match(text):
        return ""
    try:
        turned = text.encode(wrong).decode(right)
    except UnicodeError:
        return ""
    return turned if turned != text and any("\u4e00" <= letter <= "\u9fff" for letter in turned) else ""
