"""Used before approval (未报即用、边报边用): what both images and the dates of application and approval say of a patch,
beside what was found.

A proposal for the reviewers and nothing else: where a finding says something that the images exclude, it is listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.use_bracket import Answer, UseBracket, use_bracket
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.considering import raw_facts
from tuban.workflow.review.counting import current_findings
from tuban.workflow.review.ratios import mark_of

TYPES = ("used_without_applying", "used_while_applying")
_UNLAWFUL = "unlawful"
_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Applied:
    """A patch with what its images say of the use; ``found`` is what a person took, None before."""

    patch: Patch
    bracket: UseBracket
    found: Answer | None

    @property
    def is_open(self) -> bool:
        """Whether the images do not tell: only the day of the use would."""
        return self.bracket.answer is None or not self.bracket.answer.violation_type

    @property
    def differs(self) -> bool:
        """Whether the finding is one that the images exclude."""
        return self.found is not None and all(not _is_same(self.found, one) for one in self.bracket.answers)


def applications(by: Acting, campaign: Campaign) -> list[Applied]:
    """Return the patches of a campaign that were, or may have been, used without or while applying, by number."""
    brackets = _brackets(campaign)
    rows = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE, pk__in=list(brackets))
    found = {
        patch: Answer(finding, kind)
        for patch, finding, kind in current_findings(campaign).values_list("patch_id", "finding", "violation_type")
    }
    listed = [Applied(one, brackets[one.pk], found.get(one.pk)) for one in rows.defer("geometry", "issued")]
    return sorted((one for one in listed if _is_of(one)), key=lambda one: (one.patch.number, one.patch.part_number))


def _is_of(one: Applied) -> bool:
    """Whether the list speaks about a patch: one of both kinds is possible by the images, or was found."""
    answers = [*one.bracket.answers, *([one.found] if one.found is not None else [])]
    return any(answer.violation_type in TYPES for answer in answers)


def _is_same(found: Answer, other: Answer) -> bool:
    """Whether a finding agrees with an answer; what the answer leaves open it does not contradict."""
    if found.finding == other.finding == _UNLAWFUL:
        return not other.violation_type or found.violation_type == other.violation_type
    return found.finding == other.finding or not _is_said(other)


def _is_said(answer: Answer) -> bool:
    """Whether an answer says lawful or unlawful at all."""
    return answer.finding in ("lawful", _UNLAWFUL)


def _brackets(campaign: Campaign) -> dict[int, UseBracket]:
    """Return what the images say of every patch of a campaign that has both dates, kept until anything changes."""
    key = f"use_brackets:{campaign.pk}:{mark_of(campaign)}"
    kept: dict[int, UseBracket] | None = cache.get(key)
    if kept is None:
        kept = dict(_worked_out(campaign))
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _worked_out(campaign: Campaign) -> Iterable[tuple[int, UseBracket]]:
    law = rulebook_of(campaign)
    context = CampaignContext(campaign.year, campaign.area_code)
    # Where the images were read as no change, or nothing was built, there is no use whose day would matter.
    rows = Comparison.objects.filter(is_current=True, patch__campaign=campaign, patch__fate=Fate.ACTIVE).exclude(
        finding__in=("unchanged", "agricultural_adjustment", "facility_agriculture", "other", "pseudo_change")
    )
    for patch, facts, sources in rows.values_list("patch_id", "facts", "sources").iterator(chunk_size=500):
        judged = facts_from_wire(facts, sources)
        found = use_bracket(judged, raw_facts(judged, law), law, campaign=context)
        if found is not None:
            yield patch, found
