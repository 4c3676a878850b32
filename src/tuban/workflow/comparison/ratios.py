"""The provisional ratio of unlawfully taken cultivated land (违法占用耕地比例) of a unit, from what is proposed now.

A proposal counts here as if it were a finding; so the figure is provisional until the findings are signed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Max

from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.judgement import Judgement
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.states import Fate

_KEPT_SECONDS = 24 * 3600


def ratio_of(campaign: Campaign, unit_code: str) -> Ratio:
    """Return the provisional ratio of a unit in a campaign. It is worked out anew whenever a comparison or the set of
    patches that count has changed, and kept until then."""
    own = Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE)
    stand = own.aggregate(count=Count("pk"), last=Max("at"), changed=Max("patch__changed_at"))
    edition = rulebook_of(campaign).edition[:12]
    key = f"ratio:{campaign.pk}:{unit_code}:{edition}:{stand['count']}:{stand['last']}:{stand['changed']}".replace(
        " ", "T"
    )
    kept: Ratio | None = cache.get(key)
    if kept is None:
        kept = unlawful_ratio(
            _judgements(own.values_list("facts", "lawbook_edition").iterator(chunk_size=500)),
            rulebook_of(campaign),
            campaign=CampaignContext(year=campaign.year, region_code=campaign.area_code),
            unit_code=unit_code,
        )
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _judgements(rows: Iterable[tuple[dict[str, object], str]]) -> Iterable[Judgement]:
    for facts, edition in rows:
        yield Judgement(facts_from_wire(facts, {}), (), (), edition)
