"""From raw facts to the words that tables ask: dates that leave it open, covers, presumptions, thresholds."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.rules import rulebook as rulebooks
from tuban.rules.judgement import CampaignContext, Judgement, judge
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

RULEBOOK = rulebooks.load()
WHOLE = Area.from_mu(10)
ALL = RULEBOOK.codelist("paper_kind").values


def day(text: str) -> PartialDate:
    return PartialDate.parse(text)


def found(**facts: Any) -> Judgement:
    told = {"geometry_area": WHOLE, "ground_state": "new_construction", "papers_on_disc": ALL, "approvals": ()}
    return judge(Facts({**told, **facts}), RULEBOOK, campaign=CampaignContext(2024, "990101"))


def word(name: str, **facts: Any) -> Any:
    return found(**facts).facts[name]


def conversion(covered: Any = WHOLE, date: str | None = "2023-05-10", level: str | None = "province") -> Paper:
    return Paper("conversion", "1", organ_level=level, date=day(date) if date else None, covered=covered)


@pytest.mark.parametrize(
    ("covered", "state"),
    [("0", "none"), ("0.4", "none"), ("0.6", "partial"), ("9.4", "partial"), ("9.6", "full"), ("10", "full")],
)
def test_a_sliver_neither_makes_nor_breaks_an_approval(covered: str, state: str) -> None:
    assert word("approval_state", approvals=(conversion(Area.from_mu(covered)),)) == state


def test_a_register_nobody_looked_into_leaves_it_open_and_one_without_a_paper_says_none() -> None:
    assert word("approval_state", papers_on_disc=("supply",)) is UNKNOWN
    assert word("approval_state", papers_on_disc=("conversion",)) == "none"
    assert word("approval_state", approvals=None, papers_on_disc=UNKNOWN) == "none"
    assert word("approval_state", approvals=UNKNOWN) is UNKNOWN


def test_a_paper_without_a_boundary_leaves_its_cover_open_until_somebody_measures_it() -> None:
    assert word("approval_state", approvals=(conversion(UNKNOWN),)) is UNKNOWN
    assert word("approval_state", approvals=(conversion(UNKNOWN),), conversion_area=WHOLE) == "full"


def test_two_halves_are_a_whole_only_if_somebody_measured_that_they_do_not_overlap() -> None:
    halves = (conversion(Area.from_mu(5)), conversion(Area.from_mu(5)))
    assert word("approval_state", approvals=halves) is UNKNOWN
    assert word("approval_state", approvals=halves, conversion_area=WHOLE) == "full"
    assert word("approval_state", approvals=halves, conversion_area=Area.from_mu(5)) == "partial"


def test_construction_land_of_old_needs_no_conversion() -> None:
    assert word("approval_state", construction_area=WHOLE) == "not_needed"
    assert word("approval_state", construction_area=Area.from_mu(5)) == "none"


@pytest.mark.parametrize(
    ("approved", "used", "state"),
    [
        ("2023-05-10", "2023-05-11", "before_use"),
        ("2023-05-10", "2023-05-09", "after_use"),
        ("2023-05-10", "2023-05-10", "time_unclear"),
        ("2023-05-10", "2023-05", "time_unclear"),
        ("2023-05-10", "2023", "time_unclear"),
        ("2023-05-10", "2024", "before_use"),
        ("2023", "2022-12", "after_use"),
    ],
)
def test_dates_that_overlap_leave_the_order_open(approved: str, used: str, state: str) -> None:
    assert word("timing_state", approvals=(conversion(date=approved),), use_date=day(used)) == state


def test_a_separate_expropriation_after_the_use_is_an_approval_after_the_use() -> None:
    late = Paper("expropriation", "2", date=day("2024-06-01"), covered=WHOLE)
    told = {"approvals": (conversion(), late), "use_date": day("2024-03")}
    assert word("expropriation_state", **told) == "full"
    assert word("timing_state", **told) == "after_use"


@pytest.mark.seed("L3")
def test_an_expropriation_of_a_part_is_left_to_a_person() -> None:
    part = Paper("expropriation", "2", date=day("2023-06-01"), covered=Area.from_mu(4))
    supply = Paper("supply", "3", date=day("2023-07-01"), covered=WHOLE)
    judgement = found(
        approvals=(conversion(level="state"), part, supply), use_date=day("2024-03"), used_as_approved=True
    )
    assert judgement.facts["expropriation_state"] == "partial"
    assert judgement.facts["finding"] == "manual"


def test_supplied_after_the_use_is_not_supplied_at_the_time_of_use() -> None:
    supply = Paper("supply", "3", date=day("2024-07-01"), covered=WHOLE)
    judgement = found(approvals=(conversion(level="state"), supply), use_date=day("2024-03"), used_as_approved=True)
    assert judgement.facts["supply_state"] == "late"
    assert judgement.facts["violation_type"] == "used_without_supply"


@pytest.mark.seed("L5")
def test_an_unlawful_way_of_supply_is_another_violation() -> None:
    supply = Paper("supply", "3", date=day("2023-07-01"), covered=WHOLE)
    judgement = found(
        approvals=(conversion(level="state"), supply),
        use_date=day("2024-03"),
        used_as_approved=True,
        unlawful_supply_method=True,
    )
    assert judgement.facts["violation_type"] == "other_violation"


def test_the_quantity_that_a_paper_states_binds() -> None:
    def paper(approved: str) -> Paper:
        area = Area.from_mu(approved)
        return Paper("supply", "1", organ_level="state", date=day("2023-05-10"), approved=area, covered=WHOLE)

    assert word("quantity_state", approvals=(paper("10.00"),)) == "within"
    assert word("quantity_state", approvals=(paper("9.95"),)) == "within"
    assert word("quantity_state", approvals=(paper("9.00"),)) == "exceeded"
    assert word("quantity_state") == "not_applicable"


@pytest.mark.parametrize(
    ("level", "farmland", "fault"),
    [
        ("state", UNKNOWN, "none"),
        ("province", Area.from_mu(0), "none"),
        ("province", Area.from_mu(1), "without_power"),
        ("province", UNKNOWN, UNKNOWN),
        ("county", UNKNOWN, "without_power"),
        (None, Area.from_mu(0), "none"),
        (None, Area.from_mu(1), UNKNOWN),
    ],
)
def test_the_level_of_the_organ_and_the_basic_farmland_tell_whether_it_had_power(
    level: str | None, farmland: Any, fault: Any
) -> None:
    assert word("approval_fault", approvals=(conversion(level=level),), basic_farmland_area=farmland) == fault


def test_an_emergency_must_be_claimed_and_proven() -> None:
    assert word("emergency_state") == "none"
    assert word("emergency_state", emergency_use=True, emergency_proof="县政府证明") == "proven"
    assert word("emergency_state", emergency_use=True, emergency_proof=None) == "unproven"
    assert word("emergency_state", emergency_use=True) is UNKNOWN
    told = {"approvals": None, "use_date": day("2024-03"), "emergency_use": True}
    assert word("finding", **told, emergency_proof=None) == "unlawful"
    assert word("finding", **told, emergency_proof="证明") == "manual"
    assert word("finding", **told) == "manual"


def test_a_paper_that_states_a_use_wants_the_actual_use() -> None:
    supply = Paper("supply", "3", date=day("2023-07-01"), covered=WHOLE, use="工业")
    told = {"use_date": day("2024-03"), "basic_farmland_area": Area.from_mu(0)}
    stated = found(approvals=(conversion(), supply), **told).facts
    assert (stated["use_state"], stated["finding"]) == (UNKNOWN, "manual")
    assert stated["missing_facts"] == ("actual_use",)
    silent = found(approvals=(conversion(), Paper("supply", "3", date=day("2023-07-01"), covered=WHOLE)), **told).facts
    assert (silent["use_state"], silent["finding"]) == (UNKNOWN, "manual")
    assert silent["missing_facts"] == ("used_as_approved",)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"used_as_approved": True}, "as_approved"),
        ({"used_as_approved": False}, "changed"),
        ({"actual_use": "071"}, "changed"),
        ({"actual_use": "061"}, "as_approved"),
        ({"actual_use": "071", "used_as_approved": True}, "as_approved"),
    ],
)
def test_another_use_than_approved_must_be_alleged_or_shown(told: dict[str, Any], state: str) -> None:
    supply = Paper("supply", "3", date=day("2023-07-01"), covered=WHOLE, use="工业")
    judgement = found(approvals=(conversion(level="state"), supply), use_date=day("2024-03"), **told)
    assert judgement.facts["use_state"] == state
    assert judgement.facts["finding"] == ("lawful" if state == "as_approved" else "unlawful")


@pytest.mark.seed("F3")
@pytest.mark.parametrize(
    ("told", "basis"),
    [
        ({"surveyed_area": WHOLE}, "monitored"),
        ({"surveyed_area": Area.from_mu("10.01")}, "monitored"),
        ({"surveyed_area": Area.from_mu("10.70")}, "missing"),
        ({"surveyed_area": Area.from_mu("10.70"), "change_survey_area": Area.from_mu("10.68")}, "change_survey"),
        ({"surveyed_area": Area.from_mu("10.70"), "field_agrees": True}, "monitored"),
        ({}, "missing"),
    ],
)
def test_field_and_patch_agree_as_told_or_as_measured(told: dict[str, Any], basis: str) -> None:
    facts = found(ground_state="agricultural_adjustment", monitored_area=WHOLE, **told).facts
    assert facts["area_basis"] == basis


def test_what_is_presumed_is_said() -> None:
    decision = found(use_date=day("2024-03")).decision("review/violation_type")
    assert decision is not None
    assert "adjoins_own_approval" in decision.presumed
    told = found(use_date=day("2024-03"), adjoins_own_approval=False).decision("review/violation_type")
    assert told is not None
    assert "adjoins_own_approval" not in told.presumed


@pytest.mark.parametrize(("recorded", "state"), [("0", "inconsistent"), ("4", "inconsistent"), ("6", "consistent")])
def test_a_patch_that_the_change_survey_does_not_know_is_inconsistent(recorded: str, state: str) -> None:
    assert word("survey_comparison", survey_new_construction_area=Area.from_mu(recorded)) == state


def test_a_patch_without_a_change_survey_was_not_compared() -> None:
    assert word("survey_comparison") is UNKNOWN


def test_the_plan_is_unknown_where_no_plan_was_drawn() -> None:
    told = {"plan_conforming_area": Area.from_mu(5), "plan_breaching_area": Area.from_mu(0)}
    assert word("plan_state", **told) == "conforming"
    assert word("plan_state", **told, plan_unmapped_area=Area.from_mu(5)) is UNKNOWN


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"key_project": "state", "project_kind": "railway"}, ("key_project", "key_railway")),
        ({"settlement_code": "201", "actual_use": "061"}, ("urban", "urban_industry")),
        ({"settlement_code": "203", "actual_use": "061"}, ("rural", "rural_enterprise")),
        ({"settlement_code": None, "actual_use": "072", "user_kind": "individual"}, ("rural", "rural_housing")),
        ({"settlement_code": None, "actual_use": "051", "user_kind": "enterprise"}, ("urban", "urban_commerce")),
        ({"settlement_code": "202A", "actual_use": "061", "development_zone": True}, ("urban", "urban_zone")),
        ({"settlement_code": None, "actual_use": "051"}, (UNKNOWN, UNKNOWN)),
        ({"actual_use": "051", "user_kind": "enterprise"}, (UNKNOWN, UNKNOWN)),
    ],
)
def test_the_class_of_construction(told: dict[str, Any], kind: tuple[Any, Any]) -> None:
    facts = found(use_date=day("2024-03"), **told).facts
    assert (facts["construction_class"], facts["construction_subclass"]) == kind


@pytest.mark.parametrize(
    ("told", "route"),
    [
        ({}, "demolish"),
        ({"user_kind": "collective"}, "collective"),
        ({"province_accepted_on": day("2024-05")}, "press_province"),
        ({"actual_use": "102"}, "report_city"),
        (
            {"approvals": (conversion(date="2024-11-10", level="state"),), "province_accepted_on": day("2024-08")},
            "file_case",
        ),
        ({"ground_state": "temporary_use", "permanent_structure": False}, "temporary"),
    ],
)
def test_each_unlawful_part_has_one_way_to_be_put_right(told: dict[str, Any], route: str) -> None:
    base = {
        "use_date": day("2024-03"),
        "city_accepted_on": None,
        "actual_use": "061",
        "user_kind": "enterprise",
        "plan_conforming_area": WHOLE,
        "plan_breaching_area": Area.from_mu(0),
    }
    assert word("rectification_route", **{**base, **told}) == route


@pytest.mark.parametrize(("farmland", "measures"), [("4.90", ()), ("5.00", ("crime_transfer",))])
def test_a_crime_is_suspected_from_the_area_that_the_law_names(farmland: str, measures: tuple[str, ...]) -> None:
    judgement = found(
        use_date=day("2024-03"),
        surveyed_area=WHOLE,
        agricultural_area=WHOLE,
        cultivated_area=Area.from_mu(farmland),
        basic_farmland_area=Area.from_mu(farmland),
        user_kind="enterprise",
    )
    assert judgement.facts["persons_measures"] == measures


def test_deduction_needs_restoration_and_is_never_more_than_what_counts() -> None:
    told = {
        "use_date": day("2024-03"),
        "surveyed_area": WHOLE,
        "agricultural_area": WHOLE,
        "construction_area": Area.from_mu(0),
        "unused_area": Area.from_mu(0),
        "cultivated_area": Area.from_mu(4),
        "regularised": False,
    }
    assert word("deductible_cultivated_area", **told, recultivated_area=Area.from_mu(3)) == Area.from_mu(3)
    assert word("deductible_cultivated_area", **told, recultivated_area=Area.from_mu(6)) == Area.from_mu(4)
    assert word("deductible_cultivated_area", **told, recultivated_area=None) == Area.from_mu(0)
    assert word("deductible_cultivated_area", **told) is UNKNOWN


@pytest.mark.parametrize("used", ["1985", "2008-12-31", "2030"])
def test_a_use_older_or_younger_than_the_lawbook_is_judged_all_the_same(used: str) -> None:
    facts = found(use_date=day(used), approvals=None, city_accepted_on=None).facts
    assert facts["violation_type"] == "used_without_applying"
