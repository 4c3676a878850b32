"""Forms on paper: no number is broken, and each table has letters as large as it allows."""

from __future__ import annotations

from tests.rules.test_reports import COUNTY, LAW, UNITS

from tuban.render.form_paper.about import look_of, paper_mm, size_of, widths_of
from tuban.rules.forms import fill_forms

FORMS = {form.id: form for form in fill_forms(COUNTY, UNITS, LAW)}


def test_the_number_of_a_patch_fits_its_column_with_its_mark():
    section = FORMS["change_patch_statistics"].sections[0]
    place = next(at for at, column in enumerate(section.columns) if column.title == "图斑编号")
    number = max((row.cells[place].text for row in section.rows), key=len)
    assert len(number) >= 18
    assert widths_of(section)[place] > len(number)


def test_ticks_stand_in_the_middle_and_take_little_room():
    section = FORMS["change_patch_statistics"].sections[0]
    ticks = [at for at, column in enumerate(section.columns) if column.kind == "flag"]
    assert len(ticks) == 17
    assert {look_of(section.columns[at]) for at in ticks} == {"center"}
    assert max(widths_of(section)[at] for at in ticks) < min(
        width for at, width in enumerate(widths_of(section)) if section.columns[at].kind == "text"
    )


def test_a_narrow_table_has_larger_letters_than_the_widest_of_its_form():
    form = FORMS["inspection_summary"]
    width, _height = paper_mm(form)
    sizes = [size_of([section], width) for section in form.sections]
    assert size_of(form.sections, width) == min(sizes)
    assert max(sizes) > min(sizes)
