"""Small pictures of photos (缩略图): made once, kept in the caches under the checksum of the photo."""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tuban.kernel.formats.children import MIB, Limits, Task
from tuban.kernel.formats.standing import readers_here
from tuban.values.swept_files import sweep
from tuban.workflow import store
from tuban.workflow.copies.drawing import LARGEST_SIDE

SIDES = {"small": 360, "large": LARGEST_SIDE}
"""The longer side of a picture in a list, and of one that fills a page."""

DRAWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/tiff"})
"""The photos that can be drawn here."""

EDITION = "1"
"""Changes when pictures are drawn in another way."""

MOST_BYTES = 4 << 30
"""So much is kept of the large ones; the small ones stay."""

_SWEEP_EVERY = 100
_made = itertools.count(1)
REDUCE, LIMITS = "tuban.workflow.copies.drawing:reduce", Limits(memory=1024 * MIB, seconds=60.0, written=64 * MIB)


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture: where it lies, and the size that a public copy of the photo has."""

    path: Path
    width: int
    height: int


def small_picture(checksum: str, suffix: str, name: str) -> Small | None:
    """Return a picture of a photo in one of the ``SIDES``; None where the photo cannot be drawn. Raises ContentLost."""
    folder = folder_of(name) / checksum[:2]
    target = folder / f"{checksum}.jpg"
    size = _size(folder / f"{checksum}.json")
    if size is None or (size[0] and not target.is_file()):
        _make(store.found(checksum, suffix), checksum, name, folder)
        size = _size(folder / f"{checksum}.json") or (0, 0)
    if not size[0]:
        return None
    os.utime(target)
    return Small(target, *size)


def folder_of(name: str) -> Path:
    """Return where the pictures of one of the ``SIDES`` lie."""
    caches: Path = settings.HOME.caches
    return caches / "photos" / f"{SIDES[name]}-{EDITION}"


def _size(about: Path) -> tuple[int, int] | None:
    try:
        width, height = json.loads(about.read_text("ascii"))
    except FileNotFoundError:
        return None
    return width, height


def _make(path: Path, checksum: str, name: str, folder: Path) -> None:
    """Draw a picture, and write down how large a public copy is: 0 by 0 where the photo cannot be drawn. What is told
    there is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        arguments = {"paths": {checksum: str(path)}, "folder": scratch, "side": SIDES[name]}
        outcome = readers_here().run(Task(REDUCE, arguments, LIMITS))
        size = outcome.answer.get(checksum) if outcome.ending == "done" else None
        about = Path(scratch) / "about"
        about.write_text(json.dumps(size or [0, 0]), "ascii")
        if size:
            (Path(scratch) / f"{checksum}.jpg").replace(folder / f"{checksum}.jpg")
        about.replace(folder / f"{checksum}.json")
    if next(_made) % _SWEEP_EVERY == 0:
        sweep(folder_of("large").glob("*/*.jpg"), MOST_BYTES)
