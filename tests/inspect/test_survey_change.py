"""New construction by the change survey: the overlay of both surveys, not the growth of construction land."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inspect.small_county import MU, NUMBER, SmallCounty, box, plot

from tuban.inspect import again
from tuban.inspect.again import Issue, Piece, compare_again, ground_of
from tuban.inspect.contradictions import contradictions_of
from tuban.inspect.disc import open_disc
from tuban.inspect.records import read_records
from tuban.inspect.shares import exact
from tuban.rules import rulebook
from tuban.values.area import ZERO, total

LAST, THIS = "地类图斑2023", "本年度变更调查2024"


@pytest.fixture
def county(tmp_path):
    return SmallCounty(tmp_path / "disc")


def surveys(county, last, this):
    """Two surveys of a county of paddy: ``last`` and ``this`` are the built shapes of each year."""
    for name, built in ((LAST, last), (THIS, this)):
        paddy = shapely.difference(box(0, 0, 1000, 1000), shapely.union_all([*built, shapely.Polygon()]))
        rows = [{"DLBM": "0101", "TBBH": "1", "SJNF": int(name[-4:]), "KCXS": 0.0, "geometry": paddy}]
        rows += [
            {"DLBM": "0601", "TBBH": str(n), "SJNF": int(name[-4:]), "KCXS": 0.0, "geometry": shape}
            for n, shape in enumerate(built, 2)
        ]
        county.layers[name] = rows
    county.survey = []


def mu(area):
    return float(area.mu)


def test_land_that_went_back_to_farmland_takes_nothing_from_what_was_newly_built(county, tmp_path):
    county.patch(plot(6, west=200))
    surveys(county, last=[plot(10, west=700, south=700)], this=[plot(6, west=200)])
    inspection = county.inspect(tmp_path / "work")
    assert {code: mu(area) for code, area in inspection.growth.by_county().items()} == {"990101": 6.0}
    assert mu(inspection.parts[0].facts["survey_new_construction_area"]) == 6.0
    assert [p.message for p in inspection.problems if p.rule == "R38"] == [
        "990101：卡片新增建设用地0.00 亩（0宗），变更调查6.00 亩"
    ]


def test_a_patch_half_built_before_and_half_given_back_counts_only_what_is_new(county, tmp_path):
    county.patch(plot(6))
    surveys(county, last=[plot(3, west=200)], this=[plot(3, west=250)])
    facts = county.inspect(tmp_path / "work").parts[0].facts
    assert mu(facts["survey_construction_now_area"]) == 3.0
    assert mu(facts["survey_new_construction_area"]) == 3.0


def new_by_survey(disc, work):
    """The new construction of the whole area, by the layers that are ready, or kept below ``work``."""
    ground = ground_of(disc, work, rulebook.load())
    (row,) = read_records(disc.layers["patches"], disc.field_types["patches"])
    whole = Issue(replace(row, geometry=box(0, 0, 1000, 1000)), (Piece("1", box(0, 0, 1000, 1000), exact(1e6)),))
    (part,) = compare_again([whole], ground)
    return mu(part.part.facts["survey_new_construction_area"])


def test_what_an_earlier_process_kept_is_used_and_made_anew_where_it_is_damaged_or_of_other_surveys(
    county, tmp_path, monkeypatch
):
    county.patch(plot(6))
    surveys(county, last=[], this=[plot(6, west=200)])
    disc = open_disc(county.write(), tmp_path / "one", yes=True, strict=False)
    made = new_by_survey(disc, tmp_path / "layers")
    assert made == 6.0
    with monkeypatch.context() as here:
        here.setattr(again, "growth_of", None)  # overlaying would fail
        assert new_by_survey(disc, tmp_path / "layers") == made
    (kept,) = (tmp_path / "layers").glob("survey_growth-*.layer")
    kept.write_bytes(kept.read_bytes()[:40])
    assert new_by_survey(disc, tmp_path / "layers") == made
    surveys(county, last=[], this=[plot(3, west=200)])
    other = open_disc(county.write(), tmp_path / "other", yes=True, strict=False)
    assert new_by_survey(other, tmp_path / "layers") == 3.0


@pytest.mark.seed("L7")
def test_new_construction_in_no_patch_is_listed_by_township_with_both_parcels(county, tmp_path):
    county.patch(plot(6))
    beyond = [plot(3, west=600, south=100), plot(1.5, west=700, south=800)]
    surveys(county, last=[], this=[plot(6), *beyond])
    inspection = county.inspect(tmp_path / "work")
    listed = next(one for one in contradictions_of(inspection, rulebook.load()) if one.kind.id == "C02").found
    assert [(one.township_code, mu(one.area), one.case) for one in listed] == [
        ("990101002", 3.0, "none"),
        ("990101002", 1.5, "none"),
    ]
    assert "水田(0101)" in listed[0].first.says
    assert "工业用地(0601)" in listed[0].first.says
    assert "2024" in listed[0].first.source
    assert "2023" in listed[0].first.source
    assert listed[0].second.says == "没有图斑"


def test_a_patch_that_covers_part_of_the_new_ground_is_named_with_the_rest(county, tmp_path):
    county.patch(plot(2))
    surveys(county, last=[], this=[plot(6)])
    inspection = county.inspect(tmp_path / "work")
    (place,) = inspection.growth.places
    assert (mu(place.area), mu(place.unpatched), place.patches) == (6.0, 4.0, (NUMBER,))


def test_a_boundary_drawn_a_little_elsewhere_is_noise_and_counted_nowhere(county, tmp_path):
    county.patch(plot(6))
    surveys(county, last=[box(600, 100, 100, 100)], this=[box(600, 100, 100.4, 100)])
    inspection = county.inspect(tmp_path / "work")
    assert inspection.growth.places == ()
    assert float(inspection.growth.noise.m2) == pytest.approx(40.0, abs=0.01)
    assert inspection.parts[0].facts["survey_new_construction_area"] == ZERO


def test_without_one_of_the_surveys_nothing_is_claimed(county, tmp_path):
    county.patch(plot(6))
    inspection = county.inspect(tmp_path / "work")
    assert inspection.growth is None
    kinds = {one.kind.id: one for one in contradictions_of(inspection, rulebook.load())}
    assert "本年度变更调查" in kinds["C02"].missing


def test_ground_that_two_parcels_of_this_year_claim_counts_once(county, tmp_path):
    county.patch(plot(6))
    surveys(county, last=[], this=[plot(6, west=600), plot(6, west=650)])
    assert mu(total(p.area for p in county.inspect(tmp_path / "work").growth.places)) == pytest.approx(9.0, abs=0.01)


BOXES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4), st.integers(1, 4)).map(
        lambda one: box(one[0] * 100, one[1] * 100, min(one[2], 10 - one[0]) * 50, min(one[3], 10 - one[1]) * 50)
    ),
    max_size=4,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(last=BOXES, this=BOXES)
def test_the_overlay_is_what_the_shapes_say(tmp_path_factory, last, this):
    folder = tmp_path_factory.mktemp("county")
    county = SmallCounty(folder / "disc")
    county.patch(plot(6, west=930, south=930))
    before = [shapely.union_all(last)] if last else []
    now = [shapely.union_all(this)] if this else []
    surveys(county, before, now)
    growth = county.inspect(folder / "work").growth
    expected = shapely.difference(
        shapely.union_all([*now, shapely.Polygon()]), shapely.union_all([*before, shapely.Polygon()])
    )
    assert mu(total(place.area for place in growth.places)) == pytest.approx(expected.area / MU, abs=0.02)
    assert mu(total(p.unpatched for p in growth.places)) <= mu(total(p.area for p in growth.places))
