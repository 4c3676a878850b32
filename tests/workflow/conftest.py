"""The practice county's organisations, and people of it who act."""

from __future__ import annotations

import pytest
from tests.workflow.days import TODAY

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.organisations.queries import acting_as

TOWNSHIPS = [("990101001", "甲溪镇"), ("990101002", "乙岭镇"), ("990101011", "示范经济开发区")]


@pytest.fixture
def county(db) -> Unit:
    """The county of the practice tree, with two townships and a zone."""
    return found_practice(TOWNSHIPS, zones={"示范经济开发区": ("990101002005",)})


@pytest.fixture
def acting(county):
    """A function that returns the acting person of a sign-in name."""

    def as_person(username: str) -> Acting:
        found = acting_as(Person.objects.get(username=username), None, on=TODAY)
        assert found is not None
        return found

    return as_person
