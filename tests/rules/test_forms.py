"""Filling the statutory forms, against totals worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from tuban.rules import forms
from tuban.rules.forms import ReportingUnit
from tuban.rules.rulebook import load
from tuban.values.area import Area, AreaUnit
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN, Facts
from tuban.values.papers import Paper

COUNTY = {"county_code": "990101", "county_name": "示范县"}
GREEN = COUNTY | {"township_code": "990101100", "township_name": "青石镇"}
WHITE = COUNTY | {"township_code": "990101101", "township_name": "白水乡"}
UNITS = [ReportingUnit("990101", "示范县"), ReportingUnit("990101102", "红柳镇")]


@dataclass(frozen=True)
class Judged:
    facts: Facts


def part(number: str, where: dict, area: str | None, cultivated: str | None, **facts) -> Judged:
    """A judged part with its counted areas in 亩; None where nobody measured."""
    about = {"patch_number": number, "part_number": "", "patch_list": "suspected", **where, **facts}
    if area is not None:
        about["counted_area"] = Area.from_mu(area)
    if cultivated is not None:
        about["counted_cultivated_area"] = Area.from_mu(cultivated)
    return Judged(Facts(about))


PAPER = Paper(
    "conversion", "示政土〔2024〕3号", "示范省人民政府", "province", PartialDate(2024, 3, 5),
    approved=Area.from_mu("12.00"), approved_cultivated=Area.from_mu("6.00"), use="工业",
)  # fmt: skip
SUPPLY = Paper(
    "supply", "示供〔2024〕1号", "示范县人民政府", "county", PartialDate(2024, 4), Area.from_mu(0), method="auction"
)

RURAL = {"construction_class": "rural", "construction_subclass": "rural_housing", "key_project": "none"}
URBAN = {"construction_class": "urban", "construction_subclass": "urban_industry", "key_project": "none"}
ROAD = {"construction_class": "key_project", "construction_subclass": "key_road", "key_project": "state"}

# 青石镇: 2 lawful (10.00, 5.00), 2 unlawful (3.00, 1.00), 1 unchanged (2.00).
# 白水乡: 1 unlawful (4.50), 1 orchard (6.00), 1 facility (1.50), 1 unlawful not measured, 1 that nobody judged (0.80).
JUDGED = [
    part(
        "1001",
        GREEN,
        "10.00",
        "6.00",
        finding="lawful",
        lawful_kind="approved_this_year",
        approvals=(PAPER, SUPPLY),
        plan_state="conforming",
    ),
    part(
        "1002",
        GREEN,
        "5.00",
        "0",
        finding="lawful",
        lawful_kind="approved_earlier",
        patch_list="earlier_approved",
        built_cultivated_area=Area.from_mu("2.25"),
        built_cultivated_basis="approval_survey",
        approvals=(PAPER,),
    ),
    part(
        "1003",
        GREEN,
        "3.00",
        "3.00",
        finding="unlawful",
        violation_type="used_without_applying",
        user_kind="individual",
        patrol_found=True,
        handling="filed",
        settled=True,
        case_closed=True,
        penalty_on=PartialDate(2024, 9, 1),
        fine_due=3000,
        fine_paid=3000,
        plan_state="breaching",
        basic_farmland_state="some",
        survey_comparison="inconsistent",
        counted_basic_farmland_area=Area.from_mu(1),
        **RURAL,
    ),
    part(
        "1004",
        GREEN,
        "1.00",
        "0.50",
        finding="unlawful",
        violation_type="used_while_applying",
        user_kind="enterprise",
        patrol_found=False,
        handling="not_filed",
        stop_notice_number="责停1号",
        plan_state="conforming",
        **URBAN,
    ),
    part("1005", GREEN, "2.00", "1.00", finding="unchanged", pseudo_change_cause="shadow"),
    part(
        "2001",
        WHITE,
        "4.50",
        "4.00",
        finding="unlawful",
        violation_type="changed_use",
        user_kind="government",
        patrol_found=True,
        handling="filed",
        settled=False,
        fine_due=9000,
        fine_paid=1000,
        demolished_area=Area.from_m2(120),
        plan_state="conforming",
        **ROAD,
    ),
    part("2002", WHITE, "6.00", "6.00", finding="agricultural_adjustment"),
    part("2003", WHITE, "1.50", "0.20", finding="facility_agriculture"),
    part(
        "2004",
        WHITE,
        None,
        None,
        finding="unlawful",
        violation_type="illegal_approval",
        user_kind="government",
        handling="none",
        plan_state="conforming",
        **URBAN,
    ),
    part("2005", WHITE, "0.80", "0.80", finding="manual"),
]


@pytest.fixture(scope="module")
def rulebook():
    return load()


@pytest.fixture(scope="module")
def filled(rulebook):
    return {form.id: form for form in forms.fill_forms(JUDGED, UNITS, rulebook)}


def figure(form, column: str, row: str = "*"):
    """The value in the row with this code ("*" for the total)."""
    for found, cell in form.column(column):
        if (found.level == 0 and row == "*") or found.code == row:
            return cell.value
    raise KeyError((column, row))


def row_of(form, column: str):
    """The values of a column from the total down: total, 青石镇, 白水乡, 红柳镇."""
    return [cell.value for _, cell in form.column(column)]


def mu(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.seed("S3")
def test_unlawful_land_by_violation_type(filled):
    form = filled["unlawful_summary"]
    assert form.title == "违法用地数据汇总表"
    assert row_of(form, "unlawful.plots") == [4, 2, 2, 0]
    assert row_of(form, "unlawful.area") == mu("8.50", "4.00", "4.50", "0.00")
    assert row_of(form, "unlawful.cultivated") == mu("7.50", "3.50", "4.00", "0.00")
    assert row_of(form, "illegal_occupation.plots") == [2, 2, 0, 0]
    assert row_of(form, "used_before_approval.area") == mu("4.00", "4.00", "0.00", "0.00")
    assert row_of(form, "used_without_applying.cultivated") == mu("3.00", "3.00", "0.00", "0.00")
    assert row_of(form, "used_while_applying.area") == mu("1.00", "1.00", "0.00", "0.00")
    assert row_of(form, "changed_use.area") == mu("4.50", "0.00", "4.50", "0.00")
    assert row_of(form, "illegal_approval.plots") == [1, 0, 1, 0]
    assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S2")
def test_the_summary_of_the_inspection_keeps_every_patch_in_one_class(filled):
    form = filled["inspection_summary"]
    assert row_of(form, "monitored.plots") == [10, 5, 5, 0]
    assert row_of(form, "monitored.area") == mu("33.80", "21.00", "12.80", "0.00")
    assert row_of(form, "monitored.cultivated") == mu("21.50", "10.50", "11.00", "0.00")
    assert row_of(form, "new_construction.area") == mu("23.50", "19.00", "4.50", "0.00")
    assert row_of(form, "lawful.plots") == [2, 2, 0, 0]
    assert row_of(form, "unlawful.plots") == [4, 2, 2, 0]
    assert row_of(form, "adjustment.area") == mu("7.50", "0.00", "7.50", "0.00")
    assert row_of(form, "facility.area") == mu("1.50", "0.00", "1.50", "0.00")
    assert row_of(form, "unchanged.area") == mu("2.00", "2.00", "0.00", "0.00")
    assert row_of(form, "pending.plots") == [1, 0, 1, 0]
    assert row_of(form, "pending.area") == mu("0.80", "0.00", "0.80", "0.00")
    assert row_of(form, "approved_this_year.area") == mu("10.00", "10.00", "0.00", "0.00")
    assert row_of(form, "basic_farmland.area") == mu("3.00", "3.00", "0.00", "0.00")
    assert row_of(form, "cause_shadow.plots") == [1, 1, 0, 0]
    assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S4")
def test_unlawful_land_is_classified_five_ways_and_each_way_sums_to_the_same_total(filled):
    form = filled["unlawful_classification"]
    for column in ("by_user", "by_class", "by_land", "by_plan", "by_type"):
        assert row_of(form, f"{column}.plots") == [4, 2, 2, 0]
        assert row_of(form, f"{column}.area") == mu("8.50", "4.00", "4.50", "0.00")
    assert [figure(form, f"{who}.area") for who in ("government", "enterprise", "collective", "individual")] == mu(
        "4.50", "1.00", "0.00", "3.00"
    )
    assert [figure(form, f"{kind}.plots") for kind in ("rural", "urban", "key_project")] == [1, 2, 1]
    assert figure(form, "land_cultivated.area") == Decimal("7.50")
    assert figure(form, "land_basic.area") == Decimal("1.00")
    assert figure(form, "land_unknown.area") == Decimal("1.00")
    assert (figure(form, "conforming.area"), figure(form, "breaching.area")) == (Decimal("5.50"), Decimal("3.00"))
    assert figure(form, "type_before.plots") == 2
    assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S5")
@pytest.mark.seed("S6")
@pytest.mark.seed("S7")
def test_shares_of_rural_urban_and_key_project_violations(filled):
    rural, urban, key = (filled[f"{kind}_shares"] for kind in ("rural", "urban", "key_project"))
    assert (figure(rural, "plots", "rural"), figure(rural, "area", "rural_housing")) == (1, Decimal("3.00"))
    assert figure(rural, "plots_share", "rural_housing") == Decimal("25.00")
    assert figure(rural, "area_share", "rural_housing") == Decimal("35.29")  # 3.00 / 8.50
    assert figure(rural, "cultivated_share", "rural") == Decimal("40.00")  # 3.00 / 7.50
    assert (figure(urban, "plots", "urban_industry"), figure(urban, "area", "urban_industry")) == (2, Decimal("1.00"))
    assert figure(urban, "plots_share", "urban") == Decimal("50.00")
    assert (figure(key, "area", "state_road"), figure(key, "plots", "provincial")) == (Decimal("4.50"), 0)
    assert figure(key, "area_share", "state") == Decimal("52.94")  # 4.50 / 8.50
    for form in (rural, urban, key):
        assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S8")
def test_handling_of_violations_with_rates(filled):
    form = filled["handling_summary"]
    assert row_of(form, "patrol_found.plots") == [2, 1, 1, 0]
    assert row_of(form, "stopped.plots") == [1, 1, 0, 0]
    assert row_of(form, "to_be_filed.plots") == [3, 1, 2, 0]
    assert row_of(form, "filed.plots") == [2, 1, 1, 0]
    assert row_of(form, "decided.plots") == [1, 1, 0, 0]
    assert row_of(form, "fine_due.money") == mu("12000.00", "3000.00", "9000.00", "0.00")
    assert row_of(form, "demolished.floor") == mu("120.00", "0.00", "120.00", "0.00")
    assert row_of(form, "settled.area") == mu("3.00", "3.00", "0.00", "0.00")
    assert row_of(form, "discovery_rate") == [*mu("50.00", "50.00", "50.00"), None]
    assert row_of(form, "discovery_rate_area") == [*mu("88.24", "75.00", "100.00"), None]  # 7.50 / 8.50
    assert row_of(form, "filing_rate") == [*mu("66.67", "100.00", "50.00"), None]
    assert row_of(form, "settlement_rate") == [*mu("50.00", "100.00", "0.00"), None]
    assert row_of(form, "closing_rate") == [*mu("50.00", "100.00", "0.00"), None]
    assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S1")
def test_the_list_of_change_patches_has_its_38_columns_marks_and_flags(filled):
    form = filled["change_patch_statistics"]
    section = form.sections[0]
    assert len(section.columns) == 36  # and two in the footer: 填表机关, 填表日期
    assert (form.unit_title, "填表日期" in form.signatures) == ("填表机关", True)
    by_number = {row.title: row for row in section.rows if row.kind == "part"}
    assert section.cell(by_number["1003"], "patch").text == "※1003"
    assert section.cell(by_number["1001"], "patch").text == "1001"
    flags = {"used_without_applying", "breaches_plan", "basic_farmland", "patrol_found"}
    ticked = {c.id for c in section.columns if c.kind == "flag" and section.cell(by_number["1003"], c.id).text == "√"}
    assert ticked == flags
    lawful = by_number["1001"]
    assert section.cell(lawful, "conversion_paper").text == "示范省人民政府\n2024-03-05\n示政土〔2024〕3号"
    assert section.cell(lawful, "supply_method").text == "招标拍卖挂牌出让"
    assert section.cell(lawful, "planned_use").text == "建设用地"
    assert section.cell(by_number["2004"], "used").text == "待测"
    totals = [(row.kind, section.cell(row, "used").value) for row in section.rows if row.kind != "part"]
    assert totals == [("subtotal", Decimal("21.00")), ("subtotal", Decimal("12.80")), ("total", Decimal("33.80"))]
    assert all(check.passed and check.compared for check in form.checks)


@pytest.mark.seed("S11")
def test_the_register_of_earlier_approved_plots_shows_the_cultivated_land_under_what_was_built(filled):
    section = filled["earlier_approved_register"].sections[0]
    assert [row.kind for row in section.rows] == ["part", "subtotal", "total"]
    only = section.rows[0]
    assert section.cell(only, "patch").text == "PJ 1002"
    assert section.cell(only, "approval_number").text == "示政土〔2024〕3号"
    assert section.cell(only, "approved").value == Decimal("12.00")
    assert section.cell(only, "built_cultivated").value == Decimal("2.25")
    assert section.cell(only, "basis").text == "套合勘测定界图"
    assert section.cell(section.rows[-1], "built_cultivated").value == Decimal("2.25")


def test_an_unmeasured_part_is_counted_but_never_a_silent_zero(filled):
    form = filled["unlawful_summary"]
    cell = next(cell for row, cell in form.column("illegal_approval.area") if row.code == "990101101")
    assert (cell.value, cell.text, cell.unmeasured) == (None, "1宗待测", 1)
    total = next(cell for row, cell in form.column("unlawful.area") if row.level == 0)
    assert (total.value, total.text) == (Decimal("8.50"), "8.50*")
    assert any("待测" in note for note in form.notes)


def test_every_number_can_be_opened_to_its_patches(filled):
    form = filled["unlawful_summary"]
    cell = next(cell for row, cell in form.column("unlawful.plots") if row.code == "990101100")
    assert cell.keys == (("1003", ""), ("1004", ""))


def test_a_share_of_nothing_is_blank_and_not_zero_per_cent(rulebook):
    lawful_only = [judged for judged in JUDGED if judged.facts["finding"] == "lawful"]
    filled = {form.id: form for form in forms.fill_forms(lawful_only, UNITS, rulebook)}
    cells = [cell for _, cell in filled["rural_shares"].column("area_share")]
    assert {(cell.value, cell.text) for cell in cells} == {(None, "")}


def test_other_units_print_other_numbers_from_the_same_areas(rulebook):
    form = forms.fill("unlawful_summary", JUDGED, UNITS, rulebook, area_unit=AreaUnit.HECTARE)
    assert figure(form, "unlawful.area") == Decimal("0.5667")
    assert form.unit_line == "单位：宗、公顷"


def test_a_violation_without_a_type_fails_the_identity_and_names_the_patch(rulebook):
    untyped = part("3001", WHITE, "1.00", "0.00", finding="unlawful", violation_type=UNKNOWN)
    filled = {form.id: form for form in forms.fill_forms([*JUDGED, untyped], UNITS, rulebook)}
    check = next(c for c in filled["unlawful_summary"].checks if c.id == "four_kinds")
    assert not check.passed
    assert ("3001", "") in check.keys
    assert any("≠" in failure for failure in check.failures)


def test_a_part_is_not_held_against_a_whole_that_is_not_measured_yet(rulebook):
    built = {"finding": "lawful", "lawful_kind": "approved_earlier", "patch_list": "earlier_approved"}
    unmeasured = part("5001", WHITE, None, None, **built, built_cultivated_area=Area.from_mu("1.00"))
    register = forms.fill("earlier_approved_register", [unmeasured], UNITS, rulebook)
    assert all(check.passed for check in register.checks)
    known = part("5001", WHITE, "0.50", None, **built, built_cultivated_area=Area.from_mu("1.00"))
    register = forms.fill("earlier_approved_register", [known], UNITS, rulebook)
    assert [check.id for check in register.checks if not check.passed] == ["cultivated_within"]


def test_nothing_inspected_gives_empty_forms_that_still_add_up(rulebook):
    filled = forms.fill_forms([], UNITS, rulebook)
    assert all(check.passed for form in filled for check in form.checks)
    summary = next(form for form in filled if form.id == "inspection_summary")
    assert row_of(summary, "monitored.plots") == [0, 0]


def test_parts_of_no_known_township_keep_a_row_of_their_own(rulebook):
    lost = part("4001", COUNTY, "2.00", "1.00", finding="lawful", lawful_kind="other")
    filled = {form.id: form for form in forms.fill_forms([*JUDGED, lost], UNITS, rulebook)}
    rows = [(row.title, cell.value) for row, cell in filled["inspection_summary"].column("monitored.area")]
    assert rows[0] == ("示范县合计", Decimal("35.80"))
    assert ("乡镇待定", Decimal("2.00")) in rows


def test_two_counties_sum_to_a_total_of_their_printed_figures(rulebook):
    other = {"county_code": "990102", "county_name": "练习县", "township_code": "990102100", "township_name": "东陵镇"}
    thirds = [
        part(
            f"5{n:03d}",
            where,
            None,
            None,
            finding="lawful",
            lawful_kind="other",
            counted_area=Area(Fraction(10000, 45)),
        )
        for n, where in enumerate([GREEN, WHITE, GREEN, other, other, other])
    ]
    form = next(f for f in forms.fill_forms(thirds, [], rulebook) if f.id == "inspection_summary")
    found = {row.title: cell.value for row, cell in form.column("monitored.area")}
    assert found["示范县"] + found["练习县"] == found["合计"] == Decimal("1.98")
    assert found["青石镇"] + found["白水乡"] == found["示范县"] == Decimal("0.99")


def test_a_split_patch_is_issued_once_and_counted_by_its_parts(rulebook):
    def piece(number: str, where: dict, area: str, **about) -> Judged:
        return part(
            number, where, area, "0", monitored_area=Area.from_mu(area), finding="lawful", lawful_kind="other", **about
        )

    split = [
        piece("6001", GREEN, "4.00", part_number="1"),
        piece("6001", WHITE, "5.00", part_number="2"),
        piece("6002", WHITE, "1.00", patch_list="outside"),
    ]
    form = forms.fill("inspection_summary", split, UNITS, rulebook)
    assert row_of(form, "issued.patches") == [1, 1, 0, 0]
    assert row_of(form, "issued_area.area") == mu("9.00", "4.00", "5.00", "0.00")
    assert row_of(form, "monitored.plots") == [3, 1, 2, 0]
    assert row_of(form, "outside.plots") == [1, 0, 1, 0]
