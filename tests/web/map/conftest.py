"""A small county on the map: patches in two townships, a survey of parcels, and images before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rasterio
import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from rasterio.transform import from_bounds

from tuban.kernel.crs import transform_geometries
from tuban.kernel.formats.children import Nursery
from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.layers.drawing import make_ready
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch

WEST, SOUTH = 113.91, 31.735
SIDE = 0.002  # degrees; about two hundred metres
EPSG = 4547
BEFORE, AFTER = (200, 40, 40), (40, 40, 200)


def outline(column: int, row: int) -> MultiPolygon:
    west, south = WEST + 2 * SIDE * column, SOUTH + 2 * SIDE * row
    return MultiPolygon(Polygon.from_bbox((west, south, west + SIDE, south + SIDE)), srid=4490)


def campaign_of(code: str, *, is_practice: bool) -> Campaign:
    return Campaign.objects.create(
        code=code, title=code, year=2024, area_code=code[:6], area_name="示范县", epsg=EPSG, lawbook_edition="x",
        is_practice=is_practice,
    )  # fmt: skip


def patch_of(
    campaign: Campaign, number: str, place: tuple[int, int], township: str = "990101001", **about: Any
) -> Patch:
    names = {"990101001": "甲溪镇", "990101002": "乙岭镇"}
    return Patch.objects.create(**{
        "campaign": campaign, "number": number, "area_code": township[:6], "township_code": township,
        "township_name": names.get(township, ""), "managed_code": township, "village": "甲老村",
        "geometry": outline(*place), "area_m2": 42000, "proposed_finding": "unlawful", **about,
    })  # fmt: skip


@pytest.fixture
def campaign(county):
    return campaign_of("990101-2024", is_practice=True)


@pytest.fixture
def patches(campaign):
    """Six patches in a row, the last two in another township."""
    return [
        patch_of(campaign, f"990101SJBG2400000{at}", (at, 0), "990101001" if at < 4 else "990101002",
                 state="issued" if at % 2 else "compared")
        for at in range(6)
    ]  # fmt: skip


def made_ready(edition: Edition) -> Edition:
    """What a job does after an import."""
    with Nursery(at_once=1) as nursery:
        make_ready(edition, nursery)
    return edition


def kept(path: Path, role: str, **about: Any) -> Edition:
    """An edition as an import writes it, not ready for the map yet."""
    settings.HOME.make()
    checksum = store.keep(path, suffix=path.suffix)
    return Edition.objects.create(**{
        "area_code": "990101", "role": role, "title": role, "source_file": path.name, "source_checksum": checksum,
        "checksum": checksum, "suffix": path.suffix, "epsg": EPSG, "is_practice": True,
        "bounds": [WEST, SOUTH, WEST + 0.1, SOUTH + 0.1], **about,
    })  # fmt: skip


@pytest.fixture
def survey(county, tmp_path):
    """A survey of 10 × 10 parcels, paddies and villages by turns."""
    boxes = np.array([shapely.box(WEST + SIDE * at, SOUTH + SIDE * up, WEST + SIDE * (at + 1), SOUTH + SIDE * (up + 1))
                      for at in range(10) for up in range(10)], dtype=object)  # fmt: skip
    plane = transform_geometries(boxes, 4490, EPSG)
    codes = ["0101" if at % 2 else "0701" for at in range(100)]
    path = tmp_path / "survey.parquet"
    pq.write_table(pa.table({"land_class": codes, "geometry": shapely.to_wkb(plane).tolist()}), path)
    return made_ready(kept(path, "survey_this", rows=100, edition="2024年度"))


@pytest.fixture
def images(county, tmp_path):
    """Two images of one colour each, with a black half in the north."""
    found = []
    for role, colour in (("image_before", BEFORE), ("image_after", AFTER)):
        path = tmp_path / f"{role}.tif"
        pixels = np.zeros((3, 400, 400), np.uint8)
        pixels[:, 200:, :] = np.array(colour, np.uint8)[:, np.newaxis, np.newaxis]
        place = from_bounds(WEST, SOUTH, WEST + 0.04, SOUTH + 0.04, 400, 400)
        with rasterio.open(path, "w", driver="GTiff", width=400, height=400, count=3, dtype="uint8", crs="EPSG:4490",
                           transform=place) as image:  # fmt: skip
            image.write(pixels)
        found.append(made_ready(kept(path, role, is_image=True, has_geometry=False, epsg=4490, as_of="2024-08")))
    return found


def shape_of(patch: Patch) -> Any:
    return shapely.from_wkb(bytes(GEOSGeometry(patch.geometry).wkb))
