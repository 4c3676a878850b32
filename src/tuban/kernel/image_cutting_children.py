"""Images of a city looked at and cut in child processes, because images are foreign files too: one that ends its reader
shows nothing, or is refused in a sentence, and ends nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from rasterio.errors import RasterioError

from tuban.kernel.formats.children import MIB, Limits, Nursery, Task
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.image_cutting import GRID, cells_inside, cut_image, shown_cells
from tuban.values.errors import TubanError

_LOOK, _CUT = "tuban.kernel.image_cutting_children:look", "tuban.kernel.image_cutting_children:cut"
_LARGEST = 512 * 1024 * MIB
_COUNTIES_AT_ONCE = 20


class ImageUnreadable(TubanError):
    """The image {file} cannot be read: {reason}."""

    code = "image.unreadable"
    hint = "Open it in QGIS. If that fails too it is damaged: copy it again from where it came from."


def shown_shares(
    images: Mapping[str, Sequence[Path]], areas: Sequence[shapely.Geometry | None], *, epsg: int, nursery: Nursery
) -> dict[str, list[float]]:
    """Return, by the key of the images, the share of each area (working CRS ``epsg``) where any image has data, 0 to 1.

    Judged on a grid of 400 × 400 cells over the bounds of each area; an image that cannot be read shows nothing.
    """
    there = [place for place, area in enumerate(areas) if area is not None and not area.is_empty]
    groups = [there[start : start + _COUNTIES_AT_ONCE] for start in range(0, len(there), _COUNTIES_AT_ONCE)]
    wanted = [(key, path, group) for key, paths in images.items() for path in paths for group in groups]
    tasks = [
        Task(_LOOK, {"path": str(path), "areas": [_bounds(areas[place]) for place in group], "epsg": epsg},
             Limits().for_size(_size(path)))
        for _key, path, group in wanted
    ]  # fmt: skip
    shown = {(key, place): np.zeros((GRID, GRID), bool) for key in images for place in there}
    for number, outcome in nursery.run_all(tasks):
        key, _path, group = wanted[number]
        if outcome.ending == "done":
            for place, packed in zip(group, outcome.answer, strict=True):
                shown[key, place] |= _unpacked(packed)
    shares = {key: [0.0] * len(areas) for key in images}
    for place in there:
        inside = cells_inside(areas[place])
        for key in images:
            shares[key][place] = float((shown[key, place] & inside).sum() / max(1, inside.sum()))
    return shares


def cut_in_child(
    path: Path, target: Path, bounds: tuple[float, float, float, float], *, epsg: int, nursery: Nursery
) -> bool:
    """Do what :func:`tuban.kernel.image_cutting.cut_image` does. Raises ImageUnreadable."""
    limits = Limits(written=_LARGEST).for_size(_size(path))
    arguments = {"path": str(path), "target": str(target), "bounds": list(bounds), "epsg": epsg}
    outcome = nursery.run(Task(_CUT, arguments, limits))
    if outcome.ending != "done":
        raise ImageUnreadable(file=path.name, reason=outcome.detail or outcome.ending)
    return bool(outcome.answer)


def look(*, path: str, areas: Sequence[Sequence[float]], epsg: int) -> list[str]:
    """Say which cells of each area (west, south, east, north) an image shows, inside a child."""
    return [np.packbits(shown_cells(Path(path), bounds, epsg=epsg)).tobytes().hex() for bounds in areas]


def cut(*, path: str, target: str, bounds: Sequence[float], epsg: int) -> bool:
    """Cut an image, inside a child."""
    west, south, east, north = bounds
    try:
        return cut_image(Path(path), Path(target), (west, south, east, north), epsg=epsg)
    except RasterioError as error:
        raise Refusal("image.unreadable", str(error).rstrip(".")) from error


def _bounds(area: shapely.Geometry | None) -> list[float]:
    return [] if area is None else list(area.bounds)


def _unpacked(packed: str) -> np.ndarray:
    return np.unpackbits(np.frombuffer(bytes.fromhex(packed), np.uint8)).reshape(GRID, GRID).astype(bool)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
