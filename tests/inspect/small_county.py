"""A county small enough to know by heart: one square kilometre of paddy in CGCS2000 zone 38, one patch at a time.

Coordinates count in metres from the south-western corner of the county, so that a test can be read as a sketch.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import shapely

from tuban.inspect.comparison import Overlay
from tuban.inspect.disc import open_disc
from tuban.inspect.run import Inspection, inspect_disc
from tuban.kernel.overlay import overlay
from tuban.rules import rulebook

EPSG = 4547
WEST, SOUTH = 500_000.0, 3_500_000.0
MU = 10_000 / 15
NUMBER = "990101SJBG24000001"


def box(west: float, south: float, width: float, height: float) -> shapely.Polygon:
    """Return a rectangle by its corner and its sides in metres."""
    return shapely.box(WEST + west, SOUTH + south, WEST + west + width, SOUTH + south + height)


def plot(mu: float, *, west: float = 200, south: float = 200, height: float = 40) -> shapely.Polygon:
    """Return a rectangle of so many 亩."""
    return box(west, south, mu * MU / height, height)


@dataclass
class SmallCounty:
    """What lies on the disc; every list may be empty, and an empty list is not on the disc."""

    folder: Path
    patches: list[dict[str, Any]] = field(default_factory=list)
    boundaries: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"XZQDM": "990101001", "XZQMC": "甲镇", "geometry": box(0, 0, 500, 1000)},
            {"XZQDM": "990101002", "XZQMC": "乙乡", "geometry": box(500, 0, 500, 1000)},
        ]
    )
    survey: list[dict[str, Any]] = field(
        default_factory=lambda: [{"DLBM": "0101", "DLMC": "水田", "KCXS": 0.0, "geometry": box(0, 0, 1000, 1000)}]
    )
    layers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def patch(self, geometry: shapely.Geometry, *, mu: float | None = None, number: str = NUMBER, **more: Any) -> None:
        """Issue a patch; ``mu`` is its monitored area, measured where it is not given."""
        row = {"JCBH": number, "LY": "Y", "QSX": "2023-06-01", "HSX": "2024-08-01", "XZQDM": "990101"}
        area = geometry.area / MU if mu is None else mu
        self.patches.append({**row, "JCMJ": round(area, 2), "geometry": geometry, **more})

    def write(self) -> Path:
        """Write the disc as a bare folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        vector = {"图斑": self.patches, "行政区": self.boundaries, "地类图斑2023": self.survey, **self.layers}
        for name, rows in vector.items():
            if rows:
                frame = geopandas.GeoDataFrame(rows, geometry="geometry", crs=EPSG)
                frame.to_file(self.folder / f"{name}.gpkg", layer=name)
        for name, rows in self.tables.items():
            if rows:
                _write_csv(self.folder / f"{name}.csv", rows)
        return self.folder

    def inspect(self, work: Path, overlaid: Overlay = overlay) -> Inspection:
        """Open and inspect the disc; ``overlaid`` compares with the layers."""
        disc = open_disc(self.write(), work / "disc", yes=True, strict=False)
        assert disc.verdict != "unfit", [finding.message for finding in disc.findings]
        return inspect_disc(disc, work / "layers", rulebook.load(), overlaid=overlaid)


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
