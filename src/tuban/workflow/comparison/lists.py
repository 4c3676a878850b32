"""What lists of patches show of their comparisons: the bars of the overlay, and rows to be taken along as a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate

_AT_ONCE = 500


def overlaps_of(patches: Iterable[Patch]) -> dict[int, Sequence[Mapping[str, Any]]]:
    """Return the overlaps of the current comparison of each patch, by its key."""
    keys = [patch.pk for patch in patches]
    found = Comparison.objects.filter(patch__in=keys, is_current=True)
    return dict(found.values_list("patch_id", "overlaps"))


def in_portions(rows: QuerySet[Patch], *, with_geometry: bool) -> Iterator[Patch]:
    """Yield patches by number without holding all of them, each with the edition of the lawbook that proposed its
    finding; without their outlines where nobody needs them."""
    ordered = rows.order_by("number", "part_number", "pk").select_related("assigned_unit", "assigned_to", "campaign")
    current = Comparison.objects.filter(patch=OuterRef("pk"), is_current=True).values("lawbook_edition")[:1]
    ordered = ordered.annotate(lawbook_edition=Subquery(current)).defer("issued")
    if not with_geometry:
        ordered = ordered.defer("issued", "geometry")
    yield from ordered.iterator(chunk_size=_AT_ONCE)


def patches_by_key(by: Acting, campaign: Campaign, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Patch]:
    """Return the patches of a campaign that the acting person sees, by number and part number, of those asked for."""
    rows = patches_seen_by(by).filter(campaign=campaign, fate=Fate.ACTIVE).defer("geometry", "issued")
    return {
        (patch.number, patch.part_number): patch
        for patch in rows.iterator(chunk_size=_AT_ONCE)
        if (patch.number, patch.part_number) in keys
    }
