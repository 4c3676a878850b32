"""Discs to upload: the small county, packed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import shapely
from tests.inspect.small_county import SOUTH, WEST, SmallCounty, plot


def small_disc(folder: Path) -> Path:
    """Write a disc without manifest on which one patch crosses itself and one file is nothing known."""
    county = SmallCounty(folder)
    for place in range(6):
        county.patch(plot(3, west=60 + 140 * place), number=f"990101SJBG24{place + 1:06d}", mu=3, XZMC="甲镇")
    bow = [(100, 700), (160, 760), (160, 700), (100, 760)]
    outline = shapely.Polygon([(WEST + east, SOUTH + north) for east, north in bow])
    county.patch(outline, number="990101SJBG24000020", XZMC="甲镇")
    county.tables["说明"] = [{"甲": 1, "乙": 2}]
    return county.write()


def packed(folder: Path, into: Path) -> Path:
    """Pack a folder into a ZIP."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return into
