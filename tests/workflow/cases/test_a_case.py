"""A case from its lead to its closing, step by step, and what may not be."""

from __future__ import annotations

from datetime import date

from tests.workflow.review.speaking import fresh

from tuban.workflow.cases.course import course_of
from tuban.workflow.comparison.models import Comparison


def told(patch) -> dict:
    return Comparison.objects.get(patch=patch, is_current=True).facts


def test_a_case_runs_from_the_lead_to_its_decision_and_the_patch_is_told(desk):
    case = desk.until(desk.register(desk.unlawful), "published")
    assert case.number == "执立〔示范县〕〔2024〕1号"
    facts = told(fresh(desk.unlawful))
    assert facts["case_number"] == case.number
    assert facts["penalty_number"] == "示范县罚〔2024〕1号"
    assert "fine" in facts["penalty_items_decided"]
    course = course_of(case, on=date(2024, 7, 22))
    assert {one.stand.value for one in course.now if one.step.id in course.done} == {"done"}
    assert fresh(desk.unlawful).finding == "unlawful"
