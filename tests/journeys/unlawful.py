"""Lets enforcement take findings of unlawful use in the practice county: ``python -m tests.journeys.unlawful``.

The last line names a patch for each way that is proposed, with the corners of its outline in degrees, as JSON. With the
word ``leave`` the patches are only named, and their findings are left to whoever takes them; no department is asked.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.site.opening import open_office

WANTED = ("supply", "demolish")


def name(*, leave: bool) -> dict[str, Any]:
    """Return the patches; their findings are taken unless one is to ``leave`` them."""
    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.review.models import Arrangement

    for campaign in Campaign.objects.all():
        Arrangement.objects.update_or_create(campaign=campaign, defaults={"duties": []})
    with transaction.atomic():
        found = take()
        transaction.set_rollback(leave)
    return found


def take() -> dict[str, Any]:
    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.rectification.law import proposals_of
    from tuban.workflow.review.considering import consider
    from tuban.workflow.review.findings.actions import take_finding

    by = acting_as(Person.objects.get(username="zhifa"), None, on=timezone.localdate())
    assert by is not None
    found: dict[str, Any] = {}
    rows = Patch.objects.filter(fate="active", proposed_finding="unlawful", part_number="", finding=None)
    for patch in rows.select_related("campaign").order_by("number"):
        held = consider(patch, "unlawful")
        if len(held.patch.geometry) != 1 or held.objections or not held.proposed_violation_type:
            continue
        finding = take_finding(
            patch, by=by, expected_version=patch.version, finding="unlawful",
            violation_type=held.proposed_violation_type,
        )  # fmt: skip
        for one in proposals_of(finding):
            if one.way in WANTED and one.way not in found and one.way == proposals_of(finding)[0].way:
                ring = list(patch.geometry[0][0])[:-1]
                corners = "\n".join(f"{lon:.8f}, {lat:.8f}" for lon, lat in ring)
                found[one.way] = {
                    "uuid": str(patch.uuid), "number": str(patch), "unit": patch.managed_code, "corners": corners,
                    "cultivated_mu": float(patch.cultivated_mu or 0),
                }  # fmt: skip
        if len(found) == len(WANTED):
            break
    for one in found.values():
        clerk = Person.objects.filter(holdings__post__unit__code=one["unit"], username__startswith="xiang").first()
        one["clerk"] = clerk.username if clerk else ""
        one["leader"] = one["clerk"].replace("xiang", "zhen")
    return found


if __name__ == "__main__":
    open_office(practice=True)
    print(json.dumps(name(leave="leave" in sys.argv)))
