"""What a blind person hears on a page: a screen reader of its own, fed by the page as Chromium has it.

Keys are pressed as a person presses them, by the browser; the reader says what is read on the way, what has the focus
and what live regions tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).parents[2] / "frontend/node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
_PLACE = "/reader-of-the-test.js"
_SILENT = re.compile(r"^(end( of|,)|paragraph$|term$|definition$|(polite|assertive): $|document$|not busy$)")
_PLAIN = {
    "heading, ": "标题：",
    "button, ": "按钮：",
    "link, ": "链接：",
    "region, ": "区域：",
    "assertive: ": "立即播报：",
    "polite: ": "随后播报：",
    "group, ": "组：",
    "textbox, ": "输入框：",
    "image, ": "图像：",
    "main": "主区域",
}
_MOST = 120
_PATIENCE = 100


@dataclass
class Listener:
    """Somebody who listens to a page; ``told`` are the steps: what was done, and what was heard then."""

    page: Any
    told: list[tuple[str, list[str]]] = field(default_factory=list)

    def begin(self) -> None:
        """Start the screen reader at the beginning of the page."""
        if not READER.is_file():
            pytest.skip("the screen reader is not installed: run script/frontend")
        self.page.route(f"**{_PLACE}", lambda route: route.fulfill(path=READER, content_type="text/javascript"))
        self.page.evaluate(
            "async (place) => { window.reader = (await import(place)).virtual;"
            " await reader.start({container: document.body}); }",
            _PLACE,
        )

    def jump(self, command: str, times: int = 1) -> None:
        """Go to the next thing of a kind, such as ``moveToNextHeading``."""
        for _each in range(times):
            self.page.evaluate("(name) => reader.perform(reader.commands[name])", command)

    def read(self, until: str) -> None:
        """Read on, line by line, until something is said."""
        found = self.page.evaluate(
            "async ([until, most]) => { for (let one = 0; one < most; one++) { await reader.next();"
            " if ((await reader.lastSpokenPhrase()).startsWith(until)) return true; } return false; }",
            [until, _MOST],
        )
        assert found, f"{until!r} is not heard"

    def step(self, what: str, do: Callable[[], Any], *, waits_for: Sequence[str] = ()) -> list[str]:
        """Do something and keep what is heard until some phrases are, as the transcript tells it."""
        self.page.evaluate("reader.clearSpokenPhraseLog()")
        do()
        said = self._said()
        for _each in range(_PATIENCE):
            if all(one in "\n".join(said) for one in waits_for):
                break
            self.page.wait_for_timeout(100)
            said = self._said()
        heard = without_names_twice([plain(one) for one in said if not _SILENT.match(one)])
        self.told.append((what, heard))
        return heard

    def _said(self) -> list[str]:
        return list(self.page.evaluate("async () => await reader.spokenPhraseLog()"))

    def transcript(self) -> str:
        """Return all steps as the manual shows them."""
        return "\n".join(line for what, heard in self.told for line in (f"▸ {what}", *(f"    {one}" for one in heard)))


def without_names_twice(heard: Sequence[str]) -> list[str]:
    """Leave out the words inside a thing that were heard as its name."""
    kept: list[str] = []
    for one in heard:
        is_named = bool(kept) and kept[-1].startswith(("按钮：", "链接：", "组："))
        if not (is_named and kept[-1].partition("：")[2].startswith(one)):
            kept.append(one)
    return kept


def plain(phrase: str) -> str:
    """Return a phrase of the reader in Chinese, without what readers say of every element."""
    for english, chinese in _PLAIN.items():
        if phrase.startswith(english):
            phrase = chinese + phrase.removeprefix(english)
            break
    phrase = re.sub(r", level (\d)", r"（\1 级）", phrase)
    phrase = re.sub(r", key shortcuts (\S+)", lambda found: f"（快捷键 {found[1].upper()}）", phrase)
    words = {", not disabled": "", ", disabled": "（不可用）", ", 1 control": "", ", not expanded": "（已收起）",
             ", expanded": "（已展开）", ", not pressed": "（未按下）", ", pressed": "（已按下）"}  # fmt: skip
    for english, chinese in words.items():
        phrase = phrase.replace(english, chinese)
    return phrase
