"""How long tiles of patches take, cold and kept, with many patches: ``python -m benchmarks.tiles --patches 100000``.

Writes into the database of the settings (TUBAN_HOME, TUBAN_DATABASE_URL): give it one of its own.
"""

# ruff: noqa: E402 - Django has to be set up before its models are there

from __future__ import annotations

import argparse
import os
import random
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
os.environ.setdefault("TUBAN_PRACTICE", "1")

import django

django.setup()

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from tuban.kernel.vector_tiles import HALF, Tile, to_grid
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.patches.models import Patch

WEST, SOUTH, EAST, NORTH = 113.0, 31.0, 114.4, 32.2  # as large as a city
FINDINGS = ("lawful", "unlawful", "unchanged", "other", "manual", "agricultural_adjustment")
STATES = ("issued", "compared", "to_visit", "visited", "reviewed")
TOWNSHIPS = [(f"9901010{at:02}", f"乡镇{at}") for at in range(1, 12)]


def fill(count: int) -> None:
    """Make so many patches of 12 corners and 40 to 400 m, unless they are there already."""
    campaign, _made = Campaign.objects.get_or_create(
        code="bench-tiles", is_practice=True,
        defaults={"title": "bench", "year": 2024, "area_code": "990101", "area_name": "示范县", "epsg": 4547,
                  "lawbook_edition": "x"},
    )  # fmt: skip
    if Patch.objects.filter(campaign=campaign).count() == count:
        return
    Patch.objects.filter(campaign=campaign).delete()
    draw = random.Random(1)
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)

    def patch(at: int) -> Patch:
        x, y, size = draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH), draw.uniform(0.0002, 0.002)
        reach = np.array([draw.uniform(0.6, 1.0) for _corner in turns]) * size
        ring = shapely.multipolygons(
            [shapely.polygons(np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)]))]
        )
        code, name = draw.choice(TOWNSHIPS)
        return Patch(
            campaign=campaign, number=f"990101SJBG24{at:08}", area_code="990101", township_code=code,
            township_name=name, managed_code=code, geometry=GEOSGeometry(memoryview(shapely.to_wkb(ring)), srid=4490),
            area_m2=1000,
            proposed_finding=draw.choice(FINDINGS), state=draw.choice(STATES),
        )  # fmt: skip

    began = time.perf_counter()
    for first in range(0, count, 5000):
        with transaction.atomic():
            Patch.objects.bulk_create([patch(at) for at in range(first, min(first + 5000, count))], batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE patches_patch")
    print(f"{count} patches made in {time.perf_counter() - began:.0f} s")


def tiles_of(z: int, number: int) -> list[Tile]:
    """Some tiles of a zoom inside the area."""
    draw = random.Random(z)
    found = set()
    for _time in range(200):
        east, north = to_grid(np.array([[draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)]]))[0].tolist()
        side = 2 * HALF / (1 << z)
        found.add(Tile(z, int((east + HALF) / side), int((HALF - north) / side)))
    return sorted(found, key=lambda tile: (tile.x, tile.y))[:number]


def timed(client: Client, tile: Tile) -> tuple[float, int]:
    """Return how long a request takes, and how many bytes came."""
    began = time.perf_counter()
    response = client.get(f"/map/patches/{tile.z}/{tile.x}/{tile.y}/")
    return time.perf_counter() - began, len(response.content)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--patches", type=int, default=100_000)
    parser.add_argument("--tiles", type=int, default=8)
    asked = parser.parse_args()
    settings.ALLOWED_HOSTS.append("testserver")
    settings.HOME.make()
    call_command("migrate", verbosity=0)
    found_practice(TOWNSHIPS)
    fill(asked.patches)
    for username in ("zuzhi", "xiang01"):
        client = Client()
        client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        timed(client, Tile(3, 0, 0))
        print(f"{connection.vendor}, {username}: milliseconds of the whole request, median (worst)")
        print("  z     cold          kept         kB")
        for z in range(8, 15):
            cold, kept, sizes = [], [], []
            for tile in tiles_of(z, asked.tiles):
                seconds, size = timed(client, tile)
                cold.append(1000 * seconds)
                kept.append(1000 * timed(client, tile)[0])
                sizes.append(size / 1000)
            print(
                f"{z:>3} {statistics.median(cold):>7.0f} ({max(cold):>5.0f}) {statistics.median(kept):>7.1f} "
                f"({max(kept):>5.1f}) {statistics.median(sizes):>7.0f}"
            )


if __name__ == "__main__":
    main()
