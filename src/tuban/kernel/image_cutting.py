"""Images of a large area cut for a part of it, and how much of a part they show at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from tuban.kernel.formats.children import Limits, Nursery, Task
from tuban.kernel.formats.nursery import Refusal
from tuban.kernel.image_sheets import DRIVERS

_GRID = 400
_STRIP = 512


_TASKS = "tuban.kernel.image_cutting"


class ImageUnreadable(Exception):
    """An image cannot be read; the message says why."""


def shown_share_in_child(images: Sequence[Path], area: shapely.Geometry, *, epsg: int, nursery: Nursery) -> float:
    """Do what :func:`shown_share` does in a child process; what a child cannot read shows nothing."""
    about = {"images": [str(path) for path in images], "area": shapely.to_wkb(area, hex=True), "epsg": epsg}
    outcome = nursery.run(Task(f"{_TASKS}:share_task", about, Limits().for_size(_size(images))))
    return float(outcome.answer) if outcome.ending == "done" else 0.0


def cut_image_in_child(
    path: Path, target: Path, bounds: tuple[float, float, float, float], *, epsg: int, nursery: Nursery
) -> bool:
    """Do what :func:`cut_image` does in a child process. Raises ImageUnreadable."""
    about = {"path": str(path), "target": str(target), "bounds": list(bounds), "epsg": epsg}
    outcome = nursery.run(Task(f"{_TASKS}:cut_task", about, Limits().for_size(_size([path]))))
    if outcome.ending != "done":
        raise ImageUnreadable(f"{path.name}: {outcome.detail or outcome.ending}")
    return bool(outcome.answer)


def share_task(*, images: Sequence[str], area: str, epsg: int) -> float:
    """Call :func:`shown_share` with plain values."""
    return shown_share([Path(path) for path in images], shapely.from_wkb(area), epsg=epsg)


def cut_task(*, path: str, target: str, bounds: Sequence[float], epsg: int) -> bool:
    """Call :func:`cut_image` with plain values. Raises Refusal."""
    west, south, east, north = bounds
    try:
        return cut_image(Path(path), Path(target), (west, south, east, north), epsg=epsg)
    except RasterioError as error:
        raise Refusal("file.unreadable", str(error)) from error


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def shown_share(images: Sequence[Path], area: shapely.Geometry, *, epsg: int) -> float:
    """Return the share of ``area`` (polygon in the working CRS ``epsg``) where any image has data, from 0 to 1.

    Judged on a grid of 400 × 400 cells over the bounds of the area; an image that cannot be read shows nothing.
    """
    if area is None or area.is_empty:
        return 0.0
    shapely.prepare(area)
    grid = from_bounds(*area.bounds, _GRID, _GRID)
    middles = np.arange(_GRID) + 0.5
    across, down = grid.c + middles * grid.a, grid.f + middles * grid.e
    inside = shapely.contains_xy(area, *np.meshgrid(across, down))
    shown = np.zeros((_GRID, _GRID), dtype=bool)
    for path in images:
        try:
            with _opened(path) as sheet, WarpedVRT(
                sheet, crs=CRS.from_epsg(epsg), transform=grid, width=_GRID, height=_GRID,
                resampling=Resampling.nearest, add_alpha=sheet.nodata is None,
            ) as warped:  # fmt: skip
                shown |= warped.dataset_mask() > 0
        except RasterioError:
            continue
    return float((shown & inside).sum() / inside.sum()) if inside.any() else 0.0


def cut_image(path: Path, target: Path, bounds: tuple[float, float, float, float], *, epsg: int) -> bool:
    """Write the part of an image within ``bounds`` (of the working CRS) to ``target``; False where it shows none.

    The image keeps its CRS, grid and values; it is written strip by strip, compressed without loss. Raises
    RasterioError where the image cannot be read.
    """
    with _opened(path) as sheet:
        box = transform_bounds(CRS.from_epsg(epsg), sheet.crs, *bounds)
        window = _whole(rasterio.windows.from_bounds(*box, transform=sheet.transform), sheet)
        if window is None:
            return False
        profile = {
            "driver": "GTiff", "width": int(window.width), "height": int(window.height), "count": sheet.count,
            "dtype": sheet.dtypes[0], "crs": sheet.crs, "transform": sheet.window_transform(window),
            "nodata": sheet.nodata, "tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate",
            "predictor": 2 if np.issubdtype(np.dtype(sheet.dtypes[0]), np.integer) else 1,
            "photometric": "rgb" if sheet.count in (3, 4) and sheet.dtypes[0] == "uint8" else "minisblack",
            "BIGTIFF": "IF_SAFER",
        }  # fmt: skip
        partial = target.with_name(f".{target.name}.part.tif")
        with rasterio.open(partial, "w", **profile) as out:
            for top in range(0, int(window.height), _STRIP):
                height = min(_STRIP, int(window.height) - top)
                strip = Window(window.col_off, window.row_off + top, window.width, height)
                out.write(sheet.read(window=strip), window=Window(0, top, window.width, height))
    os.replace(partial, target)
    return True


def _whole(window: Any, sheet: Any) -> Window | None:
    """Return the window in whole cells within the image; None where they do not meet."""
    left, top = max(0, int(np.floor(window.col_off))), max(0, int(np.floor(window.row_off)))
    right = min(sheet.width, int(np.ceil(window.col_off + window.width)))
    bottom = min(sheet.height, int(np.ceil(window.row_off + window.height)))
    return Window(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _opened(path: Path) -> Any:
    """Open an image with drivers that read nothing but this file."""
    for driver in DRIVERS:
        try:
            return rasterio.open(path, driver=driver)
        except RasterioError:
            continue
    raise RasterioError(f"{path.name} is no image that can be read")
