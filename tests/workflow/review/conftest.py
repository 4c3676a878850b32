"""The very small county, and patches of it of which the field result is known or not."""

from __future__ import annotations

import pytest

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate


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
    from tuban.workflow.review.models import Arrangement

    Arrangement.objects.create(campaign=campaign, blind_share=0, control_share=0)
    return campaign
