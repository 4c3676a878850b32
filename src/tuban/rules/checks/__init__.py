"""The rule catalogue (R01–R40): what must hold before anything is reported.

``check_part`` looks at one judged patch part, ``check_campaign`` at all of them against what the campaign states about
itself. Titles, severities and sentences are data (``lawbook/checks.yaml``); what holds is a predicate per rule.
"""

from tuban.rules.checks.asking import (
    campaign_breaches,
    catalogue_of,
    check_campaign,
    check_part,
    part_breaches,
)
from tuban.rules.checks.field_list import Visit, field_list
from tuban.rules.checks.gate import Blocked, block_list, illegal_approvals
from tuban.rules.checks.totals import CampaignTotals, Figure, PlatformRecord, Quota, RectificationFigures

__all__ = [
    "Blocked",
    "CampaignTotals",
    "Figure",
    "PlatformRecord",
    "Quota",
    "RectificationFigures",
    "Visit",
    "block_list",
    "campaign_breaches",
    "catalogue_of",
    "check_campaign",
    "check_part",
    "field_list",
    "illegal_approvals",
    "part_breaches",
]
