"""The provisional ratio of unlawfully taken cultivated land (违法占用耕地比例) of a unit, from what counts now.

The finding that a person took counts where there is one; else a proposal counts as if it were one. How much of each
sum rests on which is told with it: the ratio is provisional while any of it is only proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Max

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.registry import part_key
from tuban.rules.judgement import Judgement
from tuban.rules.ratio import Ratio, Sum, unlawful_ratio
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.changes import counted_mark
from tuban.workflow.review.counting import counted_terms, current_findings

_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Resting:
    """How much of a sum rests on findings that were taken, and how much on proposals only."""

    taken: int
    taken_mu: Decimal
    proposed: int
    proposed_mu: Decimal


@dataclass(frozen=True, slots=True)
class CountedRatio:
    """The ratio of a unit, and the keys of the parts whose finding a person took."""

    ratio: Ratio
    taken: frozenset[tuple[str, str]]

    def resting(self, one: Sum) -> Resting:
        """Return on what a sum of the ratio rests."""
        found = [amount for key, amount in zip(one.keys, one.amounts, strict=True) if key in self.taken]
        others = [amount for key, amount in zip(one.keys, one.amounts, strict=True) if key not in self.taken]
        return Resting(len(found), sum(found, Decimal(0)), len(others), sum(others, Decimal(0)))


def ratio_of(campaign: Campaign, unit_code: str) -> CountedRatio:
    """Return the provisional ratio of a unit in a campaign. It is worked out anew whenever a comparison, a finding or
    the set of patches that count has changed, and kept until then; what each part gives to it is kept too."""
    key = _key(campaign, unit_code)
    kept: CountedRatio | None = cache.get(key)
    if kept is None:
        counted = counted_terms(campaign)
        ratio = unlawful_ratio(
            [Judgement(one.term.facts, (), (), one.term.edition) for one in counted],
            rulebook_of(campaign),
            figures=[one.term.figures for one in counted],
            campaign=CampaignContext(year=campaign.year, region_code=campaign.area_code),
            unit_code=unit_code,
        )
        kept = CountedRatio(ratio, frozenset(part_key(one.term.facts) for one in counted if one.is_taken))
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def is_kept(campaign: Campaign, unit_code: str) -> bool:
    """Whether the ratio of a unit need not be added up to be told."""
    return cache.get(_key(campaign, unit_code)) is not None


def _key(campaign: Campaign, unit_code: str) -> str:
    edition = rulebook_of(campaign).edition[:12]
    return f"counted_ratio:{campaign.pk}:{unit_code}:{edition}:{counted_mark(campaign.pk)}:{_mark(campaign)}"


def _mark(campaign: Campaign) -> str:
    """Return what changes when a finding is taken or taken back: each one that is taken is later than all before."""
    told = current_findings(campaign).order_by().aggregate(count=Count("pk"), last=Max("at"))
    return f"{told['count']}:{told['last'].timestamp() if told['last'] else ''}"
