"""What the reports say: every figure from a cell, every share from two printed figures, silence where nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.reports_reference import Reference, loose_numbers, numbers_in_text, stated

from tuban.rules.forms import ReportingUnit, fill_forms
from tuban.rules.part_figures import figures_of
from tuban.rules.reports import About, compose_reports, read_reports
from tuban.rules.reports.composed import Case, Chart, Heading, Mark, Paragraph, Report, Table, ToWrite
from tuban.rules.reports.composing import in_numerals
from tuban.rules.reports.figures import Figure, worked_out
from tuban.rules.reports.speaking import in_full_width
from tuban.rules.reports.templates import BlankNotUnderstood
from tuban.rules.reports.typical_cases import masked
from tuban.rules.rulebook import load
from tuban.rules.strict_yaml import LawbookFault
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts

LAW = load()
ABOUT = About(
    county="示范县",
    campaign_id="990101-2024",
    campaign_title="示范县2024年度土地卫片执法检查",
    year=2024,
    issuer="示例省自然资源厅",
    issued_on="2025-01-20",
    as_of=date(2025, 1, 20),
    edition="e" * 64,
    disc_checksum="d" * 64,
    roles={"patches": "变化图斑", "cases": "查处整改情况", "patrol": "动态巡查台账", "pending": "在报项目"},
)
TOWNS = {"1": "甲镇", "2": "乙乡", "3": "丙街道"}
UNITS = [ReportingUnit("990101", "示范县"), *(ReportingUnit(f"99010100{n}", TOWNS[n]) for n in TOWNS)]


@dataclass(frozen=True)
class Judged:
    facts: Facts
    decisions: tuple = ()
    missing: tuple = ()


def part(number: int, area: str | None = "2.00", cultivated: str = "1.00", town: str = "1", **facts) -> Judged:
    about = {
        "patch_number": f"990101SJBG2400{number:04d}",
        "part_number": "",
        "patch_list": "suspected",
        "county_code": "990101",
        "county_name": "示范县",
        "township_code": f"99010100{town}",
        "township_name": TOWNS[town],
        "location": "某村",
        "missing_facts": (),
        "monitored_area": Area.from_mu("2.00"),
    }
    if area is not None:
        about |= {"counted_area": Area.from_mu(area), "counted_cultivated_area": Area.from_mu(cultivated)}
        about |= {"counted_agricultural_area": Area.from_mu(cultivated), "counted_construction_area": Area.from_mu(0)}
    return Judged(Facts(about | facts))


def unlawful(number: int, kind: str = "used_without_applying", **facts) -> Judged:
    return part(number, finding="unlawful", violation_type=kind, **facts)


COUNTY = [
    part(1, "10.00", "4.00", finding="lawful", lawful_kind="approved_this_year"),
    part(2, "6.00", "6.00", finding="lawful", lawful_kind="approved_earlier", town="2"),
    unlawful(3, area="3.00", user="甲公司", user_kind="enterprise", handling="filed", patrol_found=True, settled=True),
    unlawful(4, area="1.50", user="王小二", user_kind="individual", handling="none", patrol_found=False, town="2"),
    unlawful(
        5, "used_while_applying", area="2.50", user="乙公司", user_kind="enterprise", handling="filed", settled=False
    ),
    unlawful(6, "used_without_supply", area="1.00", handling="not_filed", patrol_found=False, town="2"),
    unlawful(
        7,
        "illegal_approval",
        area="8.00",
        cultivated="8.00",
        user="丙镇人民政府",
        user_kind="government",
        counted_basic_farmland_area=Area.from_mu("5.00"),
        basic_farmland_state="some",
        handling="filed",
        settled=False,
        use_date=PartialDate(2024, 3),
        fine_due=250000.0,
        fine_paid=0.0,
    ),
    part(8, finding="unchanged", pseudo_change_cause="soil"),
    part(9, None, finding="manual"),
]


def composed(judged: list[Judged], *, missing: tuple[str, ...] = ()) -> list[Report]:
    about = About(**{**{name: getattr(ABOUT, name) for name in ABOUT.__slots__}, "missing_roles": missing})
    figures = figures_of([one.facts for one in judged], AreaUnit.MU)
    return compose_reports(judged, fill_forms(judged, UNITS, LAW), figures, LAW, about)


def text_of(report: Report) -> str:
    return "\n".join(b.text for b in (*report.opening, *report.blocks) if isinstance(b, Heading | Paragraph))


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return composed(COUNTY)


# The chapters that the work plan asks for --------------------------------------------------------------------------


def test_the_chapters_are_those_of_the_work_plan(reports):
    chapters = [[b.text for b in report.blocks if isinstance(b, Heading) and b.level == 1] for report in reports]
    assert chapters == [
        [
            "一、执法检查工作整体介绍",
            "二、卫片所反映的新增建设用地整体情况",
            "三、新增建设用地审批、使用中存在的问题、原因及解决措施",
        ],
        [
            "一、土地违法案件数据分析及典型案例",
            "二、土地违法行为的特点和发生原因",
            "三、土地违法案件处理情况及数据分析",
        ],
    ]


def test_the_unlawful_land_is_told_with_both_shares_and_split_as_the_work_plan_asks(reports):
    text = text_of(reports[1])
    assert "共认定违法用地5宗、16.00亩" in text
    assert "宗地比例为71.43%，面积比例为50.00%" in text
    assert "未报即用2宗、4.50亩，占未批先用总宗数的50.00%、总面积的56.25%" in text
    assert "边报边用1宗、2.50亩，占未批先用总宗数的25.00%、总面积的31.25%" in text
    assert "未供即用1宗、1.00亩，占未批先用总宗数的25.00%、总面积的12.50%" in text


def test_the_three_rates_are_compared(reports):
    text = text_of(reports[1])
    assert "应立案4宗，已立案3宗，立案率75.00%" in text
    assert "已处理到位1宗、3.00亩，处理到位率33.33%" in text
    assert "发现率按宗数为20.00%" in text
    assert "三率比较" in text


# Figures -----------------------------------------------------------------------------------------------------------


def test_every_figure_is_what_the_parts_say(reports):
    reference = Reference(
        [(j.facts, dict(f)) for j, f in zip(COUNTY, figures_of([j.facts for j in COUNTY], AreaUnit.MU), strict=True)]
    )
    checked = 0
    for figure in (figure for report in reports for figure in stated(report)):
        expected = reference.value(figure)
        if expected is not None:
            assert figure.value == expected, figure.id
            checked += 1
    assert checked > 150


def test_every_number_in_the_text_has_a_source(reports):
    for report in reports:
        assert loose_numbers(report) == []
        assert max(numbers_in_text(report)) <= len(report.figures)


def test_every_sentence_with_a_figure_ends_with_the_mark_of_its_sources(reports):
    for block in (b for report in reports for b in report.blocks if isinstance(b, Paragraph)):
        named = {span.source for span in block.spans if hasattr(span, "figure")}
        assert named == {number for span in block.spans if isinstance(span, Mark) for number in span.sources}


def test_a_share_of_nothing_is_blank_and_something_is_never_printed_as_nothing():
    def figure(value):
        return Figure(str(value), Decimal(value), str(value))

    assert worked_out(figure("0"), "%", figure("0")) is None
    assert worked_out(figure("0.01"), "%", figure("1000")).text == "不足0.01%"
    assert worked_out(figure("0"), "%", figure("1000")).text == "0.00%"
    assert worked_out(figure("1"), "%", figure("3")).text == "33.33%"


FINDINGS = ("lawful", "unlawful", "unchanged", "agricultural_adjustment", "temporary_use", "other", "manual")
TYPES = ("used_without_applying", "used_while_applying", "used_without_supply", "fraud", "changed_use", UNKNOWN)


@st.composite
def counties(draw) -> list[Judged]:
    judged = []
    for number in range(draw(st.integers(1, 12))):
        area = draw(st.none() | st.decimals("0.01", "90", places=2).map(str))
        facts = {
            "finding": draw(st.sampled_from(FINDINGS)),
            "violation_type": draw(st.sampled_from(TYPES)),
            "handling": draw(st.sampled_from(("filed", "none", "not_filed", UNKNOWN))),
            "patrol_found": draw(st.sampled_from((True, False, UNKNOWN))),
            "settled": draw(st.sampled_from((True, False, UNKNOWN))),
            "user_kind": draw(st.sampled_from(("government", "enterprise", "individual", UNKNOWN))),
            "plan_state": draw(st.sampled_from(("conforming", "breaching", UNKNOWN))),
            "use_date": draw(st.sampled_from((PartialDate(2024, 3), PartialDate(2023), UNKNOWN))),
        }
        judged.append(part(number, area, area or "0", draw(st.sampled_from("123")), **facts))
    return judged


@given(counties())
@settings(max_examples=25, deadline=None)
def test_whatever_the_county_the_figures_agree_with_its_parts_and_none_is_loose(judged):
    figures = [dict(f) for f in figures_of([j.facts for j in judged], AreaUnit.MU)]
    reference = Reference(list(zip([j.facts for j in judged], figures, strict=True)))
    for report in composed(judged):
        assert loose_numbers(report) == []
        for figure in stated(report):
            expected = reference.value(figure)
            assert expected is None or figure.value == expected, figure.id


# What nobody knows -------------------------------------------------------------------------------------------------


def test_a_missing_register_is_told_and_never_read_as_nought():
    judged = [unlawful(n, area="2.00") for n in range(4)]
    text = text_of(composed(judged, missing=("cases", "patrol"))[1])
    assert "未提供查处台账，制止、立案、处罚、执行和责任追究情况暂不能统计" in text
    assert "未提供动态巡查台账，发现率暂不能统计" in text
    assert not re.search(r"(?<!\d)0\.00%", text)


def test_a_no_of_the_field_sheet_is_no_knowledge_where_the_patrol_ledger_is_missing():
    judged = [unlawful(n, area="2.00", patrol_found=False) for n in range(4)]
    text = text_of(composed(judged, missing=("patrol",))[1])
    assert "未提供动态巡查台账，发现率暂不能统计" in text
    assert "发现率偏低" not in text


def test_a_register_that_tells_of_none_is_read_as_none():
    judged = [unlawful(n, area="2.00", patrol_found=False, handling="filed", settled=False) for n in range(4)]
    text = text_of(composed(judged)[1])
    assert "动态巡查已发现0宗，发现率按宗数为0.00%" in text


def test_a_county_without_unlawful_land_makes_no_claims_about_it():
    reports = composed([part(1, finding="unchanged"), part(2, None, finding="manual")])
    text = text_of(reports[1])
    assert "尚未认定违法用地" in text
    assert "未报即用" not in text
    assert not [b for b in reports[1].blocks if isinstance(b, Case | Chart | Table)]


def test_an_empty_campaign_has_its_reports_too():
    reports = composed([])
    assert "尚未认定新增建设用地" in text_of(reports[0])
    assert all(loose_numbers(report) == [] for report in reports)


def test_undecided_and_unmeasured_plots_are_said_plainly(reports):
    assert "尚有1宗待核实" in text_of(reports[0])
    assert "面积待测的1宗（含待核实地块）只计宗数，未计入面积" in text_of(reports[0])


# What a person must do ---------------------------------------------------------------------------------------------


def test_what_a_person_must_write_is_listed_with_its_place(reports):
    for report in reports:
        blocks = [b for b in report.blocks if isinstance(b, Paragraph)]
        wanted = [span.text for block in blocks for span in block.spans if isinstance(span, ToWrite)]
        assert [blank.text for blank in report.to_write] == wanted
        assert [blank.number for blank in report.to_write] == list(range(1, len(wanted) + 1))
    assert reports[0].to_write[0].place == "一、（一）组织领导"


def test_causes_and_measures_are_drafts_and_follow_from_the_figures(reports):
    drafts = {b.id: b.text for b in reports[0].blocks if isinstance(b, Paragraph) and b.drafted}
    assert {"causes.supply", "measures.supply", "measures.filing"} <= set(drafts)
    assert "causes.patrol" in drafts  # found by patrol: one of five
    found = [unlawful(n, area="2.00", patrol_found=True, handling="filed", settled=True) for n in range(3)]
    drafts = {b.id for b in composed(found)[0].blocks if isinstance(b, Paragraph) and b.drafted}
    assert not drafts & {"causes.patrol", "measures.patrol", "causes.supply", "measures.supply"}


# Typical cases -----------------------------------------------------------------------------------------------------


def test_typical_cases_are_chosen_by_the_printed_rule(reports):
    cases = [b for b in reports[1].blocks if isinstance(b, Case)]
    assert [(case.key[0][-4:], case.kind) for case in cases] == [
        ("0007", "占用永久基本农田面积最大"),
        ("0003", "已处理到位的违法用地中面积最大"),
        ("0004", "尚未立案处理的违法用地中面积最大"),
        ("0005", "其余违法用地中面积最大"),
    ]
    assert "各取面积最大的一宗" in text_of(reports[1])
    assert "应缴罚款25.00万元，尚未缴纳" in cases[0].story.text


def test_a_private_person_is_not_named(reports):
    for report in reports:
        whole = text_of(report) + "".join(str(b) for b in report.blocks if isinstance(b, Case))
        assert "王小二" not in whole
    assert "王某某" in next(b for b in reports[1].blocks if isinstance(b, Case) and b.number == 3).title


@pytest.mark.parametrize(
    ("user", "kind", "shown"),
    [
        ("甲公司", "enterprise", "甲公司"),
        ("王小二", "individual", "王某某"),
        ("王小二", UNKNOWN, "王某某"),
        ("丙村委会", UNKNOWN, "丙村委会"),
        ("某村民8", "individual", "某某（个人）"),
        (UNKNOWN, UNKNOWN, ""),
    ],
)
def test_who_is_named_and_who_is_not(user, kind, shown):
    organisations = read_reports(LAW).cases.organisations
    assert masked(Facts({"user": user, "user_kind": kind}), organisations) == shown


# Wording -----------------------------------------------------------------------------------------------------------


def test_half_width_signs_of_code_lists_become_those_of_running_text():
    assert in_full_width("限期拆除,恢复原状(练习)") == "限期拆除，恢复原状（练习）"
    assert in_full_width("《统计表式(省级)》(公开系统表式S2)") == "《统计表式（省级）》（公开系统表式S2）"
    assert in_full_width("GB/T 21010-2017, 2019") == "GB/T 21010-2017, 2019"


def test_points_are_counted_past_ten():
    assert [in_numerals(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("texts.yaml", '{title}{it.plots}宗、{it.area}亩"', '{title}{it.plots}宗、{itt.area}亩"', "itt"),
        ("summary_report.yaml", "{new.plots % monitored.plots}", "{new.plots ^ monitored.plots}", "new.plots ^"),
        ("summary_report.yaml", "{@causes}", "{@reasons}", "reasons"),
        ("figures.yaml", "form: unlawful_summary, column: unlawful}", "form: no_form, column: unlawful}", "no_form"),
        ("handling_report.yaml", "at_least: dominant_share", "at_least: most_share", "most_share"),
        ("typical_cases.yaml", "{fact.location}", "{fact.place_name}", "place_name"),
    ],
)
def test_wording_that_is_not_understood_is_refused_with_its_word(tmp_path, file, old, new, says):
    import shutil
    from importlib.resources import files

    book = tmp_path / "lawbook"
    shutil.copytree(Path(str(files("tuban.lawbook"))), book, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = book / "reports" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawbookFault, match=says.replace("^", r"\^")):
        read_reports(load(book))


def test_a_division_lays_its_own_wording_on_top(tmp_path):
    from importlib.resources import files

    own = tmp_path / "reports"
    own.mkdir()
    shipped = Path(str(files("tuban.lawbook"))) / "reports/handling_report.yaml"
    text = shipped.read_text(encoding="utf-8").replace("尚未认定违法用地", "没有违法用地")
    (own / "handling_report.yaml").write_text(text, encoding="utf-8")
    law = load(local=tmp_path)
    reports = compose_reports([], fill_forms([], UNITS, law), [], law, ABOUT)
    assert "没有违法用地" in text_of(reports[1])
    assert law.edition != LAW.edition
    (own / "handling_report.yaml").rename(own / "handling_reprot.yaml")
    with pytest.raises(LawbookFault, match="handling_report"):
        load(local=tmp_path)


def test_a_blank_that_is_no_name_is_refused():
    from tuban.rules.reports.templates import read_template

    with pytest.raises(BlankNotUnderstood):
        read_template("共{未知}宗", "here")


def test_no_wording_holds_a_number_of_its_own():
    """A figure is never typed by hand: the sentences of the lawbook hold no digit."""
    book = read_reports(LAW)
    sentences = [s for report in book.reports for s in report.opening]
    blocks = [
        b for report in book.reports for chapter in report.chapters for sec in chapter.sections for b in sec.blocks
    ]
    sentences += [s for block in blocks for s in block.sentences] + [*book.cases.story, *book.cases.brief]
    pieces = [p for s in sentences for v in s.variants for p in v.say if isinstance(p, str)]
    pieces += [p for one in book.lists.values() for p in one.item if isinstance(p, str)]
    assert not [piece for piece in pieces if any(letter.isdigit() and letter.isascii() for letter in piece)]
