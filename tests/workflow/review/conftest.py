"""Patches of the very small county, visited and measured or not, with the people who review them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.workflow.conftest import measured_disc  # noqa: F401
from tests.workflow.small_disc import OTHER, SPLIT

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Arrangement

DEPARTMENTS = {"planning": "guihua", "cadastre": "diji", "farmland": "gengbao", "enforcement": "zhifa"}


@pytest.fixture
def office(county, measured_disc, acting) -> SimpleNamespace:  # noqa: F811
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


def patch_of(number: str, part: str = "") -> Patch:
    """Return a patch as it stands now."""
    rows = Patch.objects.select_related("campaign").filter(number=number, fate=Fate.ACTIVE)
    return rows.get(part_number=part) if part else rows.order_by("part_number")[0]


def let_field_find(patch: Patch, state: str) -> None:
    """Let the comparison of a patch say what the field found."""
    said = Comparison.objects.get(patch=patch, is_current=True)
    said.facts = {**said.facts, "ground_state": state}
    sources = {source: [name for name in names if name != "ground_state"] for source, names in said.sources.items()}
    said.sources = {**sources, "外业核查结果 第1行": ["ground_state"]}
    said.save(update_fields=["facts", "sources"])


@pytest.fixture
def campaign_of_four(campaign):
    """The campaign; nothing is drawn for a second reading unless a test says so."""
    Arrangement.objects.create(campaign=campaign, blind_share=0, control_share=0)
    return campaign
