"""How long an office counts: sums built, a recount, all forms of a province, from records in a database.

    python -m benchmarks.counting HOME 20000

HOME is a folder of the office into which the practice county was loaded (it is loaded where it was not); a copy is the
better one to take. Its patches are laid out over counties of 2 000, each with its comparison and, where a person took
one, its finding; every area of a copy is multiplied by a factor of its own, so that no two patches measure the same.
The counties stay in HOME, and asking again measures without making them.
"""

from __future__ import annotations

import copy
import os
import resource
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

PRACTICE = Path(__file__).parents[1] / "build" / "practice-county"
PROVINCE, COUNTY, PROVINCE_COUNTIES = "97", 2_000, 100


def main(home: str, count: int) -> None:
    """Make the counties that are missing, measure, and say what came out."""
    campaigns = made(home, count)
    print(f"{os.cpu_count()} processors; {count} parts in {len(campaigns)} counties")
    measure(campaigns)


def made(home: str, count: int) -> list[Any]:
    """Return the campaigns of counties with so many parts altogether in a folder of the office."""
    os.environ["TUBAN_HOME"], os.environ["TUBAN_PRACTICE"] = home, "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tuban.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return list(make(count))


def make(count: int) -> Iterator[Any]:
    """Yield campaigns with so many parts altogether, made where they are missing."""
    from tuban.site.practice import load_practice
    from tuban.workflow.campaigns.models import Campaign

    if not Campaign.objects.filter(is_practice=True).exists():
        load_practice(PRACTICE, tell=lambda _line: None)
    template = Template(Campaign.objects.get(is_practice=True))
    for place in range(-(-count // COUNTY)):
        yield template.laid(place, min(COUNTY, count - place * COUNTY))


class Template:
    """The patches of the practice county, as they are copied."""

    def __init__(self, campaign: Any, *, all_found: bool = False) -> None:
        from tuban.workflow.comparison.models import Comparison
        from tuban.workflow.patches.models import Patch
        from tuban.workflow.review.models import Finding

        self.campaign, self.all_found = campaign, all_found
        self.patches = list(Patch.objects.filter(campaign=campaign, fate="active").order_by("number", "part_number"))
        self.places = {number: place for place, number in enumerate(sorted({one.number for one in self.patches}))}
        self.comparisons = {
            one.patch_id: one for one in Comparison.objects.filter(patch__campaign=campaign, is_current=True)
        }
        self.findings = {one.patch_id: one for one in Finding.objects.filter(patch__campaign=campaign, is_current=True)}

    def laid(self, place: int, count: int, province: str = PROVINCE) -> Any:
        """Return the campaign of a county with so many parts; made where it is missing."""
        from django.db import transaction

        from tuban.workflow.campaigns.models import Campaign

        code = f"{province}{place // 12 + 1:02}{place % 12 + 1:02}"
        found = Campaign.objects.filter(code=f"{code}-2024").first()
        if found is not None and found.patches.count() >= count:
            return found
        told = self.campaign
        made = found or Campaign.objects.create(
            code=f"{code}-2024", title=code, year=told.year, area_code=code, area_name=code, epsg=told.epsg,
            lawbook_edition=told.lawbook_edition, parameters=told.parameters, issuer=told.issuer,
            issued_on=told.issued_on, state=told.state,
        )  # fmt: skip
        with transaction.atomic():
            self._lay(made, code, made.patches.count(), count)
        return made

    def _lay(self, campaign: Any, code: str, there: int, count: int) -> None:
        from tuban.workflow.comparison.models import Comparison
        from tuban.workflow.patches.models import Patch
        from tuban.workflow.review.models import Finding

        wanted = [(place // len(self.patches), self.patches[place % len(self.patches)]) for place in range(count)]
        patches, comparisons, findings = [], [], []
        for round_, source in wanted[there:]:
            patch = copy.copy(source)
            patch.pk, patch.uuid, patch.campaign, patch.arrival = None, uuid4(), campaign, None
            patch.number = f"{code}SJBG24{round_ * 1000 + self.places[source.number]:06}"
            patch.area_code, patch.township_code = code, code + source.township_code[6:]
            patch.managed_code, patch.assigned_unit, patch.assigned_to = patch.township_code, None, None
            patches.append(patch)
            if self.all_found:
                patch.finding = patch.finding or patch.proposed_finding
        Patch.objects.bulk_create(patches, batch_size=200)
        for (round_, source), patch in zip(wanted[there:], patches, strict=True):
            old = self.comparisons.get(source.pk)
            if old is None:
                continue
            factor = Fraction(1000 + (patch.pk * 37 + round_) % 401, 1200)
            one = copy.copy(old)
            one.pk, one.patch = uuid4(), patch
            told = {"patch_number": patch.number, "county_code": code, "township_code": patch.township_code}
            one.facts = {**_scaled(old.facts, factor), **told}
            comparisons.append(one)
            if (taken := self.finding_of(source, old)) is not None:
                finding = copy.copy(taken)
                finding.pk, finding.patch, finding.comparison, finding.conference = uuid4(), patch, one, None
                finding.decided = _scaled(taken.decided, factor)
                findings.append(finding)
        Comparison.objects.bulk_create(comparisons, batch_size=100)
        Finding.objects.bulk_create(findings, batch_size=100)

    def finding_of(self, source: Any, comparison: Any) -> Any:
        """Return the finding of a patch; where nobody took one and all are wanted, the proposal as if it were taken."""
        taken = self.findings.get(source.pk)
        if taken is None and self.all_found:
            taken = copy.copy(next(iter(self.findings.values())))
            taken.finding = taken.proposed = comparison.finding
            taken.decided = {name: comparison.facts[name] for name in taken.decided if name in comparison.facts}
        return taken


def _scaled(facts: dict[str, Any], factor: Fraction) -> dict[str, Any]:
    return {
        name: {"area": str(Fraction(value["area"]) * factor)} if isinstance(value, dict) and "area" in value else value
        for name, value in facts.items()
    }


def measure(campaigns: list[Any]) -> None:
    """Say how long the sums take, a recount of each county, and all forms of the province."""
    from django.db import transaction

    from tuban.site.serving.settling import settle
    from tuban.workflow.statistics.keeping import fold
    from tuban.workflow.statistics.models import Tally
    from tuban.workflow.statistics.recounting import held_against_records
    from tuban.workflow.statistics.tables import Scope, summaries

    settle(pages=False)
    folded = sum(_timed("sums built", lambda: [fold(one) for one in campaigns]))
    held = _timed("recount", lambda: [held_against_records(one) for one in campaigns])
    print(f"{folded} put in, {sum(one.parts for one in held)} recounted, {sum(one.cells for one in held)} cells, "
          f"{sum(len(one.differences) for one in held)} differ")  # fmt: skip
    with transaction.atomic():
        counties = (*campaigns, *_copied(campaigns, PROVINCE_COUNTIES - len(campaigns)))
        for turn in ("first", "again"):
            forms = _timed(f"all forms, {turn}", lambda: summaries(Scope(counties, PROVINCE)))
        rows = Tally.objects.filter(campaign__in=counties, township="").count()
        print(f"{len(forms)} forms of {len(counties)} counties from {rows} sums of counties")
        transaction.set_rollback(True)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _copied(campaigns: list[Any], count: int) -> Iterator[Any]:
    """Yield more counties that have the sums of others, and no patches: a whole province without its records."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.statistics.models import Tally

    for place in range(count):
        source = campaigns[place % len(campaigns)]
        code = f"{PROVINCE}{place // 12 + 50:02}{place % 12 + 1:02}"
        made = copy.copy(source)
        made.pk, made.code, made.area_code, made.area_name = uuid4(), f"{code}-2024", code, code
        Campaign.objects.bulk_create([made])
        rows = list(Tally.objects.filter(campaign=source, township=""))
        for row in rows:
            row.pk, row.campaign, row.county = None, made, code
        Tally.objects.bulk_create(rows, batch_size=500)
        yield made


def _timed(what: str, work: Any) -> Any:
    began, processor = time.perf_counter(), time.process_time()
    found = work()
    print(f"{what:<24} {time.perf_counter() - began:8.2f} s {time.process_time() - processor:8.2f} s of processor",
          flush=True)  # fmt: skip
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000)
