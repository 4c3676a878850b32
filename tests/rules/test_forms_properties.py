"""What must hold of the forms whatever the patches are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules import forms
from tuban.rules.campaign import CampaignContext
from tuban.rules.cards import fill_card
from tuban.rules.cards.book import card_book
from tuban.rules.cards.filled import State
from tuban.rules.forms import ReportingUnit
from tuban.rules.part_figures import figures_of
from tuban.rules.ratio import unlawful_ratio
from tuban.rules.rulebook import load
from tuban.values.area import Area, AreaUnit, round_half_up
from tuban.values.facts import UNKNOWN, Facts

UNITS = [ReportingUnit("990101", "示范县"), ReportingUnit("990101109", "空乡")]
FINDINGS = (
    "lawful", "unlawful", "unchanged", "agricultural_adjustment", "facility_agriculture", "temporary_use", "other",
    "split_first", "manual",
)  # fmt: skip
TYPES = (
    "illegal_approval", "used_without_applying", "used_while_applying", "used_without_supply", "fraud",
    "beyond_approval", "changed_use", "other_violation",
)  # fmt: skip
SUBCLASSES = {
    "rural": ("rural_housing", "rural_other", UNKNOWN),
    "urban": ("urban_industry", "urban_zone", UNKNOWN),
    "key_project": ("key_road", "key_other", UNKNOWN),
}


CAMPAIGN = CampaignContext(year=2024, region_code="990101")
CODES = ("990101", "990101100", "990101101", "990101102")


@dataclass(frozen=True)
class Judged:
    facts: Facts
    decisions: tuple = ()
    missing: tuple = ()


@cache
def rulebook():
    return load()


@cache
def book():
    return card_book(rulebook())


@st.composite
def judged_parts(draw):
    """Patches, every third of them in two parts whose shares of it are no figures."""
    judged = []
    for number in range(draw(st.integers(0, 10))):
        whole = draw(judged_part(number))
        judged += [whole] if number % 3 else _halves(whole, draw(st.fractions(0, 1, max_denominator=7)))
    return judged


def _halves(whole: Judged, share: Fraction) -> list[Judged]:
    halves = []
    for part_number, own in (("1", share), ("2", 1 - share)):
        areas = {name: value * own for name, value in whole.facts.items() if isinstance(value, Area)}
        if "counted_area" in areas:
            areas["monitored_area"] = areas["counted_area"]
        halves.append(Judged(whole.facts.with_facts(part_number=part_number, area_basis="apportioned", **areas)))
    return halves


def ratios_of(judged, unit: AreaUnit = AreaUnit.MU):
    return {
        code: unlawful_ratio(judged, rulebook(), campaign=CAMPAIGN, unit_code=code, area_unit=unit) for code in CODES
    }


def filled_forms(judged, unit: AreaUnit = AreaUnit.MU):
    ratios = ratios_of(judged, unit)
    return forms.fill_forms(judged, UNITS, rulebook(), area_unit=unit, ratios=ratios)


def card_figures(judged, field: str) -> dict[tuple[str, str], Decimal]:
    """What stands on the card of every part that has a number there."""
    card = book().cards["registration_card"]
    printed = figures_of((one.facts for one in judged), card.unit)
    filled = [fill_card(card, one, book(), own) for one, own in zip(judged, printed, strict=True)]
    shown = {card.key: card.space(field) for card in filled}
    return {key: Decimal(s.text) for key, s in shown.items() if s.state is State.FILLED}


@st.composite
def judged_part(draw, number: int):
    township = draw(st.sampled_from(("990101100", "990101101", "990101102")))
    facts = {
        "patch_number": f"{number:04d}", "part_number": "", "county_code": "990101", "township_code": township,
        "township_name": f"乡{township[-1]}", "finding": draw(st.sampled_from(FINDINGS)),
        "patch_list": draw(st.sampled_from(("suspected", "earlier_approved", "outside"))),
        "plan_state": draw(st.sampled_from(("conforming", "breaching", "mixed", UNKNOWN))),
        "lawful_kind": draw(st.sampled_from(("approved_this_year", "linkage", "registered"))),
        "pseudo_change_cause": draw(st.sampled_from(("shadow", "film", UNKNOWN))),
    }  # fmt: skip
    if facts["finding"] == "unlawful":
        kind = draw(st.sampled_from(tuple(SUBCLASSES)))
        facts |= {
            "violation_type": draw(st.sampled_from(TYPES)),
            "user_kind": draw(st.sampled_from(("government", "individual", UNKNOWN))),
            "construction_class": kind,
            "construction_subclass": draw(st.sampled_from(SUBCLASSES[kind])),
            "key_project": draw(st.sampled_from(("state", "provincial"))) if kind == "key_project" else "none",
            "handling": draw(st.sampled_from(("filed", "not_filed", "none"))),
            "deduction_basis": ("recultivated",),
        }
        facts["settled"] = facts["handling"] == "filed" and draw(st.booleans())
    if draw(st.integers(0, 9)):
        facts |= draw(areas())
    return Judged(Facts(facts))


@st.composite
def areas(draw):
    # Thirds, sevenths and thousandths of a square metre: nothing that rounds by itself.
    whole = draw(st.fractions(min_value=0, max_value=9000, max_denominator=21))
    cultivated = whole * draw(st.sampled_from((Fraction(0), Fraction(1), Fraction(1, 3), Fraction(999, 1000))))
    agricultural = cultivated + (whole - cultivated) * draw(st.sampled_from((Fraction(0), Fraction(1, 7))))
    conforming = whole * draw(st.sampled_from((Fraction(0), Fraction(1), Fraction(2, 3))))
    return {
        "counted_area": Area(whole),
        "counted_cultivated_area": Area(cultivated),
        "counted_agricultural_area": Area(agricultural),
        "counted_construction_area": Area(whole - agricultural),
        "counted_unused_area": Area(Fraction(0)),
        "counted_basic_farmland_area": Area(cultivated / 2),
        "counted_plan_conforming_area": Area(conforming),
        "counted_plan_breaching_area": Area(whole - conforming),
        "built_cultivated_area": Area(cultivated / 3),
        "recultivated_area": Area(cultivated),
        "deductible_cultivated_area": Area(cultivated),
    }


@settings(max_examples=20, deadline=None)
@given(judged_parts(), st.sampled_from(tuple(AreaUnit)))
def test_every_identity_inside_and_between_the_forms_holds_in_every_unit(judged, unit):
    for form in filled_forms(judged, unit):
        assert [check.failures for check in form.checks if not check.passed] == []


@settings(max_examples=10, deadline=None)
@given(judged_parts(), st.randoms(use_true_random=False))
def test_the_order_of_the_judgements_changes_nothing(judged, random):
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert filled_forms(judged) == filled_forms(shuffled)


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_every_area_of_a_summary_is_the_sum_of_the_cards_behind_it(judged):
    filled = {form.id: form for form in filled_forms(judged)}
    cards = {"area": card_figures(judged, "area"), "cultivated": card_figures(judged, "cultivated")}
    columns = [("unlawful_summary", "unlawful"), ("inspection_summary", "monitored"), ("inspection_summary", "lawful")]
    columns += [("unlawful_summary", "fraud"), ("handling_summary", "settled")]
    for form, column in columns:
        for measure, printed in cards.items():
            for _row, cell in filled[form].column(f"{column}.{measure}"):
                known = [printed[key] for key in cell.keys if key in printed]
                assert cell.unmeasured == len(cell.keys) - len(known)
                if not cell.keys and column == "settled" and not any("settled" in one.facts for one in judged):
                    assert cell.value in (None, 0)  # blank where unlawful parts stand without a case register
                else:
                    assert cell.value == (sum(known, Decimal(0)) if known or not cell.keys else None)


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_a_summary_counts_every_part_of_its_division_once(judged):
    filled = {form.id: form for form in filled_forms(judged)}
    for row, cell in filled["unlawful_summary"].column("unlawful.plots"):
        inside = [
            (one.facts["patch_number"], one.facts["part_number"])
            for one in judged
            if one.facts["finding"] == "unlawful" and (row.level == 0 or one.facts["township_code"] == row.code)
        ]
        assert sorted(cell.keys) == sorted(inside)
        assert cell.value == len(inside)


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_the_lists_print_the_figures_of_the_cards_and_add_them_up(judged):
    cards = card_figures(judged, "area")
    for form in filled_forms(judged):
        if form.id not in ("change_patch_statistics", "part_list"):
            continue
        section = form.sections[0]
        rows = [(row, section.cell(row, "used")) for row in section.rows]
        parts = {cell.keys[0]: cell.value for row, cell in rows if row.kind == "part" and cell.value is not None}
        assert parts == cards
        total = next(cell for row, cell in rows if row.kind == "total")
        assert (total.value or 0) == sum(cards.values())


@settings(max_examples=10, deadline=None)
@given(judged_parts(), st.sampled_from(tuple(AreaUnit)))
def test_a_person_with_a_calculator_gets_the_printed_percentage(judged, unit):
    form = next(form for form in filled_forms(judged, unit) if form.id == "accountability_ratios")
    section = form.sections[0]
    for row in section.rows:
        unlawful, deducted, whole, before, after = (
            section.cell(row, name).value for name in ("unlawful", "deducted", "construction", "before", "after")
        )
        if not whole:
            assert (before, after) == (None, None)
        else:
            assert before == round_half_up(Fraction(unlawful) / Fraction(whole) * 100, 2)
            assert after == round_half_up(Fraction(unlawful - deducted) / Fraction(whole) * 100, 2)


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_a_cell_without_patches_is_nothing_and_no_part_exceeds_its_whole(judged):
    for form in filled_forms(judged):
        for section in form.sections:
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    if column.kind == "number" and not cell.keys:
                        assert cell.value in (None, Decimal(0))
                    if column.id.endswith(".cultivated") and cell.value is not None:
                        assert cell.value <= section.cell(row, column.id.replace(".cultivated", ".area")).value


@settings(max_examples=10, deadline=None)
@given(judged_parts(), st.sets(st.integers(0, 9)))
def test_every_total_is_what_was_taken_and_what_is_only_proposed_together(judged, numbers):
    """Each form says how many of its parts rest on which, and its sums are those of both heaps counted apart."""
    taken = [one for one in judged if int(str(one.facts["patch_number"])) in numbers]
    proposed = [one for one in judged if int(str(one.facts["patch_number"])) not in numbers]
    keys = {(str(one.facts["patch_number"]), str(one.facts["part_number"])) for one in taken}
    whole = forms.fill_forms(judged, UNITS, rulebook(), ratios=ratios_of(judged), taken=keys)
    apart = [forms.fill_forms(heap, UNITS, rulebook(), ratios=ratios_of(heap)) for heap in (taken, proposed)]
    for form, *halves in zip(whole, *apart, strict=True):
        behind = {key for section in form.sections for row in section.rows for cell in row.cells for key in cell.keys}
        assert (form.rests.taken, form.rests.proposed) == (len(behind & keys), len(behind - keys))
        assert str(form.rests.taken + form.rests.proposed) in form.notes[-1] or not behind
        for section in form.sections:
            for column in section.columns:
                # Shares and lines are no sums, and a part of a patch is counted with the first of its patch.
                if column.kind == "number" and column.unit not in ("percent", "%") and column.places:
                    for row, cell in form.column(column.id):
                        if row.kind != "part" and isinstance(cell.value, Decimal) and cell.terms:
                            own = sum((_value(half, column.id, row) for half in halves), Decimal(0))
                            assert cell.value == own, (form.id, column.id, row.title)


def _value(form, column: str, row) -> Decimal:
    found = [
        cell.value
        for other, cell in form.column(column)
        if (other.kind, other.code, other.level) == (row.kind, row.code, row.level)
    ]
    return sum((value for value in found if isinstance(value, Decimal)), Decimal(0))
