"""``python -m benchmarks.ministry_export``: how long a sealed county takes to be exported for the ministry's reporting.

    python -m benchmarks.ministry_export --patches 5000

Founds an office of its own (in the database of TUBAN_DATABASE_URL where there is one, which must be empty; else in a
SpatiaLite file), loads a very small county and multiplies its patches, with facts and outlines, to so many. It fills
the forms from them, seals them, lets everybody sign, and exports the seal in every format by the product's own work, in
a process of its own. Says how long each step took, how much memory that process held at most, and how large the archive
is.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

_AS_OF = "2024-12-31"
_IN_A_ROW, _STEP = 100, 0.002


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ministry_export", description=__doc__)
    parser.add_argument("--patches", type=int, default=5_000)
    parser.add_argument("--encoding", default="GBK")
    parser.add_argument(
        "--office", default="", help="export the seal of this office only: how the measured process runs"
    )
    asked = parser.parse_args()
    if asked.office:
        _exported(asked.encoding, Path(asked.office).parent / "export")
        return
    with tempfile.TemporaryDirectory(prefix="tuban-export-") as scratch:
        home = Path(scratch) / "home"
        home.mkdir()
        os.environ |= {"TUBAN_HOME": str(home), "TUBAN_PRACTICE": "1"}
        subprocess.run([sys.executable, "-m", "tuban.site.manage", "migrate", "-v0"], check=True)
        from tuban.site.opening import open_office

        open_office(practice=True)
        from django.db import connection

        _sealed(asked.patches, Path(scratch))
        print(f"{connection.vendor}, {asked.patches} patches", flush=True)
        own = [sys.executable, "-m", "benchmarks.ministry_export", "--office", str(home), "--encoding", asked.encoding]
        subprocess.run(own, check=True)


def _exported(encoding: str, scratch: Path) -> None:
    from tuban.site.opening import open_office

    open_office(practice=True)
    from tuban.workflow.ministry_export import actions
    from tuban.workflow.ministry_export.choices import Format, choice
    from tuban.workflow.ministry_export.making import make_export
    from tuban.workflow.ministry_export.queries import export_for
    from tuban.workflow.submission.models import Seal

    seal, by = Seal.objects.select_related("campaign").get(), _acting("zuzhi")
    scratch.mkdir()
    before = _memory()
    chosen = choice(seal.campaign, list(Format), encoding)
    asked = actions.export_seal(seal, by=by, chosen=chosen, queue=False)
    steps: list[tuple[float, str]] = []
    begun, worked = time.perf_counter(), time.process_time()
    make_export(str(asked.pk), scratch, lambda words, _done, _total: steps.append((time.process_time(), words)))
    ended, spent = time.perf_counter(), time.process_time()
    made = export_for(by, asked.pk)
    assert made is not None
    print(
        f"exported in {ended - begun:.1f} s, {spent - worked:.1f} s of one processor; archive {made.size / 1e6:.1f} MB"
    )
    print(f"  at most {_memory()} MB of memory, {before} MB before")
    for (at, words), (until, _next) in zip(steps, [*steps[1:], (spent, "")], strict=True):
        print(f"  {until - at:6.1f} s  {words}")
    print(f"  {made.about['cells']} cells read back; load {os.getloadavg()[0]:.1f}")


def _sealed(count: int, scratch: Path) -> None:
    """Make a signed seal of so many patches."""
    from django.utils import timezone
    from tests.workflow.small_disc import OpenedDisc, small_disc
    from tests.workflow.submission.going_up import signed

    from tuban.rules.facts_wire import facts_as_wire, sources_as_wire
    from tuban.rules.forms import fill_forms
    from tuban.rules.forms.kept import form_as_wire
    from tuban.workflow import store
    from tuban.workflow.audit.recording import PRODUCT
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.organisations.practice import found_practice
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.statistics.tables import units_with_rows
    from tuban.workflow.submission import contents
    from tuban.workflow.submission.models import Seal
    from tuban.workflow.submission.signing import put_forward

    found_practice([("990101001", "甲溪镇"), ("990101002", "乙岭镇")])
    OpenedDisc(small_disc(scratch / "盘", planned=True, measured=True), scratch / "opened").load()
    campaign = Campaign.objects.get()
    parts = list(_multiplied(campaign, count))
    law = rulebook_of(campaign)
    forms = fill_forms(parts, units_with_rows(campaign), law)
    rows = [row for row in contents.patch_rows(campaign) if row["number"].startswith("990101SJBG25")]
    lines = [
        {"patch": one.number, "part": "", "facts": facts_as_wire(one.facts), "sources": sources_as_wire(one.facts)}
        for one in parts
    ]
    files = {
        contents.RECORDS: contents.as_lines(lines), contents.PATCHES: contents.as_lines(rows),
        contents.OBJECTIONS: b"",
        contents.FORMS: contents.canonical(
            {"as_of": _AS_OF, "forms": {one.id: form_as_wire(one) for one in forms}, "registers": {}}
        ),
    }  # fmt: skip
    kept = {
        name: {"sha256": store.keep_bytes(content), "suffix": "", "size": len(content)}
        for name, content in files.items()
    }
    county = _acting("zuzhi")
    counts = {
        "patches": count, "parts": count, "findings": {}, "counted_mu": "0.00", "cultivated_mu": "0.00",
        "unlawful_mu": "0.00", "explained": 0, "forms": len(forms),
    }  # fmt: skip
    content = {
        "lawbook": law.edition, "own_values": {}, "as_of": _AS_OF, "counts": counts,
        "files": {name: {"sha256": one["sha256"], "size": one["size"]} for name, one in kept.items()},
    }  # fmt: skip
    digest = contents.digest_of(content)
    told = contents.canonical({"digest": digest, "number": 1, "content": content})
    kept[contents.MANIFEST] = {"sha256": store.keep_bytes(told), "suffix": "", "size": len(told)}
    seal = Seal.objects.create(
        campaign=campaign, unit=county.post.unit, number=1, asked_by=county.person, post=county.post, files=kept,
        digest=digest, counts=counts, lawbook_edition=law.edition, whole_at=timezone.now(),
    )  # fmt: skip
    put_forward(seal, by=PRODUCT)
    signed(seal, _acting)
    print(f"records {len(files[contents.RECORDS]) / 1e6:.1f} MB, forms {len(files[contents.FORMS]) / 1e6:.1f} MB, "
          f"{Patch.objects.count()} patches in the office")  # fmt: skip


class _Part:
    """A part as forms count it."""

    def __init__(self, number: str, facts: Any) -> None:
        self.number, self.facts = number, facts


def _multiplied(campaign: Any, count: int) -> Iterator[_Part]:
    """Enter patches like those that were loaded, and yield them as they count."""
    from django.contrib.gis.geos import GEOSGeometry
    from shapely import affinity, from_wkb

    from tuban.workflow.patches.cutting import all_to_plane, measured
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.statistics.records import counted

    patches = {one.pk: one for one in Patch.objects.filter(campaign=campaign)}
    whole = [one for one in counted(campaign) if not patches[one.patch].part_number]
    made, parts = [], []
    for number in range(count):
        like = whole[number % len(whole)]
        patch = patches[like.patch]
        shape = affinity.translate(
            from_wkb(bytes(patch.geometry.wkb)), _STEP * (number % _IN_A_ROW), _STEP * (number // _IN_A_ROW)
        )
        name = f"990101SJBG25{number:06}"
        made.append((name, patch, shape))
        parts.append(_Part(name, like.facts.with_facts(patch_number=name, user=f"示范第{number}有限公司")))
    areas = measured(all_to_plane([shape for _name, _patch, shape in made], campaign.epsg), campaign.epsg)
    Patch.objects.bulk_create(
        Patch(
            campaign=campaign, number=name, state=patch.state, area_code=patch.area_code, issued={},
            township_code=patch.township_code, area_m2=Decimal(f"{area:.4f}"),
            geometry=GEOSGeometry(shape.wkt, srid=4490),
        )
        for (name, patch, shape), area in zip(made, areas, strict=True)
    )  # fmt: skip
    yield from parts


def _acting(name: str) -> Any:
    from django.utils import timezone

    from tuban.workflow.organisations.queries import acting_named

    return acting_named(name, on=timezone.localdate())


def _memory() -> int:
    """Return the most memory that this program held since it began, in MB."""
    told = Path("/proc/self/status").read_text("utf-8")
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    main()
