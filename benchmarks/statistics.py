"""How long the official forms take: from kept sums, and counted anew from all parts.

    python -m benchmarks.statistics 20000

Draws parts in counties of 2 000 (18 townships each), adds them up as the office keeps them, fills all summaries of the
province with a row for each county from the sums, and fills them
from the parts by the engine, as a recount does once the facts are read.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from random import Random

from tests.rules.test_forms_properties import judged_part

from tuban.rules.forms import ReportingUnit, fill_these, wording
from tuban.rules.forms.breakdown import SUMMARIES, breakdown_of, shares_of, tallies_of
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.sums import fill_summaries
from tuban.rules.rulebook import load

_COUNTY, _TOWNSHIPS, _KINDS = 2_000, 18, 120


def main(count: int) -> None:
    """Measure with ``count`` parts and say what came out."""
    random, law = Random(1), load()
    kinds = [judged_part(number).example() for number in range(_KINDS)]
    parts = []
    for number in range(count):
        county = f"99{number // _COUNTY:04}"
        place = {"county_code": county, "township_code": f"{county}{number % _TOWNSHIPS:03}"}
        one = random.choice(kinds)
        parts.append(type(one)(one.facts.with_facts(patch_number=f"{number:08}", **place)))
    units = [ReportingUnit(code, code) for code in sorted({part.facts["county_code"] for part in parts})]
    plan = breakdown_of(law)
    began = time.perf_counter()
    tallies = tallies_of(replace(one, township="") for one in shares_of(parts, frozenset(), plan))
    added = time.perf_counter()
    forms = fill_summaries(tallies, units, law)
    filled = time.perf_counter()
    summaries = [form for form in statutory_forms(law) if form.one_row_per in SUMMARIES]
    fill_these(summaries, parts, units, wording=wording(law), register_facts=register_facts_of(law))
    counted = time.perf_counter()
    print(f"{count} parts, {len(units)} counties, {len(tallies)} tallies, {len(forms)} summaries")
    print(f"added up once      {added - began:8.2f} s")
    print(f"from kept sums     {filled - added:8.2f} s")
    print(f"counted anew       {counted - filled:8.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
