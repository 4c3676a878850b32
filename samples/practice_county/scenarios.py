"""The stories of the practice county: together they reach every row of every decision table and every rule.

A story names the ground it needs, what the field party saw, which papers exist and how far the case has come. Where a
table or rule gains a row, a story is added here; tests/samples says which rows are not reached.
"""

# ruff: noqa: E501 (one story per line reads as a table)
from __future__ import annotations

from dataclasses import replace

from samples.practice_county.scenario import (
    PaperPlan,
    Scenario,
    approved,
    conversion,
    expropriation,
    new,
    nothing,
    supply,
)
from samples.practice_county.sites import Ground

PERMITTED = Ground("field", zone="permitted")
CONDITIONAL = Ground("field", zone="conditional")
RESTRICTED = Ground("field", zone="restricted", basic=False)
BASIC = Ground("field", zone="restricted", basic=True)
WOOD = Ground("wood", zone="forbidden")
ORCHARD = Ground("orchard", settlement=None)
GRASS = Ground("grass")
TWO_PLANS = Ground("field", zone="conditional", second=Ground("field", zone="permitted"))
WIDE = Ground("field", zone="permitted", wide=True)
WIDE_ZONE = Ground("field", zone="permitted", township="990101011", wide=True)
WIDE_FIELDS = Ground("field", zone="restricted", wide=True)
PARTLY_BUILT = Ground("field", second=Ground("built", settlement=None))
TOWN = Ground("field", settlement="202")
VILLAGE = Ground("field", settlement="203")
ZONE = Ground("field", zone="permitted", township="990101011")
BUILT = Ground("industry", settlement=None)
HOMESTEAD = Ground("homestead")

SUSPECTED, UNAPPROVED, APPROVED, EARLIER, OUTSIDE = "suspected", "unapproved", "approved", "earlier_approved", "outside"


def unchanged() -> list[Scenario]:
    """实地未变化, 农业结构调整, 其他用地."""

    def seen(cause: str | None, **more: object) -> dict:
        return nothing("unchanged", pseudo_change_cause=cause, **more)

    return [
        Scenario("shadow", 5, SUSPECTED, PERMITTED, (0.8, 4), "shadow", seen("shadow")),
        Scenario("cloud_shadow", 4, SUSPECTED, BASIC, (2, 9), "cloud", seen("image_error")),
        Scenario("bare_soil", 6, SUSPECTED, RESTRICTED, (1, 8), "soil", seen("soil")),
        Scenario("film", 5, SUSPECTED, BASIC, (1, 7), "film", seen("film")),
        Scenario("seasonal", 5, SUSPECTED, BASIC, (2, 9), "season", seen("seasonal")),
        Scenario("built_before", 5, SUSPECTED, BUILT, (1, 6), "roof", seen("built_before")),
        Scenario("homestead_as_before", 2, SUSPECTED, HOMESTEAD, (0.5, 1.2), "roof", seen("built_before")),
        Scenario("built_before_unseen", 3, SUSPECTED, BUILT, (1, 6), "roof", None),
        Scenario("other_cause", 2, SUSPECTED, GRASS, (1, 5), "soil", seen("other", note="临时堆放秸秆")),
        Scenario("cause_missing", 2, SUSPECTED, RESTRICTED, (1, 5), "soil", seen(None)),
        Scenario("photo_missing", 2, SUSPECTED, RESTRICTED, (1, 5), "season", seen("seasonal", photo_count=0)),
        Scenario("unchanged_differs", 2, SUSPECTED, RESTRICTED, (2, 6), "soil",
                 seen("soil", field_agrees=False, change_survey_area=0.9)),
        Scenario("unchanged_listed_w", 2, UNAPPROVED, RESTRICTED, (1, 4), "soil", seen("soil")),
        Scenario("orchard", 7, SUSPECTED, BASIC, (2, 9), "orchard",
                 nothing("agricultural_adjustment", use_date="2024-03"), survey="0201"),
        Scenario("fish_pond", 4, SUSPECTED, RESTRICTED, (2, 9), "pond",
                 nothing("agricultural_adjustment", use_date="2024-02"), survey="1104"),
        Scenario("tea", 2, SUSPECTED, RESTRICTED, (2, 8), "orchard",
                 nothing("agricultural_adjustment", field_agrees=False, change_survey_area=0.88), survey="0202"),
        Scenario("rural_road", 3, SUSPECTED, RESTRICTED, (0.8, 3), "track", nothing("other", actual_use=None,
                 note="新修农村道路"), survey="1006"),
        Scenario("slope_works", 2, SUSPECTED, WOOD, (1, 5), "soil", nothing("other", note="边坡治理")),
        Scenario("homestead_rebuilt", 3, SUSPECTED, HOMESTEAD, (0.5, 1.2), "houses",
                 nothing("other", actual_use="072", note="原宅基地翻建", one_house_rule=True)),
        Scenario("village_open_space", 2, SUSPECTED, VILLAGE, (0.5, 1.5), "soil", nothing("other", note="203范围内")),
    ]  # fmt: skip


def facilities_and_temporary() -> list[Scenario]:
    """设施农用地 and 临时用地, with and without papers."""
    filing = PaperPlan("facility", "2024-01-20", level="township")
    lent = PaperPlan("temporary", "2023-11-10", until="2025-11-09", level="county")
    ended = PaperPlan("temporary", "2021-12-01", until="2023-11-30", level="county")

    def farm(**more: object) -> dict:
        return nothing("facility_agriculture", actual_use=None, use_date="2024-03", user_kind="individual", **more)

    def yard(**more: object) -> dict:
        return nothing(
            "temporary_use",
            actual_use="063",
            use_date="2024-02",
            user_kind="enterprise",
            construction_state="levelled",
            **more,
        )

    return [
        Scenario("pig_farm", 5, SUSPECTED, RESTRICTED, (2, 8), "sheds", farm(), (filing,), survey="1202"),
        Scenario("pig_farm_on_basic", 3, SUSPECTED, BASIC, (2, 7), "sheds", farm(), (filing,)),
        Scenario("pig_farm_unfiled", 3, SUSPECTED, RESTRICTED, (2, 7), "sheds", farm()),
        Scenario("pig_farm_filing_unknown", 1, SUSPECTED, RESTRICTED, (2, 7), "sheds", farm(),
                 (replace(filing, drawn=False),)),
        Scenario("pig_farm_unfiled_basic", 1, SUSPECTED, BASIC, (2, 7), "sheds", farm(), case="stopped"),
        Scenario("farm_half_filed", 1, SUSPECTED, RESTRICTED, (3, 7), "sheds", farm(), (replace(filing, cover=0.5),)),
        Scenario("yard_lent", 5, SUSPECTED, RESTRICTED, (2, 9), "yard", yard(), (lent,)),
        Scenario("yard_expired", 3, SUSPECTED, RESTRICTED, (2, 9), "yard", yard(), (ended,), case="filed"),
        Scenario("yard_no_paper", 3, SUSPECTED, RESTRICTED, (2, 9), "yard", yard(), case="stopped"),
        Scenario("yard_permanent", 3, SUSPECTED, RESTRICTED, (2, 9), "factory",
                 yard(permanent_structure=True), (lent,), case="decided"),
        Scenario("yard_permanent_unknown", 1, SUSPECTED, RESTRICTED, (2, 9), "yard",
                 yard(permanent_structure=None), (lent,)),
        Scenario("yard_no_end", 1, SUSPECTED, RESTRICTED, (2, 6), "yard", yard(), (replace(lent, until=None),)),
        Scenario("yard_expired_permanent", 1, SUSPECTED, RESTRICTED, (2, 6), "factory",
                 yard(permanent_structure=True), (ended,), case="filed"),
        Scenario("lent_but_built", 1, SUSPECTED, RESTRICTED, (2, 6), "factory", new("061", "2024-04"), (lent,)),
    ]  # fmt: skip


def lawful() -> list[Scenario]:
    """合法用地 of every kind."""
    earlier = approved("2023-05-10", "2023-06-20")
    this_year = approved("2024-01-15", "2024-02-10")
    railway = {"key_project": "state", "project_kind": "railway", "project_approval_organ": "国家某委",
               "project_approval_level": "state", "project_approval_number": "示发改基础〔2022〕9号"}  # fmt: skip
    early = PaperPlan("early_use", "2023-12-05", level="ministry")

    def other_paper(kind: str, **more: object) -> PaperPlan:
        return PaperPlan("other_approvals", "2023-10-12", kind=kind, **more)  # type: ignore[arg-type]

    return [
        Scenario("lawful_factory", 7, APPROVED, WIDE_ZONE, (15, 48), "factory", new("061", "2024-01"), earlier, survey="0601"),
        Scenario("lawful_this_year", 8, APPROVED, WIDE, (12, 40), "factory", new("061", "2024-03"), this_year, survey="0601"),
        Scenario("lawful_housing", 4, APPROVED, TOWN, (1, 3), "flats", new("071", "2024-03"), this_year, survey="0701"),
        Scenario("lawful_school", 2, APPROVED, WIDE, (14, 30), "school", new("083", "2024-04"),
                 approved("2024-01-10", "2024-02-20", method="allocation"), survey="08H2"),
        Scenario("lawful_differs", 3, APPROVED, PERMITTED, (3, 9), "factory",
                 new("061", "2024-04", field_agrees=False, change_survey_area=0.92), this_year, survey="0601"),
        Scenario("lawful_differs_unmeasured", 1, APPROVED, PERMITTED, (3, 9), "factory",
                 new("061", "2024-04", field_agrees=False), this_year, survey="0601"),
        Scenario("lawful_suspected", 5, SUSPECTED, WIDE, (8, 24), "factory", new("063", "2024-04"), earlier, survey="0508"),
        Scenario("lawful_unseen", 4, APPROVED, PERMITTED, (2, 9), "factory", None, this_year, survey="0601"),
        Scenario("lawful_no_photo", 1, APPROVED, PERMITTED, (2, 9), "factory", new("061", "2024-04", photo_count=0), this_year),
        Scenario("listed_w_but_approved", 3, UNAPPROVED, PERMITTED, (2, 9), "factory", new("061", "2024-03"), earlier, survey="0601"),
        Scenario("registered", 3, SUSPECTED, BUILT, (1, 4), "factory", new("061", "2024-03"),
                 (PaperPlan("registration", "2019-06-01", level="county"),)),
        Scenario("registered_field", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2024-03"),
                 (PaperPlan("registration", "2019-06-01", level="county"),)),
        Scenario("existing_supplied", 1, SUSPECTED, BUILT, (1, 5), "factory", new("061", "2024-03"), (supply("2023-11-02"),)),
        Scenario("early_use_railway", 3, SUSPECTED, WIDE_FIELDS, (18, 40), "rail",
                 new("101", "2024-02", "enterprise", **railway), (early, conversion("2024-06-20", level="state"),
                 expropriation("2024-06-20", level="state"), supply("2024-07-15", method="allocation")), survey="1001"),
        Scenario("linkage", 1, SUSPECTED, VILLAGE, (0.8, 2.5), "flats", new("072", "2024-03", "collective"),
                 (*approved("2023-10-12", "2023-11-20"), other_paper("linkage"))),
        Scenario("linkage_unnumbered", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("072", "2024-03", "collective"),
                 (other_paper("linkage", organ=False, number=False),)),
        Scenario("linkage_only", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("072", "2024-03", "collective"),
                 (other_paper("linkage"),)),
        Scenario("mining_pilot", 1, SUSPECTED, GRASS, (2, 5), "yard", new("062", "2024-03"), (other_paper("mining_pilot", level="ministry"),)),
        Scenario("hill_pilot", 1, SUSPECTED, ORCHARD, (2, 5), "factory", new("061", "2024-03"), (other_paper("hill_pilot", level="ministry"),)),
        Scenario("affordable_housing", 1, SUSPECTED, PERMITTED, (2, 5), "flats", new("074", "2024-03", "government"), (other_paper("housing"),)),
        Scenario("disaster_relief", 1, SUSPECTED, PERMITTED, (1, 4), "houses", new("072", "2024-03", "government"), (other_paper("disaster"),)),
        Scenario("emergency_proven", 1, SUSPECTED, RESTRICTED, (1, 4), "yard",
                 new("118", "2024-04", "government", emergency_use=True, emergency_proof="示防指〔2024〕3号"), (other_paper("emergency"),)),
        Scenario("emergency_unproven", 1, SUSPECTED, RESTRICTED, (1, 4), "yard",
                 new("118", "2024-04", "government", emergency_use=True), case="filed"),
        Scenario("lawful_paper_incomplete", 1, APPROVED, PERMITTED, (2, 8), "factory", new("061", "2024-03"),
                 (conversion("2024-01-12", organ=False, stated=None), supply("2024-02-10", stated=None))),
        Scenario("lawful_with_case", 1, APPROVED, PERMITTED, (2, 8), "factory", new("061", "2024-03"), this_year, case="filed"),
        Scenario("lawful_small_approval", 1, APPROVED, PERMITTED, (4, 8), "factory", new("061", "2024-03"),
                 approved("2024-01-15", "2024-02-10", stated=0.9)),
        Scenario("collective_shop", 1, SUSPECTED, VILLAGE, (0.5, 1.5), "houses", new("051", "2024-03", "collective"), earlier),
    ]  # fmt: skip


def unlawful() -> list[Scenario]:
    """违法用地 of every type, rural, urban and key projects, at every stage of a case."""
    applied = {"city_accepted_on": "2024-02-05", "city_accepted_number": "示市受〔2024〕12号", "authority": "province"}
    at_province = applied | {"province_accepted_on": "2024-03-18", "province_accepted_number": "示省受〔2024〕40号"}
    at_ministry = at_province | {"ministry_accepted_on": "2024-05-06", "ministry_accepted_number": "示部受〔2024〕7号",
                                 "authority": "state_council"}  # fmt: skip
    muddled = applied | {"province_accepted_on": "2024-01-10", "province_accepted_number": "示省受〔2024〕2号"}
    late = {"city_accepted_on": "2024-06-12", "city_accepted_number": "示市受〔2024〕88号", "authority": "city"}
    undated = {"city_accepted_number": "示市受〔2024〕99号", "authority": "province"}
    earlier = approved("2023-05-10", "2023-06-20")
    stages = ("filed", "stopped", "decided", "partly_paid", "demolished", "recultivated", "confiscated", "court",
              "discipline", "crime", "closed", "confiscated_settled", "not_filed")  # fmt: skip
    never = [
        Scenario(f"never_applied_{stage}", 4 if stage in ("filed", "stopped") else 2, UNAPPROVED,
                 (PERMITTED, RESTRICTED, CONDITIONAL, BASIC)[number % 4], (0.6, 3), ("factory", "houses", "flats", "yard")[number % 4],
                 new(("061", "072", "051", "063")[number % 4], "2024-03", ("enterprise", "individual", "collective")[number % 3],
                     patrol_found=number % 2 == 0, patrol_found_on="2024-04-02" if number % 2 == 0 else None),
                 case=stage, survey="0601" if number % 3 else None, ledger=number % 2 == 0, report=number % 4 == 1)
        for number, stage in enumerate(stages)
    ]  # fmt: skip
    return [
        *never,
        Scenario("never_applied_unhandled", 3, UNAPPROVED, RESTRICTED, (0.6, 2.5), "factory", new("061", "2024-04"), case="none"),
        Scenario("never_applied_no_case", 3, UNAPPROVED, RESTRICTED, (0.6, 2.5), "factory", new("061", "2024-04")),
        Scenario("large_on_basic", 1, UNAPPROVED, BASIC, (12, 20), "factory", new("061", "2024-03"), case="crime", survey="0601"),
        Scenario("large_cultivated", 1, UNAPPROVED, RESTRICTED, (15, 22), "pv", new("061", "2024-03"), case="discipline", survey="0601"),
        Scenario("photovoltaic", 1, SUSPECTED, GRASS, (2, 6), "pv", new("061", "2024-03"), case="filed"),
        Scenario("villa_in_woods", 1, SUSPECTED, WOOD, (0.5, 2), "houses", new("071", "2024-02", "individual"), case="demolished"),
        Scenario("villa_in_redline", 1, SUSPECTED, Ground("wood", redline=True), (0.5, 2), "houses", new("071", "2024-02", "individual"), case="filed"),
        Scenario("on_unused", 1, SUSPECTED, GRASS, (0.5, 2.2), "yard", new("063", "2024-03"), case="filed"),
        Scenario("on_orchard", 1, SUSPECTED, ORCHARD, (0.5, 2.2), "factory", new("061", "2024-03"), case="decided"),
        Scenario("pond_filled", 1, SUSPECTED, Ground("pond"), (0.8, 2), "soil", new("061", "2024-03", construction_state="levelled"), case="stopped"),
        Scenario("villager_house", 4, SUSPECTED, PERMITTED, (0.4, 0.9), "houses", new("072", "2024-03", "individual", one_house_rule=True), case="filed"),
        Scenario("villager_second_house", 3, SUSPECTED, RESTRICTED, (0.4, 0.9), "houses", new("072", "2024-03", "individual", one_house_rule=False), case="demolished"),
        Scenario("villager_house_in_village", 3, SUSPECTED, VILLAGE, (0.4, 0.9), "houses", new("072", "2024-03", "individual", one_house_rule=True), case="not_filed"),
        Scenario("village_hall", 1, SUSPECTED, VILLAGE, (0.6, 1.5), "school", new("081", "2024-03", "collective"), case="filed"),
        Scenario("village_workshop", 1, SUSPECTED, VILLAGE, (0.6, 1.5), "factory", new("061", "2024-03", "collective"), case="filed"),
        Scenario("village_grave_park", 1, SUSPECTED, RESTRICTED, (0.6, 2), "soil", new("095", "2024-03", "collective"), case="stopped"),
        Scenario("town_shop", 1, SUSPECTED, TOWN, (0.8, 2), "flats", new("051", "2024-03"), case="filed"),
        Scenario("town_flats", 1, SUSPECTED, TOWN, (0.8, 2), "flats", new("071", "2024-03"), case="confiscated"),
        Scenario("town_office", 1, SUSPECTED, TOWN, (0.8, 2), "school", new("081", "2024-03", "government"), case="discipline"),
        Scenario("town_works", 1, SUSPECTED, TOWN, (0.8, 2), "yard", new("086", "2024-03", "government"), case="filed"),
        Scenario("town_factory", 1, SUSPECTED, TOWN, (0.8, 2), "factory", new("061", "2024-03"), case="decided"),
        Scenario("town_temple", 1, SUSPECTED, TOWN, (0.8, 2), "school", new("094", "2024-03", "collective"), case="filed"),
        Scenario("zone_factory", 3, UNAPPROVED, ZONE, (2, 6), "factory", new("061", "2024-03"), case="filed", survey="0601"),
        Scenario("road_works", 1, SUSPECTED, RESTRICTED, (0.8, 3), "track", new("102", "2024-03", "government"), case="filed"),
        Scenario("rural_pipe", 1, SUSPECTED, RESTRICTED, (1, 3), "track", new("107", "2024-03", "enterprise"), case="filed"),
        Scenario("levelled_only", 1, SUSPECTED, RESTRICTED, (0.8, 3), "soil", new("061", "2024-05", construction_state="levelled", permanent_structure=False), case="stopped"),
        Scenario("applied_not_waited", 3, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-03"), pending=applied, case="filed", survey="0601"),
        Scenario("applied_at_province", 3, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-04"), pending=at_province, case="filed"),
        Scenario("applied_at_ministry", 1, UNAPPROVED, BASIC, (1, 4.5), "factory", new("061", "2024-06"), pending=at_ministry, case="filed"),
        Scenario("applied_out_of_order", 1, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-03"), pending=muddled, case="filed"),
        Scenario("applied_after_use", 1, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-02"), pending=late, case="filed"),
        Scenario("applied_undated", 1, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-02"), pending=undated, case="filed"),
        Scenario("applied_use_unknown", 1, UNAPPROVED, PERMITTED, (1, 4.5), "factory", new("061", None), pending=applied),
        Scenario("approved_not_supplied", 4, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-03"),
                 (conversion("2023-09-10"), expropriation("2023-09-10")), case="filed", survey="0601"),
        Scenario("supplied_later", 2, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-03"),
                 (conversion("2023-09-10"), expropriation("2023-09-10"), supply("2024-06-12")), case="filed"),
        Scenario("half_supplied", 1, APPROVED, PERMITTED, (4, 9), "factory", new("061", "2024-03"),
                 (conversion("2023-09-10"), expropriation("2023-09-10"), supply("2023-12-10", 0.55)), case="filed"),
        Scenario("built_then_approved", 3, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2023-12"),
                 approved("2024-05-10", "2024-06-15"), pending={**applied, "city_accepted_on": "2023-11-06"}, case="filed", survey="0601"),
        Scenario("built_then_approved_never_applied", 1, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2023-12"),
                 approved("2024-05-10", "2024-06-15"), case="filed"),
        Scenario("approved_use_unknown", 1, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", None),
                 approved("2024-02-01", "2024-02-20")),
        Scenario("approved_use_year_only", 1, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024"),
                 approved("2024-05-01", "2024-06-20")),
        Scenario("approval_undated", 1, APPROVED, PERMITTED, (1, 4.5), "factory", new("061", "2024-03"),
                 (conversion(None), supply("2024-01-20"))),
        Scenario("early_use_by_county", 1, SUSPECTED, RESTRICTED, (2, 5), "rail",
                 new("101", "2024-02", key_project="provincial", project_kind="railway", project_approval_organ="示例省某委",
                     project_approval_level="provincial", project_approval_number="示发改〔2023〕5号"),
                 (PaperPlan("early_use", "2023-12-05", level="county", drawn=False), conversion("2024-06-20")), case="filed"),
        Scenario("half_inside", 3, SUSPECTED, PERMITTED, (5, 9), "factory", new("061", "2024-03"),
                 approved("2023-05-10", "2023-06-20", 0.6, holder="示范旧业有限公司"), case="filed", survey="0601"),
        Scenario("half_inside_unseen", 1, SUSPECTED, PERMITTED, (4, 9), "factory", None, approved("2023-05-10", "2023-06-20", 0.5)),
        Scenario("over_quantity", 3, APPROVED, PERMITTED, (6, 12), "factory", new("061", "2024-03"),
                 approved("2023-05-10", "2023-06-20", 0.8), case="filed", survey="0601"),
        Scenario("over_stated_area", 1, APPROVED, PERMITTED, (6, 12), "factory", new("061", "2024-03"),
                 approved("2023-05-10", "2023-06-20", stated=0.7), case="decided"),
        Scenario("changed_use", 3, APPROVED, PERMITTED, (1.5, 5), "houses", new("071", "2024-03", used_as_approved=False),
                 approved("2023-05-10", "2023-06-20", use="科教用地"), case="filed", survey="0701"),
        Scenario("approved_use_in_annex", 1, APPROVED, PERMITTED, (3, 9), "factory", new("061", "2024-03", used_as_approved=None),
                 approved("2023-05-10", "2023-06-20", use="见批复附件")),
        Scenario("changed_use_unknown", 1, APPROVED, PERMITTED, (1.5, 5), "houses", new("071", "2024-03", used_as_approved=None),
                 approved("2023-05-10", "2023-06-20", use="科教用地")),
        Scenario("changed_after_supply_only", 1, SUSPECTED, BUILT, (0.5, 2), "flats", new("071", "2024-03", used_as_approved=False),
                 (supply("2022-03-01", use="工业用地"),), case="filed"),
        Scenario("no_power", 1, UNAPPROVED, BASIC, (1.5, 5), "factory", new("061", "2024-03", "government", approved_within_power=False),
                 (conversion("2023-09-10", level="county"), supply("2023-10-10")), case="discipline", survey="0601"),
        Scenario("power_unknown", 1, APPROVED, PERMITTED, (1.5, 5), "factory", new("061", "2024-03", approved_within_power=None),
                 approved("2023-05-10", "2023-06-20", level="township")),
        Scenario("forged", 1, APPROVED, PERMITTED, (1.5, 5), "factory", new("061", "2024-03", approval_forged=True), earlier, case="crime"),
        Scenario("unlawful_supply", 1, APPROVED, PERMITTED, (1.5, 5), "factory", new("061", "2024-03", unlawful_supply_method=True),
                 approved("2023-05-10", "2023-06-20", method="agreement"), case="filed"),
        Scenario("date_unknown", 3, UNAPPROVED, RESTRICTED, (0.8, 3), "factory", new("061", None), case="stopped"),
        Scenario("unmeasured", 3, UNAPPROVED, RESTRICTED, (0.8, 3), "factory", new("061", "2024-03"), case="filed", surveyed=None),
        Scenario("two_plans", 3, UNAPPROVED, TWO_PLANS, (4, 9), "factory", new("061", "2024-03"), case="decided", survey="0601"),
        Scenario("partly_on_built", 3, SUSPECTED, PARTLY_BUILT, (0.8, 3), "factory", new("061", "2024-03"), case="filed"),
        Scenario("partly_on_built_unseen", 1, SUSPECTED, PARTLY_BUILT, (0.8, 3), "factory", None),
        Scenario("rebuilt_against_plan", 1, SUSPECTED, Ground("industry", zone="restricted", settlement=None), (0.5, 2), "factory",
                 new("061", "2024-03"), case="filed"),
        Scenario("made_up_unfulfilled", 1, UNAPPROVED, PERMITTED, (1.5, 5), "factory", new("061", "2024-03"),
                 (conversion("2024-08-12"),), case="regularised_unsettled", survey="0601"),
        Scenario("made_up_fulfilled", 1, UNAPPROVED, PERMITTED, (1.5, 5), "factory", new("061", "2024-03"),
                 (conversion("2024-08-12"),), case="regularised_settled", survey="0601"),
        Scenario("across_townships", 3, SUSPECTED, Ground("field", across="township"), (0.8, 3), "factory", new("061", "2024-03"), case="filed"),
        Scenario("across_county", 3, SUSPECTED, Ground("field", across="county"), (0.8, 3), "factory", new("061", "2024-03"), case="filed"),
        Scenario("offender_missing", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "yard", new("063", "2024-03", None, user=None, construction_state=None)),
        Scenario("filed_no_number", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "factory", new("061", "2024-03"), case="filed_no_number"),
        Scenario("not_filed_no_reason", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "factory", new("061", "2024-03"), case="not_filed_no_reason"),
        Scenario("recultivated_too_much", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "soil", new("061", "2024-03"), case="recultivated_too_much"),
        Scenario("paid_too_much", 1, UNAPPROVED, PERMITTED, (0.5, 2.2), "factory", new("061", "2024-03"), case="paid_too_much"),
        Scenario("closed_with_rest", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "factory", new("061", "2024-03"), case="closed_with_rest"),
        Scenario("patrol_without_ledger", 1, OUTSIDE, RESTRICTED, (0.5, 2), "yard",
                 new("063", "2024-05", patrol_found=True, patrol_found_on="2024-05-11"), case="filed"),
        Scenario("ledger_not_patrol", 1, SUSPECTED, RESTRICTED, (0.5, 2), "yard", new("063", "2024-05", patrol_found=False), case="filed", ledger=True),
        Scenario("measured_oddly", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "factory",
                 new("061", "2024-03", surveyed_cultivated_area=1.4), case="filed"),
        Scenario("used_before_images", 1, UNAPPROVED, RESTRICTED, (0.5, 2.2), "factory", new("061", "2019-06"), case="filed"),
        Scenario("industry_against_policy", 1, UNAPPROVED, PERMITTED, (0.5, 2.2), "factory",
                 new("061", "2024-03", industry_policy_conforms=False, industry="钢铁"), case="demolished"),
        Scenario("unseen_w", 3, UNAPPROVED, RESTRICTED, (0.6, 2.5), "factory", None),
        Scenario("unseen_suspected", 5, SUSPECTED, RESTRICTED, (0.6, 2.5), "yard", None),
        Scenario("sliver", 3, SUSPECTED, RESTRICTED, (0.06, 0.2), "soil", new("061", "2024-03", "individual"), case="not_filed"),
        Scenario("basic_in_permitted", 1, UNAPPROVED, Ground("field", zone="permitted", basic=True), (0.5, 2), "factory", new("061", "2024-03"), case="filed"),
        Scenario("monitored_too_small", 1, SUSPECTED, BASIC, (1.5, 4), "factory", new("061", "2024-03"), case="filed", monitored=0.1),
        Scenario("monitored_too_large", 1, SUSPECTED, RESTRICTED, (1.5, 4), "factory", new("061", "2024-03"), case="filed", monitored=1.3),
        Scenario("own_patrol", 3, OUTSIDE, RESTRICTED, (0.5, 2.2), "factory",
                 new("061", "2024-05", patrol_found=True, patrol_found_on="2024-05-20"), case="filed", ledger=True),
        Scenario("hotline", 1, OUTSIDE, BASIC, (0.5, 2.2), "houses", new("072", "2024-05", "individual"), case="stopped", report=True),
    ]  # fmt: skip


def key_projects() -> list[Scenario]:
    """State and provincial key projects of each kind, unlawful and awaiting papers."""
    result = []
    uses = {"railway": "101", "road": "102", "water": "118", "energy": "061", "port": "106", "other": "086"}
    images = {"railway": "rail", "road": "track", "water": "pond", "energy": "pv", "port": "yard", "other": "factory"}
    for level, approver in (("state", "国家某委"), ("provincial", "示例省某委")):
        for kind, use in uses.items():
            facts = new(use, "2024-03", "government" if kind in ("road", "water") else "enterprise",
                        key_project=level, project_kind=kind, project_approval_organ=approver,
                        project_approval_level=level, project_approval_number="示发改〔2023〕18号", separate_site=True)  # fmt: skip
            result.append(
                Scenario(f"key_{level}_{kind}", 1, UNAPPROVED, RESTRICTED, (2, 6), images[kind], facts, case="filed")
            )
    bare = new("102", "2024-03", "government", key_project="state", project_kind=None)
    result.append(Scenario("key_project_unproven", 2, UNAPPROVED, RESTRICTED, (4, 9), "track", bare, case="filed"))
    unknown = new("102", "2024-03", "government", key_project=None)
    result.append(Scenario("key_project_unknown", 2, UNAPPROVED, RESTRICTED, (4, 9), "track", unknown, case="filed"))
    return result


def earlier_approved() -> list[Scenario]:
    """PJ: approved in earlier years, built this year."""
    papers = (conversion("2021-08-16", 1.0), expropriation("2021-08-16", 1.0), supply("2022-05-10"))
    return [
        Scenario("pj_built", 7, EARLIER, WIDE_ZONE, (12, 40), "factory", new("061", "2024-03"), papers, approval_map="mixed", survey="0601"),
        Scenario("pj_partly_built", 4, EARLIER, WIDE, (10, 26), "flats", new("071", "2024-04", construction_state="partly_built"),
                 papers, approval_map="mixed",
                 parts=(new("071", "2024-04", construction_state="partly_built"), nothing("unchanged", pseudo_change_cause="other", note="尚未建设"))),
        Scenario("pj_not_stated", 1, EARLIER, PERMITTED, (3, 6), "factory", new("061", "2024-04"), papers, approval_map="mixed", monitored=None),
        Scenario("pj_no_survey_map", 2, EARLIER, PERMITTED, (4, 9), "factory", new("061", "2024-04"), papers),
        Scenario("pj_unseen", 2, EARLIER, PERMITTED, (4, 9), "factory", None, papers, approval_map="mixed"),
        Scenario("pj_not_supplied", 2, EARLIER, PERMITTED, (4, 9), "factory", new("061", "2024-04"), papers[:2], approval_map="mixed", case="filed"),
        Scenario("pj_beyond_approval", 2, EARLIER, PERMITTED, (5, 9), "factory", new("061", "2024-04"),
                 approved("2021-08-16", "2022-05-10", stated=0.6), approval_map="mixed"),
        Scenario("pj_not_built", 2, EARLIER, PERMITTED, (4, 9), "soil", nothing("unchanged", pseudo_change_cause="soil"), papers, approval_map="mixed"),
        Scenario("pj_no_approval", 2, EARLIER, RESTRICTED, (3, 7), "factory", new("061", "2024-04"), case="filed"),
    ]  # fmt: skip


def rarely_met() -> list[Scenario]:
    """Odd combinations of papers, each rare in one county, so that no row of a table stays without an example."""
    clear = approved("2023-05-10", "2023-06-20")
    plain = approved("2023-05-10", "2023-06-20", use="工业用地")
    early = PaperPlan("early_use", "2023-12-05", level="ministry")
    railway = {"key_project": "state", "project_kind": "railway", "project_approval_organ": "国家某委",
               "project_approval_level": "state", "project_approval_number": "示发改基础〔2022〕9号"}  # fmt: skip

    def afterwards(**more: object) -> tuple[PaperPlan, ...]:
        """Early use allowed, then conversion and supply after the use began."""
        return (early, conversion("2024-06-20", level="state"), supply("2024-07-15", **more))

    def track(**more: object) -> dict:
        return new("101", "2024-02", "enterprise", **{**railway, **more})

    title = PaperPlan("registration", "2019-06-01", level="county")
    lent = PaperPlan("temporary", "2023-11-10", until="2025-11-09", level="county")

    def yard(**more: object) -> dict:
        return nothing(
            "temporary_use",
            actual_use="063",
            use_date="2024-02",
            user_kind="enterprise",
            construction_state="levelled",
            **more,
        )

    changed, silent = {"used_as_approved": False}, {"used_as_approved": None}
    odd_papers = [
        Scenario("power_unknown_on_basic", 1, APPROVED, BASIC, (2, 5), "factory", new("061", "2024-03", approved_within_power=None),
                 (conversion("2023-05-10", organ=False), supply("2023-06-20"))),
        Scenario("registered_other_use", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", "2024-03", **changed), (title,), case="filed"),
        Scenario("registered_use_unknown", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new(None, "2024-03", **silent), (replace(title, use="城镇住宅用地"),)),
        Scenario("registered_date_unknown", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", None), (title,)),
        Scenario("registered_converted_later", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2024-03"),
                 (title, *approved("2024-05-10", "2024-06-20"))),
        Scenario("registered_conversion_undated", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2024-03"), (title, conversion(None))),
        Scenario("registered_other_use_undated", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", "2024-03", **changed),
                 (title, conversion(None)), case="filed"),
        Scenario("registered_other_use_supply_loose", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", "2024-03", **changed),
                 (title, conversion("2023-05-10"), supply("2023-06-20", drawn=False)), case="filed"),
        Scenario("registered_other_use_approval_loose", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", "2024-03", **changed),
                 (title, conversion("2023-05-10", drawn=False)), case="filed"),
        Scenario("approval_without_boundary", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 (conversion("2023-05-10", drawn=False), supply("2023-06-20"))),
        Scenario("supply_without_boundary", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 (conversion("2023-05-10"), supply("2023-06-20", drawn=False))),
        Scenario("expropriated_in_part", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 (conversion("2023-05-10"), expropriation("2023-05-10", 0.5), supply("2023-06-20"))),
        Scenario("expropriation_without_boundary", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 (conversion("2023-05-10"), expropriation("2023-05-10", drawn=False), supply("2023-06-20"))),
        Scenario("approved_actual_use_unknown", 1, APPROVED, PERMITTED, (2, 5), "factory", new(None, "2024-03", **silent), plain),
        Scenario("approved_after_images", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 approved("2024-11-10", "2024-12-02"), case="filed"),
        Scenario("half_supplied_unseen", 1, APPROVED, PERMITTED, (3, 6), "factory", None, (conversion("2023-05-10"), supply("2023-06-20", 0.5))),
        Scenario("half_supplied_yard", 1, SUSPECTED, PERMITTED, (3, 6), "yard", yard(), (conversion("2023-05-10"), supply("2023-06-20", 0.5))),
        Scenario("supply_undated", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"), (conversion("2023-05-10"), supply(None))),
        Scenario("supplied_after_use", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03"),
                 (conversion("2023-05-10"), supply("2024-06-20")), case="filed"),
        Scenario("unsupplied_other_use", 1, APPROVED, PERMITTED, (2, 5), "flats", new("071", "2024-03", **changed), (conversion("2023-05-10"),), case="filed"),
        Scenario("applied_same_month", 1, UNAPPROVED, PERMITTED, (2, 5), "factory", new("061", "2023-12"), approved("2024-05-10", "2024-06-15"),
                 pending={"city_accepted_on": "2023-12", "city_accepted_number": "示市受〔2023〕301号", "authority": "province"}, case="filed"),
        Scenario("old_works_over_quantity", 1, SUSPECTED, BUILT, (2, 5), "factory", new("061", "2024-03"), (supply("2023-06-20", stated=0.6),)),
        Scenario("old_works_half_supplied", 1, SUSPECTED, BUILT, (2, 5), "factory", None, (supply("2023-06-20", 0.5),)),
        Scenario("old_works_date_unknown", 1, SUSPECTED, BUILT, (2, 5), "factory", new("061", None), (supply("2023-06-20"),)),
        Scenario("old_works_half_supplied_yard", 1, SUSPECTED, BUILT, (2, 5), "yard", yard(), (supply("2023-06-20", 0.5),)),
    ]  # fmt: skip
    # A certificate without a date: it may be older than the use, so nothing is settled until somebody looks it up.
    undated = replace(title, date=None)
    odd_papers += [
        Scenario("perhaps_registered", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2024-03"), (undated,)),
        Scenario("perhaps_registered_approved_later", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2023-12"),
                 (undated, *approved("2024-05-10", "2024-06-15"))),
        Scenario("perhaps_registered_unsupplied", 1, SUSPECTED, PERMITTED, (1, 4), "factory", new("061", "2024-03"),
                 (undated, conversion("2023-05-10"))),
        Scenario("perhaps_registered_other_use", 1, SUSPECTED, PERMITTED, (1, 4), "flats", new("071", "2024-03", **changed), (undated, *clear)),
        Scenario("perhaps_registered_old_works", 1, SUSPECTED, BUILT, (1, 4), "flats", new("071", "2024-03", **changed),
                 (undated, supply("2023-06-20"))),
    ]  # fmt: skip
    early_uses = [
        Scenario("early_other_use_perhaps_registered", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(**changed), (undated, *afterwards())),
        Scenario("early_not_supplied", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(), (early, conversion("2024-06-20", level="state"))),
        Scenario("early_over_quantity", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(), afterwards(stated=0.6)),
        Scenario("early_other_use", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(**changed), afterwards(), case="filed"),
        Scenario("early_actual_use_unknown", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", {**track(**silent), "actual_use": None},
                 (early, conversion("2024-06-20", level="state", use="铁路用地"), supply("2024-07-15", use="铁路用地"))),
        Scenario("early_use_settled_next_year", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(),
                 (early, conversion("2025-01-06", level="state"), supply("2025-01-13", method="allocation"))),
        Scenario("early_use_without_boundary", 1, SUSPECTED, RESTRICTED, (4, 9), "rail", track(),
                 (replace(early, drawn=False), conversion("2024-06-20", level="state"), supply("2024-07-15"))),
    ]  # fmt: skip
    yards = [
        Scenario("yard_half_lent", 1, SUSPECTED, RESTRICTED, (2, 5), "yard", yard(), (replace(lent, cover=0.5),)),
        Scenario("yard_emergency", 1, SUSPECTED, RESTRICTED, (2, 5), "yard", yard(emergency_use=True, emergency_proof="示防指〔2024〕5号")),
        Scenario("yard_emergency_unproven", 1, SUSPECTED, RESTRICTED, (2, 5), "yard", yard(emergency_use=True)),
        Scenario("yard_on_lawful_land", 1, SUSPECTED, PERMITTED, (2, 5), "yard", yard(used_as_approved=True), clear),
        Scenario("yard_against_list", 1, UNAPPROVED, PERMITTED, (2, 5), "yard", yard(used_as_approved=True), clear),
        Scenario("yard_half_approved", 1, SUSPECTED, PERMITTED, (2, 5), "yard", yard(), approved("2023-05-10", "2023-06-20", 0.5)),
        Scenario("yard_approval_undated", 1, SUSPECTED, PERMITTED, (2, 5), "yard", yard(), (conversion(None),)),
        Scenario("yard_no_paper_structure_unknown", 1, SUSPECTED, RESTRICTED, (2, 5), "yard", yard(permanent_structure=None), case="stopped"),
        Scenario("works_on_lent_land", 1, SUSPECTED, RESTRICTED, (2, 5), "yard", new("063", "2024-04", permanent_structure=False), (lent,)),
    ]  # fmt: skip
    soil = nothing("unchanged", pseudo_change_cause="soil")
    differs = nothing("unchanged", pseudo_change_cause="soil", field_agrees=False)
    road = nothing("other", note="新修农村道路")
    house = new("061", "2024-03")
    areas = [
        Scenario("lawful_not_stated", 1, APPROVED, PERMITTED, (2, 5), "factory", house, clear, monitored=None),
        Scenario("lawful_agreement_unknown", 1, APPROVED, PERMITTED, (2, 5), "factory", new("061", "2024-03", field_agrees=None), clear),
        Scenario("unchanged_not_stated", 1, SUSPECTED, RESTRICTED, (2, 5), "soil", soil, monitored=None),
        Scenario("unchanged_differs_not_stated", 1, SUSPECTED, RESTRICTED, (2, 5), "soil", differs, monitored=None),
        Scenario("unchanged_differs_unmeasured", 1, SUSPECTED, RESTRICTED, (2, 5), "soil", differs),
        Scenario("half_unchanged", 2, SUSPECTED, RESTRICTED, (3, 7), "yard", house, parts=(house, soil), case="filed"),
        Scenario("half_unchanged_differs", 1, SUSPECTED, RESTRICTED, (3, 7), "yard", house, parts=(house, differs), case="filed"),
        Scenario("half_road", 1, SUSPECTED, RESTRICTED, (3, 7), "track", house, parts=(house, road), case="filed"),
        Scenario("road_not_stated", 1, SUSPECTED, RESTRICTED, (1, 3), "track", road, monitored=None),
        Scenario("road_remeasured", 1, SUSPECTED, RESTRICTED, (1, 3), "track", {**road, "field_agrees": False, "change_survey_area": 0.9}),
        Scenario("road_not_remeasured", 1, SUSPECTED, RESTRICTED, (1, 3), "track", {**road, "field_agrees": False}),
        Scenario("road_agreement_unknown", 1, SUSPECTED, RESTRICTED, (1, 3), "track", {**road, "field_agrees": None}),
        Scenario("unchanged_with_doubt", 1, SUSPECTED, RESTRICTED, (1, 3), "soil", {**soil, "approved_within_power": False}),
    ]  # fmt: skip
    inside = {"development_zone": True}
    uses = [
        Scenario("village_flats", 2, SUSPECTED, VILLAGE, (0.5, 1.4), "flats", new("071", "2024-03", "collective"), case="filed"),
        Scenario("village_flats_nobodys", 1, SUSPECTED, VILLAGE, (0.5, 1.4), "flats", new("071", "2024-03", None, user=None)),
        Scenario("village_use_unknown", 1, SUSPECTED, VILLAGE, (0.5, 1.4), "yard", new(None, "2024-03", "collective")),
        Scenario("town_use_unknown", 1, SUSPECTED, TOWN, (0.8, 2), "yard", new(None, "2024-03", "enterprise")),
        Scenario("zone_works", 2, UNAPPROVED, ZONE, (3, 7), "factory", new("061", "2024-03", **inside), case="filed"),
        Scenario("reclaimed_hill", 1, SUSPECTED, WOOD, (2, 5), "soil", new("121", "2024-03", "individual", forbidden_reclamation=True), case="filed"),
        Scenario("rebuilt_office", 1, SUSPECTED, CONDITIONAL, (1, 3), "factory", new("061", "2024-03", rebuilding_against_plan=True), case="filed"),
        Scenario("return_refused", 1, UNAPPROVED, RESTRICTED, (2, 5), "factory", house, case="return_refused"),
        Scenario("handover_refused", 1, UNAPPROVED, PERMITTED, (2, 5), "factory", house, case="handover_refused"),
    ]  # fmt: skip
    return [*odd_papers, *early_uses, *yards, *areas, *uses]


def all_scenarios() -> list[Scenario]:
    """Return every story in the order in which their patches take the ground."""
    told = [
        *unlawful(), *lawful(), *key_projects(), *earlier_approved(), *facilities_and_temporary(), *unchanged(), *rarely_met(),
    ]  # fmt: skip
    # Stories that are hard to place choose first.
    return sorted(told, key=lambda s: (s.ground.across is None, s.ground.second is None, s.ground.settlement == ""))
