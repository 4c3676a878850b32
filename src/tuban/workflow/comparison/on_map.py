"""What the card of a patch on the map shows of its current comparison."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tuban.workflow.comparison.models import Comparison, Picture
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.on_map import seen_on_map


@dataclass(frozen=True, slots=True)
class Card:
    """A patch with its current comparison, if there is one, and its pictures."""

    patch: Patch
    comparison: Comparison | None
    pictures: tuple[Picture, ...]


def card_of(by: Acting, key: UUID) -> Card | None:
    """Return the card of a patch that the acting person sees; None for any other, whether there is one or not."""
    patch = seen_on_map(by).select_related("campaign", "assigned_unit", "assigned_to").filter(uuid=key).first()
    if patch is None:
        return None
    pictures = tuple(Picture.objects.filter(patch=patch).order_by("-when"))
    return Card(patch, Comparison.objects.filter(patch=patch, is_current=True).first(), pictures)
