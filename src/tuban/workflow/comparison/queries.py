"""Questions about comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison, Picture, WouldDiffer
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.journey import Event
from tuban.workflow.patches.queries.journey import journey_of as journey_without_comparisons
from tuban.workflow.patches.queries.seen import patches_seen_by


def comparison_of(patch: Patch) -> Comparison | None:
    """Return the current comparison of a patch; None before it was ever compared."""
    return Comparison.objects.filter(patch=patch, is_current=True).select_related("basis").first()


def judgement_of(comparison: Comparison) -> Judgement:
    """Return facts, decisions and missing facts as the engine of law gave them."""
    return judgement_from_wire(comparison.judgement, facts_from_wire(comparison.facts, comparison.sources))


def campaign_for_layers(edition: Edition) -> Campaign | None:
    """Return the newest running campaign of the county of a layer: a newer edition is delivered into it."""
    rows = Campaign.objects.filter(area_code=edition.area_code, is_practice=edition.is_practice)
    return rows.exclude(state=Campaign.State.CLOSED).order_by("-year", "-made_at").first()


def earlier_comparisons(patch: Patch) -> QuerySet[Comparison]:
    """Return the comparisons of a patch that another has replaced, the newest first."""
    return Comparison.objects.filter(patch=patch, is_current=False).select_related("basis").order_by("-at")


def pictures_of(patch: Patch) -> dict[str, Picture]:
    """Return the pictures of a patch by ``before`` and ``after``."""
    return {one.when: one for one in Picture.objects.filter(patch=patch)}


def journey_of(patch: Patch) -> list[Event]:
    """Return the whole journey of a patch, with its comparisons, the first event first."""
    compared = Comparison.objects.filter(patch=patch).values_list("at", "prejudgement", "finding", "is_current")
    events = [
        Event(at, "compared", details={"prejudgement": prejudgement, "finding": finding, "is_current": is_current})
        for at, prejudgement, finding, is_current in compared
    ]
    return sorted(journey_without_comparisons(patch) + events, key=lambda event: event.at)


@dataclass(frozen=True, slots=True)
class Resting:
    """How much rests on an edition: current comparisons, and patches whatever became of them."""

    comparisons: int
    patches: int


def what_rests_on(edition: Edition) -> Resting:
    """Return how many comparisons and patches rest on an edition."""
    found = Comparison.objects.filter(basis__editions=edition).aggregate(
        current=Count("pk", filter=Q(is_current=True)), patches=Count("patch", distinct=True)
    )
    return Resting(found["current"], found["patches"])


def what_rests_on_each(editions: Sequence[Edition]) -> dict[object, Resting]:
    """Return the same for many editions, in one question."""
    rows = (
        Edition.objects.filter(pk__in=[one.pk for one in editions])
        .annotate(
            current=Count("bases__comparisons", filter=Q(bases__comparisons__is_current=True), distinct=True),
            patches=Count("bases__comparisons__patch", distinct=True),
        )
        .values_list("pk", "current", "patches")
    )
    return {key: Resting(current, patches) for key, current, patches in rows}


def would_differ_seen_by(by: Acting) -> QuerySet[WouldDiffer]:
    """Return the patches of the acting person of which something else would be proposed, with their answers."""
    rows = WouldDiffer.objects.filter(patch__in=patches_seen_by(by))
    return rows.select_related("patch", "edition", "campaign").defer("patch__geometry", "patch__issued")
