"""Whose hands the lawbook means, in the practice county."""

from __future__ import annotations

from datetime import date

import pytest

from tuban.rules.procedures import Hands
from tuban.workflow.organisations.hands import holders

DAY = date(2024, 6, 3)
TOWNSHIP = "990101001"


@pytest.fixture
def names(county):
    def named(*args, on=DAY, **kwargs) -> set[str]:
        found = holders(Hands(*args, **kwargs), area_code=TOWNSHIP, is_practice=True, on=on)
        return {one.person.username for one in found}

    return named


def test_a_duty_and_a_role_name_the_post_of_the_county(names):
    assert names(("county",), "enforcement", ("section_leader",)) == {"guzhang"}


def test_a_township_is_meant_by_the_place_alone(names):
    assert names(("township", "zone"), roles=("clerk", "leader")) == {"xiang01", "zhen01"}


def test_units_of_several_levels_are_meant_together(names):
    assert names(("county", "city"), roles=("reviewer", "leader")) >= {"shi", "juzhang"}


def test_nobody_holds_a_post_before_it_was_given(names):
    assert names(("county",), "enforcement", on=date(2000, 1, 1)) == set()
