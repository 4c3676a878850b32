"""Forms are read to the letter: what is not understood stops the product and is named."""

from __future__ import annotations

import copy

import pytest

from tuban.rules.forms import statutory_forms
from tuban.rules.forms.reading import FormNotUnderstood, FormWords, read_form
from tuban.rules.rulebook import load

WORDS = FormWords(
    facts=frozenset(("finding", "counted_area", "counted_cultivated_area")),
    values={"finding": frozenset(("lawful", "unlawful"))},
    instruments=frozenset(("inf",)),
)
FORM = {
    "id": "small",
    "title": "小表",
    "one_row_per": "region",
    "sheet_order": 1,
    "cites": ["inf"],
    "measures": {
        "plots": {"title": "宗数", "unit": "宗"},
        "area": {"title": "面积", "sums": "counted_area", "unit": "mu"},
    },
    "columns": [
        {"id": "all", "title": "合计", "measures": ["plots", "area"], "splits_into": ["bad"]},
        {"id": "bad", "title": "违法", "where": {"finding": ["unlawful"]}, "measures": ["plots", "area"]},
    ],
    "checks": [{"id": "c1", "says": "违法不大于合计", "at_most": {"left": ["bad"], "right": ["all"]}}],
}


def changed(*path_and_value) -> dict:
    """FORM with one value replaced (or added) at a path."""
    form = copy.deepcopy(FORM)
    *path, last, value = path_and_value
    here = form
    for step in path:
        here = here[step]
    here[last] = value
    return form


def test_a_form_of_the_lawbook_is_read_with_all_its_words():
    form = read_form(FORM, WORDS)
    assert [column.id for column in form.columns] == ["all", "bad"]
    assert form.column("bad").where == ({"finding": ("unlawful",)},)


@pytest.mark.parametrize(
    ("form", "word"),
    [
        (changed("colour", "red"), "colour"),
        (changed("one_row_per", "patch"), "patch"),
        (changed("paper", "A5"), "A5"),
        (changed("cites", []), "(no citation)"),
        (changed("cites", ["nowhere"]), "nowhere"),
        (changed("measures", "area", "unit", "acre"), "acre"),
        (changed("measures", "area", "sums", "couted_area"), "couted_area"),
        (changed("columns", 1, "wehre", {}), "wehre"),
        (changed("columns", 1, "where", {"finding": ["unlawfull"]}), "unlawfull"),
        (changed("columns", 1, "where", {"findings": ["unlawful"]}), "findings"),
        (changed("columns", 1, "measures", ["size"]), "size"),
        (changed("columns", 1, "id", "all"), "all"),
        (changed("columns", 0, "splits_into", ["worse"]), "worse"),
        (changed("columns", 1, "shows", "ratio.nothing"), "nothing"),
        (changed("checks", 0, "at_most", "left", ["worse"]), "worse"),
        (changed("checks", 0, {"id": "c1", "says": "无"}), "(no relation)"),
    ],
)
def test_an_unknown_word_stops_the_product_and_is_named(form, word):
    with pytest.raises(FormNotUnderstood) as caught:
        read_form(form, WORDS)
    assert caught.value.about["word"] == word
    assert caught.value.about["valid"]


def test_the_nearest_word_is_offered():
    with pytest.raises(FormNotUnderstood) as caught:
        read_form(changed("columns", 1, "where", {"finding": ["unlawfull"]}), WORDS)
    assert caught.value.about["valid"].startswith("unlawful")


def test_every_number_of_the_lawbook_rests_on_a_citation_and_every_class_is_a_check():
    forms = statutory_forms(load())
    assert [form.sheet_order for form in forms] == sorted(form.sheet_order for form in forms)
    assert {form.requirement for form in forms} >= {*(f"S{n}" for n in range(1, 9)), "S11", "A-1"}
    assert all(form.cites for form in forms)
