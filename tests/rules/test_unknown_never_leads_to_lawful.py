"""Properties of the judgement: exactly one row for any facts, and knowing less never makes a use lawful."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules import rulebook as rulebooks
from tuban.rules.judgement import CampaignContext, Judgement, judge
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

RULEBOOK = rulebooks.load()
CAMPAIGN = CampaignContext(2024, "990101")
FAVOURABLE = {entry.value for entry in RULEBOOK.codelist("finding") if entry.get("favourable")}
# A filing number stands for the whole facility where no boundary is known, so filings come by number here.
KINDS = ("conversion", "expropriation", "supply", "early_use", "temporary", "registration", "linkage")
WHOLE = Area.from_mu(6)

areas = st.sampled_from([Area.from_mu(0), Area.from_mu(3), WHOLE])
dates = st.sampled_from([PartialDate.parse(text) for text in ("2022", "2023-05-10", "2024-03", "2024-03-08", "2025")])
papers = st.builds(
    Paper,
    kind=st.sampled_from(KINDS),
    number=st.just("1"),
    organ_level=st.sampled_from([None, "state", "ministry", "province", "county"]),
    date=st.none() | dates,
    until=st.none() | dates,
    approved=st.none() | areas,
    covered=areas | st.just(UNKNOWN),
    use=st.sampled_from([None, "学校", "工业"]),
)


def words(codelist: str) -> st.SearchStrategy[str]:
    return st.sampled_from(RULEBOOK.codelist(codelist).values)


TOLD: dict[str, st.SearchStrategy[Any]] = {
    "patch_list": words("patch_list"),
    "ground_state": words("ground_state"),
    "geometry_area": st.just(WHOLE),
    "monitored_area": st.just(WHOLE),
    "construction_area": areas,
    "basic_farmland_area": areas,
    "approvals": st.none() | st.lists(papers, max_size=4).map(tuple),
    "papers_on_disc": st.just(KINDS) | st.sets(st.sampled_from(KINDS)).map(tuple),
    "city_accepted_on": st.none() | dates,
    "use_date": dates,
    "image_after": st.just(PartialDate.parse("2022")),  # nobody visits before the image is taken
    "visited_on": dates,
    "actual_use": st.sampled_from(["061", "072", "083"]),
    "used_as_approved": st.booleans(),
    "permanent_structure": st.booleans(),
    "emergency_use": st.booleans(),
    "emergency_proof": st.none() | st.just("证明"),
    "facility_filing_number": st.none() | st.just("SS1"),
    "approval_forged": st.booleans(),
    "field_agrees": st.booleans(),
    "surveyed_area": st.none() | areas,
    "user_kind": words("user_kind"),
    "plan_conforming_area": areas,
    "plan_breaching_area": areas,
    "cultivated_area": areas,
}
# Silence about these is presumed to mean no, openly and by the lawbook; they are not part of the property.
PRESUMED = {
    name
    for kind in ("absent", "present")
    for name in RULEBOOK.parameters[f"presumptions/{kind}"].on(CAMPAIGN.day).value
}
FORGETTABLE = [name for name in TOLD if name not in PRESUMED]

told = st.fixed_dictionaries({}, optional=TOLD)
# Near the lawful: what a generator of anything reaches too seldom.
nearly_lawful = st.fixed_dictionaries(
    {
        "patch_list": words("patch_list"),
        "ground_state": st.sampled_from(["new_construction", "temporary_use", "facility_agriculture"]),
        "geometry_area": st.just(WHOLE),
        "papers_on_disc": st.just(KINDS),
        "approvals": st.lists(papers.filter(lambda one: one.covered == WHOLE), min_size=1, max_size=4).map(tuple),
        "basic_farmland_area": st.just(Area.from_mu(0)) | areas,
        "use_date": dates,
        "used_as_approved": st.just(True) | st.booleans(),
    },
    optional={
        name: TOLD[name] for name in ("permanent_structure", "image_after", "facility_filing_number", "visited_on")
    },
)


def found(facts: dict[str, Any]) -> Judgement:
    return judge(Facts(facts), RULEBOOK, campaign=CAMPAIGN)


@given(told)
@settings(max_examples=300, deadline=None)
def test_any_facts_meet_exactly_one_row_of_each_table_that_answers_one_question(facts: dict[str, Any]) -> None:
    for decision in found(facts).decisions:
        if RULEBOOK.table(decision.table).hit == "unique":
            assert len(decision.rows) == 1


@pytest.mark.seed("L2")
@given(st.one_of(told, nearly_lawful), st.data())
@settings(max_examples=600, deadline=None)
def test_forgetting_a_fact_never_makes_a_use_lawful(facts: dict[str, Any], data: st.DataObject) -> None:
    known = [name for name in facts if name in FORGETTABLE]
    forgotten = data.draw(st.sets(st.sampled_from(known)) if known else st.just(set()))
    before = found(facts).facts["finding"]
    after = found({name: value for name, value in facts.items() if name not in forgotten}).facts["finding"]
    assert after not in FAVOURABLE or after == before


@given(st.one_of(told, nearly_lawful))
@settings(max_examples=300, deadline=None)
def test_an_open_finding_with_nothing_else_to_decide_names_a_fact_that_was_not_told(facts: dict[str, Any]) -> None:
    judgement = found(facts)
    for missing in judgement.missing:
        assert missing.settled_by
        assert missing.title == RULEBOOK.vocabulary[missing.name].title


def test_nothing_known_is_a_lead_for_the_field() -> None:
    judgement = found({})
    assert judgement.facts["finding"] == "manual"
    assert "ground_state" in judgement.facts["missing_facts"]


def test_the_date_of_use_is_all_that_stands_between_open_and_lawful() -> None:
    approvals = (
        Paper("conversion", "1", organ_level="state", date=PartialDate.parse("2022"), covered=WHOLE),
        Paper("supply", "1", date=PartialDate.parse("2022"), covered=WHOLE),
    )
    facts = {
        "ground_state": "new_construction",
        "geometry_area": WHOLE,
        "approvals": approvals,
        "used_as_approved": True,
    }
    assert found({**facts, "use_date": PartialDate.parse("2024")}).facts["finding"] == "lawful"
    assert found(facts).facts["finding"] == "manual"
