"""Questions that a day begins with: what came back and why, and what waits for somebody's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.comparison.models import WouldDiffer
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.patches.models import Descent, Likeness, Patch, Reissue
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate, Turn


@dataclass(frozen=True, slots=True)
class CameBack:
    """A patch that somebody has to look at again: because of what, who said so (empty: the product), and when."""

    patch: Patch
    why: str
    who: str
    at: datetime
    was: str = ""
    now: str = ""


def _active(by: Acting, campaign: Campaign) -> QuerySet[Patch]:
    return patches_seen_by(by).filter(campaign=campaign, fate=Fate.ACTIVE)


def came_back(by: Acting, campaign: Campaign, *, most: int = 8) -> Sequence[CameBack]:
    """Return the patches that came back, newest first: restored ones, those that their issuer corrected once people had
    begun and that nobody found upon since, and those that would be judged otherwise now."""
    found: list[CameBack] = []
    if restored_count(by, campaign):
        restored = _restored(by, campaign).select_related("child", "by").order_by("-at")[:most]
        found += [CameBack(one.child, one.reason, one.by.name, one.at) for one in restored]
    if corrected_count(by, campaign):
        corrected = _corrected(by, campaign).select_related("patch").order_by("-at", "-pk")[:most]
        found += [CameBack(one.patch, f"{Reissue.What(one.what).label}：{one.disc}", "", one.at) for one in corrected]
    if differing_count(by, campaign):
        differing = _differing(by, campaign).select_related("patch").order_by("-found_at")[:most]
        found += [
            CameBack(one.patch, one.because, "", one.found_at, _finding(one.old), _finding(one.new))
            for one in differing
        ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _finding(told: dict[str, object]) -> str:
    return label_of("finding", str(told.get("finding") or ""))


def differing_count(by: Acting, campaign: Campaign) -> int:
    """Return how many patches would be judged otherwise now and wait for a person's word."""
    return counted_for(by, ("differing", campaign.pk), lambda: _differing(by, campaign))


def _differing(by: Acting, campaign: Campaign) -> QuerySet[WouldDiffer]:
    return WouldDiffer.objects.filter(patch__in=_active(by, campaign), answer=WouldDiffer.Answer.OPEN)


def restored_count(by: Acting, campaign: Campaign) -> int:
    """Return how many patches were restored."""
    return counted_for(by, ("restored", campaign.pk), lambda: _restored(by, campaign))


def _restored(by: Acting, campaign: Campaign) -> QuerySet[Descent]:
    return Descent.objects.filter(turn=Turn.RESTORE, child__in=_active(by, campaign))


def corrected_count(by: Acting, campaign: Campaign) -> int:
    """Return how often their issuer corrected patches that people had worked on, and that nobody found upon since."""
    return counted_for(by, ("corrected", campaign.pk), lambda: _corrected(by, campaign))


def _corrected(by: Acting, campaign: Campaign) -> QuerySet[Reissue]:
    rows = Reissue.objects.filter(what=Reissue.What.CORRECTED, patch__in=_active(by, campaign))
    since = Patch.objects.filter(pk=OuterRef("patch"), findings__is_current=True, findings__at__gt=OuterRef("at"))
    return rows.filter(~Exists(since))


def likeness_count(by: Acting, campaign: Campaign) -> int:
    """Return how many pairs of patches wait for a person's word."""
    return counted_for(by, ("likenesses", campaign.pk), lambda: open_likenesses(by, campaign))


def open_likenesses(by: Acting, campaign: Campaign) -> QuerySet[Likeness]:
    """Return the pairs of patches that may be one place and wait for a person's word."""
    return Likeness.objects.filter(
        patch__in=_active(by, campaign), answer=Likeness.Answer.OPEN
    ).select_related("patch", "other")  # fmt: skip
