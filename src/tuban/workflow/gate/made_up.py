"""Approvals made up without punishment (补办而未处理): an approval after the use began, the violation not settled.

They count as illegal approval until the violation is settled (按非法批地处理). A suspicion, listed with what it rests
on: who approved and why is for the supervision organ to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tuban.rules.checks.gate import made_up_afterwards
from tuban.rules.fact_words import day_in_words, in_words, paper_in_words
from tuban.rules.facts_wire import facts_from_wire
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts
from tuban.values.papers import Paper
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.gate.answering import UNLAWFUL
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate

_AFTER_IMAGES = "after_images"
_PORTION = 500


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A patch whose approval came after its use. ``rests_on`` is use (the day of use is known), image (the later image
    shows the use) or told (the handling says that papers were made up); ``is_known`` whether it is told that the
    violation is not settled, or nobody told. Everything in words."""

    patch: Patch
    said: str
    is_found: bool
    rests_on: str
    used_since: str
    approval: str
    stands: tuple[tuple[str, str], ...]
    is_known: bool


def made_up_approvals(by: Acting, *, found_only: bool = False) -> list[MadeUp]:
    """Return the suspicions in the areas of the acting person over all campaigns, the largest first."""
    return sorted(_made_up(by, found_only=found_only), key=lambda one: (-(one.patch.area_mu or 0), str(one.patch)))


def _made_up(by: Acting, *, found_only: bool) -> Iterator[MadeUp]:
    is_unlawful = (
        Q(finding=UNLAWFUL) if found_only else Q(finding=UNLAWFUL) | Q(finding=None, proposed_finding=UNLAWFUL)
    )
    seen = patches_seen_by(by).filter(is_unlawful, fate=Fate.ACTIVE).values("pk")
    # What the database can tell from the facts; the rest is read.
    rows = Comparison.objects.filter(
        Q(facts__timing_state="after_use") | Q(facts__image_timing=_AFTER_IMAGES) | Q(facts__regularised=True)
        | Q(facts__unsettled_regularisation=True) | ~Q(facts__regularised_number=None),
        is_current=True, patch__in=seen,
    ).exclude(facts__settled=True)  # fmt: skip
    rows = rows.select_related("patch__campaign").defer("judgement", "overlaps", "problems", "patch__geometry")
    for one in rows.iterator(_PORTION):
        found = _suspicion(one.patch, facts_from_wire(one.facts, one.sources))
        if found is not None:
            yield found


def _suspicion(patch: Patch, facts: Facts) -> MadeUp | None:
    number = made_up_afterwards(facts)
    is_by_image = number is None and facts["image_timing"] == _AFTER_IMAGES
    if facts["settled"] is True or (number is None and not is_by_image):
        return None
    law, used = rulebook_of(patch.campaign), facts["use_date"]
    paper = _paper(facts, after=facts["image_after"] if is_by_image else used)
    if paper is not None:
        approval, rests_on = paper_in_words(paper, law), "image" if is_by_image else "use"
    elif is_by_image:
        return None
    else:
        day = in_words("regularised_on", facts["regularised_on"], law)
        approval, rests_on = f"{number} {day}", "told"
    return MadeUp(
        patch=patch, said=label_of("finding", patch.finding or patch.proposed_finding),
        is_found=patch.finding == UNLAWFUL,
        rests_on=rests_on, approval=approval,
        used_since=day_in_words(used) if isinstance(used, PartialDate) else f"{patch.before_on} – {patch.after_on}",
        stands=tuple(
            (law.vocabulary[name].title, in_words(name, facts[name], law))
            for name in ("penalty_number", "fulfilment", "persons_handled")
        ),
        is_known=facts["settled"] is False,
    )  # fmt: skip


def _paper(facts: Mapping[str, Any], *, after: Any) -> Paper | None:
    """Return the first conversion that came after a day."""
    papers = facts["approvals"]
    if not isinstance(after, PartialDate) or not isinstance(papers, tuple):
        return None
    later = [
        one for one in papers
        if one.kind == "conversion" and one.date is not None and after.before(one.date) is True
    ]  # fmt: skip
    return later[0] if later else None
