"""A book in Markdown that takes the chapters of the printed lawbook: one wording, on paper and in the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuban.render.lawbook_print.docx_book import Column, Content, Run

LEFT_OUT = {"审核意见"}
"""Columns that only a hand fills."""


class MarkdownBook:
    """Gathers a page; :meth:`text` gives it. Paragraphs and tables say what the Word document says."""

    def __init__(self, lead: str) -> None:
        self._parts = [lead.strip()]
        self._level = 0

    def heading(self, level: int, text: str, **_look: Any) -> None:
        """Add a heading, at most one level below the last; the page has one of the first level."""
        self._level = level = min(level, self._level + 1)
        self._parts.append(f"{'#' * level} {text}")

    def paragraph(self, content: Content, *, style: str = "", **_look: Any) -> None:
        """Add a paragraph; a lead stands out."""
        said = "；".join(line for line in words(content).split("\n") if line).replace("；；", "；")
        self._parts.append(f"**{said}**" if style == "Lead" else said)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Content]], **_look: Any) -> None:
        """Add a table."""
        self.grid([column.title for column in columns], rows)

    def grid(self, titles: Sequence[str], rows: Iterable[Sequence[Content]]) -> None:
        """Add a table under these titles."""
        kept = [place for place, title in enumerate(titles) if title not in LEFT_OUT]
        lines = [[titles[place] for place in kept], ["---"] * len(kept)]
        lines += [[cell(row[place]) for place in kept] for row in rows]
        self._parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))

    def block(self, text: str) -> None:
        """Add lines as they stand, for example of a command."""
        self._parts.append(f"```text\n{text.rstrip()}\n```")

    def lines(self, items: Iterable[str]) -> None:
        """Add a list."""
        self._parts.append("\n".join(f"- {item}" for item in items))

    def text(self) -> str:
        """Return the whole page."""
        return "\n\n".join(self._parts) + "\n"


def words(content: Content) -> str:
    """Return content as one line of Markdown; grey small print is the name in the data."""
    if isinstance(content, str):
        return escaped(content)
    if isinstance(content, Run):
        text = escaped(content.text)
        return f"`{content.text}`" if content.colour == "mute" and content.text.isascii() else text
    return "".join(words(piece) for piece in content).replace("  ", " ")


def cell(content: Content) -> str:
    """Return what stands in a cell."""
    return words(content).replace("|", "\\|").replace("\n", "<br>").strip()


def escaped(text: str) -> str:
    """Return text in which no sign is taken for markup."""
    return text.replace("*", "\\*").replace("<", "&lt;").replace("_", "\\_")
