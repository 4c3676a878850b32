"""Rules about the whole campaign are not asked again for one patch alone: the dossier says of what day they are."""

from __future__ import annotations

import pytest
from tests.workflow.small_disc import OTHER

from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.workflow.comparison.actions import compare_again
from tuban.workflow.comparison.dossiers import problems_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db
OF_ALL = min(set(CAMPAIGN_RULES) - set(PART_RULES))


def test_what_was_carried_over_bears_the_day_on_which_it_was_asked(campaign, acting):
    patch = Patch.objects.get(number=OTHER)
    first = Comparison.objects.get(patch=patch, is_current=True)
    told = {"rule": OF_ALL, "severity": "warning", "message": "与另一图斑编号相同", "settled_by": "", "facts": []}
    # Of an earlier lawbook: so the comparison that is asked for now is written anew.
    Comparison.objects.filter(pk=first.pk).update(problems=[told], digest="0" * 64)
    assert [one["as_of"] for one in problems_of(patch)] == [None]

    compare_again(patch, by=acting("zhifa"), expected_version=patch.version, reason="")
    again = Comparison.objects.get(patch=patch, is_current=True)
    assert again.pk != first.pk
    days = {one["rule"]: one["as_of"] for one in problems_of(patch)}
    assert days.pop(OF_ALL) == first.at
    assert set(days.values()) <= {None}
