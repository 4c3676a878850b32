"""Which patches may be the place of a sighting: by the number that the ledger names, else by place and time.

What is proposed, a person answers. A sighting can be matched again when patches came later; answers stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import cos, radians

import shapely
from django.db.models import QuerySet

from tuban.values.dates import NotADate, PartialDate
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.cutting import all_to_plane, to_plane
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate, Source
from tuban.workflow.patrols.models import Match, Sighting
from tuban.workflow.patrols.words import Answer
from tuban.workflow.spatial_index import in_box

DISTANCE, DAYS = "patrols/match_distance", "patrols/match_days"
_DEGREE_M = 110_000.0


@dataclass(frozen=True, slots=True)
class Near:
    """A patch that may be the place of a sighting."""

    patch: Patch
    is_by_number: bool
    metres: float | None
    days_before: int | None


def propose(sighting: Sighting) -> list[Match]:
    """Enter what may be the place of a sighting; what was answered stays, open proposals that hold no more go."""
    found = {one.patch.pk: one for one in (*_by_number(sighting), *_by_place(sighting))}
    known = {one.patch_id: one for one in sighting.matches.all()}
    gone = [one.pk for key, one in known.items() if one.answer == Answer.OPEN and key not in found]
    Match.objects.filter(pk__in=gone).delete()
    return Match.objects.bulk_create(
        Match(
            sighting=sighting, patch=one.patch, is_by_number=one.is_by_number, metres=one.metres,
            days_before=one.days_before,
        )
        for key, one in found.items() if key not in known
    )  # fmt: skip


def _patches(sighting: Sighting) -> QuerySet[Patch]:
    rows = Patch.objects.filter(
        campaign__is_practice=sighting.is_practice, fate=Fate.ACTIVE, area_code__startswith=sighting.area_code[:6]
    )
    return rows.select_related("campaign").defer("issued")


def _by_place(sighting: Sighting) -> Iterable[Near]:
    """Yield the patches within the distance and the time of the lawbook."""
    if sighting.place is None:
        return
    shape = shapely.from_wkb(bytes(sighting.place.wkb))
    for campaign in Campaign.objects.filter(
        is_practice=sighting.is_practice, area_code__startswith=sighting.area_code[:6]
    ):
        law, on = rulebook_of(campaign), date(campaign.year, 12, 31)
        most, days = (int(law.parameter(path, on=on, region=campaign.area_code).value) for path in (DISTANCE, DAYS))
        own = to_plane(shape, campaign.epsg)
        near = list(in_box(_patches(sighting).filter(campaign=campaign), "geometry", _widened(shape, most)))
        shapes = all_to_plane([shapely.from_wkb(bytes(one.geometry.wkb)) for one in near], campaign.epsg)
        for patch, other in zip(near, shapes, strict=True):
            metres, before = float(shapely.distance(own, other)), days_before(sighting.seen_on, patch)
            if metres <= most and (before is None or abs(before) <= days):
                yield Near(patch, patch.number == sighting.patch_number, metres, before)


def _by_number(sighting: Sighting) -> Iterable[Near]:
    """Yield the patches of the number that the ledger names, however far it says that it is."""
    if sighting.patch_number:
        for patch in _patches(sighting).filter(number=sighting.patch_number):
            yield Near(patch, True, None, days_before(sighting.seen_on, patch))


def _widened(shape: shapely.Geometry, metres: int) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.bounds(shape).tolist()
    up = metres / _DEGREE_M
    across = up / max(0.2, cos(radians((south + north) / 2)))
    return west - across, south - up, east + across, north + up


def days_before(seen_on: date, patch: Patch) -> int | None:
    """Return how many days before the satellite saw a patch something was seen: before the later image, else before the
    day on which it was issued; None where neither is told, or the satellite never saw it."""
    if patch.source != Source.SATELLITE:
        return None
    told = patch.after_on or patch.campaign.issued_on
    try:
        return (PartialDate.parse(told).earliest - seen_on).days if told else None
    except NotADate:
        return None
