"""A small county whose patches all have a finding, ready to be sealed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.workflow.small_disc import OpenedDisc, small_disc
from tests.workflow.submission.going_up import found_all, written

from tuban.workflow.campaigns.models import Campaign

_OPENED: list[OpenedDisc] = []


@pytest.fixture(scope="session")
def planned_disc(tmp_path_factory) -> OpenedDisc:
    """The very small county with a plan for all of its ground: read once, whoever imports this."""
    if not _OPENED:
        folder = tmp_path_factory.mktemp("planned")
        _OPENED.append(OpenedDisc(small_disc(folder / "盘", planned=True), folder / "opened"))
    return _OPENED[0]


@pytest.fixture
def ready(county, planned_disc, acting) -> SimpleNamespace:
    """Every patch was found unchanged and the results are written; nothing is explained yet."""
    planned_disc.load()
    campaign = Campaign.objects.get()
    found_all(acting)
    written(campaign, acting("zuzhi"))
    campaign.refresh_from_db()
    return SimpleNamespace(
        campaign=campaign, organiser=acting("zuzhi"), leader=acting("juzhang"), city=acting("shi"),
        province=acting("sheng"), ministry=acting("bu"), acting=acting,
        disc=planned_disc,
    )  # fmt: skip
