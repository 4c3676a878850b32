"""What is known of a patch without its field result: what a reader sees who is to judge from the images alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.judgement import Judgement, judge
from tuban.values.facts import Facts
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison

GROUND = "ground_state"
_MADE_HERE = ("derived", "decided")


def ground_state_in(facts: Mapping[str, Any]) -> str:
    """Return what the field found, of facts on the wire; empty where nobody told.

    >>> ground_state_in({"ground_state": "unchanged"}), ground_state_in({"ground_state": {"unknown": True}})
    ('unchanged', '')
    """
    told = facts.get(GROUND)
    return told if isinstance(told, str) else ""


def source_in(comparison: Comparison) -> str:
    """Return where the field result is known from; empty where nobody told."""
    return next((source for source, names in comparison.sources.items() if GROUND in names), "")


def judged_from_office(comparison: Comparison, campaign: Campaign) -> Judgement:
    """Return what would be proposed if nobody had been there: without any fact of the same source as the field
    result. Everything else is as the comparison has it."""
    law = rulebook_of(campaign)
    told = facts_from_wire(comparison.facts, comparison.sources)
    hidden = {name for source, names in comparison.sources.items() if GROUND in names for name in names}
    raw = {
        name: value
        for name, value in told.items()
        if name not in hidden and not (name in law.vocabulary and law.vocabulary[name].made_by in _MADE_HERE)
    }
    facts = Facts(raw, {name: source for name, source in told.sources.items() if name in raw})
    return judge(facts, law, campaign=CampaignContext(year=campaign.year, region_code=campaign.area_code))


def suggestion_of(comparison: Comparison | None, campaign: Campaign, *, is_office_only: bool = False) -> str:
    """Return what the key «as proposed» reads a patch as: what the field found, else what the pre-judgement lets one
    expect on the image; empty where nothing does."""
    if comparison is None:
        return ""
    found = "" if is_office_only else ground_state_in(comparison.facts)
    entry = rulebook_of(campaign).codelist("prejudgement").by_value.get(comparison.prejudgement)
    return found or (str(entry.get("reads_as", "") or "") if entry else "")
