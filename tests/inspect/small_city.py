"""A city small enough to know by heart: two counties with patches, one without, images of both times."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
from rasterio.transform import from_origin
from tests.inspect.small_county import EPSG, MU, SOUTH, WEST, box

COUNTIES = {"990101": "甲县", "990102": "乙县", "990103": "丙区"}
LISTS = ("Y", "W", "B", "PJ")
SIDE = 1000


@dataclass
class SmallCity:
    """Monitoring results: a row of counties of one square kilometre, 4 patches in each of the first two."""

    folder: Path
    declarations: str = "区划代码,名称,说明,签发人,日期\n990103,丙区,两期影像比对无变化,某甲,2025-01-10\n"
    images: dict[str, tuple[float, float]] = field(
        default_factory=lambda: {"前时相影像": (0, 3 * SIDE), "后时相影像": (0, 3 * SIDE)}
    )
    patches: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place, code in enumerate(list(COUNTIES)[:2]):
            for serial, mark in enumerate(LISTS, 1):
                self.patch(code, place * SIDE + 150 * serial, f"{code}SJBG24{serial:06d}", LY=mark)

    def patch(self, code: str, west: float, number: str, **more: Any) -> None:
        """Issue a patch of 60 by 60 metres."""
        shape = box(west, 200, 60, 60)
        row = {"JCBH": number, "XZQDM": code, "QSX": "2023-08-15", "HSX": "2024-07-01", "TBLX": "新增建(构)筑物"}
        self.patches.append({**row, "JCMJ": round(shape.area / MU, 2), "geometry": shape, **more})

    def write(self) -> Path:
        """Write the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        frame = geopandas.GeoDataFrame(self.patches, geometry="geometry", crs=EPSG)
        frame.to_file(self.folder / "图斑.gpkg", layer="图斑")
        rows = []
        for place, (code, name) in enumerate(COUNTIES.items()):
            rows.append({"XZQDM": code, "XZQMC": name, "geometry": box(place * SIDE, 0, SIDE, SIDE)})
            for half in (0, 1):
                shape = box(place * SIDE + half * SIDE / 2, 0, SIDE / 2, SIDE)
                rows.append({"XZQDM": f"{code}00{half + 1}", "XZQMC": f"{name}{half + 1}镇", "geometry": shape})
        boundaries = geopandas.GeoDataFrame(rows, geometry="geometry", crs=EPSG)
        boundaries.to_file(self.folder / "行政区.gpkg", layer="行政区")
        for name, (west, east) in self.images.items():
            _image(self.folder / f"{name}.tif", west, east)
        if self.declarations:
            (self.folder / "无变化声明.csv").write_text(self.declarations, "utf-8")
        return self.folder


def _image(path: Path, west: float, east: float) -> None:
    width, height = int((east - west) / 10), SIDE // 10
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    data = np.stack([(columns + rows) % 250 + 1, columns % 250 + 1, rows % 250 + 1]).astype(np.uint8)
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=3, dtype="uint8", crs=EPSG, nodata=0,
        transform=from_origin(WEST + west, SOUTH + SIDE, 10, 10),
    ) as image:  # fmt: skip
        image.write(data)
