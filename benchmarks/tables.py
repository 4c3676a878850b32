"""How long all official forms of many parts take as workbooks, list forms included, and how much memory.

    python -m benchmarks.tables HOME 100000

The counties are those of :mod:`benchmarks.counting`, made where they are missing. Each gets its workbook of all forms,
one after the other, as it stands now: summaries from the kept sums, lists from the records. Sums are built before,
where they are not: an office that is at work has them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any


def main(home: str, count: int) -> None:
    """Make the counties in a process of its own, then measure in this one."""
    made = [sys.executable, "-c", f"from benchmarks.counting import made; made({home!r}, {count})"]
    subprocess.run(made, check=True)
    os.environ["TUBAN_HOME"], os.environ["TUBAN_PRACTICE"] = home, "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuban.site.settings"
    import django

    django.setup()
    from benchmarks.counting import COUNTY, PROVINCE
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.statistics.keeping import fold

    campaigns = Campaign.objects.filter(code__startswith=PROVINCE).order_by("code")[: -(-count // COUNTY)]
    for one in campaigns:
        fold(one)
    told: dict[str, float] = {}
    began, processor, parts, size = time.perf_counter(), time.process_time(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for one in campaigns:
            path = Path(folder) / f"{one.code}.xlsx"
            parts += _written(one, path, told)
            size += path.stat().st_size
    for name, seconds in told.items():
        print(f"{name:<12} {seconds:8.2f} s of processor")
    wall, busy = time.perf_counter() - began, time.process_time() - processor
    print(f"{os.cpu_count()} processors; {parts} parts in {len(campaigns)} workbooks, {size / 1e6:.1f} MB")
    print(f"altogether   {wall:8.2f} s {busy:8.2f} s of processor")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _written(campaign: Any, path: Path, told: dict[str, float]) -> int:
    from tuban.render.workbook import Cover, write_forms
    from tuban.rules.forms import wording
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.statistics.whole import whole_forms

    at = time.process_time()
    forms = whole_forms(campaign, ratios={})
    filled = time.process_time()
    cover = Cover(campaign.title, campaign.area_name, date(2024, 12, 31), campaign_id=campaign.code)
    write_forms(forms, path, cover=cover, wording=wording(rulebook_of(campaign)))
    for name, seconds in (("filled", filled - at), ("written", time.process_time() - filled)):
        told[name] = told.get(name, 0.0) + seconds
    return next(form.rests.taken + form.rests.proposed for form in forms if form.id == "part_list" and form.rests)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
