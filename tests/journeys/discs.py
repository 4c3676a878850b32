"""The disc of the organiser's journey: what is to be found on it, put right, split and merged."""

from __future__ import annotations

from pathlib import Path

import geopandas
import shapely
from tests.inspect.small_county import EPSG, SOUTH, WEST, box
from tests.web.imports.discs import packed
from tests.workflow.small_disc import small_disc

CROSSING = "990101SJBG24000005"
"""A patch whose outline crosses itself."""

NAMELESS = "图层甲.gpkg"
"""Basic farmland under a name, and with a column, that say nothing."""


def organisers_disc(folder: Path, *, built_in_survey: bool = False) -> Path:
    """Write the disc of the very small county with something to put right, packed as it would be issued."""
    disc = small_disc(folder / "盘", built_in_survey=built_in_survey)
    patches = geopandas.read_file(disc / "图斑.gpkg")
    bow = shapely.Polygon(
        [(WEST + east, SOUTH + north) for east, north in ((300, 600), (360, 660), (360, 600), (300, 660))]
    )
    crossing = {**patches.iloc[0].to_dict(), "JCBH": CROSSING, "JCMJ": 2.7, "geometry": bow}
    rows = [*patches.to_dict("records"), crossing]
    geopandas.GeoDataFrame(rows, geometry="geometry", crs=EPSG).to_file(disc / "图斑.gpkg", layer="图斑")
    farmland = {"序": 1, "geometry": box(680, 280, 40, 40)}
    (disc / "永久基本农田.gpkg").unlink()
    geopandas.GeoDataFrame([farmland], geometry="geometry", crs=EPSG).to_file(disc / NAMELESS, layer="图层甲")
    return packed(disc, folder / "示范县2024.zip")
