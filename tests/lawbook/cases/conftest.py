"""What the worked cases of the law share: the lawbook, a campaign, and a part to start from."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from tuban.rules import rulebook as rulebooks
from tuban.rules.judgement import CampaignContext, Judgement, judge
from tuban.rules.rulebook import Rulebook
from tuban.values.area import ZERO, Area
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts

Judged = Callable[..., Judgement]
REGISTERS = ("conversion", "expropriation", "supply", "early_use", "temporary", "facility", "registration")


def mu(number: str | int | float) -> Area:
    """An area in 亩."""
    return Area.from_mu(str(number))


def day(text: str) -> PartialDate:
    """A date that may be only a month."""
    return PartialDate.parse(text)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return rulebooks.load()


@pytest.fixture(scope="session")
def judged(rulebook: Rulebook) -> Judged:
    """Judge a part of the practice county: new construction on 6.00 亩 of which 4.00 cultivated, all registers seen."""

    def judged_(area: str | int | float = 6, *, year: int = 2024, **facts: Any) -> Judgement:
        whole = mu(area)
        told: dict[str, Any] = {
            "patch_number": "990101SJBG24000001",
            "patch_list": "suspected",
            "image_before": day("2023-10"),
            "image_after": day("2024-10"),
            "monitored_area": whole,
            "geometry_area": whole,
            "agricultural_area": whole,
            "cultivated_area": whole * Fraction(2, 3),
            "construction_area": ZERO,
            "unused_area": ZERO,
            "basic_farmland_area": ZERO,
            "plan_conforming_area": whole,
            "plan_breaching_area": ZERO,
            "papers_on_disc": REGISTERS,
            "approvals": (),
            "city_accepted_on": None,
            "ground_state": "new_construction",
            "visited_on": day("2024-11-05"),
        }
        return judge(Facts({**told, **facts}), rulebook, campaign=CampaignContext(year, "990101"))

    return judged_
