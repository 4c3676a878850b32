"""The outlines of the divisions of an overview, where the discs of this office have them."""

from __future__ import annotations

from tuban.workflow.overview.queries import Overview
from tuban.workflow.statistics.outlines import Outline, outlines_of, whole_of


def outlines_below(overview: Overview) -> list[Outline]:
    """Return the counties of an overview (of one county: its townships) in one working system: that of the first.

    A county of which no disc is here, or which is measured in another zone, has none.
    """
    campaigns = [one.campaign for one in overview.counties if one.campaign is not None]
    if overview.is_county:
        return [one for campaign in campaigns for one in outlines_of(campaign)]
    found = [
        one for campaign in campaigns if campaign.epsg == campaigns[0].epsg
        if (one := whole_of(campaign)) is not None
    ]  # fmt: skip
    return found if len(found) > 1 else []
