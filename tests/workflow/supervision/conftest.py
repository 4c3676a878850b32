"""Patches of the very small county with findings, and the people above it who supervise."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.workflow.rectification.conftest import found, measured_disc, office  # noqa: F401

from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding
from tuban.workflow.supervision import actions
from tuban.workflow.supervision.law import draw_law

KINDS = ("unchanged", "lawful", "agricultural_adjustment")


@pytest.fixture
def supervised(found, acting):  # noqa: F811
    """The county with a finding on every patch, and the bureau that has opened a supervision of it."""
    others = Patch.objects.filter(campaign=found.campaign, fate=Fate.ACTIVE, finding=None)
    for place, patch in enumerate(others):
        kind = KINDS[place % len(KINDS)]
        one = Finding.objects.get(pk=found.finding.pk)
        one.pk, one.patch, one.finding = None, patch, kind
        one.comparison = patch.comparisons.get(is_current=True)
        one._state.adding = True
        one.save(force_insert=True)
        Patch.objects.filter(pk=patch.pk).update(finding=kind)
    bureau = acting("ducha")
    supervision = actions.open_supervision(found.campaign, by=bureau)
    return SimpleNamespace(
        campaign=found.campaign, supervision=supervision, bureau=bureau, city=Person.objects.get(username="shi"),
        organiser=acting("zuzhi"), township=acting("xiang02"), law=draw_law(found.campaign), acting=acting,
    )  # fmt: skip
