"""Cells of tables as text (CSV) that people open in a program of tables."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


def safe_cell(value: Any) -> str:
    """Return a cell that no program of tables takes for a formula. Numbers stay numbers, also those written as text.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("甲村"), safe_cell(-1.5), safe_cell("-1.50"), safe_cell(None)
    ("'=HYPERLINK(1)", '甲村', '-1.5', '-1.50', '')
    >>> safe_cell("-2+3"), safe_cell("+86 551"), safe_cell("＝1+1")
    ("'-2+3", "'+86 551", "'＝1+1")
    """
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, str) or not text.startswith(_FORMULA) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"
