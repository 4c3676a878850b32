"""Lets people find something of a patch: what was found out is told, and enforcement takes the finding."""

from __future__ import annotations

from collections.abc import Callable

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.models import Arrangement, Finding
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.queries import Origin
from tuban.workflow.survey.telling import Telling

UNCHANGED = {"ground_state": "unchanged", "pseudo_change_cause": "shadow", "photo_count": 1}


def found_unchanged(patch: Patch, acting: Callable[[str], Acting]) -> Finding:
    """Let a patch be found unchanged; no department is asked."""
    patch = Patch.objects.select_related("campaign").get(pk=patch.pk)
    Arrangement.objects.update_or_create(campaign=patch.campaign, defaults={"duties": []})
    tell(
        patch, by=acting("waiye"), expected_version=patch.version,
        telling=Telling(UNCHANGED, (), Origin.FIELD, "外业手簿第 1 页"),
    )  # fmt: skip
    return take_finding(patch, by=acting("zhifa"), expected_version=patch.version, finding="unchanged")
