"""How long a ministry waits for all its counties: sealed forms that came as packages, rolled up to provinces.

    python -m benchmarks.rollup 2900

Draws counties with what a package of each says (figures, and what the forms need of some thousand patches), keeps them
in a scratch database, and asks for the overview of the country, its workbook rows, and every form over it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

_KINDS, _PARTS, _YEAR = 120, 1_000, 2024


def main(count: int) -> None:
    """Measure with ``count`` counties and say what came out."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TUBAN_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tuban.site.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measured(count)


def _measured(count: int) -> None:
    from tuban.workflow.campaigns.law import rulebook_of
    from tuban.workflow.organisations.models import Area, Holding, Person, Post, Unit
    from tuban.workflow.organisations.queries import acting_as
    from tuban.workflow.overview.forms import form_over, forms_of_all
    from tuban.workflow.overview.models import Brought
    from tuban.workflow.overview.queries import overview_of
    from tuban.workflow.overview.rolling import ranked

    ministry = Unit.objects.create(code="", name="部", level="ministry")
    Area.objects.create(unit=ministry, code="", name="全国", kind="governed")
    person = Person.objects.create(username="bu", name="部")
    post = Post.objects.create(unit=ministry, title="审核", role="reviewer")
    Holding.objects.create(post=post, person=person, since=datetime(2024, 1, 1, tzinfo=UTC).date(), appointed_by="部")
    began = time.perf_counter()
    _draw(count, ministry, person, rulebook_of(None))
    drawn = time.perf_counter()
    by = acting_as(person, None, on=datetime.now(UTC).date())
    if by is None:
        raise AssertionError("nobody acts")
    size = sum(len(str(one)) for one in Brought.objects.values_list("tallies", flat=True)[:50]) / 50
    asked = time.perf_counter()
    overview = overview_of(by, None, _YEAR, "year")
    if overview is None:
        raise AssertionError("nothing to see")
    ranked(overview.rows, "after")
    seen = time.perf_counter()
    province = overview_of(by, overview.rows[0].code, _YEAR, "year")
    below = time.perf_counter()
    forms = [form_over(overview, one.id) for one in forms_of_all(overview.law)[:1]]
    filled = time.perf_counter()
    whole = overview.whole
    print(f"{whole.counties} counties, {whole.figures.patches} patches, {len(overview.rows)} provinces")
    print(f"drawn and kept         {drawn - began:8.2f} s, {size / 1000:.0f} kB of sums each")
    print(f"overview of the country{seen - asked:8.2f} s")
    print(f"of one province        {below - seen:8.2f} s, {province.whole.counties if province else 0} counties")
    print(f"one form over all      {filled - below:8.2f} s, {len(forms[0].sections[0].rows)} rows")


def _draw(count: int, unit: Any, person: Any, law: Any) -> None:
    from tests.rules.test_forms_properties import judged_part

    from tuban.rules.forms.breakdown import breakdown_of, shares_of, tallies_of
    from tuban.workflow.exchange.models import Package
    from tuban.workflow.overview.figures import Figures
    from tuban.workflow.overview.models import Brought

    random, plan = Random(1), breakdown_of(law)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # examples are drawn outside of a test on purpose
        kinds = [judged_part(number).example() for number in range(_KINDS)]
    shares = shares_of(kinds, frozenset(), plan)
    packages, brought = [], []
    for number in range(count):
        code = f"{11 + number % 31}{1 + number // 31 % 20:02}{1 + number // 620:02}"
        own = [replace(random.choice(shares), county=code, township="") for _ in range(_PARTS)]
        package = Package(
            unit=unit, way="in", brings="submission", state="taken", campaign_code=f"{code}-{_YEAR}", sequence=1,
            name=f"{code}.tbx", by=person, decided_at=datetime.now(UTC),
        )  # fmt: skip
        packages.append(package)
        figures = Figures(
            patches=_PARTS, mu=_mu(random), compared=_PARTS, found=random.randrange(_PARTS), taken=_mu(random),
            built=_mu(random) * 9, unlawful=random.randrange(200), unlawful_mu=_mu(random),
        )  # fmt: skip
        brought.append(
            Brought(
                package=package, area_code=code, area_name=code, campaign_code=f"{code}-{_YEAR}", year=_YEAR,
                cadence="year", number=1, sealed_at=datetime(2024, 12, 1, tzinfo=UTC), plan=plan.digest,
                figures=figures.as_json(), townships=[{"code": f"{code}{n:03}", "name": "镇", **figures.as_json()}
                                                      for n in range(18)],
                tallies=[[one.profile, one.plots, one.sums, one.unmeasured] for one in tallies_of(own)],
            )
        )  # fmt: skip
    Package.objects.bulk_create(packages, batch_size=200)
    Brought.objects.bulk_create(brought, batch_size=100)


def _mu(random: Random) -> Any:
    from decimal import Decimal

    return Decimal(random.randrange(1_000_000)) / 100


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_900)
