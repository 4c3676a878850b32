"""Summaries filled from tallies are those filled from the parts, cell by cell, whatever comes and goes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import test_forms_properties
from tests.rules.test_forms_properties import judged_part, judged_parts, rulebook

from tuban.rules.facts_wire import facts_as_wire, facts_from_wire, sources_as_wire
from tuban.rules.forms import ReportingUnit, fill_forms
from tuban.rules.forms.asking import facts_asked, facts_listed
from tuban.rules.forms.breakdown import SUMMARIES, Tally, breakdown_of, moved, shares_of, tallies_of
from tuban.rules.forms.columns import Record, tallies_by_batch
from tuban.rules.forms.filling import statutory_forms
from tuban.rules.forms.sums import fill_summaries
from tuban.rules.forms.together import fill_together
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN

UNITS = [*test_forms_properties.UNITS, *(ReportingUnit(f"99010110{one}", f"乡{one}") for one in range(3))]


def key_of(part) -> tuple[str, str]:
    return str(part.facts["patch_number"]), str(part.facts["part_number"] or "")


def from_parts(parts, taken=()):
    summaries = {form.id for form in statutory_forms(rulebook()) if form.one_row_per in SUMMARIES}
    return [form for form in fill_forms(parts, UNITS, rulebook(), taken=taken) if form.id in summaries]


def from_shares(parts, taken=frozenset()):
    return fill_summaries(tallies_of(shares_of(parts, taken, breakdown_of(rulebook()))), UNITS, rulebook())


def drawn(form):
    """All that is shown of a form, without the parts behind its cells."""
    cells = [
        [(row.kind, row.code, row.title, row.level, row.says,
          [(one.value, one.text, one.unmeasured, one.mark, one.why) for one in row.cells]) for row in section.rows]
        for section in form.sections
    ]  # fmt: skip
    checks = [(one.id, one.passed, one.compared, one.failures) for one in form.checks]
    heads = [(section.title, section.header, section.columns) for section in form.sections]
    return form.id, heads, cells, form.rests, form.notes, checks


@given(judged_parts(), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_a_summary_from_sums_shows_what_the_one_from_parts_shows(parts, random):
    taken = frozenset(key_of(part) for part in parts if random.random() < 0.5)
    ours, theirs = from_shares(parts, taken), from_parts(parts, taken)
    for kept, counted in zip(ours, theirs, strict=True):
        # A check between forms is left out where one of them is a list.
        names = {one.id for one in kept.checks}
        assert drawn(kept)[:-1] == drawn(counted)[:-1]
        assert drawn(kept)[-1] == [told for told in drawn(counted)[-1] if told[0] in names]


@given(judged_parts(), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_all_forms_with_summaries_from_sums_are_those_from_parts(parts, random):
    taken = frozenset(key_of(part) for part in parts if random.random() < 0.5)
    law, only = rulebook(), facts_listed(statutory_forms(rulebook()))
    told = [type(part)(facts_from_wire(facts_as_wire(part.facts), sources_as_wire(part.facts), only)) for part in parts]
    tallies = tallies_of(shares_of(parts, taken, breakdown_of(law)))
    ours = fill_together(tallies, told, UNITS, law, taken=taken)
    for kept, counted in zip(ours, fill_forms(parts, UNITS, law, taken=taken), strict=True):
        assert drawn(kept) == drawn(counted)
        assert [one.keys for one in kept.checks if not one.passed] == [
            one.keys for one in counted.checks if not one.passed
        ]


def told_anyhow(part, random):
    """A part with some of its facts unknown, absent, or otherwise than its other facts would have it."""
    vocabulary, told = rulebook().vocabulary.facts, {}
    for name in asked():
        draw = random.random()
        if draw < 0.08:
            told[name] = UNKNOWN
        elif draw < 0.16:
            told[name] = None
        elif draw < 0.3 and name in vocabulary:
            told[name] = _DRAWN[vocabulary[name].type](random)
    told = {name: value for name, value in told.items() if value is not _KEEP}
    return type(part)(part.facts.with_facts(random.choice(("外业 第1行", "外业 第2行", "")), **told))


_KEEP = object()
_DRAWN = {
    "area": lambda random: Area(Fraction(random.randrange(90_000), random.choice((1, 3, 7, 21, 1000)))),
    "integer": lambda random: random.randrange(3), "number": lambda random: random.choice((0, 2.5, 7, 1000.005)),
    "flag": lambda random: random.random() < 0.5, "date": lambda _random: PartialDate.parse("2024-08"),
    "text": lambda random: random.choice(("", "示罚〔2024〕1号")), "enum": lambda _random: _KEEP,
}  # fmt: skip


@cache
def asked():
    forms = [form for form in statutory_forms(rulebook()) if form.one_row_per in SUMMARIES]
    return sorted(facts_asked(forms) - {"patch_number", "part_number", "county_code", "township_code"})


@given(judged_parts(), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_columns_count_what_the_engine_counts(parts, random):
    columns_against_engine(parts, random)


@pytest.mark.long
@given(judged_parts(), st.randoms(use_true_random=False))
@settings(max_examples=1500, deadline=None)
def test_so_they_do_of_many(parts, random):
    columns_against_engine(parts, random)


def columns_against_engine(parts, random):
    parts = [told_anyhow(part, random) for part in parts]
    taken = frozenset(key_of(part) for part in parts if random.random() < 0.5)
    records = [Record(facts_as_wire(part.facts), sources_as_wire(part.facts), key_of(part) in taken) for part in parts]
    random.shuffle(records)
    (counted,) = tallies_by_batch(records, breakdown_of(rulebook())).values() if records else ([],)
    assert counted == tallies_of(shares_of(parts, taken, breakdown_of(rulebook())))


def come_and_go(steps: int, *, look_every: int, seed: int = 7) -> int:
    """Let patches come, go and become others at random, keep the sums by what moved, and hold them against all parts
    now and then; returns how often."""
    random, plan, looked = Random(seed), breakdown_of(rulebook()), 0
    pool = [judged_part(number).example() for number in range(20)]
    width = len(plan.amounts)
    there: dict[str, tuple] = {}
    kept: dict[tuple[str, str, str], tuple] = {}
    for step in range(1, steps + 1):
        part = random.choice(pool)
        number = f"{random.randrange(40):04}"
        gone = there.pop(number, None)
        changes = [] if gone is None else [((gone[0].county, gone[0].township, gone[0].profile), gone[0].amounts, -1)]
        if gone is None or random.random() < 0.7:
            one = type(part)(part.facts.with_facts(patch_number=number))
            is_taken = random.random() < 0.5
            (share,) = shares_of([one], frozenset([(number, "")]) if is_taken else frozenset(), plan)
            there[number] = (share, one, is_taken)
            changes.append(((share.county, share.township, share.profile), share.amounts, 1))
        for key, (plots, sums, unmeasured) in moved(changes, width).items():
            was = kept.get(key, (0, (0,) * width, (0,) * width))
            now = (
                was[0] + plots, tuple(a + b for a, b in zip(was[1], sums, strict=True)),
                tuple(a + b for a, b in zip(was[2], unmeasured, strict=True)),
            )  # fmt: skip
            kept[key] = now
            if not now[0]:
                assert not any(now[1]), "nothing is left in it, but a sum"
                assert not any(now[2])
                del kept[key]
        if step % look_every == 0:
            looked += 1
            tallies = [Tally(*key, *own) for key, own in kept.items()]
            parts = [one for _share, one, _taken in there.values()]
            taken = [key_of(one) for _share, one, is_taken in there.values() if is_taken]
            ours = fill_summaries(tallies, UNITS, rulebook())
            assert [drawn(one)[:-1] for one in ours] == [drawn(one)[:-1] for one in from_parts(parts, taken)]
    return looked


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_what_comes_and_goes_leaves_the_sums_as_a_recount_finds_them():
    assert come_and_go(120, look_every=40) == 3


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_so_do_a_hundred_thousand_changes():
    assert come_and_go(100_000, look_every=2_000) == 50
