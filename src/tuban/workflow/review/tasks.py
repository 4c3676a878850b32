"""The jobs of the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from tuban.jobs.work import Run, work
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.review.opinions.arranging import FOLLOW, follow


class ArrangerLost(TubanError):
    """Whoever arranged the joint review does not hold the post any more under which it was done."""

    code = "review.arranger_lost"
    hint = "Save the arrangement again under a post that you hold."


@work(FOLLOW)
def follow_arrangement_job(
    run: Run, *, campaign_id: str, come: Sequence[str], gone: Sequence[str], person_id: str, post_id: str, language: str
) -> dict[str, Any]:
    """Ask the departments that came, and withdraw the questions to those that went. Raises ArrangerLost."""
    by = acting_as(Person.objects.get(pk=person_id), UUID(post_id), on=timezone.localdate())
    if by is None or str(by.post_id) != post_id:
        raise ArrangerLost
    with translation.override(language):
        return follow(run, Campaign.objects.get(pk=campaign_id), by=by, come=come, gone=gone)
