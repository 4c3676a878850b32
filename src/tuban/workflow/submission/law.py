"""What the lawbook says of reporting up, and by which edition a seal was filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import CodeList
from tuban.workflow.campaigns.law import rulebook_with
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.installed_lawbook import installed_lawbook

FORM = "submission_sheet"
_REASONS, _PATCH_REASONS = "submission_reason", "return_reason"


def reasons() -> CodeList:
    """Return why a level above returns or reopens a submission as a whole."""
    return installed_lawbook().codelist(_REASONS)


def patch_reasons() -> CodeList:
    """Return why a patch of it is returned."""
    return installed_lawbook().codelist(_PATCH_REASONS)


def law_of_seal(campaign: Campaign, own_values: Mapping[str, Any]) -> Rulebook:
    """Return the lawbook with the values that a campaign laid on it then. Raises LawbookFault."""
    return rulebook_with(own_values, campaign.area_code)
