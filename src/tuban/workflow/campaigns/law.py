"""The lawbook that a campaign is judged by: the product's, what the installation lays on top, then the campaign's own
values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tuban.rules.campaign_values import with_campaign_values
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.installed_lawbook import installed_lawbook


def rulebook_of(campaign: Campaign | None) -> Rulebook:
    """Return the lawbook of a campaign; without one, that of the installation.

    Raises LawbookFault, NoSuchParameter, CampaignValueUnfit: nothing is judged by values that are not understood.
    """
    return rulebook_with({}, "") if campaign is None else rulebook_with(campaign.parameters, campaign.area_code)


def rulebook_with(parameters: Mapping[str, Any], area_code: str) -> Rulebook:
    """Return the lawbook of the installation with such values on top; also to try them before they are kept."""
    base = installed_lawbook()
    return _laid(base.edition, json.dumps(parameters, sort_keys=True), area_code) if parameters else base


@lru_cache(maxsize=16)
def _laid(_edition: str, parameters: str, area_code: str) -> Rulebook:
    return with_campaign_values(rulebook_with({}, ""), json.loads(parameters), region=area_code)
