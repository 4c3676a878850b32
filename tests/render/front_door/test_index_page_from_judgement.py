"""A judgement as the page shows it: nothing is lost, nothing unknown becomes a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tuban.render.index_page import FileLink, finding_labels, patch_view, ratio_view
from tuban.rules.explain import sentences
from tuban.rules.judgement import CampaignContext, judge
from tuban.rules.ratio import unlawful_ratio
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts
from tuban.values.problems import Problem, Severity

CONTEXT = CampaignContext(2024, "990101")
NUMBER = "990101SJBG24000123"
TOLD = {
    "patch_number": NUMBER,
    "part_number": "2",
    "patch_list": "suspected",
    "township_code": "990101002",
    "township_name": "二桥镇",
    "monitored_area": Area.from_mu("6.42"),
    "geometry_area": Area.from_mu("6.40"),
    "cultivated_area": Area.from_mu("5.10"),
    "use_date": PartialDate.parse("2024-03"),
    "ground_state": "new_construction",
}


@pytest.fixture
def judgement(rulebook):
    return judge(Facts(TOLD, dict.fromkeys(TOLD, "外业核查结果.csv 第 1 行")), rulebook, campaign=CONTEXT)


def test_the_view_bears_number_place_areas_and_labels_of_the_lawbook(judgement, rulebook):
    problem = Problem("R24", Severity.WARNING, "不一致", "核对", NUMBER, "2")
    view = patch_view(judgement, None, [problem], [FileLink("登记卡", "登记卡/二桥镇.docx")], rulebook)
    assert (view.number, view.part, view.township_name) == (NUMBER, "2", "二桥镇")
    assert view.patch_list.mark == "Y"
    assert view.monitored == Area.from_mu("6.42")
    assert view.cultivated == Area.from_mu("5.10")
    assert view.finding == next(label for label in finding_labels(rulebook) if label.slug == judgement.facts["finding"])
    assert ("用地时间", "2024-03") in view.particulars
    assert view.problems == (problem,)


def test_what_was_not_compared_stays_unknown_and_is_not_nought(judgement, rulebook):
    bars = {bar.title: bar.area for bar in patch_view(judgement, None, [], [], rulebook).overlays}
    assert bars["耕地"] == Area.from_mu("5.10")
    assert bars["永久基本农田"] is None
    assert len(bars) == 4


def test_reasons_keep_their_steps_and_sources_and_missing_facts_stand_apart(judgement, rulebook):
    view = patch_view(judgement, None, [], [], rulebook)
    said = [sentence for step in view.reasons for sentence in (step.text, *step.details)]
    assert any("外业核查结果.csv 第 1 行" in sentence for sentence in said)
    assert all(
        sentence.strip() in said for sentence in sentences(judgement, rulebook)[:-1] if "尚缺" not in sentence[:4]
    )
    assert not [step for step in view.reasons if step.text.startswith("尚缺事实")]
    assert [lack.title for lack in view.missing] == [lack.title for lack in judgement.missing]
    assert all(lack.settled_by for lack in view.missing)


def test_every_finding_of_the_code_list_has_a_tile_and_a_state(rulebook):
    labels = finding_labels(rulebook)
    assert [label.slug for label in labels] == list(rulebook.codelist("finding").values)
    assert all(label.state for label in labels)


def test_a_ratio_without_construction_is_blank_and_one_with_it_meets_its_line(rulebook):
    blank = ratio_view(
        unlawful_ratio([], rulebook, campaign=CONTEXT, unit_code="990101"), "示范县", rulebook, is_county=True
    )
    assert blank.before is None
    assert blank.after is None
    assert blank.gravest is not None
    assert blank.gravest.value > Fraction(0)
    assert not blank.gravest.crossed
    assert blank.gravest.cites
