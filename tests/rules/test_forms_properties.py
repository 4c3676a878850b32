"""What must hold of the forms whatever the patches are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules import forms
from tuban.rules.forms import ReportingUnit
from tuban.rules.rulebook import load
from tuban.values.area import Area, AreaUnit, total
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


@dataclass(frozen=True)
class Judged:
    facts: Facts


@cache
def rulebook():
    return load()


@st.composite
def judged_parts(draw):
    count = draw(st.integers(0, 14))
    return [draw(judged_part(number)) for number in range(count)]


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
    }


@settings(max_examples=20, deadline=None)
@given(judged_parts())
def test_every_identity_inside_and_between_the_forms_holds(judged):
    for form in forms.fill_forms(judged, UNITS, rulebook()):
        assert [check.failures for check in form.checks if not check.passed] == []


@settings(max_examples=10, deadline=None)
@given(judged_parts(), st.randoms(use_true_random=False))
def test_the_order_of_the_judgements_changes_nothing(judged, random):
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert forms.fill_forms(judged, UNITS, rulebook()) == forms.fill_forms(shuffled, UNITS, rulebook())


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_counts_and_sums_equal_a_recount_of_the_parts_behind_them(judged):
    filled = {form.id: form for form in forms.fill_forms(judged, UNITS, rulebook())}
    by_number = {one.facts["patch_number"]: one.facts for one in judged}
    for row, cell in filled["unlawful_summary"].column("unlawful.area"):
        inside = [
            facts
            for facts in by_number.values()
            if facts["finding"] == "unlawful" and (row.level == 0 or facts["township_code"] == row.code)
        ]
        assert sorted(number for number, _ in cell.keys) == sorted(facts["patch_number"] for facts in inside)
        measured = [facts["counted_area"] for facts in inside if isinstance(facts["counted_area"], Area)]
        assert cell.unmeasured == len(inside) - len(measured)
        exact = total(measured)
        if cell.value is not None and row.level == 0:
            assert cell.value == exact.in_unit(AreaUnit.MU)
        elif cell.value is not None:
            assert abs(Fraction(cell.value) - exact.square_metres / AreaUnit.MU.size) < Fraction(2, 100)


@settings(max_examples=10, deadline=None)
@given(judged_parts())
def test_a_cell_without_patches_is_nothing_and_no_part_exceeds_its_whole(judged):
    for form in forms.fill_forms(judged, UNITS, rulebook()):
        for section in form.sections:
            for row in section.rows:
                for column, cell in zip(section.columns, row.cells, strict=True):
                    if column.kind == "number" and not cell.keys:
                        assert cell.value in (None, Decimal(0))
                    if column.id.endswith(".cultivated") and cell.value is not None:
                        assert cell.value <= section.cell(row, column.id.replace(".cultivated", ".area")).value
