"""Facts and judgements go to JSON and come back exactly."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules import rulebook
from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import (
    NotOnTheWire,
    facts_as_wire,
    facts_from_wire,
    judgement_as_wire,
    judgement_from_wire,
    sources_as_wire,
    value_as_wire,
    value_from_wire,
)
from tuban.rules.judgement import judge
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import KINDS, Paper

AREAS = st.fractions(min_value=0, max_value=10**9, max_denominator=10**6).map(Area)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
DATES = st.one_of(
    DAYS.map(PartialDate.of),
    DAYS.map(lambda day: PartialDate(day.year, day.month)),
    DAYS.map(lambda day: PartialDate(day.year)),
)
SOURCES = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)))  # no path of a file holds it
TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
PAPERS = st.builds(
    Paper,
    kind=st.sampled_from(KINDS),
    number=st.none() | TEXTS,
    date=st.none() | DATES,
    approved=st.none() | AREAS,
    covered=AREAS | st.just(UNKNOWN),
    holder=st.none() | TEXTS,
    source=TEXTS,
)
VALUES = st.one_of(
    TEXTS,
    st.integers(),
    st.booleans(),
    st.none(),
    st.just(UNKNOWN),
    AREAS,
    DATES,
    DAYS,
    st.floats(allow_nan=False),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.fractions(),
    PAPERS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(PAPERS, max_size=3).map(tuple),
)


def through_json(wire):
    text = json.dumps(wire)
    assert "\\u0000" not in text  # no database keeps it
    return json.loads(text)


@given(VALUES)
def test_every_value_comes_back_as_it_was_and_of_the_same_kind(value):
    back = value_from_wire(through_json(value_as_wire(value)))
    assert back == value
    assert type(back) is type(value)


@given(st.dictionaries(st.sampled_from(["user", "use_date", "geometry_area", "approvals", "note"]), VALUES), SOURCES)
def test_facts_come_back_with_their_sources(values, source):
    facts = Facts().with_facts(source or "盘", **values)
    back = facts_from_wire(through_json(facts_as_wire(facts)), through_json(sources_as_wire(facts)))
    assert dict(back) == dict(facts)
    assert dict(back.sources) == dict(facts.sources)


def test_a_judgement_comes_back_with_its_rows_citations_parameters_and_missing_facts():
    law = rulebook.load()
    facts = Facts().with_facts(
        "盘",
        patch_number="990101SJBG24000001",
        geometry_area=Area(Fraction(29576267, 10000)),
        cultivated_area=Area.from_mu("3.5"),
        ground_state="new_construction",
        approvals=(),
        papers_on_disc=("conversion", "supply"),
    )
    judgement = judge(facts, law, campaign=CampaignContext(2024, "990101"))
    assert judgement.missing
    assert any(one.parameters for one in judgement.decisions)
    wire = through_json(judgement_as_wire(judgement))
    back = judgement_from_wire(wire, facts_from_wire(facts_as_wire(judgement.facts), sources_as_wire(judgement.facts)))
    assert back.decisions == judgement.decisions
    assert back.missing == judgement.missing
    assert dict(back.facts) == dict(judgement.facts)


@pytest.mark.parametrize("value", [object(), {"a": 1}, [1], b"x"])
def test_what_no_fact_can_be_is_refused(value):
    with pytest.raises(NotOnTheWire):
        value_as_wire(value)


@pytest.mark.parametrize("wire", [{"pickle": "x"}, {"area": "1", "unknown": True}, {}])
def test_what_nobody_wrote_is_refused(wire):
    with pytest.raises(NotOnTheWire):
        value_from_wire(wire)


def test_numbers_keep_every_digit():
    for value in (0.1, 1e22, -0.0, 113.8533365, float("inf")):
        assert repr(value_from_wire(through_json(value_as_wire(value)))) == repr(value)
    assert value_from_wire(value_as_wire(Decimal("1.10"))).as_tuple() == Decimal("1.10").as_tuple()
