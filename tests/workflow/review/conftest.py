"""Patches of the very small county, visited and measured, with the people who review them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.workflow.small_disc import OTHER, SPLIT, OpenedDisc, small_disc

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch

DEPARTMENTS = {"planning": "guihua", "cadastre": "diji", "farmland": "gengbao", "enforcement": "zhifa"}


@pytest.fixture(scope="session")
def measured_disc(tmp_path_factory) -> OpenedDisc:
    """The very small county, whose other patch was measured in the field."""
    folder = tmp_path_factory.mktemp("measured")
    return OpenedDisc(small_disc(folder / "盘", measured=True), folder / "opened")


@pytest.fixture
def office(county, measured_disc, acting) -> SimpleNamespace:
    """The office with its patches: ``unlawful``, ``lawful``, and one that nobody visited (``unclear``)."""
    measured_disc.load()
    patches = Patch.objects.select_related("campaign")
    return SimpleNamespace(
        campaign=Campaign.objects.get(),
        unlawful=patches.get(number=OTHER),
        lawful=patches.get(number=SPLIT, part_number="1"),
        unclear=patches.filter(proposed_finding="manual").first(),
        chair=acting("juzhang"),
        organiser=acting("zuzhi"),
        enforcement=acting("zhifa"),
        departments={duty: acting(name) for duty, name in DEPARTMENTS.items()},
    )
