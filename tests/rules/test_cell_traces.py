"""Every number of every form opens to its parts: what they give makes the number, and a blank says why it is blank."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cell_proof import unproven
from tests.rules.test_forms_properties import Judged, filled_forms, judged_parts, rulebook

from tuban.render.form_traces import traces
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import Facts


def part(number: str, **facts) -> Judged:
    area = facts.pop("area", "2.50")
    told = {
        "patch_number": number, "part_number": "", "county_code": "990101", "township_code": "990101100",
        "township_name": "青石镇", "finding": "unlawful", "violation_type": "fraud", "patch_list": "suspected",
    }  # fmt: skip
    if area is not None:
        told |= {"counted_area": Area.from_mu(area), "counted_cultivated_area": Area.from_mu(area)}
    return Judged(Facts(told | facts))


def cell_of(filled, form: str, row: str, column: str):
    rows = next(done for done in filled if done.id == form).column(column)
    return next(cell for found, cell in rows if found.code == row)


@settings(max_examples=40, deadline=None)
@given(judged=judged_parts(), unit=st.sampled_from((AreaUnit.MU, AreaUnit.HECTARE)))
def test_what_the_parts_give_makes_every_number_and_every_blank_has_a_reason(judged, unit):
    assert unproven(filled_forms(judged, unit)) == []


def test_a_ratio_opens_to_numerator_deduction_and_denominator():
    given_back = Area.from_mu("1.00")
    deducted = {
        "deductible_cultivated_area": given_back,
        "recultivated_area": given_back,
        "deduction_basis": ("recultivated",),
    }
    filled = filled_forms([part("1", **deducted), part("2", finding="lawful", area="7.50")])
    cell = cell_of(filled, "accountability_ratios", "990101100", "after")
    told = {term.role: (term.total, term.keys) for term in cell.terms}
    assert told["part"] == (Decimal("2.50"), (("1", ""),))
    assert told["whole"] == (Decimal("10.00"), (("2", ""), ("1", "")))
    assert set(told) >= {"part", "part_less", "whole"}


def test_what_nobody_measured_is_behind_the_cell_without_an_amount():
    filled = filled_forms([part("1"), part("2", area=None)])
    cell = cell_of(filled, "unlawful_summary", "990101100", "fraud.area")
    assert dict(zip(cell.terms[0].keys, cell.terms[0].amounts, strict=True)) == {
        ("1", ""): Decimal("2.50"),
        ("2", ""): None,
    }


def test_two_patches_issued_under_one_number_stay_two_parts():
    judged = [part("1"), part("1", township_code="990101101", area="4.00")]
    told = traces(filled_forms(judged), judged, rulebook())
    form = next(form for form in told["forms"] if form["id"] == "unlawful_summary")
    section = form["sections"][0]
    at = section["columns"].index("fraud.area")
    sums = {row["code"]: row["cells"][at] for row in section["rows"]}
    behind = {code: told["populations"][cell[2]] for code, cell in sums.items() if cell[2] is not None}
    assert behind["990101100"] != behind["990101101"]
    assert [sorted(numbers) for code, numbers in behind.items() if not code.startswith("9901011")] == [[0, 1]]


def test_a_column_says_in_words_what_it_counts():
    filled = filled_forms([part("1")])
    section = next(done for done in filled if done.id == "unlawful_summary").sections[0]
    column = next(column for column in section.columns if column.id == "fraud.area")
    assert column.path == ("非法占地", "骗取批准", "面积")
    assert column.says == "图斑性质为“违法用地”、违法类型为“骗取批准”的地块，用地面积（亩）的登记数相加"


def test_every_column_of_every_form_says_what_it_counts_and_on_what_it_rests():
    for form in filled_forms([part("1")]):
        for section in form.sections:
            for column in section.columns:
                assert column.path, (form.id, column.id)
                if not column.id.startswith("row."):
                    assert column.says, (form.id, column.id)
                    assert column.cites, (form.id, column.id)


def test_the_proof_finds_a_number_that_its_parts_do_not_make():
    filled = filled_forms([part("1")])
    form = filled[2]
    section = form.sections[0]
    row = section.rows[0]
    cells = tuple(replace(c, value=Decimal("9.99")) if c.terms and c.value else c for c in row.cells)
    wrong = replace(form, sections=(replace(section, rows=(replace(row, cells=cells), *section.rows[1:])),))
    assert unproven([wrong])
