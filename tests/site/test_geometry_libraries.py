"""SpatiaLite and the geometry packages in one process: each keeps its own libraries, and the process ends well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MIXED = """
import django
django.setup()
from django.db import connection
connection.prepare_database()
import pyproj, pyogrio, rasterio, shapely, rasterio.warp
from django.contrib.gis.geos import Polygon
print(pyproj.Transformer.from_crs(4490, 4547, always_xy=True).transform(113, 28))
print(rasterio.warp.transform(4490, 4547, [113], [28]))
print(shapely.Point(0, 0).buffer(1).area)
outline = Polygon.from_bbox((113, 28, 114, 29))
outline.srid = 4490
print(outline.transform(4547, clone=True).area)
with connection.cursor() as cursor:
    cursor.execute("SELECT AsText(Transform(MakePoint(113, 28, 4490), 4547))")
    print(cursor.fetchone())
"""


@pytest.mark.long
@pytest.mark.skipif(bool(os.environ.get("TUBAN_DATABASE_URL")), reason="about SpatiaLite")
def test_a_process_that_mixes_them_computes_alike_and_ends_well(tmp_path: Path):
    for _time in range(3):  # a broken heap shows by chance
        done = subprocess.run(
            [sys.executable, "-c", MIXED],
            env={**os.environ, "TUBAN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tuban.site.settings"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("401635.319") == 3
