"""The table of accountability ratios, against the worked example."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tuban.rules import forms
from tuban.rules.campaign import CampaignContext
from tuban.rules.forms import ReportingUnit
from tuban.rules.ratio import unlawful_ratio
from tuban.rules.rulebook import load
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts

COUNTY = {"county_code": "990101", "county_name": "示范县"}
GREEN = COUNTY | {"township_code": "990101100", "township_name": "青石镇"}
WHITE = COUNTY | {"township_code": "990101101", "township_name": "白水乡"}
UNITS = [ReportingUnit("990101", "示范县"), ReportingUnit("990101102", "红柳镇")]
EARLIER = {"finding": "lawful", "lawful_kind": "approved_earlier", "patch_list": "earlier_approved"}
DEDUCTED = {
    "deductible_cultivated_area": Area.from_mu(10),
    "deduction_basis": ("recultivated",),
    "recultivated_area": Area.from_mu(10),
    "recultivated_on": PartialDate(2024, 6, 1),
}


@dataclass(frozen=True)
class Judged:
    facts: Facts


def part(number: str, where: dict, area: str, cultivated: str, **facts) -> Judged:
    counted = {"counted_area": Area.from_mu(area), "counted_cultivated_area": Area.from_mu(cultivated)}
    return Judged(Facts({"patch_number": number, "part_number": "", **where, **counted, **facts}))


def row_of(form, column: str):
    return [cell.value for _, cell in form.column(column)]


def mu(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.seed("A-1")
def test_the_ratio_table_prints_the_worked_example_of_the_campaign():
    rulebook = load()
    campaign = CampaignContext(year=2024, region_code="990101")
    # 合法 180.00, 违法 40.00, 往年批而未用 20.00 亩; 10.00 deductible: 40/240 and 30/240 (worked by hand).
    judged = [
        part("1", GREEN, "200.00", "180.00", finding="lawful", lawful_kind="approved_this_year"),
        part("2", GREEN, "30.00", "30.00", finding="unlawful", violation_type="fraud", **DEDUCTED),
        part("3", WHITE, "10.00", "10.00", finding="unlawful", violation_type="fraud"),
        part("4", WHITE, "25.00", "0", **EARLIER, built_cultivated_area=Area.from_mu(20)),
    ]
    ratios = {
        code: unlawful_ratio(judged, rulebook, campaign=campaign, unit_code=code)
        for code in ("990101", "990101100", "990101101", "990101102")
    }
    form = forms.fill("accountability_ratios", judged, UNITS, rulebook, ratios=ratios)
    assert row_of(form, "construction") == mu("240.00", "210.00", "30.00", "0.00")
    assert row_of(form, "unlawful") == mu("40.00", "30.00", "10.00", "0.00")
    assert row_of(form, "earlier_approved") == mu("20.00", "0.00", "20.00", "0.00")
    assert row_of(form, "deducted") == mu("10.00", "10.00", "0.00", "0.00")
    assert row_of(form, "before") == [*mu("16.67", "14.29", "33.33"), None]
    assert row_of(form, "after") == [*mu("12.50", "9.52", "33.33"), None]
    assert any("依据" in note for note in form.notes)
    assert all(check.passed and check.compared for check in form.checks)
    cell = next(cell for row, cell in form.column("unlawful") if row.level == 0)
    assert cell.keys == (("2", ""), ("3", ""))


def test_a_city_adds_up_what_its_counties_print():
    rulebook = load()
    campaign = CampaignContext(year=2024, region_code="9901")
    other = {"county_code": "990102", "county_name": "练习县", "township_code": "990102100", "township_name": "东陵镇"}
    judged = [
        part("1", GREEN, "1.004", "1.004", finding="unlawful", violation_type="fraud"),
        part("2", other, "2.004", "2.004", finding="unlawful", violation_type="fraud"),
        part("3", other, "4.00", "4.00", finding="lawful", lawful_kind="other"),
    ]
    codes = ("9901", "990101", "990102", "990101100", "990102100")
    ratios = {code: unlawful_ratio(judged, rulebook, campaign=campaign, unit_code=code) for code in codes}
    form = forms.fill("accountability_ratios", judged, [], rulebook, ratios=ratios)
    assert [row.title for row, _ in form.column("unlawful")] == ["合计", "示范县", "青石镇", "练习县", "东陵镇"]
    assert row_of(form, "unlawful") == mu("3.00", "1.00", "1.00", "2.00", "2.00")
    assert row_of(form, "construction") == mu("7.00", "1.00", "1.00", "6.00", "6.00")
    assert row_of(form, "before")[0] == Decimal("42.86")  # 3.00 / 7.00, as a person with a calculator gets it
