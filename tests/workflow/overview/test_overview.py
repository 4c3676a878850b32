"""What levels above see: every county once, with its origin; sums, ranks, late things; read without write."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workflow.neighbours import gone, packed
from tests.workflow.overview.conftest import SEALED

from tuban.workflow.accountability.standings import standings
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.overview.counties import Origin, Stage
from tuban.workflow.overview.figures import Figures, total
from tuban.workflow.overview.forms import form_over, forms_of_all, jobs_before, tallies_of
from tuban.workflow.overview.models import Brought
from tuban.workflow.overview.queries import overview_of, refused_packages
from tuban.workflow.overview.rolling import ORDERS, ranked
from tuban.workflow.statistics.tables import Scope, summaries

pytestmark = pytest.mark.django_db
YEAR = (2024, "year")


def seen(by, code=None):
    found = overview_of(by, code, *YEAR)
    assert found is not None
    return found


def of(overview, code):
    return next(one for one in overview.rows if one.code == code)


@pytest.mark.seed("O1")
def test_each_level_sees_what_lies_below_it_added_up_and_nobody_else_anything(above):
    city, province, country = seen(above.city), seen(above.province), seen(above.ministry)
    assert [one.code for one in city.rows] == ["990101", "990102", "990103"]
    assert [one.code for one in province.rows] == ["9901", "9902"]
    assert [one.code for one in country.rows] == ["99"]
    assert of(province, "9901").figures == city.whole.figures == total(one.figures for one in city.rows)
    assert country.whole.figures == province.whole.figures == total(one.figures for one in province.rows)
    townships = seen(above.city, "990101").rows
    assert total(one.figures for one in townships) == of(city, "990101").figures
    assert overview_of(above.city, "9902", *YEAR) is None
    for name in ("zuzhi", "xiang01", "xitong"):
        assert overview_of(above.acting(name), None, *YEAR) is None


def test_a_county_counts_once_and_says_where_its_figures_come_from(above):
    city = seen(above.city)
    assert [one.origin for one in city.rows] == [Origin.HERE, Origin.HERE, Origin.PACKAGE]
    away = of(city, "990103")
    assert (away.as_of, away.county.stage, away.name) == (SEALED, Stage.SIGNED, "远县")
    assert (city.whole.origin, city.whole.here, city.whole.by_package, city.whole.as_of) == (
        Origin.BOTH, 2, 1, SEALED,
    )  # fmt: skip
    before = city.whole.figures
    packed(above.campaign, above.city_unit, sealed_at=SEALED, number=2)
    packed(above.beside, above.city_unit, sealed_at=SEALED, number=2)
    both = seen(above.city)
    assert both.whole.figures == before, "the same results are never added twice"
    assert of(both, "990101").origin is Origin.HERE, "people took findings here: their work counts"
    assert of(both, "990101").county.brought is not None
    assert of(both, "990102").origin is Origin.PACKAGE, "issued here, found elsewhere: what was sealed counts"


def test_what_a_package_says_is_what_the_county_says_itself(above):
    live = seen(above.city, "990102")
    assert not jobs_before(live)
    forms = {one.id: form_over(live, one.id) for one in forms_of_all(live.law)}
    packed(above.beside, above.city_unit, sealed_at=SEALED)
    gone(above.beside)
    told = seen(above.city, "990102")
    assert (told.whole.origin, told.whole.figures) == (Origin.PACKAGE, live.whole.figures)
    assert told.whole.figures.built > told.whole.figures.taken > 0
    assert [(one.code, one.name, one.figures) for one in told.rows] == [
        (one.code, one.name, one.figures) for one in live.rows
    ]
    assert forms == {one.id: form_over(told, one.id) for one in forms_of_all(told.law)}


def test_the_newest_seal_counts_and_what_is_no_seal_counts_nowhere(above):
    first = seen(above.city)
    later, earlier = SEALED + timedelta(days=3), SEALED - timedelta(days=3)
    newer = packed(above.beside, above.city_unit, sealed_at=later, number=2, code="990103")
    older = packed(above.beside, above.city_unit, sealed_at=earlier, number=3, code="990103")
    other = packed(above.beside, above.city_unit, sealed_at=SEALED, number=4, code="990103")
    other.manifest["campaign"]["area_code"] = "990102"  # a county that seals another one
    other.save()
    again = seen(above.city)
    assert of(again, "990103").as_of == later
    assert again.whole.figures == first.whole.figures
    assert set(Brought.objects.filter(refusal="").values_list("package_id", flat=True)) >= {newer.pk, older.pk}
    assert [one.package for one in refused_packages(above.city)] == [other]


@pytest.mark.seed("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8")
def test_forms_over_several_counties_add_up_to_the_city(above):
    city = seen(above.city)
    assert not jobs_before(city)
    assert {one.county for one in tallies_of(city.counties, city.law)} == {"990101", "990102", "990103"}
    together = (above.campaign, above.beside)
    for form in summaries(Scope(together, "9901")):
        over = form_over(city, form.id)
        for section in (*form.sections, *over.sections):
            for place, column in enumerate(section.columns):
                if column.kind != "number" or not any(row.kind == "county" for row in section.rows):
                    continue
                rows = [row.cells[place].value for row in section.rows if row.kind == "county"]
                whole = next(row.cells[place].value for row in section.rows if row.kind == "total")
                assert sum(value or 0 for value in rows) == (whole or 0), (form.id, column.id)


def test_the_ratio_of_a_city_is_that_of_accountability_and_what_is_late_names_who_owes_it(above):
    for key in above.packages:
        Brought.objects.filter(area_code=key).delete()
        above.packages[key].delete()
    whole = standings(above.city, above.campaign)[0]
    city = seen(above.city)
    assert (whole.code, whole.ratio.after) == ("9901", city.whole.ratio.after)
    assert [one.crossed for one in whole.ratio.lines] == [one.crossed for one in city.whole.ratio.lines]
    assert city.late == []
    Campaign.objects.filter(pk=above.beside.pk).update(ends=date(2024, 12, 1))
    Campaign.objects.filter(pk=above.campaign.pk).update(ends=date(2024, 11, 1))
    late = seen(above.city).late
    assert [(one.who, one.due_on.month) for one in late] == [("示范县", 11), ("邻县", 12)]


FIGURES = st.builds(
    Figures, patches=st.integers(0, 9), found=st.integers(0, 9), built=st.decimals(0, 99, places=2),
    taken=st.decimals(0, 99, places=2),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["990101", "990102", "990201", "980101"]), FIGURES), max_size=8))
def test_rows_add_up_and_ranks_are_honest_whatever_the_counties(drawn):
    from tuban.workflow.overview.counties import County
    from tuban.workflow.overview.rolling import rolled_up

    listed = [County(code, code, Origin.HERE, None, one, Stage.ISSUED, ()) for code, one in drawn]
    law = rulebook_of(None)
    for code in ("", "99", "9901"):
        whole, rows = rolled_up(listed, code, {}, law, date(2024, 12, 31))
        assert total(one.figures for one in rows) == whole.figures
        for order, value in ORDERS.items():
            places = ranked(rows, order)
            assert sorted(row.code for _place, row in places) == [row.code for row in rows]
            for place, row in places:
                better = [
                    one for one in rows if value(one) is not None and value(row) is not None
                    and (value(one) < value(row) if order == "code" else value(one) > value(row))
                ]  # fmt: skip
                assert place == (None if value(row) is None else len(better) + 1)
