"""A fact is known, known to be absent, or unknown; unknown is neither true nor false."""

import pickle

import pytest

from tuban.values.facts import UNKNOWN, Facts


def test_what_nobody_told_is_unknown_and_what_is_absent_is_known():
    facts = Facts().with_facts("在报项目.xlsx", city_accepted_on=None)
    assert facts["use_date"] is UNKNOWN
    assert facts["city_accepted_on"] is None
    assert facts.is_known("city_accepted_on")
    assert not facts.is_known("use_date")
    assert facts.sources["city_accepted_on"] == "在报项目.xlsx"


def test_unknown_cannot_be_used_as_a_truth_value():
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_facts_survive_a_trip_to_another_process():
    facts = Facts({"use_date": UNKNOWN, "user": "示范公司"})
    back = pickle.loads(pickle.dumps(facts))
    assert dict(back) == dict(facts)
    assert back["use_date"] is UNKNOWN
