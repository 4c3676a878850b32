"""What reading many as proposed would do, before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.lists import BY_NUMBER
from tuban.workflow.review.models import Lock
from tuban.workflow.review.reading.known import ground_state_in, suggestion_of
from tuban.workflow.review.reading.queues import Queue, queue, unread

MOST = 2000


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be read: the patches with their version, how many as which category, how many of them the field
    confirms; ``cannot`` counts the others by the reason in words."""

    patches: tuple[tuple[Patch, int], ...]
    as_what: Mapping[str, int]
    confirmed: int
    cannot: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many patches the queue has."""
        return len(self.patches) + sum(self.cannot.values())


def preview(by: Acting, campaign: Campaign, asked: Queue) -> Preview:
    """Return what reading a queue as proposed would do. What has to be seen by an eye is left to the desk."""
    rows = list(
        unread(by, campaign, asked).select_related("campaign").defer("geometry", "issued").order_by(*BY_NUMBER)[:MOST]
    )
    said = Comparison.objects.filter(patch__in=[one.pk for one in rows], is_current=True)
    compared = {one.patch_id: one for one in said.defer("judgement", "overlaps", "problems", "told")}
    held = set(Lock.objects.filter(until__gt=timezone.now()).exclude(person=by.person).values_list("patch", flat=True))
    able: list[tuple[Patch, int]] = []
    as_what: Counter[str] = Counter()
    cannot: Counter[str] = Counter()
    confirmed = 0
    for patch in rows:
        one = compared.get(patch.pk)
        category = suggestion_of(one, campaign)
        if patch.pk in held:
            cannot[_("somebody reads it right now")] += 1
        elif not category or one is None:
            cannot[_("nothing is proposed: it has to be looked at")] += 1
        else:
            able.append((patch, patch.version))
            as_what[category] += 1
            confirmed += ground_state_in(one.facts) == category
    others = queue(by, campaign, asked).count() - len(rows)
    if others > 0:
        cannot[_("it has to be looked at one by one")] += others
    return Preview(tuple(able), dict(as_what), confirmed, dict(cannot))
