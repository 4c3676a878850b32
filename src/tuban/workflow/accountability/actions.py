"""What people do: set the lists of units past a line down."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.accountability.lists import digest_of, lines_of, rows_of
from tuban.workflow.accountability.models import KeptList
from tuban.workflow.accountability.policies import may_keep_list
from tuban.workflow.accountability.standings import campaigns_together, standings
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting


class NothingToList(TubanError):
    """No unit has a ratio yet: nothing was built on cultivated land."""

    code = "accountability.nothing_to_list"
    hint = "Set the lists down once patches are compared."


@action("accountability.keep_list", policy=may_keep_list)
def keep_list(campaign: Campaign, *, by: Acting) -> KeptList:
    """Set the lists of the acting person's units down as they stand now. Raises NothingToList."""
    # Two who set down at once: the second waits for the first, and gets the next number.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    found = standings(by, campaign)
    if all(one.ratio.before is None for one in found):
        raise NothingToList
    together = campaigns_together(by, campaign)
    highest = found[0]
    rows, lines, at = rows_of(found), lines_of(found), timezone.now()
    earlier = KeptList.objects.filter(campaign=campaign, area_code=highest.code).aggregate(last=Max("number"))["last"]
    kept = KeptList.objects.create(
        campaign=campaign, area_code=highest.code, area_name=highest.name, number=(earlier or 0) + 1, at=at,
        lawbook_edition=rulebook_of(campaign).edition, rows=rows, lines=lines, by=by.person, post=by.post,
        digest=digest_of(rows, lines, campaigns=[str(one.pk) for one in together], at=at, area_code=highest.code),
    )  # fmt: skip
    kept.campaigns.set(together)
    note(list=kept.digest, number=kept.number)
    return kept
