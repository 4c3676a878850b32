"""What is kept of each part gives the same ratio as all facts do, and is worked out anew where it must be."""

from __future__ import annotations

import pytest
from tests.workflow.small_disc import LEFT

from tuban.rules.campaign import CampaignContext
from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison import terms
from tuban.workflow.comparison.models import Comparison, Terms
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.ratios import ratio_of


def from_all_facts(campaign) -> Ratio:
    rows = Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate="active")
    judgements = [Judgement(facts_from_wire(one.facts, one.sources), (), (), one.lawbook_edition) for one in rows]
    return unlawful_ratio(
        judgements, rulebook_of(campaign), unit_code=campaign.area_code,
        campaign=CampaignContext(year=campaign.year, region_code=campaign.area_code),
    )  # fmt: skip


def test_the_ratio_of_what_is_kept_is_that_of_all_facts(campaign):
    assert Terms.objects.count() == Patch.objects.filter(fate="active").count()
    assert ratio_of(campaign, campaign.area_code).ratio == from_all_facts(campaign)


def test_what_is_kept_is_read_and_nothing_else(campaign, monkeypatch):
    monkeypatch.setattr(terms, "figures_of", lambda *_facts: pytest.fail("worked out anew"))
    assert len(terms.terms_of(campaign)) == Terms.objects.count()


def test_a_part_whose_siblings_are_others_now_is_worked_out_anew(campaign):
    part = Patch.objects.filter(campaign=campaign).exclude(part_number="").order_by("part_number").first()
    Patch.objects.filter(pk=part.pk).update(fate="undone")
    assert ratio_of(campaign, campaign.area_code).ratio == from_all_facts(campaign)
    assert terms.keep_terms(campaign, {part.number}) > 0
    assert terms.keep_terms(campaign, {part.number}) == 0


def test_the_ratio_follows_when_a_patch_counts_no_more(campaign):
    before = ratio_of(campaign, campaign.area_code).ratio
    Patch.objects.filter(number=LEFT).update(fate="duplicate")
    assert ratio_of(campaign, campaign.area_code).ratio == from_all_facts(campaign) != before
