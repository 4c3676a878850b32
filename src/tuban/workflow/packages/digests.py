"""What names everything that a package is made of: it changes where the package would."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Max, QuerySet

from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.models import Comparison, Picture
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.organisations.models import Group
from tuban.workflow.packages.photos import earlier_photos
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Day, Plan, Visit

_SHAPE = 3
"""Grows when packages are made in another way, so that older ones are made anew."""


def digest_of(group: Group, plan: Plan) -> str:
    """Return what names the whole package of a group."""
    visits = _visits(group, plan)
    own = Comparison.objects.filter(patch__in=visits.values("patch"), is_current=True)
    campaign = plan.campaign
    editions = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    told = [
        _SHAPE, route_digest_of(group, plan), campaign.version, rulebook_of(campaign).edition,
        list(visits.values_list("patch__uuid", "patch__version", "done_at")),
        own.aggregate(newest=Max("at"))["newest"], sorted(own.values_list("pk", flat=True)),
        sorted(editions.values_list("pk", flat=True)),
        sorted(Picture.objects.filter(patch__in=visits.values("patch")).values_list("checksum", flat=True)),
        sorted(_photos_of(visits)),
    ]  # fmt: skip
    return _digest(told)


def route_digest_of(group: Group, plan: Plan) -> str:
    """Return what names the route of a group alone: which patches, on which days, in which order, from where and when.
    Another group's route, and what the office learns of the patches, leave it as it is."""
    days = Day.objects.filter(team__plan=plan, team__group=group).order_by("day")
    columns = ("patch__uuid", "day", "order", "arrives", "leaves", "metres")
    told = [
        str(plan.pk), list(_visits(group, plan).values_list(*columns)),
        list(days.values_list("day", "on", "leaves", "leaves_from", "metres")),
    ]  # fmt: skip
    return _digest(told)


def _visits(group: Group, plan: Plan) -> QuerySet[Visit]:
    return Visit.objects.filter(plan=plan, team__group=group).order_by("pk")


def _photos_of(visits: QuerySet[Visit]) -> list[str]:
    patches = list(Patch.objects.filter(pk__in=visits.values("patch")).only("uuid"))
    return [one.exhibit.checksum for own in earlier_photos(patches).values() for one in own]


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
