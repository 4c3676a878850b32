"""How the reading of a campaign is arranged: shares and minutes that its organisers choose."""

from __future__ import annotations

from decimal import Decimal

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.review.models import Arrangement
from tuban.workflow.review.reading.policies import may_arrange

MOST_MINUTES = 60


class ArrangementUnfit(TubanError):
    """The reading cannot be arranged so: {why}."""

    code = "review.arrangement_unfit"
    hint = "Shares lie between 0 and 0.5, a lock lasts between 1 and 60 minutes."


class ArrangedMeanwhile(TubanError):
    """{campaign} was arranged otherwise meanwhile."""

    code = "review.arranged_meanwhile"
    hint = "Look at the values as they are now, then set yours if they are still right."


def arrangement_of(campaign: Campaign) -> Arrangement:
    """Return how the review of a campaign is arranged; as usual where nobody chose anything."""
    return Arrangement.objects.filter(campaign=campaign).first() or Arrangement(campaign=campaign)


@action("review.arrange_reading", policy=may_arrange)
def arrange_reading(
    campaign: Campaign, *, by: Acting, control_share: Decimal, blind_share: Decimal, lock_minutes: int,
    expected_version: int,
) -> Arrangement:  # fmt: skip
    """Set the share of control patches, the share of second readings and how long a lock lasts.

    Raises ArrangementUnfit, ArrangedMeanwhile.
    """
    most = Decimal("0.5")
    if not (0 <= control_share <= most and 0 <= blind_share <= most and 1 <= lock_minutes <= MOST_MINUTES):
        raise ArrangementUnfit(why=f"{control_share}, {blind_share}, {lock_minutes}")
    Campaign.objects.select_for_update().get(pk=campaign.pk)  # who arranges waits for who arranges
    arrangement = arrangement_of(campaign)
    if arrangement.version != expected_version:
        raise ArrangedMeanwhile(campaign=campaign)
    before = {
        "control_share": str(arrangement.control_share), "blind_share": str(arrangement.blind_share),
        "lock_minutes": arrangement.lock_minutes,
    }  # fmt: skip
    arrangement.control_share, arrangement.blind_share = control_share, blind_share
    arrangement.lock_minutes = lock_minutes
    arrangement.version += 1
    arrangement.save()
    note(before=before)
    return arrangement
