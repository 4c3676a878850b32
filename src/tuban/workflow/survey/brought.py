"""What was brought from the field about one patch: visits, photos and the rest, measurements, the ways to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from tuban.inspect.survey import GEOGRAPHIC_EPSG
from tuban.kernel.crs import transform_coordinates
from tuban.workflow.evidence.models import Exhibit, LogEntry
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Capture, FoundPatch, Measurement, TrackPart, Visit

Ring = list[tuple[float, float]]
_METRES_OF_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything that devices brought about a patch, what was taken back left out."""

    visits: Sequence[Visit]
    captures: Sequence[Capture]
    measurements: Sequence[Measurement]
    tracks: Sequence[TrackPart]
    unused: Sequence[LogEntry]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing came."""
        return not (self.visits or self.captures or self.measurements or self.unused)


@dataclass(frozen=True, slots=True)
class Reshoot:
    """A photo that repeats the view of an earlier one; ``earlier`` is absent where nobody knows how that was taken."""

    earlier_exhibit: Exhibit
    later_exhibit: Exhibit
    earlier: Capture | None
    later: Capture

    @property
    def away_m(self) -> float | None:
        """How far apart both were taken; None where nobody knows."""
        ends = [one for one in (self.earlier, self.later) if one is not None]
        places = [
            (one.longitude, one.latitude) for one in ends if one.longitude is not None and one.latitude is not None
        ]
        if len(places) < 2:
            return None
        (west, south), (east, north) = places
        across = (east - west) * math.cos(math.radians(south))
        return math.hypot(across, north - south) * _METRES_OF_DEGREE

    @property
    def turned(self) -> float | None:
        """By how many degrees both look apart; None where nobody knows."""
        if self.earlier is None or self.earlier.bearing is None or self.later.bearing is None:
            return None
        return abs((self.later.bearing - self.earlier.bearing + 180) % 360 - 180)


def reshoots_of(patch: Patch, captures: Sequence[Capture]) -> list[Reshoot]:
    """Return photos that repeat an earlier one of the patch, with that, the newest first."""
    files = {one.exhibit.checksum: one.exhibit for one in attachments_of(patch)}
    taken = {one.sha256: one for one in captures if one.kind == Capture.Kind.PHOTO}
    return [
        Reshoot(files[one.reshoot_of], one.exhibit, taken.get(one.reshoot_of), one)
        for one in reversed(captures)
        if one.reshoot_of in files and one.exhibit is not None
    ]


def capture_of(entry: LogEntry) -> Capture | None:
    """Return what an entry says was taken down on the spot."""
    return Capture.objects.filter(entry=entry, is_withdrawn=False).select_related("exhibit", "patch", "entry").first()


def brought_of(patch: Patch) -> Brought:
    """Return what devices brought about a patch."""
    visits = list(Visit.objects.filter(patch=patch, is_withdrawn=False).select_related("device__person", "entry"))
    measurements = Measurement.objects.filter(patch=patch, is_withdrawn=False).select_related("device__person", "entry")
    return Brought(
        visits, list(captures_of(patch)), list(measurements), _tracks(visits),
        list(_named(patch).filter(applied=LogEntry.Applied.NO).select_related("device__person").order_by("seq")[:50]),
    )  # fmt: skip


def captures_of(patch: Patch) -> QuerySet[Capture]:
    """Return what was taken down on the spot, in the order of the walk."""
    return Capture.objects.filter(patch=patch, is_withdrawn=False).select_related(
        "exhibit", "device__person", "entry"
    )  # fmt: skip


def field_count(patch: Patch) -> int:
    """Return how many visits and things taken down on the spot there are of a patch."""
    visits = Visit.objects.filter(patch=patch, is_withdrawn=False).order_by().values("entry")
    captures = Capture.objects.filter(patch=patch, is_withdrawn=False).order_by().values("entry")
    return visits.union(captures, all=True).count()


def degrees_of(measurement: Measurement) -> list[Ring]:
    """Return the rings of a measurement in degrees, for drawing."""
    return [
        [(float(x), float(y)) for x, y in transform_coordinates(np.array(ring), measurement.epsg, GEOGRAPHIC_EPSG)]
        for ring in measurement.rings
    ]


def _named(patch: Patch) -> QuerySet[LogEntry]:
    names: list[Any] = [patch.uuid, *FoundPatch.objects.filter(patch=patch).values_list("pk", flat=True)]
    return LogEntry.objects.filter(patch__in=names)


def _tracks(visits: Sequence[Visit]) -> list[TrackPart]:
    """Return the pieces of the way that were walked during visits."""
    wanted = Q(pk__in=[])
    for one in visits:
        until = one.ended_at or one.begun_at
        wanted |= Q(device=one.device_id, first_at__lte=until, last_at__gte=one.begun_at)
    return list(TrackPart.objects.filter(wanted)[:200])
