"""K30: the norm says n₁, this year's notice n₂, the city is stricter with n₃."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tuban.rules import rulebook as rulebooks
from tuban.rules.explain import sentences
from tuban.rules.judgement import CampaignContext, judge
from tuban.rules.parameters import ParameterValue
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import parse
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts
from tuban.values.papers import Paper

LAYERED = """
title: 用地面积超过批准面积的容许比例
unit: share
dated_by: campaign
stricter: {stricter}
in_force:
  2010-01-01: {{value: 0.15, cites: [norm-2010-21]}}
scoped:
  - layer: notice
    overrides: norm
    because: 二者不一致的，以《通知》为准
    in_force:
      2012-01-20: {{value: 0.12, cites: [notice-2012-16], until: 2012-12-31}}
  - layer: city
    where: {{region: "9901"}}
    overrides: notice
    because: 市级方案从严
    in_force:
      2012-01-01: {{value: {city}, cites: [seed-5], until: 2012-12-31}}
"""
Resolve = Callable[..., ParameterValue]


@pytest.fixture(name="resolved")
def _resolved(rulebook: Rulebook) -> Resolve:
    def resolved(day: str = "2012-12-31", region: str = "990101", stricter: str = "lower", city: float = 0.1) -> Any:
        from tuban.rules.parameters import read_parameter

        node = parse(LAYERED.format(stricter=stricter, city=city), shown_as="k30.yaml")
        return read_parameter("k30", node, rulebook.instruments).on(date.fromisoformat(day), region)

    return resolved


@pytest.mark.seed("L6")
def test_k30_the_stricter_city_prevails_and_the_values_below_are_kept(resolved: Resolve) -> None:
    value = resolved()
    assert (value.value, value.cites, value.layer) == (0.1, ("seed-5",), "city")
    assert [(one.layer, one.value, one.refused) for one in value.passed] == [
        ("norm", 0.15, False),
        ("notice", 0.12, False),
    ]


@pytest.mark.seed("L6")
@pytest.mark.parametrize(("stricter", "city"), [("lower", 0.2), ("higher", 0.1), ("never", 0.1)])
def test_k30_where_the_city_may_not_be_so_the_notice_prevails(resolved: Resolve, stricter: str, city: float) -> None:
    value = resolved(stricter=stricter, city=city)
    assert (value.value, value.cites) == (0.12, ("notice-2012-16",))
    assert [one.refused for one in value.passed if one.layer == "city"] == [True]


@pytest.mark.seed("L6")
def test_k30_elsewhere_and_in_other_years_the_others_prevail(resolved: Resolve) -> None:
    assert resolved(region="980101").value == 0.12
    assert resolved(day="2011-12-31").value == 0.15
    assert resolved(day="2013-12-31").value == 0.15  # a notice of one year leaks into no other


@pytest.mark.seed("L6")
def test_k30_the_explanation_shows_what_was_overridden(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(Path(rulebooks.__file__).parents[1] / "lawbook", tmp_path / "lawbook")
    changed = tmp_path / "lawbook" / "parameters" / "coverage" / "quantity_tolerance.yaml"
    changed.write_text(LAYERED.format(stricter="lower", city=0.1), encoding="utf-8")
    rulebook = rulebooks.load(tmp_path / "lawbook")
    whole, used = Area.from_mu(6), PartialDate.parse("2012-05")
    papers = tuple(
        Paper(kind, kind, organ_level="state", date=PartialDate.parse("2011-05"), approved=whole, covered=whole)
        for kind in ("conversion", "supply")
    )
    facts = Facts(
        {"ground_state": "new_construction", "geometry_area": whole, "approvals": papers, "use_date": used,
         "used_as_approved": True}
    )  # fmt: skip
    found = judge(facts, rulebook, campaign=CampaignContext(2012, "990101"))
    said = next(line for line in sentences(found, rulebook) if "容许比例" in line)
    for words in ("10%", "15%", "12%", "市级方案从严", "国土资发〔2010〕21号", "国土资发〔2012〕16号", "替代了"):
        assert words in said
