"""The lawbook that a campaign is judged by."""

from __future__ import annotations

from functools import cache

from tuban.rules import rulebook
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.models import Campaign


def rulebook_of(_campaign: Campaign | None) -> Rulebook:
    """Return the lawbook of a campaign; without one, that of the product."""
    return _product()


@cache
def _product() -> Rulebook:
    return rulebook.load()
