"""``python -m benchmarks.packages``: the package of a group with 500 patches: how long it takes, how large it is.

Founds an office of the practice county of its own, adds patches found on the way until there are enough, plans them all
for one field group, gives the plan out, and lets the real job make the package: in this process, its children counted.
``--pictures`` lays photographs (any picture, GeoTIFF too) under the county, pixel for pixel, repeated as in a mirror:
what is painted compresses otherwise. The aims are 60 s and 150 MB.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DISC = Path(__file__).parents[1] / "build" / "practice-county"
_AIM_SECONDS, _AIM_BYTES = 60, 150_000_000
_IMAGES = ("前时相影像.tif", "后时相影像.tif")
_MB = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.packages", description=__doc__)
    parser.add_argument("--patches", type=int, default=500, help="at least; the practice county has 455")
    parser.add_argument("--disc", type=Path, default=DISC)
    parser.add_argument("--pictures", type=Path, nargs="*", default=(), metavar="FILE", help="real photographs, RGB")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="write where the time of this process goes")
    parser.add_argument("--home", type=Path, help="keep the office here, and find it founded the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuban-packages-") as scratch:
        home = asked.home or Path(scratch) / "home"
        os.environ |= {"TUBAN_HOME": str(home), "TUBAN_PRACTICE": "1"}
        if not home.is_dir():
            home.mkdir(parents=True)
            disc = _photographed(asked.disc, asked.pictures, Path(scratch) / "disc") if asked.pictures else asked.disc
            for words in (["tuban.site.manage", "migrate", "-v0"], ["tuban.site.practice", str(disc)]):
                subprocess.run([sys.executable, "-m", *words], check=True)
        from tuban.site.opening import open_office

        open_office(practice=True)
        raise SystemExit(0 if _told(_made(_group_with(asked.patches), asked.profile)) else 1)


def _photographed(disc: Path, pictures: Sequence[Path], copy: Path) -> Path:
    """Return a copy of the disc whose images show the photographs, repeated as in a mirror, pixel for pixel."""
    import numpy as np
    import rasterio
    from rasterio.windows import Window
    from samples.practice_county.manifest import write_manifest

    shutil.copytree(disc, copy, copy_function=os.link)
    for at, name in enumerate(_IMAGES):
        with rasterio.open(pictures[at % len(pictures)]) as opened:
            ground = opened.read([1, 2, 3])
        path = next(copy.rglob(name))
        with rasterio.open(path) as opened:
            profile = opened.profile | {"jpeg_quality": 90, "sparse_ok": False}
        path.unlink()  # it was a link to the disc
        with rasterio.open(path, "w", **profile) as image:
            columns = _mirrored(image.width, ground.shape[2])
            rows = _mirrored(image.height, ground.shape[1])
            for top in range(0, image.height, 1024):
                part = rows[top : top + 1024]
                pixels = ground[:, part][:, :, columns]
                image.write(np.ascontiguousarray(pixels), window=Window(0, top, image.width, len(part)))
    (copy / "manifest.json").unlink()
    write_manifest(copy)
    return copy


def _mirrored(length: int, side: int) -> Any:
    """Return which of ``side`` pixels stands at each of ``length`` places: there and back again."""
    import numpy as np

    return np.abs((np.arange(length) + side) % (2 * side) - side).clip(0, side - 1)


def _group_with(count: int) -> Any:
    """Return a field group that works by a plan of so many patches, through the deeds that people do."""
    from django.utils import timezone

    from tuban.jobs.models import Job
    from tuban.jobs.work import do
    from tuban.workflow.organisations.models import Group, Person
    from tuban.workflow.organisations.queries import acting_as
    from tuban.workflow.organisations.roles import GroupKind
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.routes import actions
    from tuban.workflow.routes.queries import current_plan_of
    from tuban.workflow.routes.settings import proposed_settings

    acting = acting_as(Person.objects.get(username="zuzhi"), None, on=timezone.localdate())
    group = Group.objects.filter(kind=GroupKind.FIELD, until=None).order_by("name").first()
    if current_plan_of(group) is not None:
        return group
    patches = list(Patch.objects.filter(fate="active").select_related("campaign"))
    begun = time.perf_counter()
    wanted = count + count // 50  # some lie where nobody gets in the hours of a day
    patches += _beside(patches, wanted - len(patches), acting)
    print(f"founded with {len(patches)} patches; {time.perf_counter() - begun:.0f} s for those found on the way")
    for key in list(Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True)):
        do(key)  # as the worker would: the images get what makes them quick to read, new patches their pictures
    begun = time.perf_counter()
    plan = actions.plan(
        patches[0].campaign, by=acting, title="外业包", groups=[group.pk],
        patches=[one.uuid for one in patches], settings=proposed_settings(), begins=None,
    )  # fmt: skip
    do(plan.job_id)
    plan.refresh_from_db()
    actions.give_out(plan, by=acting, expected_version=plan.version)
    print(f"planned and given out in {time.perf_counter() - begun:.0f} s", flush=True)
    return group


def _beside(patches: Sequence[Any], count: int, acting: Any) -> list[Any]:
    """Add patches found on the way: each as large as one that is there, and beside it."""
    import shapely
    from shapely.affinity import translate

    from tuban.workflow.comparison.actions import add_and_compare
    from tuban.workflow.patches.states import Source

    made = []
    for one in patches[:: max(1, len(patches) // max(count, 1))][: max(count, 0)]:
        shape = shapely.from_wkb(bytes(one.geometry.wkb))
        west, _south, east, _north = shape.bounds
        made.append(
            add_and_compare(
                one.campaign, by=acting, source=Source.FIELD, source_reference="外业路上发现",
                geometry=translate(shape, (east - west) * 1.2), village=one.village,
            )
        )  # fmt: skip
    return made


def _made(group: Any, profile: Path | None) -> dict[str, Any]:
    """Let the job make the package anew; returns what it took and what it holds."""
    from django.utils import timezone

    from tuban.jobs.work import do
    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as
    from tuban.workflow.packages.actions import ask_for_package
    from tuban.workflow.packages.models import Package
    from tuban.workflow.packages.queries import path_of

    Package.objects.all().delete()
    package = ask_for_package(group, by=acting_as(Person.objects.get(username="zuzhi"), None, on=timezone.localdate()))
    watch = cProfile.Profile()
    begun, processor = time.perf_counter(), _processor()
    if profile is not None:
        watch.enable()
    do(package.job_id)
    watch.disable()
    took = {"seconds": time.perf_counter() - begun, "processor": _processor() - processor}
    if profile is not None:
        with profile.open("w") as file:
            pstats.Stats(watch, stream=file).sort_stats("cumulative").print_stats(60)
    package.refresh_from_db()
    parts = list(package.parts.all())
    sizes: Counter[str] = Counter()
    for one in parts:
        sizes[one.kind] += one.size
    layers = [json.loads(path_of(one).read_text("utf-8")) for one in parts if one.kind == "layer"]
    tiles = 0
    for one in parts:
        if one.kind == "tiles":
            with zipfile.ZipFile(path_of(one)) as archive:
                tiles += len(archive.namelist())
    return {
        **took, "bytes": package.size, "patches": package.about["patches"], "parts": Counter(one.kind for one in parts),
        "sizes": sizes, "layers": len(layers), "areas": sum(len(one["areas"]) for one in layers), "tiles": tiles,
    }  # fmt: skip


def _processor() -> float:
    """Return the seconds of processor time of this process and of its children that ended."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _told(made: dict[str, Any]) -> bool:
    print(f"a package of {made['patches']} patches: {made['seconds']:.1f} s (aim {_AIM_SECONDS}), "
          f"{made['processor']:.1f} s of processor time")  # fmt: skip
    print(f"  {made['bytes'] / _MB:.1f} MB (aim {_AIM_BYTES // _MB}) in {sum(made['parts'].values())} parts; "
          f"{made['layers']} layers of {made['areas']} areas; {made['tiles']} tiles")  # fmt: skip
    for kind, size in made["sizes"].most_common():
        print(f"  {kind:<8} {size / _MB:7.2f} MB in {made['parts'][kind]}")
    print("  load of the machine:", " ".join(f"{one:.1f}" for one in os.getloadavg()))
    return made["seconds"] < _AIM_SECONDS and made["bytes"] < _AIM_BYTES


if __name__ == "__main__":
    main()
