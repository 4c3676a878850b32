"""The provisional ratio of unlawfully taken cultivated land (违法占用耕地比例) of a unit, from what counts now.

The finding that a person took counts where there is one; else a proposal counts as if it were one. How much of each
sum rests on which is told with it: the ratio is provisional while any of it is only proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Max

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.registry import part_key
from tuban.rules.judgement import Judgement
from tuban.rules.ratio import Ratio, Sum, lies_in, unlawful_ratio
from tuban.rules.rulebook import Rulebook
from tuban.values.codes import RegionCode
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.campaigns.queries import townships_of
from tuban.workflow.patches.changes import counted_mark
from tuban.workflow.review.counting import CountedTerm, counted_terms, current_findings

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
    return ratios_of(campaign, [unit_code])[unit_code]


def ratios_of(campaign: Campaign, unit_codes: Iterable[str]) -> dict[str, CountedRatio]:
    """Return the provisional ratio of several units of a campaign.

    To read what the parts give takes far longer than to add it up: so once it is read, the ratios of the county and of
    all its townships are kept, too.
    """
    mark = mark_of(campaign)
    wanted = {code: _key(campaign, code, mark) for code in dict.fromkeys(unit_codes)}
    kept: dict[str, CountedRatio] = cache.get_many(wanted.values())
    if not kept.keys() >= set(wanted.values()):
        terms, law = counted_terms(campaign), rulebook_of(campaign)
        codes = {*wanted, campaign.area_code, *townships_of(campaign).values_list("code", flat=True)}
        made = {_key(campaign, code, mark): ratio_over(terms, code, campaign, law) for code in codes}
        cache.set_many(made, _KEPT_SECONDS)
        kept |= made
    return {code: kept[key] for code, key in wanted.items()}


def ratio_over(
    terms: Sequence[CountedTerm], unit_code: str, campaign: Campaign, law: Rulebook, *, region: str = ""
) -> CountedRatio:
    """Return the ratio of a unit from what parts give to it; ``region`` where the terms lie in more than the campaign's
    county."""
    own = [one for one in terms if lies_in(one.term.facts, RegionCode(unit_code))]
    ratio = unlawful_ratio(
        [Judgement(one.term.facts, (), (), one.term.edition) for one in own],
        law,
        figures=[one.term.figures for one in own],
        campaign=CampaignContext(year=campaign.year, region_code=region or campaign.area_code),
        unit_code=unit_code,
    )
    return CountedRatio(ratio, frozenset(part_key(one.term.facts) for one in own if one.is_taken))


def mark_of(campaign: Campaign) -> str:
    """Return what changes when anything changes that a ratio of the campaign counts."""
    return f"{rulebook_of(campaign).edition[:12]}:{counted_mark(campaign.pk)}:{_mark(campaign)}"


def is_kept(campaign: Campaign, unit_code: str) -> bool:
    """Whether the ratio of a unit need not be added up to be told."""
    return cache.get(_key(campaign, unit_code, mark_of(campaign))) is not None


def _key(campaign: Campaign, unit_code: str, mark: str) -> str:
    return f"counted_ratio:{campaign.pk}:{unit_code}:{mark}"


def _mark(campaign: Campaign) -> str:
    """Return what changes when a finding is taken or taken back: each one that is taken is later than all before."""
    told = current_findings(campaign).order_by().aggregate(count=Count("pk"), last=Max("at"))
    return f"{told['count']}:{told['last'].timestamp() if told['last'] else ''}"
