"""Every vector file of a folder into every format and back: counts, largest difference of a point, area, what was told.

``python -m benchmarks.formats FOLDER [--targets kml,dxf] [--most-mb 8]`` prints a table in Markdown. The result is
compared with the original by another reader (geopandas) than the one that the conversion proves itself with.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import geopandas
import numpy as np
import shapely
from scipy.spatial import cKDTree

from tuban.cli.convert import NO_OPTIONS, converted
from tuban.cli.vector_files import reading
from tuban.kernel.formats.recognise import recognise
from tuban.values.errors import TubanError

TARGETS = ("shp", "gpkg", "gdb", "geojson", "parquet", "fgb", "kml", "kmz", "ovkml", "dxf", "txt", "csv", "xlsx")
_TABLES = ("excel", "csv", "raster", "closed")


def sources(root: Path, most_mb: float) -> list[Path]:
    found = [root / source.path for source in recognise(root).sources if source.kind not in _TABLES]
    return [path for path in found if path.stat().st_size <= most_mb * 1e6]


def original(reader, path: Path, folder: Path) -> tuple[Path, str, geopandas.GeoDataFrame]:
    """Return the file as a GeoPackage of one layer and its CRS; the first polygon layer of several."""
    described = reader.describe(path)
    layer = next((each for each in described.layers if each.geometry == "polygon"), described.layers[0])
    once = folder / "original.gpkg"
    options = {**NO_OPTIONS, "layers": (layer.name,), "force": True}
    answer = converted(reader, str(path), once, options)
    return once, answer["layers"][0]["crs"][1], geopandas.read_file(once)


def farthest(one, other) -> float:
    first, second = shapely.get_coordinates(one), shapely.get_coordinates(other)
    if not len(first) or not len(second):
        return 0.0 if len(first) == len(second) else np.inf
    return max(cKDTree(second).query(first)[0].max(), cKDTree(first).query(second)[0].max())


def compare(before: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame) -> tuple[float, float]:
    unit = 111_320.0 if before.crs is not None and before.crs.is_geographic else 1.0
    pairs = zip(before.geometry, after.geometry, strict=False)
    shift = max((farthest(a, b) for a, b in pairs if a is not None and b is not None), default=0.0)
    return shift * unit, float(after.geometry.area.sum() - before.geometry.area.sum()) * unit * unit


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--targets", default=",".join(TARGETS))
    words.add_argument("--most-mb", type=float, default=8.0)
    asked = words.parse_args()
    table(asked.folder, asked.targets.split(","), asked.most_mb)


def table(folder: Path, targets: Sequence[str] = TARGETS, most_mb: float = 8.0) -> None:
    print("| file | by way of | features in → there → back | farthest point, mm | area, m² | told | s |")
    print("|---|---|---|---|---|---|---|")
    silence = contextlib.redirect_stderr(io.StringIO())
    with tempfile.TemporaryDirectory() as made, reading("EPSG:4490") as reader, silence:
        for path in sources(folder, most_mb):
            shown = path.relative_to(folder)
            try:
                once, crs, before = original(reader, path, Path(made))
            except TubanError as error:
                print(f"| {shown} | – | {error.message} | | | | |", flush=True)
                continue
            for target in targets:
                print(row(reader, shown, once, crs, before, target, Path(made)), flush=True)


def row(reader, shown, once: Path, crs: str, before, target: str, made: Path) -> str:
    began = time.perf_counter()
    there, back = made / f"there.{target}", made / "back.gpkg"
    options = {**NO_OPTIONS, "force": True}
    try:
        out = converted(reader, str(once), there, options)
        returned = converted(reader, str(there), back, {**options, "to_crs": crs if crs.startswith("EPSG") else None})
    except TubanError as error:
        return f"| {shown} | {target} | {error.message} {error.advice} | | | | |"
    frames = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for layer in returned["layers"]:
            frames.append(geopandas.read_file(back, layer=layer["name"]))
    after = frames[0]
    counts = f"{len(before)} → {sum(layer['proof']['features'] for layer in out['layers'])} → {sum(map(len, frames))}"
    shift, area = compare(before, after) if len(after) == len(before) else (np.nan, np.nan)
    codes: dict[str, int] = {}
    for loss in out["losses"]:
        codes[loss["code"]] = codes.get(loss["code"], 0) + 1
    told = ", ".join(code if times == 1 else f"{code} ×{times}" for code, times in sorted(codes.items()))
    seconds = time.perf_counter() - began
    return f"| {shown} | {target} | {counts} | {shift * 1000:.3f} | {area:+.3f} | {told} | {seconds:.1f} |"


if __name__ == "__main__":
    main()
