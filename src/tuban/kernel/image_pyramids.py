"""Images made ready for the map: a COG on the web's grid, from which any tile is one short read.

Receives an image sheet of any kind that :mod:`tuban.kernel.image_sheets` reads; hands on a cloud-optimised GeoTIFF with
overviews, of bytes, with a mask of what it shows. Images are foreign files: this runs in a child with limits.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import ColorInterp
from rasterio.windows import Window

from tuban.kernel.formats.children import MIB, Limits, Nursery, Task
from tuban.kernel.image_sheets import as_bytes, blank_ground, opened_sheet, rgb_bands, stretch_of
from tuban.values.errors import TubanError

Progress = Callable[[int, int], None]

_MAKE = "tuban.kernel.image_pyramids:make"
_BYTES, _COG, _TOLD = "bytes.tif", "cog.tif", "told"
_ROWS, _BLOCK, _SAMPLE = 512, 512, 1024
_SECONDS, _SECONDS_PER_MIB, _LOOK_SECONDS = 600.0, 6.0, 0.5
_SHARE_OF_BYTES = 40
_MOST_WRITTEN = 1 << 42
_COG_OPTIONS = {
    "driver": "COG", "compress": "JPEG", "quality": 90, "tiling_scheme": "GoogleMapsCompatible",
    "zoom_level_strategy": "UPPER",  # rather finer than the image than coarser: nothing of it is lost
    "warp_resampling": "BILINEAR", "overview_resampling": "AVERAGE", "bigtiff": "IF_SAFER",
    "sparse_ok": True,
}  # fmt: skip


class PyramidNotMade(TubanError):
    """The image could not be made ready for the map: {reason}."""

    code = "image.pyramid_not_made"
    hint = "Open the image in QGIS. If that fails too it is damaged: load it again."


def make_pyramid(image: Path, target: Path, nursery: Nursery, progress: Progress) -> bool:
    """Write the COG of an image to ``target``, whole or not at all; False where the image is as quick as it is.

    ``progress`` hears how many hundredths are done; what it raises ends the work. Raises PyramidNotMade.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{uuid4().hex}.part")
    folder.mkdir()
    seconds = _SECONDS + _SECONDS_PER_MIB * image.stat().st_size / MIB
    task = Task(_MAKE, {"image": str(image), "folder": str(folder)}, Limits(1536 * MIB, seconds, _MOST_WRITTEN))
    try:
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(nursery.run, task)
            try:
                while wait([running], _LOOK_SECONDS).not_done:
                    progress(_hundredths(folder), 100)
            except BaseException:
                nursery.close()
                raise
        outcome = running.result()
        if outcome.ending != "done":
            raise PyramidNotMade(reason=outcome.detail or outcome.ending)
        if outcome.answer:
            (folder / _COG).replace(target)
        return bool(outcome.answer)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hundredths(folder: Path) -> int:
    try:
        return int((folder / _TOLD).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def make(*, image: str, folder: str) -> bool:
    """Make the COG, inside a child: first bytes with a mask, strip by strip, then the grid and its overviews."""
    place = Path(folder)
    sheet = opened_sheet(Path(image))
    if sheet is None:
        raise PyramidNotMade(reason="no image that says where it lies")
    with sheet:
        if _is_quick(sheet):
            return False
        _write_bytes(sheet, place)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True, GDAL_NUM_THREADS="1"):
        rasterio.shutil.copy(place / _BYTES, place / _COG, **_COG_OPTIONS)
    return True


def _is_quick(sheet: Any) -> bool:
    """Whether tiles are read from it quickly as it is: bytes in blocks, with overviews."""
    in_blocks = all(width < sheet.width or height == width for height, width in sheet.block_shapes)
    return bool(sheet.overviews(1)) and in_blocks and sheet.dtypes[0] == "uint8"


def _write_bytes(sheet: Any, place: Path) -> None:
    bands = rgb_bands(sheet)
    stretch = None
    if sheet.dtypes[0] != "uint8":
        share = max(1, max(sheet.width, sheet.height) // _SAMPLE)
        small = (len(bands), max(1, sheet.height // share), max(1, sheet.width // share))
        stretch = stretch_of(sheet.read(bands, out_shape=small))
    profile = {
        "driver": "GTiff", "width": sheet.width, "height": sheet.height, "count": 4, "dtype": "uint8",
        "crs": sheet.crs, "transform": sheet.transform, "tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK,
        "compress": "LZW", "bigtiff": "IF_SAFER", "sparse_ok": True,
    }  # fmt: skip
    with rasterio.open(place / _BYTES, "w", **profile) as target:
        target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
        for top in range(0, sheet.height, _ROWS):
            window = Window(0, top, sheet.width, min(_ROWS, sheet.height - top))
            pixels = as_bytes(sheet.read(bands, window=window), stretch)
            shown = (sheet.dataset_mask(window=window) > 0) & ~blank_ground(pixels)
            if shown.any():
                target.write(np.moveaxis(pixels, -1, 0), [1, 2, 3], window=window)
                target.write(shown.astype(np.uint8) * 255, 4, window=window)
            (place / _TOLD).write_text(str(_SHARE_OF_BYTES * top // sheet.height), "utf-8")
    (place / _TOLD).write_text(str(_SHARE_OF_BYTES), "utf-8")
