"""How long a county waits for its seal, and where the time goes.

    python -m benchmarks.sealing HOME 5000

HOME is a folder of the office into which the practice county was loaded; a copy is the better one to take. A county of
so many parts is laid out in it (see :mod:`benchmarks.counting`), each with its finding, with results as they are kept:
forms, records, rules that object and contradictions, all of them explained. Then its seal is made as the job makes it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import date
from typing import Any
from unittest.mock import patch as replaced

_PROVINCE, _SAID = "96", 400


def main(home: str, count: int) -> None:
    """Make the county and its results where they are missing, seal it, and say what that took."""
    os.environ["TUBAN_HOME"], os.environ["TUBAN_PRACTICE"] = home, "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuban.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from benchmarks.counting import Template
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.statistics.keeping import fold

    campaign = Template(Campaign.objects.get(is_practice=True), all_found=True).laid(0, count, _PROVINCE)
    fold(campaign)
    seal(campaign, _result(campaign))


def seal(campaign: Any, result: Any) -> None:
    """Make a seal and say how long each step took."""
    from tuban.jobs.models import Job
    from tuban.jobs.work import Run
    from tuban.workflow.organisations.models import Post, Unit
    from tuban.workflow.submission import sealing
    from tuban.workflow.submission.models import Seal

    unit = Unit.objects.get(code="990101", level="county")
    post = Post.objects.filter(unit=unit).first()
    made = Seal.objects.create(
        campaign=campaign, unit=unit, number=Seal.objects.filter(campaign=campaign).count() + 1, result=result,
        asked_by=result.asked_by, post=post,
    )  # fmt: skip
    run = Run(Job.objects.create(kind=sealing.__name__, title=str(campaign), arguments={}))
    names = ("demand_way_is_free", "_recounted", "_draw", "_content", "between", "_entered")
    told: dict[str, list[float]] = {}
    began, processor = time.perf_counter(), time.process_time()
    with replaced.multiple(sealing, **{name: _timed(getattr(sealing, name), name, told) for name in names}):
        sealing.make_seal(run, str(made.pk))
    wall, busy = time.perf_counter() - began, time.process_time() - processor
    made.refresh_from_db()
    size = sum(one["size"] for one in made.files.values())
    print(f"{os.cpu_count()} processors; {made.counts['parts']} parts, {size / 1e6:.0f} MB sealed")
    for name, (own_wall, own_busy) in told.items():
        print(f"{name:<24} {own_wall:8.2f} s {own_busy:8.2f} s of processor")
    print(f"{'the whole seal':<24} {wall:8.2f} s {busy:8.2f} s of processor")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _timed(work: Any, name: str, told: dict[str, list[float]]) -> Any:
    def timed(*given: Any, **named: Any) -> Any:
        began, processor = time.perf_counter(), time.process_time()
        found = work(*given, **named)
        told[name] = [time.perf_counter() - began, time.process_time() - processor]
        return found

    return timed


def _result(campaign: Any) -> Any:
    """Return results of the campaign as they are kept, made where they are missing."""
    from django.utils import timezone

    from tuban.render.cards import pj_register
    from tuban.rules.forms import fill_forms
    from tuban.rules.judgement import Judgement
    from tuban.workflow import store
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.organisations.models import Person
    from tuban.workflow.results.keeping import KEPT, LINES, PROBLEMS, RECORDS, forms_as_bytes
    from tuban.workflow.results.models import Contradiction, Result
    from tuban.workflow.statistics.records import counted, taken_among
    from tuban.workflow.statistics.tables import units_with_rows

    found = Result.objects.filter(campaign=campaign).first()
    if found is not None:
        return found
    law, parts = rulebook_of(campaign), list(counted(campaign))
    forms = fill_forms(parts, units_with_rows(campaign), law, ratios={}, taken=taken_among(parts))
    judged = [Judgement(one.facts, (), (), law.edition) for one in parts]
    problems = [
        {"rule": "R01", "severity": "warning", "message": f"第{place}处需要说明", "settled_by": "核实",
         "patch": one.key[0], "part": one.key[1], "township": str(one.facts["township_code"])}
        for place, one in enumerate(parts[:_SAID])
    ]  # fmt: skip
    made = Result.objects.create(
        campaign=campaign, asked_by=Person.objects.filter(is_practice=True)[0], whole_at=timezone.now(),
        lawbook_edition=law.edition, own_values={}, about={
            KEPT: store.keep_bytes(forms_as_bytes(date(2024, 12, 31), forms, pj_register(judged, law)), suffix=".json"),
            RECORDS: store.keep_bytes(_records(campaign), suffix=LINES),
            PROBLEMS: store.keep_bytes(_lines(problems), suffix=LINES), "read_at": timezone.now().isoformat(),
        },
    )  # fmt: skip
    Contradiction.objects.bulk_create([
        Contradiction(result=made, position=place, kind="plan", case="plan", severity="warning",
                      patch_number=one.key[0], part_number=one.key[1], first_says="甲", second_says=f"乙{place}")
        for place, one in enumerate(parts[:_SAID], 1)
    ])  # fmt: skip
    _explain(campaign, made)
    return made


def _explain(campaign: Any, result: Any) -> None:
    from tuban.workflow.organisations.models import Post
    from tuban.workflow.submission.hindrances import objections
    from tuban.workflow.submission.models import Explanation

    post = Post.objects.filter(unit__code="990101").first()
    Explanation.objects.bulk_create([
        Explanation(campaign=campaign, key=one.key, kind=one.kind, objection=one.says, text="已核实，属实。",
                    by=result.asked_by, post=post)
        for one in objections(campaign, result)
    ])  # fmt: skip


def _records(campaign: Any) -> bytes:
    from tuban.workflow.comparison.models import Comparison

    rows = Comparison.objects.filter(patch__campaign=campaign, is_current=True).order_by("patch__number")
    told = rows.values("patch__number", "patch__part_number", "facts", "sources", "judgement")
    return _lines(dict(one) for one in told.iterator(chunk_size=500))


def _lines(rows: Any) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in rows).encode()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5_000)
