"""The practice county's organisations, and people of it who act."""

from __future__ import annotations

import pytest
from tests.workflow.days import TODAY
from tests.workflow.small_disc import OpenedDisc, small_disc

from tuban.workflow.campaigns.models import Campaign
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


@pytest.fixture(scope="session")
def disc(tmp_path_factory) -> OpenedDisc:
    """The disc of the very small county."""
    folder = tmp_path_factory.mktemp("disc")
    return OpenedDisc(small_disc(folder / "盘"), folder / "opened")


_MEASURED: list[OpenedDisc] = []


@pytest.fixture(scope="session")
def measured_disc(tmp_path_factory) -> OpenedDisc:
    """The very small county, whose other patch was measured in the field: read once, whoever imports this."""
    if not _MEASURED:
        folder = tmp_path_factory.mktemp("measured")
        _MEASURED.append(OpenedDisc(small_disc(folder / "盘", measured=True), folder / "opened"))
    return _MEASURED[0]


@pytest.fixture(scope="session")
def newer_disc(tmp_path_factory) -> OpenedDisc:
    """A newer edition of it: the survey has construction land below the patch of the other township."""
    folder = tmp_path_factory.mktemp("newer")
    return OpenedDisc(small_disc(folder / "盘", built_in_survey=True), folder / "opened")


@pytest.fixture
def campaign(county, disc) -> Campaign:
    """The practice campaign, loaded."""
    disc.load()
    return Campaign.objects.get()
