"""What a newer edition of a layer would change: old beside new, until a person says what counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from tuban.jobs.work import Run
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.comparing import editions_of, say
from tuban.workflow.comparison.grounds import ground_for
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.writing import would_differ
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

_AT_ONCE = 200


def list_what_differs(run: Run, edition_id: UUID) -> dict[str, Any]:
    """List the patches of the running campaigns of the county that were compared on an earlier edition of the layer and
    of which something else would be said on the current ones. Goes on after the last number that was looked at."""
    edition = Edition.objects.get(pk=edition_id)
    running = Campaign.objects.filter(area_code=edition.area_code, is_practice=edition.is_practice)
    differing = int(run.checkpoint.get("differing", 0))
    for campaign in running.exclude(state=Campaign.State.CLOSED).filter(locked_at=None).order_by("pk"):
        if str(campaign.pk) in run.checkpoint.get("campaigns", ()):
            continue
        differing = _of_campaign(run, campaign, edition, differing)
        run.keep(campaigns=[*run.checkpoint.get("campaigns", ()), str(campaign.pk)], after="", differing=differing)
    return {"differing": differing}


def _of_campaign(run: Run, campaign: Campaign, edition: Edition, differing: int) -> int:
    numbers = _compared_without(campaign, edition)
    ground = ground_for(campaign, editions_of(campaign)) if numbers else None
    after = str(run.checkpoint.get("after", ""))
    left = [number for number in numbers if number > after]
    done = len(numbers) - len(left)
    for start in range(0, len(left), _AT_ONCE):
        chosen = left[start : start + _AT_ONCE]
        run.progress(_("Comparing patches with the layers"), done, len(numbers))
        rows = list(Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, number__in=chosen))
        assert ground is not None  # noqa: S101 - there are numbers
        said = say(rows, ground)
        with transaction.atomic():
            found = would_differ(
                campaign, {one.patch: one.content for one in said}, because=str(edition), edition=edition
            )
        differing += len(found)
        done += len(chosen)
        run.keep(after=chosen[-1], differing=differing)
    run.progress(_("Comparing patches with the layers"), len(numbers), len(numbers))
    return differing


def _compared_without(campaign: Campaign, edition: Edition) -> Sequence[str]:
    """Return the numbers of the active patches whose comparison does not rest on the edition."""
    rows = Comparison.objects.filter(patch__campaign=campaign, patch__fate=Fate.ACTIVE, is_current=True).exclude(
        basis__editions=edition
    )
    return list(rows.order_by("patch__number").values_list("patch__number", flat=True).distinct())
