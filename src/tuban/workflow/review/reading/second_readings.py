"""Where a second reader, who did not see the first reading, says something else: a person decides, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.lawbook import rulebook
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.review.models import Arbitration, Reading
from tuban.workflow.review.reading.effects import Read, effect_of
from tuban.workflow.review.reading.known import ground_state_in
from tuban.workflow.review.reading.policies import READABLE, may_arbitrate


class ArbitrationUnfit(TubanError):
    """The decision between two readings cannot be kept: {why}"""

    code = "review.arbitration_unfit"
    hint = "Say which category counts, and why."


@dataclass(frozen=True, slots=True)
class Pair:
    """A first and a second reading of one patch, and what was decided between them."""

    patch: Patch
    first: Reading
    second: Reading
    decided: Arbitration | None

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        return _said(self.first) != _said(self.second)


def _said(reading: Reading) -> tuple[str, bool]:
    return reading.category, not reading.category and reading.wants_visit


def pairs_of(by: Acting, campaign: Campaign) -> list[Pair]:
    """Return the patches of a campaign that two people read apart, the newest first."""
    seconds = Reading.objects.filter(
        is_blind=True, undone_at=None, patch__in=patches_of_campaign(by, campaign.pk)
    ).select_related("patch__campaign", "by", "arbitration__by")  # fmt: skip
    firsts: dict[int, Reading] = {}
    earlier = Reading.objects.filter(
        is_blind=False, is_control=False, undone_at=None, patch__in=[one.patch_id for one in seconds]
    )
    for one in earlier.select_related("by").order_by("at"):
        firsts[one.patch_id] = one
    return [
        Pair(one.patch, firsts[one.patch_id], one, getattr(one, "arbitration", None))
        for one in seconds
        if one.patch_id in firsts
    ]


@action("review.arbitrate", policy=may_arbitrate)
def arbitrate(second: Reading, *, by: Acting, category: str, reason: str, expected_version: int) -> Arbitration:
    """Decide between two readings of a patch; it goes where the decided category says one has to look.

    Raises ArbitrationUnfit, ChangedMeanwhile.
    """
    if category not in rulebook().codelist("ground_state"):
        raise ArbitrationUnfit(why=_("no category was chosen."))
    if not reason.strip():
        raise ArbitrationUnfit(why=_("the reason is missing."))
    patch = lock(second.patch, expected_version)
    if not second.is_blind or Arbitration.objects.filter(second=second).exists():
        raise ArbitrationUnfit(why=_("it was decided already, or there is nothing to decide."))
    first = (
        Reading.objects.filter(patch=patch, is_blind=False, is_control=False, undone_at=None).order_by("-at").first()
    )
    if first is None:
        raise ArbitrationUnfit(why=_("the first reading was taken back."))
    facts = Comparison.objects.filter(patch=patch, is_current=True).values_list("facts", flat=True).first()
    effect = effect_of(Read(category), ground_state_in(facts or {}))
    if effect.to is not None and effect.to != patch.state and patch.state in READABLE:
        move(patch, effect.to, expected_version=expected_version)
    note(effect=effect.why, first=first.category, second=second.category)
    return Arbitration.objects.create(
        patch=patch, first=first, second=second, category=category, reason=reason.strip()[:200], by=by.person,
        post=by.post,
    )  # fmt: skip
