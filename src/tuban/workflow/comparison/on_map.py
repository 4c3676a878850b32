"""What the card of a patch on the map shows of its current comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tuban.workflow.comparison.dossiers import problems_of
from tuban.workflow.comparison.models import Comparison, Picture
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import PatchNotFound, patch_for


@dataclass(frozen=True, slots=True)
class Card:
    """A patch with its current comparison, if there is one, its pictures and what objects to it."""

    patch: Patch
    comparison: Comparison | None
    pictures: tuple[Picture, ...]
    problems: Sequence[Mapping[str, Any]]


def card_of(by: Acting, key: UUID) -> Card | None:
    """Return the card of a patch; None where it is none of theirs or none at all: the attempt is written down."""
    try:
        patch = patch_for(by, key)
    except PatchNotFound:
        return None
    pictures = tuple(Picture.objects.filter(patch=patch).order_by("-when"))
    return Card(patch, Comparison.objects.filter(patch=patch, is_current=True).first(), pictures, problems_of(patch))
