"""The faces and borders of the printed forms: 方正小标宋 for titles, 黑体 for headers, 仿宋 for what is filled in."""

from __future__ import annotations

from functools import cache
from typing import Any

TITLE_FACE = "方正小标宋简体"
HEAD_FACE = "黑体"
BODY_FACE = "仿宋"
NOTE_FACE = "宋体"
BODY_SIZE = 9
HEAD_SIZE = 9
TITLE_SIZE = 18


class Style:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.title = book.add_format(
            {"font_name": TITLE_FACE, "font_size": TITLE_SIZE, "align": "center", "valign": "vcenter"}
        )
        self.line_left = book.add_format({"font_name": BODY_FACE, "font_size": 11, "valign": "vcenter"})
        self.line_right = book.add_format(
            {"font_name": BODY_FACE, "font_size": 11, "valign": "vcenter", "align": "right"}
        )
        self.head = book.add_format(
            {
                "font_name": HEAD_FACE,
                "font_size": HEAD_SIZE,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "border": 1,
            }
        )
        self.note = book.add_format(
            {"font_name": NOTE_FACE, "font_size": BODY_SIZE, "text_wrap": True, "valign": "vcenter"}
        )
        self.signature = book.add_format({"font_name": BODY_FACE, "font_size": 11, "valign": "bottom"})
        self.heading = book.add_format({"font_name": HEAD_FACE, "font_size": 12, "valign": "vcenter"})
        self.paragraph = book.add_format({"font_name": BODY_FACE, "font_size": 11, "text_wrap": True, "valign": "top"})
        self.text = cache(self._text)
        self.number = cache(self._number)

    def _text(self, *, bold: bool = False, centred: bool = False) -> Any:
        return self._book.add_format(
            {
                "font_name": BODY_FACE,
                "font_size": BODY_SIZE,
                "bold": bold,
                "border": 1,
                "valign": "vcenter",
                "align": "center" if centred else "left",
                "text_wrap": True,
                "num_format": "@",
            }
        )

    def _number(self, places: int, *, mark: str = "", bold: bool = False, centred: bool = False) -> Any:
        shape = "0" + ("." + "0" * places if places else "")
        unmarked = shape if centred else f"{shape}_*"  # room for a mark, so that points stand one below the other
        return self._book.add_format(
            {
                "font_name": BODY_FACE,
                "font_size": BODY_SIZE,
                "bold": bold,
                "border": 1,
                "valign": "vcenter",
                "align": "center" if centred else "right",
                "num_format": f'{shape}"{mark}"' if mark else unmarked,
            }
        )
