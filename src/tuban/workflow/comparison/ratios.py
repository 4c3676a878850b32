"""The provisional ratio of unlawfully taken cultivated land (违法占用耕地比例) of a unit, from what is proposed now.

A proposal counts here as if it were a finding; so the figure is provisional until the findings are signed.
"""

from __future__ import annotations

from django.core.cache import cache

from tuban.rules.campaign import CampaignContext
from tuban.rules.judgement import Judgement
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.terms import terms_of
from tuban.workflow.patches.changes import counted_mark

_KEPT_SECONDS = 24 * 3600


def ratio_of(campaign: Campaign, unit_code: str) -> Ratio:
    """Return the provisional ratio of a unit in a campaign. It is worked out anew whenever a comparison or the set of
    patches that count has changed, and kept until then; what each part gives to it is kept with its comparison."""
    key = _key(campaign, unit_code)
    kept: Ratio | None = cache.get(key)
    if kept is None:
        terms = terms_of(campaign)
        kept = unlawful_ratio(
            [Judgement(term.facts, (), (), term.edition) for term in terms],
            rulebook_of(campaign),
            figures=[term.figures for term in terms],
            campaign=CampaignContext(year=campaign.year, region_code=campaign.area_code),
            unit_code=unit_code,
        )
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def is_kept(campaign: Campaign, unit_code: str) -> bool:
    """Whether the ratio of a unit need not be added up to be told."""
    return cache.get(_key(campaign, unit_code)) is not None


def _key(campaign: Campaign, unit_code: str) -> str:
    edition = rulebook_of(campaign).edition[:12]
    return f"ratio:{campaign.pk}:{unit_code}:{edition}:{counted_mark(campaign.pk)}"
