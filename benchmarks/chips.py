"""Two noisy image sheets and many patches: how long their picture pairs take."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

EPSG = 4547
WEST, NORTH = 480_000.0, 3_520_000.0


def sheets(folder: Path, side: int) -> list[Path]:
    """Write a sheet before and a sheet after of 1 m pixels, tiled and compressed as delivered ones are; once."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    paths = [folder / f"image-{time}.tif" for time in ("before", "after")]
    random = np.random.default_rng(7)
    for path in paths:
        if path.exists():
            continue
        draft = path.with_name(f"{path.stem}.part.tif")
        with rasterio.open(
            draft, "w", driver="GTiff", width=side, height=side, count=3, dtype="uint8", crs=f"EPSG:{EPSG}",
            transform=from_origin(WEST, NORTH, 1, 1), tiled=True, compress="jpeg", photometric="ycbcr",
        ) as out:  # fmt: skip
            for top in range(0, side, 1000):
                window = rasterio.windows.Window(0, top, side, 1000)
                out.write(random.integers(0, 255, (3, 1000, side), dtype=np.uint8), window=window)
        draft.replace(path)
    return paths


def pairs(folder: Path, count: int, side: int) -> dict[str, Any]:
    """Cut the pairs of ``count`` patches as the main job does; ``side`` is that of the sheets, in pixels."""
    import numpy as np
    import shapely

    from tuban.kernel.chip_children import render_in_children
    from tuban.kernel.formats.children import Nursery

    before, after = sheets(folder, side)
    random = np.random.default_rng(11)
    corners = random.uniform(300, side - 700, (count, 2))
    sides = random.uniform(20, 250, count)
    outlines = {
        f"p{number}": shapely.box(WEST + x, NORTH - y - wide, WEST + x + wide, NORTH - y)
        for number, ((x, y), wide) in enumerate(zip(corners.tolist(), sides.tolist(), strict=True))
    }
    with tempfile.TemporaryDirectory() as out, Nursery() as nursery:
        begin = time.perf_counter()
        made = render_in_children(outlines, [before], [after], Path(out), epsg=EPSG, nursery=nursery)
        wall = time.perf_counter() - begin
    return {"wall": wall, "pairs": sum(pair.before is not None for pair in made.pairs.values())}
