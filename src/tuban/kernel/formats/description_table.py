"""A description in HTML that is a table of two columns (name, value), as exports of attributes are: read as values."""

from __future__ import annotations

from html.parser import HTMLParser

_NOTHING = {"<null>", "null", "&lt;null&gt;", ""}
_FEWEST_ROWS = 2


def read_table(html: str) -> dict[str, str | None] | None:
    """Return the values that a description's table holds; None where it is no plain table of two columns.

    >>> read_table("<table><tr><td>图斑编号</td><td>12</td></tr><tr><td>备注</td><td></td></tr></table>")
    {'图斑编号': '12', '备注': None}
    >>> read_table("drawn by hand") is None
    True
    """
    if "<tr" not in html.casefold():
        return None
    rows = _Rows()
    rows.feed(html)
    rows.close()
    pairs = [(row[0].rstrip(":： "), row[1]) for row in rows.complete if len(row) == 2 and row[0]]
    names = [name for name, _value in pairs]
    if len(pairs) < _FEWEST_ROWS or len(set(names)) != len(names) or any(len(name) > 100 for name in names):
        return None
    wide = sum(len(row) > 2 for row in rows.complete)
    if wide or rows.outside.strip():
        return None
    return {name: None if value.casefold() in _NOTHING else value for name, value in pairs}


class _Rows(HTMLParser):
    """Gathers the cells of the innermost rows, and any text that stands outside of all tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complete: list[list[str]] = []
        self.outside = ""
        self._open: list[list[str]] = []
        self._has_inner: list[bool] = []
        self._in_cell = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Follow the library."""
        if tag in ("style", "script", "head", "title"):
            self._silent += 1
        elif tag == "tr":
            if self._has_inner:
                self._has_inner[-1] = True
            self._open.append([])
            self._has_inner.append(False)
        elif tag in ("td", "th") and self._open:
            self._open[-1].append("")
        elif tag == "br" and self._open and self._open[-1]:
            self._open[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        """Follow the library."""
        if tag in ("style", "script", "head", "title"):
            self._silent = max(0, self._silent - 1)
        elif tag == "tr" and self._open:
            row, holds_table = self._open.pop(), self._has_inner.pop()
            if not holds_table and row:
                self.complete.append([" ".join(cell.split()) for cell in row])

    def handle_data(self, data: str) -> None:
        """Follow the library."""
        if self._silent:
            return
        if self._open and self._open[-1]:
            self._open[-1][-1] += data
        elif not self._open:
            self.outside += data
