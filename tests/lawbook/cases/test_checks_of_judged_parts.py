"""K04, K09, K20, K23 and the field list, through the judgement: what the rule catalogue says of the parts as judged."""

from __future__ import annotations

from typing import Any

import pytest

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks import block_list, check_part, field_list, illegal_approvals
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.papers import Paper
from tuban.values.problems import Problem, Severity

CAMPAIGN = CampaignContext(2024, "990101")


def approval(day: str, kind: str = "conversion") -> Paper:
    return Paper(
        kind=kind,
        number=f"示政批〔{day[:4]}〕7号",
        organ="示范省人民政府",
        organ_level="province",
        date=PartialDate.parse(day),
        approved=Area.from_mu("6.00"),
        covered=Area.from_mu("6.00"),
        use="061",
        source="批准.gpkg 第7行",
    )


def of_rule(rule: str, judgement: Judgement, rulebook: Rulebook) -> list[Problem]:
    return [one for one in check_part(judgement, rulebook, campaign=CAMPAIGN) if one.rule == rule]


def test_k04_a_pig_farm_on_basic_farmland_blocks_the_report_while_it_stands(judged: Any, rulebook: Rulebook) -> None:
    farm = judged(
        ground_state="facility_agriculture",
        facility_filing_number="SSNYD990101001",
        basic_farmland_area=Area.from_mu("1.20"),
    )
    assert farm.facts["finding"] != "facility_agriculture"
    (problem,) = [one for one in of_rule("R26", farm, rulebook) if "基本农田" in one.message]
    assert problem.severity is Severity.ERROR
    assert "1.20 亩" in problem.message
    assert [one.severity for one in of_rule("R15", farm, rulebook)] == [Severity.ERROR], "no finding without a person"


def test_k09_land_used_before_its_approval_is_not_lawful_and_needs_no_warning(judged: Any, rulebook: Rulebook) -> None:
    built_first = judged(
        use_date=PartialDate.parse("2023-03"),
        city_accepted_on=PartialDate.parse("2023-02-10"),
        approvals=(approval("2023-05-10"),),
    )
    assert built_first.facts["finding"] == "unlawful"
    assert of_rule("R17", built_first, rulebook) == []
    signed = Judgement(built_first.facts.with_facts(finding="lawful"), (), (), "")
    (problem,) = of_rule("R17", signed, rulebook)
    assert problem.severity is Severity.ERROR, "a person who signs it lawful all the same is told"


@pytest.mark.seed("L7")
def test_k20_a_listed_violation_with_an_earlier_approval_is_a_contradiction_with_both_sources(
    judged: Any, rulebook: Rulebook
) -> None:
    part = judged(
        patch_list="unapproved",
        use_date=PartialDate.parse("2024-01-10"),
        approvals=(approval("2023-05-10"), approval("2023-06-20", "supply")),
        actual_use="061",
        used_as_approved=True,
        user="示范建材厂",
    )
    (problem,) = of_rule("R37", part, rulebook)
    assert "本年未批先建" in problem.message
    assert "示政批〔2023〕7号，2023-05-10，批准.gpkg 第7行" in problem.message
    assert part.facts["finding"] == "manual", "the reviewer decides"


def test_k23_the_gate_stays_shut_until_the_penalty_is_fulfilled(judged: Any, rulebook: Rulebook) -> None:
    told = {
        "use_date": PartialDate.parse("2024-03"),
        "approvals": (approval("2024-08-15"),),
        "persons_handled": True,
        "regularised": True,
        "regularised_number": "示政批〔2024〕7号",
    }
    before = judged(**told, fulfilment="none")
    assert before.facts["finding"] == "unlawful"
    assert [one.made_up_by for one in illegal_approvals([before])] == ["示政批〔2024〕7号"]
    assert [one.severity for one in of_rule("R36", before, rulebook)] == [Severity.ERROR]
    after = judged(**told, fulfilment="fully")
    assert block_list([after]) == ()
    assert of_rule("R36", after, rulebook) == []


def test_an_unvisited_and_an_inconsistent_part_are_on_the_list_for_the_field(judged: Any, rulebook: Rulebook) -> None:
    unvisited = judged(ground_state=None, patch_number="990101SJBG24000001")
    settled = judged(ground_state="unchanged", pseudo_change_cause="shadow", patch_number="990101SJBG24000002")
    differs = Judgement(settled.facts.with_facts(survey_comparison="inconsistent"), (), (), "")
    visits = field_list([unvisited, settled, differs], rulebook)
    assert [(visit.patch_number[-1], visit.reasons) for visit in visits] == [("1", ("open",)), ("2", ("inconsistent",))]
    assert visits[0].questions
