"""What stands around the tables of a form on paper, and the size of the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tuban.rules.forms.filled import FilledForm, LeafColumn, Row, Section

_SIZES = {"A3": (297.0, 420.0), "A4": (210.0, 297.0)}
_WIDE = "\u2e80"
"""From here on letters are twice as wide as figures."""
_LEAST_FIGURE, _MOST_FIGURE, _LEAST_TEXT, _MOST_TEXT, _LEAST_FLAG = 4, 12, 8, 18, 4
_WIDE_SIGNS = "※√"
_UNBROKEN = re.compile(r"[※0-9A-Za-z.\-_*]+")
"""What is never broken between lines: numbers of patches, with their mark."""
_ROOM = 1.5
_LETTER_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
_MM_OF_A_LETTER = 0.2
"""How wide a figure is for each point of its size."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose form it is, the day its figures stand for, and in words how they stand (on which findings, as of when).

    ``signed`` are the signatures in words, each with its title; without them the titles stand with room to sign by
    hand. Where it ``flows``, the tables after the first stand below it instead of on pages of their own.
    """

    unit_name: str
    day: date
    standing: str
    signed: tuple[str, ...] = ()
    flows: bool = False

    @property
    def day_words(self) -> str:
        """The day as forms write it."""
        return f"{self.day.year}年{self.day.month}月{self.day.day}日"


SEAL_WORDS = "扫码核验签字；无法扫码时，在系统“核验摘要”页输入："


def paper_mm(form: FilledForm) -> tuple[float, float]:
    """Return the width and height of the paper of a form in millimetres."""
    short, long = _SIZES[form.paper]
    return (long, short) if form.orientation == "landscape" else (short, long)


def texts_of(row: Row, columns: Sequence[LeafColumn]) -> list[str]:
    """Return what stands in the cells of a row; titles below others stand further in."""
    return [
        row.indent + cell.text if column.id == "row.title" else cell.text
        for column, cell in zip(columns, row.cells, strict=True)
    ]


def widths_of(section: Section) -> list[float]:
    """Return how many letters wide each column is: as its longest figure or word, so that no figure is broken."""
    rows = [texts_of(row, section.columns) for row in section.rows]
    return [_width(column, [row[at] for row in rows]) for at, column in enumerate(section.columns)]


def _width(column: LeafColumn, texts: list[str]) -> float:
    """Return the width of a column: its longest line within reason, never less than a word that is not broken."""
    lines = [line for text in texts for line in text.split("\n")]
    longest = max((_letters(line) for line in lines), default=0)
    word = max((_letters(one) for line in lines for one in _UNBROKEN.findall(line)), default=0)
    least: float = _LEAST_FIGURE if is_figure(column) else _LEAST_TEXT
    most = _MOST_FIGURE if is_figure(column) else _MOST_TEXT
    if column.kind == "number" and column.places:
        least = max(least, min(_LEAST_TEXT, _letters(column.title)))  # four letters of its title stand on one line
    if column.kind == "flag":
        least = _LEAST_FLAG
    return _ROOM + max(min(max(longest, least), most), word)


def _letters(text: str) -> float:
    """Return how many figures wide a text is."""
    return sum(1.25 if "A" <= letter <= "Z" else 1 if letter < _WIDE and letter not in _WIDE_SIGNS else 2
               for letter in text)  # fmt: skip


def size_of(sections: Sequence[Section], width_mm: float, *, margins_mm: float = 0.0) -> float:
    """Return the size of letters, in points, at which every figure stands on one line of tables ``width_mm`` wide,
    whose cells have such margins."""
    needed = [(sum(widths_of(one)), width_mm - len(one.columns) * margins_mm) for one in sections]
    for size in _LETTER_SIZES:
        if all(letters * size * _MM_OF_A_LETTER <= room for letters, room in needed):
            return size
    return _LETTER_SIZES[-1]


def is_figure(column: LeafColumn) -> bool:
    """Whether the cells of a column stand to the right."""
    return column.kind in ("number", "percent")


def look_of(column: LeafColumn) -> str:
    """Return to which side the cells of a column stand: figures right, ticks in the middle, words left."""
    return "right" if is_figure(column) else "center" if column.kind in ("flag", "integer") else "left"


def left_line(form: FilledForm, about: About) -> str:
    """Return what stands above a table on the left: who fills the form in."""
    return f"{form.unit_title}：{about.unit_name}" if form.unit_title else about.unit_name
