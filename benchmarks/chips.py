"""Two noisy image sheets and 500 patches: how long their picture pairs take."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

EPSG = 4547
WEST, NORTH = 480_000.0, 3_520_000.0
SIDE_PX = 10_000
PAIRS = 500


def sheets(folder: Path) -> list[Path]:
    """Write a sheet before and a sheet after of 1 m pixels, tiled and compressed as delivered ones are; once."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    paths = [folder / f"image-{time}.tif" for time in ("before", "after")]
    random = np.random.default_rng(7)
    for path in paths:
        if path.exists():
            continue
        with rasterio.open(
            path, "w", driver="GTiff", width=SIDE_PX, height=SIDE_PX, count=3, dtype="uint8", crs=f"EPSG:{EPSG}",
            transform=from_origin(WEST, NORTH, 1, 1), tiled=True, compress="jpeg", photometric="ycbcr",
        ) as out:  # fmt: skip
            for top in range(0, SIDE_PX, 1000):
                window = rasterio.windows.Window(0, top, SIDE_PX, 1000)
                out.write(random.integers(0, 255, (3, 1000, SIDE_PX), dtype=np.uint8), window=window)
    return paths


def pairs(folder: Path) -> dict[str, Any]:
    """Cut 500 pairs as the main job does."""
    import numpy as np
    import shapely

    from tuban.kernel.chips import render_chips

    before, after = sheets(folder)
    random = np.random.default_rng(11)
    corners = random.uniform(300, SIDE_PX - 700, (PAIRS, 2))
    sides = random.uniform(20, 250, PAIRS)
    outlines = {
        f"p{number}": shapely.box(WEST + x, NORTH - y - side, WEST + x + side, NORTH - y)
        for number, ((x, y), side) in enumerate(zip(corners.tolist(), sides.tolist(), strict=True))
    }
    with tempfile.TemporaryDirectory() as out:
        begin = time.perf_counter()
        made = render_chips(outlines, [before], [after], Path(out), epsg=EPSG)
        wall = time.perf_counter() - begin
    return {"wall": wall, "pairs": sum(pair.before is not None for pair in made.pairs.values())}
