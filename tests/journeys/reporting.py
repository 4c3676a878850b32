"""Work that a journey of reporting up takes as done: ``python -m tests.journeys.reporting STEP``.

- ``found``: every patch has a finding, and the results are written;
- ``mended``: what came back has its finding again, and the results are written anew.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from tuban.site.opening import open_office


def do(step: str) -> str:
    """Do a step; returns the number of a patch."""
    from tests.journeys.seed import acting
    from tests.workflow.submission.going_up import found_all, written

    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.review.findings.actions import reopen, take_finding
    from tuban.workflow.review.models import Return

    campaign = Campaign.objects.get()
    if step == "found":
        found_all(acting)
    for row in Return.objects.filter(answered_at=None) if step == "mended" else ():
        patch: Any = Patch.objects.select_related("campaign").get(pk=row.patch_id)
        reopen(patch, by=acting("zuzhi"), expected_version=patch.version, because="new_evidence", reason="照片已补拍")
        patch = Patch.objects.select_related("campaign").get(pk=row.patch_id)
        take_finding(patch, by=acting("zhifa"), expected_version=patch.version, finding="unchanged")
    written(campaign, acting("zuzhi"))
    return str(
        Patch.objects.filter(campaign=campaign).exclude(part_number="").order_by("number", "part_number").first()
    )


if __name__ == "__main__":
    os.environ.setdefault("TUBAN_PRACTICE", "1")
    open_office(practice=True)
    print(do(sys.argv[1]))
