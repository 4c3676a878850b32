"""Pictures of the ground before and after, cut once for each issued patch; its parts share them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely

from tuban.inspect.disc import Disc
from tuban.inspect.judging import JudgedPart
from tuban.inspect.progress import Progress
from tuban.kernel.chip_children import render_in_children
from tuban.kernel.chips import frame_around
from tuban.kernel.formats.children import Nursery
from tuban.values.language import gettext as _
from tuban.workflow import store

SUFFIX = ".jpg"
SIDE_PX = 300


@dataclass(frozen=True, slots=True)
class Pair:
    """The checksums of the picture before and after, empty where the images do not show the place; and the ground that
    both show: west, north and side of their square."""

    before: str
    after: str
    frame: tuple[float, float, float]


def frame_of(shape: shapely.Geometry, epsg: int) -> tuple[float, float, float]:
    """Return the square of ground that the pictures of an outline show: west, north, side, to the millimetre."""
    frame = frame_around(shape, size_px=SIDE_PX, epsg=epsg)
    return round(frame.west, 3), round(frame.north, 3), round(frame.side, 3)


def pictures_of(
    disc: Disc, parts: Sequence[JudgedPart], *, work: Path, progress: Progress, nursery: Nursery
) -> dict[str, Pair]:
    """Return the pictures by patch number in the store; those of an earlier attempt are not cut again."""
    before, after = ([layer.path for layer in disc.layers.get(role, ())] for role in ("image_before", "image_after"))
    shapes: dict[str, list[shapely.Geometry]] = {}
    for part in parts:
        shapes.setdefault(part.key[0], []).append(part.geometry)
    if not shapes or not (before or after):
        return {}
    kept = _Kept(work / "bare_pictures.jsonl")
    left = {number: shapely.union_all(own) for number, own in sorted(shapes.items()) if number not in kept.pairs}
    total, done = len(shapes), len(shapes) - len(left)
    progress(_("Cutting images"), done, total)
    for chosen in _portions(left):
        names = {f"p{place}": number for place, number in enumerate(chosen)}
        chips = render_in_children(
            {name: left[number] for name, number in names.items()}, before, after, work / "pictures",
            epsg=disc.campaign.epsg, size_px=SIDE_PX, is_bare=True, nursery=nursery,
        )  # fmt: skip
        kept.add(
            {
                number: Pair(
                    stored(chips.pairs[name].before), stored(chips.pairs[name].after),
                    frame_of(left[number], disc.campaign.epsg),
                )
                for name, number in names.items()
            }
        )  # fmt: skip
        done += len(chosen)
        progress(_("Cutting images"), done, total)
    return {number: kept.pairs[number] for number in shapes}


_AT_ONCE = 160


def _portions(left: Mapping[str, shapely.Geometry]) -> list[list[str]]:
    numbers = list(left)
    return [numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE)]


def stored(path: Path | None) -> str:
    """Keep a picture in the store; returns its checksum, empty where there is none."""
    return store.keep(path, suffix=SUFFIX) if path is not None else ""


class _Kept:
    """The pictures cut so far, a line for each portion; half a line, left by a kill, is cut again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.pairs: dict[str, Pair] = {}
        if file.is_file():
            for line in file.read_text("utf-8").splitlines():
                try:
                    found = json.loads(line)
                except ValueError:
                    continue
                self.pairs |= {number: Pair(one[0], one[1], tuple(one[2])) for number, one in found.items()}

    def add(self, pairs: Mapping[str, Pair]) -> None:
        self.pairs |= pairs
        with self.file.open("a", encoding="utf-8") as file:
            told = {number: (one.before, one.after, one.frame) for number, one in pairs.items()}
            file.write("\n" + json.dumps(told, ensure_ascii=False))
