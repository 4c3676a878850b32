"""A city with the practice county, one neighbour that works here, and two counties that come as packages."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.workflow.neighbours import Neighbours, packed
from tests.workflow.submission.conftest import planned_disc
from tests.workflow.submission.going_up import found_all

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Unit

SEALED = datetime(2024, 10, 12, tzinfo=UTC)
_KEPT: list[Neighbours] = []
__all__ = ["above", "discs", "planned_disc"]


@pytest.fixture(scope="session")
def discs(tmp_path_factory) -> Neighbours:
    """The discs of neighbours, each read once, whoever imports this."""
    if not _KEPT:
        _KEPT.append(Neighbours(tmp_path_factory.mktemp("counties")))
    return _KEPT[0]


@pytest.fixture
def above(county, discs, planned_disc, acting) -> SimpleNamespace:
    """The practice county with findings, a neighbour without, one by package, and one of another city by package."""
    neighbours = discs
    planned_disc.load()
    campaign = Campaign.objects.get()
    found_all(acting)
    city, province = Unit.objects.get(code="9901"), Unit.objects.get(code="99", level="province")
    beside = neighbours.works_here("990102")
    packages = {
        code: packed(beside, to, sealed_at=SEALED, code=code) for code, to in (("990103", city), ("990201", province))
    }
    return SimpleNamespace(
        campaign=campaign, beside=beside, city=acting("shi"), province=acting("sheng"), ministry=acting("bu"),
        acting=acting, packages=packages, neighbours=neighbours, city_unit=city,
    )  # fmt: skip
