"""Looks for the signs, each kind for itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from tuban.workflow.scrutiny.staging.limits import Limits
from tuban.workflow.scrutiny.staging.records import Look, Record, Shot, Sign
from tuban.workflow.survey.sight import Position, all_degrees_off, distances_to, metres_apart, metres_between, sun_at

_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class _Fix:
    """A place that a device told, and what it told it for."""

    device: str
    at: datetime
    position: Position
    patch: str
    visit: str
    shot: str


def signs_of(record: Record, limits: Limits) -> list[Sign]:
    """Return every sign, in the order of patch, kind and photo."""
    fixes = sorted(_fixes(record), key=lambda one: (one.device, one.at, one.shot))
    found = [sign for kind, look in _LOOKS.items() if limits.points(kind) for sign in look(record, fixes, limits)]
    return sorted(found, key=lambda one: (one.patch, one.kind, one.shot, str(sorted(one.about.items()))))


def points_of(signs: Iterable[Sign], limits: Limits) -> int:
    """Return the points of signs together; one kind counts once, however often it was seen."""
    most: dict[str, int] = {}
    for one in signs:
        most[one.kind] = max(most.get(one.kind, 0), one.points)
    return min(limits.most_points, sum(most.values()))


def _fixes(record: Record) -> Iterator[_Fix]:
    for shot in record.shots:
        if shot.position is not None:
            yield _Fix(shot.device, shot.at, shot.position, shot.patch, shot.visit, shot.id)
    for stay in record.stays:
        if stay.begun is not None:
            yield _Fix(stay.device, stay.begun_at, stay.begun, stay.patch, stay.id, "")
        if stay.ended is not None and stay.ended_at is not None:
            yield _Fix(stay.device, stay.ended_at, stay.ended, stay.patch, stay.id, "")


def _measured(fixes: Sequence[_Fix]) -> list[_Fix]:
    """Return the places that a receiver told; those tapped on the map tell nothing of where somebody was."""
    return [one for one in fixes if one.position.source != "tapped"]


def _same_picture(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "same_picture"
    shots = [one for one in record.shots if one.look is not None or one.sha256]
    seen = [_comparable(one.look, limits.value(kind, "contrast_least")) for one in shots]
    shape = np.array([one.shape if one else 0 for one in seen], dtype=np.uint64)
    steps = np.array([one.steps if one else 0 for one in seen], dtype=np.uint64)
    usable = np.array([one is not None for one in seen], dtype=bool)
    names, patches = _numbered(one.sha256 for one in shots), _numbered(one.patch for one in shots)
    most = limits.value(kind, "differs_most")
    for start in range(0, len(shots), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        differ = np.maximum(
            np.bitwise_count(shape[part, None] ^ shape[None, :]), np.bitwise_count(steps[part, None] ^ steps[None, :])
        )
        alike = (differ <= most) & usable[part, None] & usable[None, :]
        alike |= (names[part, None] == names[None, :]) & (names[part, None] != 0)
        alike &= patches[part, None] != patches[None, :]
        for row, column in zip(*np.nonzero(alike), strict=True):
            one, other = shots[start + int(row)], shots[int(column)]
            if _far_enough(record, one.patch, other.patch, limits.value(kind, "apart_m")):
                yield _sign(kind, limits, one, other_patch=other.patch, other_shot=other.id)


def _numbered(words: Iterable[str]) -> NDArray[np.int64]:
    """Return words as numbers, which are compared quickly; an empty one is 0."""
    known: dict[str, int] = {"": 0}
    return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)


def _comparable(look: Look | None, contrast: float) -> Look | None:
    return look if look is not None and look.contrast >= contrast else None


def _far_enough(record: Record, one: str, other: str, metres: float) -> bool:
    here, there = record.outlines.get(one), record.outlines.get(other)
    return here is None or there is None or metres_apart(here, there) >= metres


def _same_position(_record: Record, fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "same_position"
    places: dict[tuple[str, float, float], list[_Fix]] = defaultdict(list)
    for one in _measured(fixes):
        places[one.device, one.position.lon, one.position.lat].append(one)
    span = timedelta(minutes=limits.value(kind, "minutes"))
    for together in places.values():
        if len(together) >= limits.value(kind, "times") and together[-1].at - together[0].at >= span:
            for patch, visit in dict.fromkeys((one.patch, one.visit) for one in together):
                yield _of_way(
                    kind, limits, patch, visit, times=len(together),
                    minutes=int((together[-1].at - together[0].at).total_seconds() // 60),
                )  # fmt: skip


def _constant_accuracy(_record: Record, fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "constant_accuracy"
    days: dict[tuple[str, str], list[_Fix]] = defaultdict(list)
    for one in _measured(fixes):
        if one.position.accuracy_m is not None:
            days[one.device, _in_zone(one.at, limits).date().isoformat()].append(one)
    span = timedelta(minutes=limits.value(kind, "minutes"))
    for together in days.values():
        told = {one.position.accuracy_m for one in together}
        is_long = together[-1].at - together[0].at >= span
        if len(told) == 1 and len(together) >= limits.value(kind, "times") and is_long:
            for patch, visit in dict.fromkeys((one.patch, one.visit) for one in together):
                yield _of_way(kind, limits, patch, visit, times=len(together), metres=next(iter(told)))


def _impossible_speed(_record: Record, fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "impossible_speed"
    for one, other in pairwise(_measured(fixes)):
        if one.device != other.device:
            continue
        blurred = (one.position.accuracy_m or 0.0) + (other.position.accuracy_m or 0.0)
        metres = metres_between(one.position, other.position) - blurred
        seconds = max(1.0, (other.at - one.at).total_seconds())
        kmh = metres / seconds * 3.6
        if metres > limits.value(kind, "metres") and kmh > limits.value(kind, "kmh"):
            for fix in (one, other):
                yield _of_way(
                    kind, limits, fix.patch, fix.visit, km=round(metres / 1000, 1), minutes=round(seconds / 60, 1),
                    kmh=round(kmh),
                )  # fmt: skip


def _looks_away(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "looks_away"
    most = limits.value(kind, "half_view_degrees") + limits.value(kind, "compass_degrees")
    aimed = [
        (shot, place, shot.bearing, outline, metres)
        for shot, place, outline, metres in _placed(record)
        if shot.bearing is not None and shot.view != "inside"
        and metres > limits.value(kind, "near_m") + (place.accuracy_m or 0.0)
    ]  # fmt: skip
    shots, places, bearings, outlines, _metres = zip(*aimed, strict=True) if aimed else ((),) * 5
    for shot, off in zip(shots, all_degrees_off(places, bearings, outlines).tolist(), strict=True):
        if off > most:
            yield _sign(kind, limits, shot, degrees=round(off))


def _far_away(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "far_away"
    for shot, place, _outline, metres in _placed(record):
        if metres - (place.accuracy_m or 0.0) > limits.value(kind, "metres"):
            yield _sign(kind, limits, shot, metres=round(metres - (place.accuracy_m or 0.0)))


def _placed(record: Record) -> list[tuple[Shot, Position, shapely.Geometry, float]]:
    """Return the photos with a place and an outline, and how many metres lie between the two."""
    there = [
        (shot, shot.position, outline)
        for shot in record.shots
        if (outline := record.outlines.get(shot.patch)) is not None and shot.position is not None
    ]
    metres = distances_to([place for _shot, place, _outline in there], [outline for _shot, _place, outline in there])
    return [(*one, far) for one, far in zip(there, metres.tolist(), strict=True)]


def _outside_visit(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "outside_visit"
    stays = {one.id: one for one in record.stays}
    tolerated = timedelta(minutes=limits.value(kind, "minutes"))
    for shot in record.shots:
        stay = stays.get(shot.visit)
        if stay is None:
            continue
        early = stay.begun_at - shot.at
        late = shot.at - stay.ended_at if stay.ended_at is not None else timedelta()
        if max(early, late) > tolerated:
            minutes = int(max(early, late).total_seconds() // 60)
            yield _sign(kind, limits, shot, minutes=minutes, is_early=early > late)


def _camera_time(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "camera_time"
    tolerated = timedelta(minutes=limits.value(kind, "minutes"))
    for shot in record.shots:
        if shot.look is None or shot.look.camera_at is None:
            continue
        said = shot.look.camera_at
        if not shot.look.has_zone:
            said = said.replace(tzinfo=_zone(limits))
        if abs(said - shot.at) > tolerated:
            yield _sign(kind, limits, shot, camera_at=said.astimezone(UTC).isoformat())


def _sun_down(record: Record, _fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    kind = "sun_down"
    for shot in record.shots:
        is_bright = shot.look is not None and shot.look.brightness >= limits.value(kind, "brightness_least")
        if shot.position is None or not is_bright or shot.view == "inside":
            continue
        height, _azimuth = sun_at(shot.position, shot.at)
        if height < limits.value(kind, "elevation_degrees"):
            yield _sign(kind, limits, shot, degrees=round(-height))


def _mock_position(_record: Record, fixes: Sequence[_Fix], limits: Limits) -> Iterator[Sign]:
    for one in fixes:
        if one.position.source == "mock":
            yield Sign("mock_position", limits.points("mock_position"), one.patch, one.visit, one.shot, {})


def _sign(kind: str, limits: Limits, shot: Shot, **about: object) -> Sign:
    return Sign(kind, limits.points(kind), shot.patch, shot.visit, shot.id, about)


def _of_way(kind: str, limits: Limits, patch: str, visit: str, **about: object) -> Sign:
    return Sign(kind, limits.points(kind), patch, visit, "", about)


def _zone(limits: Limits) -> timezone:
    return timezone(timedelta(hours=limits.value("camera_time", "hours_of_zone")))


def _in_zone(at: datetime, limits: Limits) -> datetime:
    return at.astimezone(_zone(limits))


_LOOKS: dict[str, Callable[[Record, Sequence[_Fix], Limits], Iterator[Sign]]] = {
    "same_picture": _same_picture,
    "same_position": _same_position,
    "constant_accuracy": _constant_accuracy,
    "impossible_speed": _impossible_speed,
    "looks_away": _looks_away,
    "far_away": _far_away,
    "outside_visit": _outside_visit,
    "camera_time": _camera_time,
    "sun_down": _sun_down,
    "mock_position": _mock_position,
}
