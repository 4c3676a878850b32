"""Filling the cards: what is printed, what is ticked, what is marked as missing, and that areas add up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules.campaign import CampaignContext
from tuban.rules.cards import fill_card, fill_register, natural_key, wanted
from tuban.rules.cards.book import CardBook, card_book
from tuban.rules.cards.filled import FilledCard, State
from tuban.rules.judgement import judge
from tuban.rules.rulebook import load
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper


@dataclass(frozen=True)
class Proposed:
    table: str
    row: str
    because: str
    answers: dict[str, Any]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Wanting:
    name: str
    title: str
    settled_by: str


@dataclass(frozen=True)
class Judged:
    facts: Facts
    decisions: tuple[Proposed, ...] = ()
    missing: tuple[Wanting, ...] = ()


def judged(*missing: Wanting, decisions: tuple[Proposed, ...] = (), **facts: Any) -> Judged:
    return Judged(Facts({"patch_number": "990101SJBG24000101", **facts}), decisions, missing)


CONVERSION = Paper(
    "conversion", "晋政地字〔2023〕118号", "省人民政府", "province", PartialDate(2023, 5, 10),
    approved=Area.from_hectares("2.3412"), approved_cultivated=Area.from_hectares("1.9"),
)  # fmt: skip
SUPPLY = Paper("supply", "示供〔2023〕27号", "县人民政府", "county", PartialDate(2023, 6, 20))
MU = Area.from_mu


@pytest.fixture(scope="module")
def book() -> CardBook:
    return card_book(load())


def registration(book: CardBook, judgement: Judged) -> FilledCard:
    return fill_card(book.cards["registration_card"], judgement, book)


def ticked(card: FilledCard, name: str) -> list[str]:
    return [tick.label for tick in card.space(name).ticks if tick.ticked]


def block(card: FilledCard, name: str) -> Any:
    return next(one for one in card.blocks if one.id == name)


def test_a_lawful_part_ticks_lawful_lists_its_papers_and_leaves_the_violation_out(book: CardBook) -> None:
    card = registration(
        book, judged(finding="lawful", approvals=(CONVERSION, SUPPLY), approval_state="full", patch_list="suspected")
    )
    assert ticked(card, "parcel_kind") == ["合法用地"]
    assert ticked(card, "check_result") == ["合法"]
    permits = [[space.text for space in line.spaces] for line in block(card, "permits").lines]
    assert permits[0] == ["农用地转用", "省人民政府", "晋政地字〔2023〕118号", "2023-05-10", "35.12", "28.50"]
    assert permits[1][:3] == ["供地", "县人民政府", "示供〔2023〕27号"]
    assert block(card, "violation").collapsed
    assert block(card, "pending").collapsed


def test_an_unlawful_part_asks_for_everything_about_the_violation(book: CardBook) -> None:
    card = registration(
        book,
        judged(
            finding="unlawful", violation_type="used_without_applying", user="赵某", user_kind="individual",
            handling="not_filed", approval_state="none", stop_notice_number="停〔2024〕1号", reported_number=None,
            reported_on=None,
        ),
    )  # fmt: skip
    assert ticked(card, "violation_type") == ["未报即用"]
    assert ticked(card, "offender_kind") == ["个人"]
    assert ticked(card, "stop_notice") == ["是"]
    assert ticked(card, "reported") == ["否"]
    assert card.space("construction_state").state is State.TO_FILL
    assert card.space("not_filed_reason").required
    assert card.space("not_filed_reason").text == "待填"


def test_an_undecided_part_ticks_no_result_and_says_what_is_to_be_found_out(book: CardBook) -> None:
    card = registration(book, judged(Wanting("use_date", "用地时间", "外业核查"), finding="manual"))
    assert ticked(card, "check_result") == []
    assert ticked(card, "parcel_kind") == []
    assert card.space("check_result").text == "待查明"
    assert card.space("use_date").text == "待查明"
    assert card.space("violation_type").state is State.BLANK
    assert card.proposal is not None
    assert card.proposal.missing == ("用地时间：外业核查",)


def test_known_to_be_absent_differs_from_unknown(book: CardBook) -> None:
    card = registration(book, judged(part_number=None, finding="unlawful", not_filed_reason=UNKNOWN))
    assert card.space("part_number").text == "无"
    assert card.space("project_name").state is State.BLANK
    assert card.space("project_name").text == ""


def test_the_handling_card_leaves_to_the_hand_what_has_not_happened_yet(book: CardBook) -> None:
    facts = judged(finding="unlawful", penalty_number=None, court_applied_on=None, user=None)
    handling = fill_card(book.cards["handling_card"], facts, book)
    assert (handling.space("penalty_number").state, handling.space("penalty_number").text) == (State.ABSENT, "")
    assert ticked(handling, "court_applied") == ["否"]
    assert registration(book, facts).space("user").text == "无"


@pytest.mark.parametrize(
    ("told", "state", "ticks"),
    [
        ({"penalty_number": None, "fulfilment": None}, State.NOT_ASKED, []),  # no decision, so nothing to carry out
        ({"penalty_number": None, "fulfilment": "none"}, State.FILLED, ["未履行"]),  # the register itself says so
        ({"penalty_number": "罚〔2024〕1号", "fulfilment": "none"}, State.FILLED, ["未履行"]),
        ({"penalty_number": "罚〔2024〕1号", "fulfilment": UNKNOWN}, State.BLANK, []),
        ({"penalty_number": UNKNOWN, "fulfilment": UNKNOWN}, State.BLANK, []),  # nobody told us of a decision
    ],
)
def test_without_a_decision_nothing_is_asked_about_carrying_it_out(
    book: CardBook, told: dict[str, Any], state: State, ticks: list[str]
) -> None:
    facts = judged(finding="unlawful", **{"penalty_on": None, "penalty_items_decided": None} | told)
    card = fill_card(book.cards["handling_card"], facts, book)
    assert card.space("fulfilment").state is state
    assert ticked(card, "fulfilment") == ticks


def test_an_unchanged_part_is_not_asked_for_papers(book: CardBook) -> None:
    card = registration(book, judged(finding="unchanged", ground_state="unchanged", pseudo_change_cause="shadow"))
    assert ticked(card, "check_result") == ["伪变化"]
    assert card.space("cause").text == "建筑阴影"
    assert card.space("parcel_kind").state is State.NOT_ASKED
    assert {one.id for one in card.blocks if one.collapsed} >= {"permits", "pending", "other_papers", "violation"}


def test_dates_codes_and_money_are_written_as_the_card_wants_them(book: CardBook) -> None:
    facts = judged(
        finding="unlawful", use_date=PartialDate(2024, 3, 9), actual_use="061", main_class_before="0102K",
        fine_due=81333.5, deduction_basis=("recultivated", "regularised"), demolish_due_area=Area.from_m2(1820),
    )  # fmt: skip
    card = registration(book, facts)
    assert card.space("use_date").text == "2024-03"
    assert card.space("actual_use").text == "061 工业用地"
    assert card.space("land_class").text == "0102K 水浇地"
    handling = fill_card(book.cards["handling_card"], facts, book)
    assert handling.space("fine_due").text == "81,333.50"
    assert handling.space("deduction_basis").text == "拆除复耕到位、处理到位后补办手续"
    assert handling.space("demolish_due").label == "应拆除建筑面积（㎡）"
    assert handling.space("demolish_due").text == "1820.00"


def test_the_proposal_names_answer_reason_row_and_citation(book: CardBook) -> None:
    decision = Proposed("review/finding", "f9", "未取得农用地转用批准", {"finding": "unlawful"}, ("seed-3", "inf"))
    card = registration(book, judged(decisions=(decision,), finding="unlawful"))
    assert card.proposal is not None
    ((answer, basis),) = card.proposal.sentences
    assert answer == "图斑性质：违法用地"
    assert basis.startswith("未取得农用地转用批准；")
    assert "f9" in basis
    assert "《县土地卫片执法检查工作方案》" in basis
    assert "签字前不作认定" in card.proposal.title


def test_only_a_part_proposed_as_unlawful_gets_a_handling_card(book: CardBook) -> None:
    card = book.cards["handling_card"]
    assert wanted(card, judged(finding="unlawful"), book)
    for other in ("lawful", "manual", "split_first", "unchanged", UNKNOWN, None):
        assert not wanted(card, judged(finding=other), book)


@pytest.mark.parametrize("kind", ["linkage", "disaster"])
def test_other_papers_are_affirmed_by_a_paper_and_never_denied_for_want_of_one(book: CardBook, kind: str) -> None:
    paper = Paper(kind, "特〔2015〕88号")
    card = registration(book, judged(finding="lawful", approvals=(paper,)))
    assert ticked(card, kind) == ["是"]
    assert card.space(f"{kind}_number").text == "特〔2015〕88号"
    assert ticked(registration(book, judged(finding="lawful", approvals=())), kind) == []


def test_a_text_longer_than_the_card_allows_is_kept_whole_and_noted(book: CardBook) -> None:
    card = registration(book, judged(project_name="长" * 201))
    assert card.space("project_name").text == "长" * 201
    assert card.notes == ("项目名称超过 200 字。",)


def test_what_the_survey_map_does_not_cover_is_noted_and_a_surplus_too(book: CardBook) -> None:
    areas = {"counted_construction_area": MU(1), "counted_unused_area": MU(0)}
    short = registration(book, judged(counted_area=MU(6), counted_agricultural_area=MU("4.5"), **areas))
    assert short.notes == ("另有 0.50 亩现状图未覆盖，未计入分项。",)
    over = registration(book, judged(counted_area=MU(5), counted_agricultural_area=MU("4.5"), **areas))
    assert over.notes == ("分项之和比用地面积多 0.50 亩，须核对。",)


squares = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)


@given(agricultural=squares, construction=squares, unused=squares, rest=squares, inner=st.fractions(0, 1))
def test_printed_parts_add_up_to_the_printed_whole(
    agricultural: Fraction, construction: Fraction, unused: Fraction, rest: Fraction, inner: Fraction
) -> None:
    book = SHARED()
    card = registration(
        book,
        judged(
            counted_area=Area(agricultural + construction + unused + rest),
            counted_agricultural_area=Area(agricultural), counted_construction_area=Area(construction),
            counted_unused_area=Area(unused), counted_cultivated_area=Area(agricultural * inner),
        ),
    )  # fmt: skip
    area, first, second, third, cultivated = (
        Decimal(card.space(name).text) for name in ("area", "agricultural", "construction", "unused", "cultivated")
    )
    noted = sum((Decimal(note.split()[1]) for note in card.notes), Decimal(0))
    assert first + second + third + noted == area
    assert area == Area(agricultural + construction + unused + rest).mu
    assert cultivated <= first


_BOOKS: list[CardBook] = []


def SHARED() -> CardBook:  # noqa: N802
    if not _BOOKS:
        _BOOKS.append(card_book(load()))
    return _BOOKS[0]


FULL: dict[str, Any] = {
    "finding": "unlawful", "violation_type": "fraud", "user": "某公司", "user_kind": "enterprise",
    "key_project": "none",
    "ground_state": "new_construction", "construction_state": "built", "handling": "filed", "patch_list": "outside",
    "emergency_use": False, "patrol_found": True, "stop_notice_number": None, "stop_notice_on": None,
    "approvals": (CONVERSION,), "approval_state": "partial", "authority": "province", "farmland_balance_done": False,
    "compensation_paid": True, "one_house_rule": True, "actual_use": "072", "counted_area": MU("3.2"),
}  # fmt: skip


@given(forgotten=st.sets(st.sampled_from(sorted(FULL))))
def test_forgetting_facts_never_ticks_another_box(forgotten: set[str]) -> None:
    book = SHARED()

    def boxes(facts: dict[str, Any]) -> set[tuple[str, str]]:
        card = registration(book, judged(**facts))
        return {(space.id, tick.label) for space in card.spaces() for tick in space.ticks if tick.ticked}

    assert boxes({name: value for name, value in FULL.items() if name not in forgotten}) <= boxes(FULL)


def test_the_register_lists_pj_parts_only_marks_them_and_sums_what_it_prints(book: CardBook) -> None:
    parts = [
        judged(patch_list="earlier_approved", counted_area=MU("2.005"), built_cultivated_area=MU("1.003"),
               approvals=(CONVERSION, SUPPLY)),
        judged(patch_list="earlier_approved", counted_area=MU("2.005"), built_cultivated_area=MU("1.003"),
               built_cultivated_basis="approval_survey"),
        judged(patch_list="suspected", counted_area=MU(9), built_cultivated_area=MU(9)),
    ]  # fmt: skip
    register = fill_register(book.cards["pj_register"], parts, book)
    assert len(register.lines) == 2
    first = {space.id: space for space in register.lines[0]}
    assert first["patch_number"].text == "PJ 990101SJBG24000101"
    assert first["approval_number"].text == "晋政地字〔2023〕118号"
    assert first["basis"].text == "待填"
    totals = {space.id: space.text for space in register.totals}
    assert (totals["row"], totals["built"], totals["built_cultivated"]) == ("合计", "4.02", "2.00")


def test_a_register_with_an_unknown_area_has_no_total_for_it(book: CardBook) -> None:
    parts = [judged(patch_list="earlier_approved", counted_area=MU(2)) for _ in range(2)]
    register = fill_register(book.cards["pj_register"], parts, book)
    totals = {space.id: space.text for space in register.totals}
    assert totals["built"] == "4.00"
    assert totals["built_cultivated"] == "待查明"


def test_every_paper_of_a_registered_part_is_shown(book: CardBook) -> None:
    second = Paper("conversion", "晋政地字〔2024〕2号")
    part = judged(patch_list="earlier_approved", approvals=(CONVERSION, second))
    line = {space.id: space for space in fill_register(book.cards["pj_register"], [part], book).lines[0]}
    assert line["approval_number"].more == ("晋政地字〔2024〕2号",)
    assert line["approval_organ"].more == ("",)


def test_numbers_sort_as_people_count() -> None:
    assert sorted(["a10", "a2", "a", "10", "9"], key=natural_key) == ["9", "10", "a", "a2", "a10"]


def test_the_card_of_a_judged_part_carries_the_judges_answers_and_its_areas_add_up(book: CardBook) -> None:
    facts = Facts(
        {
            "patch_number": "990101SJBG24000102", "county_code": "990101", "patch_list": "suspected",
            "image_before": PartialDate(2023, 6, 11), "image_after": PartialDate(2024, 7, 2),
            "monitored_area": MU("6.42"), "geometry_area": MU("6.4187"), "agricultural_area": MU("5.8987"),
            "cultivated_area": MU("5.1"), "construction_area": MU("0.3"), "unused_area": MU("0.22"),
            "plan_conforming_area": MU("2.2"), "plan_breaching_area": MU("4.2187"), "basic_farmland_area": MU("1.2"),
            "basic_farmland_cultivated_area": MU("1.2"), "conversion_area": MU(0), "supply_area": MU(0),
            "ground_state": "new_construction", "use_date": PartialDate(2024, 3), "approvals": (), "user": "赵某",
            "surveyed_area": MU("6.10"), "city_accepted_on": None, "province_accepted_on": None,
            "ministry_accepted_on": None, "emergency_use": False, "facility_filing_number": None,
        }
    )  # fmt: skip
    judgement = judge(facts, book.rulebook, campaign=CampaignContext(year=2024, region_code="990101"))
    card = fill_card(book.cards["registration_card"], judgement, book)
    assert ticked(card, "check_result") == ["违法"]
    assert ticked(card, "violation_type") == ["未报即用"]
    assert card.proposal is not None
    assert "违法类型：未报即用" in [answer for answer, _basis in card.proposal.sentences]
    assert all("判定表" in basis for _answer, basis in card.proposal.sentences)
    numbers = {
        name: Decimal(card.space(name).text)
        for name in ("area", "agricultural", "construction", "unused", "plan_conforming", "plan_breaching")
    }
    assert numbers["area"] == Decimal("6.10")
    assert numbers["agricultural"] + numbers["construction"] + numbers["unused"] == numbers["area"]
    assert numbers["plan_conforming"] + numbers["plan_breaching"] == numbers["area"]
