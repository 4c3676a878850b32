"""Images of a large area cut for a part of it, and how much of a part they show at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.features import geometry_mask
from rasterio.transform import from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from tuban.kernel.image_sheets import DRIVERS

GRID = 400
"""So many cells a side has the grid on which it is judged how much of an area an image shows."""

_STRIP = 512


def cells_inside(area: shapely.Geometry) -> NDArray[np.bool_]:
    """Return which cells of the grid over its bounds lie in a polygon."""
    inside: NDArray[np.bool_] = geometry_mask([area], (GRID, GRID), from_bounds(*area.bounds, GRID, GRID), invert=True)
    return inside


def shown_cells(path: Path, bounds: Sequence[float], *, epsg: int) -> NDArray[np.bool_]:
    """Return in which cells of the grid over ``bounds`` (west, south, east, north, CRS ``epsg``) an image has data.

    An image that cannot be read has none.
    """
    try:
        with _opened(path) as sheet, WarpedVRT(
            sheet, crs=CRS.from_epsg(epsg), transform=from_bounds(*bounds, GRID, GRID), width=GRID, height=GRID,
            resampling=Resampling.nearest, add_alpha=sheet.nodata is None,
        ) as warped:  # fmt: skip
            shown: NDArray[np.bool_] = warped.dataset_mask() > 0
    except RasterioError:
        return np.zeros((GRID, GRID), bool)
    return shown


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
