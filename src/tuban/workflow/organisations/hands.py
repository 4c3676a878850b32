"""Whose hands the lawbook means: the posts of a duty and of roles in the units of a division, held on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from tuban.rules.procedures import Hands
from tuban.workflow.organisations.models import Holding


def holders(hands: Hands, *, area_code: str, is_practice: bool, on: date) -> Sequence[Holding]:
    """Return who holds such a post on a day, in the units that are responsible for a division: those whose area it lies
    in, the nearest unit of each level. ``area_code`` is that of the place, a township's or a county's."""
    held = Holding.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on), since__lte=on, person__is_active=True, post__closed_on__isnull=True,
        post__unit__closed_on__isnull=True, post__unit__is_practice=is_practice, post__unit__level__in=hands.units,
    )  # fmt: skip
    if hands.duty:
        held = held.filter(post__department__duty=hands.duty)
    if hands.roles:
        held = held.filter(post__role__in=hands.roles)
    around = [area_code[:length] for length in range(len(area_code) + 1)]
    found = held.filter(post__unit__areas__code__in=around).select_related(
        "person", "post__unit", "post__department"
    )  # fmt: skip
    return list(found.distinct().order_by("post__unit__code", "post__title", "since", "pk"))
