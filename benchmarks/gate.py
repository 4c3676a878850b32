"""How long the gate takes over many unresolved patches: ``python -m benchmarks.gate --patches 10000``.

Asks the office that TUBAN_HOME and TUBAN_DATABASE_URL name, with the practice county loaded. Its unlawful patches are
laid out again and again over the county, each with its facts, none of them settled; boundaries of several sizes are
asked about, some crowded, some empty. Everything is rolled back at the end.
"""

# ruff: noqa: E402 - Django has to be set up before its models are there

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
import django

django.setup()

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction
from django.utils import timezone

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.gate.actions import Application, ask
from tuban.workflow.gate.answering import make_ready
from tuban.workflow.gate.boundaries import one_boundary
from tuban.workflow.gate.ground import territory_of
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.models import Patch

SIDES_M = (50, 200, 500, 1500)
_DEGREE_M = 111_000
_AT_ONCE = 500


class Enough(Exception):
    """Everything is rolled back."""


def lay(wanted: int) -> list[Patch]:
    """Lay out the unlawful patches again until there are so many, and return them."""
    Patch.objects.filter(proposed_finding="unlawful", campaign__is_practice=True).update(finding="unlawful")
    templates = list(Patch.objects.filter(finding="unlawful", campaign__is_practice=True))
    facts = {
        one.patch_id: one
        for one in Comparison.objects.filter(patch__in=templates, is_current=True)
    }  # fmt: skip
    for one in facts.values():
        one.facts |= {"settled": False}
        one.save(update_fields=["facts"])
    west, south, east, north = shapely.bounds(territory_of({one.campaign for one in templates})).tolist()
    made: list[tuple[Patch, Patch]] = []
    drawn = random.Random(20241126)
    while len(templates) + len(made) < wanted:
        first = templates[len(made) % len(templates)]
        shape = shapely.from_wkb(bytes(first.geometry.wkb))
        x, y = drawn.uniform(west, east) - shape.centroid.x, drawn.uniform(south, north) - shape.centroid.y
        moved = shapely.transform(shape, lambda at, x=x, y=y: np.add(at, (x, y)))
        geometry = GEOSGeometry(memoryview(shapely.to_wkb(moved)), 4490)
        copy = Patch.objects.get(pk=first.pk)
        copy.pk, copy.uuid, copy.number = None, uuid4(), f"{first.number}-{len(made)}"
        copy.geometry = geometry if isinstance(geometry, MultiPolygon) else MultiPolygon(geometry, srid=4490)
        made.append((copy, first))
    Patch.objects.bulk_create([copy for copy, _first in made], batch_size=_AT_ONCE)
    Comparison.objects.bulk_create(
        [
            Comparison(
                patch=copy, facts=facts[first.pk].facts, sources=facts[first.pk].sources, judgement={}, digest="",
                lawbook_edition="", basis_id=facts[first.pk].basis_id,
            )
            for copy, first in made
        ],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    return list(Patch.objects.filter(finding="unlawful", campaign__is_practice=True).only("geometry"))


def boundaries(patches: list[Patch], count: int) -> Iterator[tuple[int, shapely.Geometry]]:
    """Yield boundaries of each size: every other one around a patch, the others anywhere among them."""
    drawn = random.Random(1)
    for place in range(count):
        side = SIDES_M[place % len(SIDES_M)]
        x, y = patches[drawn.randrange(len(patches))].geometry.centroid
        if place % 2:
            x, y = x + drawn.uniform(-0.01, 0.01), y + drawn.uniform(-0.01, 0.01)
        half = side / _DEGREE_M / 2
        yield side, one_boundary([shapely.box(x - half, y - half, x + half, y + half)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patches", type=int, default=10_000)
    parser.add_argument("--asked", type=int, default=400)
    chosen = parser.parse_args()
    by = acting_as(Person.objects.get(username="gengbao"), None, on=timezone.localdate())
    try:
        with transaction.atomic():
            patches = lay(chosen.patches)
            print(f"{connection.vendor}: {len(patches)} unresolved patches")
            make_ready(True)
            taken: dict[int, list[tuple[float, int, float]]] = {side: [] for side in SIDES_M}
            for side, boundary in boundaries(patches, chosen.asked):
                begun, worked = time.perf_counter(), time.process_time()
                made = ask(by=by, boundary=boundary, application=Application("bench"), given="api")
                took, work = time.perf_counter() - begun, time.process_time() - worked
                taken[side].append((1000 * took, len(made.answer["unsettled"]), 1000 * work))
            print("  side m   asked   met (median, most)   median ms   95 % ms   worst ms   processor 95 % ms")
            for side, rows in (*taken.items(), (0, [one for own in taken.values() for one in own])):
                times, met = sorted(one[0] for one in rows), sorted(one[1] for one in rows)
                work = sorted(one[2] for one in rows)
                print(
                    f"{side or 'all':>8} {len(rows):>7} {met[len(met) // 2]:>12} {met[-1]:>6} "
                    f"{times[len(times) // 2]:>12.1f} {times[int(len(times) * 0.95)]:>9.1f} {times[-1]:>10.1f} "
                    f"{work[int(len(work) * 0.95)]:>19.1f}"
                )
            raise Enough
    except Enough:
        print("rolled back")


if __name__ == "__main__":
    main()
