"""Records for the rule catalogue: complete ones that break nothing, and what to change so that one rule breaks.

Every specimen names its rule and the case of the rule it breaks. ``lacking`` are facts nobody told, on top.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.catalogue import Rule
from tuban.rules.decision import Judgement
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper
from tuban.values.problems import Problem

CAMPAIGN = CampaignContext(year=2024, region_code="990101")


def mu(text: str) -> Area:
    return Area.from_mu(text)


def on(text: str) -> PartialDate:
    return PartialDate.parse(text)


def paper(kind: str, day: str | None = "2023-05-10", **about: Any) -> Paper:
    told = {
        "number": f"示政批〔2023〕{kind}",
        "organ": "示范省人民政府",
        "organ_level": "province",
        "approved": mu("20.00"),
        "covered": mu("6.42"),
        "date": on(day) if day else None,
    }
    return Paper(kind=kind, **{**told, **about})


_LAND = {
    "geometry_area": mu("6.42"),
    "geometry_valid": True,
    "overlaps_in_batch": mu("0"),
    "overlaps_earlier_batch": mu("0"),
    "other_county_area": mu("0"),
    "other_township_area": mu("0"),
    "outside_area": mu("0"),
    "agricultural_area": mu("5.00"),
    "cultivated_area": mu("3.00"),
    "construction_area": mu("1.00"),
    "unused_area": mu("0.42"),
    "unsurveyed_area": mu("0"),
    "basic_farmland_area": mu("0"),
    "basic_farmland_cultivated_area": mu("0"),
    "plan_conforming_area": mu("6.42"),
    "plan_breaching_area": mu("0"),
    "plan_unmapped_area": mu("0"),
    "counted_area": mu("6.42"),
    "counted_agricultural_area": mu("5.00"),
    "counted_cultivated_area": mu("3.00"),
    "counted_construction_area": mu("1.00"),
    "counted_unused_area": mu("0.42"),
    "counted_basic_farmland_area": mu("0"),
    "counted_plan_conforming_area": mu("6.42"),
    "counted_plan_breaching_area": mu("0"),
    "main_class_before": "0101",
    "main_class_now": "0601",
    "survey_comparison": "consistent",
}
LAWFUL: Mapping[str, Any] = {
    **_LAND,
    "patch_number": "990101SJBG24000001",
    "part_number": "",
    "patch_list": "suspected",
    "county_code": "990101",
    "stated_county_code": "990101",
    "township_code": "990101001",
    "image_before": on("2023-09-01"),
    "image_after": on("2024-03-01"),
    "monitored_area": mu("6.42"),
    "approvals": (paper("conversion"), paper("supply", "2023-06-20")),
    "papers_on_disc": ("conversion", "supply", "early_use", "temporary", "facility", "registration", "linkage"),
    "city_accepted_on": on("2023-02-01"),
    "province_accepted_on": on("2023-03-01"),
    "ministry_accepted_on": None,
    "use_date": on("2024-01"),
    "approval_state": "full",
    "supply_state": "full",
    "timing_state": "before_use",
    "ground_state": "new_construction",
    "key_project": "none",
    "patrol_found": False,
    "in_patrol_ledger": False,
    "photo_count": 2,
    "finding": "lawful",
    "violation_type": None,
}
UNLAWFUL: Mapping[str, Any] = {
    **LAWFUL,
    "patch_number": "990101SJBG24000002",
    "approvals": (),
    "city_accepted_on": None,
    "province_accepted_on": None,
    "approval_state": "none",
    "supply_state": "none",
    "timing_state": "not_applicable",
    "finding": "unlawful",
    "violation_type": "used_without_applying",
    "user": "示范建材厂",
    "user_kind": "enterprise",
    "construction_state": "built",
    "handling": "filed",
    "case_number": "示自然资立〔2024〕3号",
    "case_filed_on": on("2024-05-01"),
    "settled": True,
    "case_closed": True,
    "fulfilment": "fully",
    "remaining_area": mu("0"),
    "demolished_area": mu("1.00"),
    "regularised": False,
}
UNCHANGED: Mapping[str, Any] = {
    **LAWFUL,
    "patch_number": "990101SJBG24000003",
    "approvals": (),
    "ground_state": "unchanged",
    "finding": "unchanged",
    "pseudo_change_cause": "shadow",
}
TEMPORARY: Mapping[str, Any] = {
    **LAWFUL,
    "approvals": (paper("temporary"),),
    "ground_state": "temporary_use",
    "finding": "temporary_use",
    "temporary_state": "valid",
    "permanent_structure": False,
}
FACILITY: Mapping[str, Any] = {
    **LAWFUL,
    "approvals": (paper("facility"),),
    "ground_state": "facility_agriculture",
    "finding": "facility_agriculture",
    "facility_filing_number": "SSNYD990101001",
    "cultivated_area": mu("0"),
    "counted_cultivated_area": mu("0"),
}
EARLIER: Mapping[str, Any] = {
    **LAWFUL,
    "finding": "other",
    "patch_list": "earlier_approved",
    "built_cultivated_area": mu("3.10"),
    "built_cultivated_basis": "approval_survey",
}


@dataclass(frozen=True)
class Specimen:
    """One way of breaking a rule: the complete record, what is changed in it, the case that must be reported."""

    rule: str
    case: str
    record: Mapping[str, Any] = field(default_factory=lambda: LAWFUL)
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.rule}-{self.case}"


def judged(record: Mapping[str, Any], **changes: Any) -> Judgement:
    """A judgement with these facts; a change to UNKNOWN takes the fact away."""
    told = {name: value for name, value in {**record, **changes}.items() if value is not UNKNOWN}
    return Judgement(facts=Facts(told, {"patch_list": "本年未批先建.shp 第3行"}), decisions=(), missing=(), edition="")


def case_of(problem: Problem, rule: Rule) -> str:
    """The case of the rule whose sentence the problem says; the more telling sentence where two fit."""
    for name, case in sorted(rule.cases.items(), key=lambda item: -_own_words(item[1].says)):
        pattern = re.escape(case.says)
        pattern = re.sub(r"\\\{\w+\\\}", r"(.+)", pattern)
        if re.fullmatch(pattern, problem.message) and problem.severity is case.severity:
            return name
    raise AssertionError(f"{rule.id} does not say “{problem.message}”")


def _own_words(says: str) -> int:
    return len(re.sub(r"\{\w+\}", "", says))


def cases_of(problems: list[Problem], rule: Rule) -> set[str]:
    """The cases of one rule among the problems."""
    return {case_of(problem, rule) for problem in problems if problem.rule == rule.id}


def without(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, UNKNOWN)
