"""What counted at the end of a day, read from the records: which patches there were, the last comparison of each, the
finding that stood.

The lawbook is that of the campaign as it is now; what a person told later is not known yet on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tuban.rules.facts_wire import facts_from_wire
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Descent, Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.counting import facts_of_now
from tuban.workflow.review.models import Finding
from tuban.workflow.statistics.records import Counted, batch_of

_AT_ONCE = 500


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def counted_on(campaign: Campaign, day: date) -> Iterator[Counted]:
    """Yield every part of a campaign as it counted at the end of a day, all parts of a patch after one another."""
    end = end_of(day)
    there = _there(campaign, end)
    compared: dict[int, UUID] = {}
    rows = Comparison.objects.filter(patch__campaign=campaign, at__lt=end).order_by("at", "is_current", "pk")
    for patch, key in rows.values_list("patch_id", "pk").iterator(chunk_size=2000):
        compared[patch] = key
    stood = Finding.objects.filter(Q(reopened_at__isnull=True) | Q(reopened_at__gte=end), patch__campaign=campaign)
    found = dict(stood.filter(at__lt=end).order_by("at", "pk").values_list("patch_id", "pk"))
    wanted = [patch for patch in there if patch in compared]
    for start in range(0, len(wanted), _AT_ONCE):
        portion = wanted[start : start + _AT_ONCE]
        comparisons = Comparison.objects.in_bulk([compared[patch] for patch in portion])
        findings = Finding.objects.select_related("comparison", "patch__campaign").in_bulk(
            [found[patch] for patch in portion if patch in found]
        )
        for patch in portion:
            one, finding = comparisons[compared[patch]], findings.get(found.get(patch))
            facts = facts_from_wire(one.facts, one.sources) if finding is None else facts_of_now(finding, one)
            yield Counted(patch, there[patch], facts, one.pk, finding.pk if finding else None)


def untold_on(campaign: Campaign, day: date) -> int:
    """Return of how many patches the records do not tell for certain whether they counted at the end of a day: others
    stand for them, and only the last write to them says since when."""
    rows = Patch.objects.filter(campaign=campaign, made_at__lt=end_of(day)).exclude(fate=Fate.ACTIVE)
    return rows.filter(descendants__isnull=True).count()


def first_day(campaign: Campaign) -> date | None:
    """Return the first day of which there is anything to tell: that of the first comparison."""
    at = Comparison.objects.filter(patch__campaign=campaign).order_by("at").values_list("at", flat=True).first()
    return None if at is None else timezone.localtime(at).date()


def _there(campaign: Campaign, end: datetime) -> dict[int, str]:
    """Return the patches that counted before a moment, with their batch, in the order of their numbers."""
    turned: dict[int, bool] = {}
    turns = Descent.objects.filter(parent__campaign=campaign, at__lt=end).order_by("at", "pk")
    for parent, child in turns.values_list("parent_id", "child_id"):
        turned[parent], turned[child] = False, True
    rows = Patch.objects.filter(campaign=campaign, made_at__lt=end).order_by("number", "part_number", "pk")
    later = set(Descent.objects.filter(parent__campaign=campaign, at__gte=end).values_list("parent_id", flat=True))
    there = {}
    for key, fate, changed_at, arrival, source in rows.values_list("pk", "fate", "changed_at", "arrival_id", "source"):
        # Nobody writes to a patch once others stand for it.
        if turned.get(key, fate == Fate.ACTIVE or key in later or changed_at >= end):
            there[key] = batch_of(arrival, source)
    return there
