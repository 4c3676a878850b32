"""The images under many maps, read in children while other maps are drawn: images are foreign files, and one that
ends its reader loses only its own map.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import shapely

from tuban.kernel.formats.children import Limits, Nursery, Outcome, Task
from tuban.kernel.image_sheets import ImageSheets
from tuban.render.maps.frame import MapFrame
from tuban.render.maps.imagery import Picture, picture_of

_AT_ONCE = 6
"""How many windows one child reads: enough to forget its start, few enough that no child is waited for."""

_SECONDS = 120.0
_READ = "tuban.render.maps.imagery_children:read"


@dataclass(frozen=True, slots=True)
class Window:
    """A window whose image after is wanted, that ``before`` too where there is no other, or both ``always``."""

    frame: MapFrame
    before: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What the sheets of both times show of a window; None where nothing.

    ``unreadable`` names the files that nobody could read; ``is_lost`` tells that reading this window ended the reader.
    """

    after: Picture | None = None
    before: Picture | None = None
    unreadable: frozenset[str] = frozenset()
    is_lost: bool = False


def read_windows(
    maps: Sequence[Sequence[Window]], before: Sequence[Path], after: Sequence[Path], folder: Path, nursery: Nursery
) -> Iterator[Shown]:
    """Yield what each window of each map shows, in their order, as soon as it and all before it are read.

    The pictures are written into ``folder``. Where a child does not come back, its windows are tried one by one.
    """
    windows = [window for own in maps for window in own]
    images = {"before": [str(path) for path in before], "after": [str(path) for path in after]}

    def task(first: int, last: int) -> Task:
        limits = Limits(seconds=_SECONDS * (last - first))
        plain = [_plain(window) for window in windows[first:last]]
        return Task(_READ, {"windows": plain, "folder": str(folder), "first": first, **images}, limits)

    ends = accumulate((len(own) for own in maps), initial=0)
    groups = [group for start, end in pairwise(ends) for group in pairwise([*range(start, end, _AT_ONCE), end])]
    found: dict[int, Shown] = {}
    alone: list[int] = []
    told = 0
    for place, outcome in nursery.run_all([task(*group) for group in groups]):
        first, last = groups[place]
        if outcome.ending == "done":
            found.update(_shown(outcome, first))
        else:
            alone += range(first, last)
        while told in found:
            yield found.pop(told)
            told += 1
    for place, outcome in nursery.run_all([task(at, at + 1) for at in alone]):
        is_done = outcome.ending == "done"
        found.update(_shown(outcome, alone[place]) if is_done else {alone[place]: Shown(is_lost=True)})
        while told in found:
            yield found.pop(told)
            told += 1


def _shown(outcome: Outcome, first: int) -> dict[int, Shown]:
    return {
        first + at: Shown(
            _picture(answer.get("after")), _picture(answer.get("before")), frozenset(answer["unreadable"])
        )
        for at, answer in enumerate(outcome.answer)
    }


def _picture(answer: Sequence[str] | None) -> Picture | None:
    return None if answer is None else Picture(Path(answer[0]), shapely.from_wkb(answer[1]) if answer[1] else None)


def _plain(window: Window) -> dict[str, Any]:
    frame = window.frame
    return {
        "frame": [frame.west, frame.north, frame.width_mm, frame.height_mm, frame.scale, frame.epsg],
        "before": window.before,
        "always": window.always,
    }


def read(
    *, windows: Sequence[Mapping[str, Any]], before: Sequence[str], after: Sequence[str], folder: str, first: int
) -> list[dict[str, Any]]:
    """Read some windows, inside a child: plain JSON values in and out."""
    answers = []
    with ImageSheets([Path(path) for path in before]) as earlier, ImageSheets([Path(path) for path in after]) as later:
        for number, window in enumerate(windows, start=first):
            frame = MapFrame(*window["frame"])
            answer: dict[str, Any] = {"after": _written(later, frame, Path(folder) / f"{number}-after.jpg")}
            if window["always"] or (window["before"] and answer["after"] is None):
                answer["before"] = _written(earlier, frame, Path(folder) / f"{number}-before.jpg")
            answers.append(answer)
        unreadable = sorted(path.name for path in earlier.unreadable | later.unreadable)
    return [{**answer, "unreadable": unreadable} for answer in answers]


def _written(sheets: ImageSheets, frame: MapFrame, target: Path) -> list[str] | None:
    picture = picture_of(sheets, frame, target)
    if picture is None:
        return None
    return [str(picture.jpeg), "" if picture.gaps is None else shapely.to_wkb(picture.gaps, hex=True)]


class ReadAhead:
    """Windows being read in children while the caller draws; use it in a ``with`` block and iterate, map by map."""

    def __init__(self, maps: Sequence[Sequence[Window]], before: Sequence[Path], after: Sequence[Path]) -> None:
        self._maps, self._before, self._after = maps, before, after
        self._nursery = Nursery()
        self._folder = tempfile.TemporaryDirectory(prefix="tuban-images-", ignore_cleanup_errors=True)
        self._found: SimpleQueue[Shown | BaseException] = SimpleQueue()
        self._is_left = False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> ReadAhead:
        if self._before or self._after:
            self._nursery.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_left = True
        self._nursery.__exit__(kind, error, trace)  # ends the children, and with them the thread
        self._thread.join()
        self._folder.cleanup()

    def __iter__(self) -> Iterator[list[Shown]]:
        """Yield what the windows of each map show, in the order of the maps; waits for what is not read yet."""
        for windows in self._maps:
            shown = [self._found.get() if self._before or self._after else Shown() for _window in windows]
            failures = [one for one in shown if isinstance(one, BaseException)]
            if failures:
                raise failures[0]
            yield [one for one in shown if isinstance(one, Shown)]

    def _read(self) -> None:
        if not self._before and not self._after:
            return
        try:
            folder = Path(self._folder.name)
            for shown in read_windows(self._maps, self._before, self._after, folder, self._nursery):
                self._found.put(shown)
                if self._is_left:
                    return
        except BaseException as error:  # raised again where the pictures are waited for
            for _window in range(sum(len(windows) for windows in self._maps)):
                self._found.put(error)
