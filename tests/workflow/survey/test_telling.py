"""People tell facts of a patch: it is judged anew at once, the disc stays below, and nothing told is ever lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.workflow.small_disc import LEFT, OTHER, SPLIT

from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.values.papers import Paper
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import verify
from tuban.workflow.comparison.actions import compare_again, split_and_compare
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import State
from tuban.workflow.practice.actions import reset
from tuban.workflow.survey.actions import NothingTold, SourceNeeded, tell
from tuban.workflow.survey.models import Statement
from tuban.workflow.survey.queries import statements_of, would_say
from tuban.workflow.survey.telling import NotAsked, Telling, told_now

FIELD = Statement.Origin.FIELD
VISITED = {"ground_state": "new_construction", "use_date": PartialDate(2024, 3, 5), "field_agrees": True}


def patch_of(number: str, part: str | None = None) -> Patch:
    rows = Patch.objects.select_related("campaign").filter(number=number, fate="active")
    return rows.get() if part is None else rows.get(part_number=part)


def told(facts, *, back=(), source="外业手簿第 3 页") -> Telling:
    return Telling(facts, tuple(back), FIELD, source)


def say_it(patch, who, facts, **options) -> Patch:
    return tell(patch, by=who, expected_version=patch.version, telling=told(facts, **options))


def facts_of(patch):
    return reading_of(patch).facts


@pytest.mark.seed("F2")
def test_what_is_told_is_judged_at_once_and_names_who_told_it(campaign, acting):
    patch = patch_of(OTHER)
    assert facts_of(patch)["finding"] == "manual"
    say_it(patch, acting("waiye"), VISITED)
    facts = facts_of(patch)
    assert facts["finding"] == "unlawful"
    assert facts["violation_type"] == "used_without_applying"
    assert facts["area_basis"] == "missing"  # unlawful land is measured first
    assert "外业手簿第 3 页" in facts.sources["use_date"]
    assert acting("waiye").person_name in facts.sources["use_date"]
    assert patch.state == State.VISITED
    assert patch.proposed_finding == "unlawful"


def test_a_patch_reviewed_on_other_facts_waits_for_its_review_again(campaign, acting):
    patch = patch_of(OTHER)
    say_it(patch, acting("waiye"), VISITED)
    Patch.objects.filter(pk=patch.pk).update(state=State.REVIEWED)
    patch = patch_of(OTHER)
    say_it(patch, acting("waiye"), {"use_date": PartialDate(2023, 1)})
    assert patch.state == State.VISITED


def test_measured_land_counts_as_measured(campaign, acting):
    patch = patch_of(OTHER)
    say_it(patch, acting("waiye"), {**VISITED, "surveyed_area": Area.parse("2.25 亩")})
    assert facts_of(patch)["area_basis"] == "surveyed"
    assert facts_of(patch)["counted_area"].mu == Decimal("2.25")


def test_a_patch_of_which_the_ground_is_not_known_waits_for_the_visit(campaign, acting):
    patch = patch_of(OTHER)
    say_it(patch, acting("gengbao"), {"user": "某公司"})
    assert patch.state == State.TO_VISIT
    assert facts_of(patch)["finding"] == "manual"


def test_what_the_disc_says_stands_again_when_it_is_taken_back(campaign, acting):
    patch = patch_of(SPLIT, part="1")
    before = facts_of(patch)["use_date"]
    assert before is not UNKNOWN
    say_it(patch, acting("waiye"), {"use_date": PartialDate(2022)})
    assert facts_of(patch)["use_date"] == PartialDate(2022)
    say_it(patch, acting("waiye"), {}, back=("use_date",))
    assert facts_of(patch)["use_date"] == before
    rows = list(statements_of(patch))
    assert [(one.fact, one.is_current, one.is_withdrawn) for one in rows] == [
        ("use_date", True, True), ("use_date", False, False),
    ]  # fmt: skip
    assert not told_now(patch)


def test_a_part_is_told_alone_and_its_sibling_stays(campaign, acting):
    one, other = patch_of(SPLIT, part="1"), patch_of(SPLIT, part="2")
    before = Comparison.objects.get(patch=other, is_current=True)
    say_it(one, acting("waiye"), {"actual_use": "071"})
    assert Comparison.objects.get(patch=other, is_current=True) == before


def test_a_paper_comes_beside_those_of_the_disc(campaign, acting):
    patch = patch_of(OTHER)
    whole = facts_of(patch)["geometry_area"]
    papers = tuple(
        Paper(kind, number, organ="省政府", organ_level="province", date=PartialDate.parse(day), covered=whole,
              approved=whole, use="工业", holder="某公司")
        for kind, number, day in (
            ("conversion", "政土〔2023〕9号", "2023-05-10"), ("expropriation", "政土〔2023〕9号", "2023-05-10"),
            ("supply", "供〔2023〕9号", "2023-06-20"),
        )
    )  # fmt: skip
    say_it(
        patch, acting("gengbao"),
        {**VISITED, "approvals": papers, "user": "某公司", "actual_use": "061", "used_as_approved": True},
    )  # fmt: skip
    facts = facts_of(patch)
    assert {one.number for one in facts["approvals"]} == {"政土〔2023〕9号", "供〔2023〕9号"}
    assert facts["approval_state"] == "full"
    assert facts["supply_state"] == "full"
    assert facts["timing_state"] == "before_use"


def test_what_would_be_said_is_what_is_said_then_and_writes_nothing(campaign, acting):
    patch = patch_of(OTHER)
    count = Comparison.objects.count()
    preview = would_say(patch, told(VISITED), by=acting("waiye"))
    assert Comparison.objects.count() == count
    assert not Statement.objects.exists()
    say_it(patch, acting("waiye"), VISITED)
    assert Comparison.objects.get(patch=patch, is_current=True).digest == preview.content.digest


def test_what_was_told_goes_into_every_later_comparison(campaign, acting):
    patch = patch_of(OTHER)
    say_it(patch, acting("waiye"), VISITED)
    compare_again(patch, by=acting("diji"), expected_version=patch.version)
    assert facts_of(patch)["use_date"] == VISITED["use_date"]


def test_parts_bear_what_was_told_of_the_whole_but_its_areas(campaign, acting):
    patch = patch_of(LEFT)
    say_it(patch, acting("waiye"), {**VISITED, "surveyed_area": Area.parse("2.40 亩")})
    west, south, east, north = patch.geometry.extent
    middle = (west + east) / 2
    import shapely

    children = split_and_compare(
        patch, by=acting("zuzhi"), expected_version=patch.version, reason="两家",
        cut_by=[shapely.LineString([(middle, south - 0.001), (middle, north + 0.001)])],
    )  # fmt: skip
    for child in children:
        facts = facts_of(child)
        assert facts["use_date"] == VISITED["use_date"]
        assert not facts.is_known("surveyed_area")


def test_two_people_tell_at_once_and_neither_loses_anything(campaign, acting):
    patch = patch_of(OTHER)
    seen = patch.version
    tell(patch, by=acting("waiye"), expected_version=seen, telling=told(VISITED))
    with pytest.raises(ChangedMeanwhile):
        tell(patch_of(OTHER), by=acting("diji"), expected_version=seen, telling=told({"user": "某公司"}))
    assert facts_of(patch)["use_date"] == VISITED["use_date"]
    assert not Statement.objects.filter(fact="user").exists()


@pytest.mark.parametrize(
    ("telling", "error"),
    [
        (Telling(), NothingTold),
        (Telling({"user": "某公司"}, origin=FIELD, source="  "), SourceNeeded),
        (Telling({"finding": "lawful"}, origin=FIELD, source="猜的"), NotAsked),
        (Telling({"cultivated_area": Area.parse("1 亩")}, origin=FIELD, source="量的"), NotAsked),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(campaign, acting, telling, error):
    patch = patch_of(OTHER)
    with pytest.raises(error):
        tell(patch, by=acting("waiye"), expected_version=patch.version, telling=telling)
    assert not Statement.objects.exists()


def test_who_does_no_work_on_the_patch_tells_nothing(campaign, acting):
    patch = patch_of(OTHER)
    for name in ("ducha", "xitong", "xiang01"):  # a supervisor, an administrator, the clerk of the other township
        with pytest.raises(Refused):
            tell(patch, by=acting(name), expected_version=patch.version, telling=told(VISITED))


def test_the_audit_says_what_was_told_in_words(campaign, acting):
    patch = patch_of(OTHER)
    say_it(patch, acting("waiye"), VISITED)
    line = Line.objects.get(action="survey.tell")
    assert line.details["told"] == {"实地情况": "新增建设", "用地时间": "2024年3月5日", "实地与图斑一致": "是"}
    assert verify().holds


def test_practice_can_be_reset_with_everything_that_was_told(campaign, acting):
    from tuban.jobs.work import do

    say_it(patch_of(OTHER), acting("waiye"), VISITED)
    job = do(reset(campaign, by=acting("zuzhi"), reason="再练一次").pk)
    assert job.state == "done", job.error
    assert not Statement.objects.exists()
