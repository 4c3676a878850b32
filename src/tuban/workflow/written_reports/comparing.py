"""The figures of an edited report beside those of its draft and those of now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tuban.workflow.written_reports.reading import Content

Line = tuple[str, list[tuple[str, int, int]]]
_SIGNS = {"%": "÷", "/": "÷", "-": "−", "+": "+"}
_LONGEST, _MOST_LINES = 60, 5000
_FIGURE = r"([\d.,%*＊不足—－-]{1,24})"


def stated_in(edited: Content, drafted: Content) -> dict[str, str]:
    """Return the figures of an edited file by their tags. Where a program dropped the tags, a line that says the same
    but for its figures gives them."""
    known = drafted.figures
    found = {tag: said[:_LONGEST] for tag, said in edited.figures.items() if tag in known}
    lost = [line for line in drafted.lines if any(tag not in found for tag, _start, _end in line[1])]
    plain = [text for text, _tags in edited.lines[:_MOST_LINES]]
    for line in lost:
        tags = [tag for tag, _start, _end in line[1]]
        shape = re.compile(_shape(line))
        for place, text in enumerate(plain):
            same = shape.fullmatch(text)
            if same is not None:
                for tag, said in zip(tags, same.groups(), strict=True):
                    found.setdefault(tag, said.strip())
                del plain[place]
                break
    return found


def _shape(line: Line) -> str:
    text, tags = line
    parts, at = [], 0
    for _tag, start, end in sorted(tags, key=lambda one: one[1]):
        parts += [re.escape(text[at:start]), _FIGURE]
        at = end
    return "".join([*parts, re.escape(text[at:])])


def by_hand(drafted: Sequence[Mapping[str, Any]], stated: Mapping[str, str]) -> dict[str, Any]:
    """Return what people made of the figures of a draft: how many they kept, which they changed, which they left out.

    ``drafted`` are figures as :func:`tuban.rules.reports.stated.stated_as_wire` writes them.
    """
    changed, gone, kept = [], [], 0
    for one in drafted:
        said = stated.get(one["tag"])
        if said is None:
            gone.append({"tag": one["tag"], "place": one["place"], "from": whence(one), "was": one["text"]})
        elif plain(said) != plain(one["text"]):
            told = {"tag": one["tag"], "place": one["place"], "from": whence(one)}
            changed.append({**told, "was": one["text"], "said": said})
        else:
            kept += 1
    return {"kept": kept, "changed": changed, "gone": gone}


def outdated(
    drafted: Sequence[Mapping[str, Any]], stated: Mapping[str, str], now: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the figures that an edition states and that are other ones now.

    ``now`` are texts by :func:`key_of`; one that is blank now, or is not told any more, has none.
    """
    found = []
    for one in drafted:
        said, today = stated.get(one["tag"]), now.get(key_of(one["tag"], one["id"]), "")
        if said is not None and plain(said) != plain(today):
            told = {"tag": one["tag"], "place": one["place"], "from": whence(one)}
            found.append({**told, "said": said, "now": today})
    return found


def key_of(tag: str, figure: str) -> str:
    """Return what a figure is known by in every draft: its id, and whether it stands in a table."""
    return f"{tag[:1]}:{figure}"


def whence(figure: Mapping[str, Any]) -> str:
    """Return in words from which cell a figure is, or of which cells it was worked out."""
    if figure["cell"]:
        return str(figure["cell"]["says"])
    return f" {_SIGNS.get(figure['operator'], '·')} ".join(map(whence, figure["operands"])) or str(figure["origin"])


def differing(earlier: Mapping[str, str], later: Mapping[str, str]) -> int:
    """Return in how many figures two editions differ."""
    return sum(plain(earlier.get(tag, "")) != plain(later.get(tag, "")) for tag in earlier.keys() | later.keys())


def plain(text: str) -> str:
    """Return a figure without what says nothing about its value."""
    return text.replace(",", "").replace("＊", "*").replace(" ", "").strip()
