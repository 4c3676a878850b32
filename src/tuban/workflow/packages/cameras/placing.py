"""Which patch a photo of any camera shows: by where it was taken, where it looked, and when; a person confirms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import shapely

from tuban.inspect.progress import Progress
from tuban.kernel.formats.children import Nursery, Task
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.evidence.media import KindNotTaken, PictureUnreadable
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.packages.as_log import OfficeLog
from tuban.workflow.packages.cameras.reading import Picture, read_pictures
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.patches.states import Fate
from tuban.workflow.spatial_index import in_box
from tuban.workflow.survey.models import TrackPart
from tuban.workflow.survey.sight import Position, degrees_off, distance_to

TOOL = "cameras"
FARTHEST_M = 300.0
"""From farther away than this a photo shows no patch in particular."""

SIDEWAYS = 60.0
"""From so many degrees past a patch on a camera no longer looks at it."""

_TURNED_AWAY_M = 150.0  # a patch that the camera turned its back to counts as this much farther
_TOGETHER = timedelta(minutes=10)
_ON_TRACK = timedelta(minutes=3)
_MOST = 3
_UNPACK = "tuban.kernel.formats.archives:unpack"
_MOST_BYTES = 8 << 30
_DEGREE_M = 111_320.0


class PhotosUnfit(TubanError):
    """The zip of photos cannot be read: {why}."""

    code = "packages.photos_unfit"
    hint = "Zip the photos anew, without a password, and hand in that zip."


@dataclass(frozen=True, slots=True)
class Guess:
    """A patch that a photo may show: how far from its outline, how many degrees the camera looked past it, and by what
    it was found: place, track or time."""

    patch: str
    name: str
    metres: int
    aside: int | None
    by: str


def propose(path: Path, scratch: Path, *, by: Acting, progress: Progress) -> list[dict[str, Any]]:
    """Keep the photos of a zip (or one photo) and return for each which patches it may show, the likeliest first.

    Raises PhotosUnfit.
    """
    progress(_("Reading what came back"), 0, 0)
    log = OfficeLog(TOOL, _("Photos of other cameras"), by=by)
    with Nursery() as nursery:
        paths = _photos(path, scratch, nursery)
        pictures = read_pictures(paths, nursery)
    kept: list[tuple[dict[str, Any], Picture]] = []
    unfit: list[dict[str, Any]] = []
    for done, place in enumerate(paths):
        progress(_("Keeping the photos"), done, len(paths))
        try:
            kept.append((log.keep(place, name=place.name), pictures[place]))
        except (KindNotTaken, PictureUnreadable) as error:
            unfit.append({"name": place.name, "reason": error.message})
    guesses = _guesses([one for _media, one in kept], by)
    return [
        *(
            {
                "media": media, "at": one.at.isoformat() if one.at else None, **one.told(),
                "guesses": [_as_told(guess) for guess in own],
            }
            for (media, one), own in zip(kept, guesses, strict=True)
        ),
        *unfit,
    ]  # fmt: skip


def place_photos(chosen: Sequence[tuple[Mapping[str, Any], str]], *, by: Acting) -> int:
    """Hand in photos, each as proposed and with the patch it shows; returns how many are new."""
    log = OfficeLog(TOOL, _("Photos of other cameras"), by=by)
    new = 0
    for photo, patch in chosen:
        at = photo.get("at")
        body = {
            "media": photo["media"], "position": photo.get("position"), "bearing": photo.get("bearing"), "tilt": None,
            "view": None, "reshoot_of": None, "note": "",
        }  # fmt: skip
        identity = log.identity("photo", photo["media"]["sha256"], patch)
        new += log.add("photo.taken", body, identity, patch=patch, at=datetime.fromisoformat(at) if at else None)
    log.hand_in()
    return new


def _photos(path: Path, scratch: Path, nursery: Nursery) -> list[Path]:
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return [path]
    outcome = nursery.run(
        Task(_UNPACK, {"archive": str(path), "into": str(scratch / "photos"), "most_bytes": _MOST_BYTES})
    )
    if outcome.ending != "done":
        raise PhotosUnfit(why=outcome.detail or outcome.ending)
    return [scratch / "photos" / name for name in outcome.answer["files"] if not Path(name).name.startswith(".")]


def _as_told(guess: Guess) -> dict[str, Any]:
    return {"patch": guess.patch, "name": guess.name, "metres": guess.metres, "aside": guess.aside, "by": guess.by}


def _guesses(pictures: Sequence[Picture], by: Acting) -> list[list[Guess]]:
    """Return what each picture may show; one without a place is where its neighbours in time were, or its taker."""
    found = [_by_place(one.lon, one.lat, one.bearing, by, "place") for one in pictures]
    placed: list[tuple[datetime, list[Guess]]] = []
    for one, own in zip(pictures, found, strict=True):
        if one.at is not None and own:
            placed.append((one.at, own))
    return [own or _by_time(one, placed, by) for one, own in zip(pictures, found, strict=True)]


def _by_time(picture: Picture, placed: Sequence[tuple[datetime, list[Guess]]], by: Acting) -> list[Guess]:
    taken = picture.at
    if taken is None or picture.lon is not None:
        return []
    spot = _on_track(taken, by)
    if spot is not None:
        return _by_place(*spot, picture.bearing, by, "track")
    near = [(abs(at - taken), own[0]) for at, own in placed if abs(at - taken) <= _TOGETHER]
    if not near:
        return []
    _apart, guess = min(near, key=lambda one: one[0])
    return [Guess(guess.patch, guess.name, guess.metres, None, "time")]


def _by_place(lon: float | None, lat: float | None, bearing: float | None, by: Acting, how: str) -> list[Guess]:
    if lon is None or lat is None:
        return []
    up = FARTHEST_M / _DEGREE_M
    across = up / max(math.cos(math.radians(lat)), 0.1)
    rows = patches_seen_by(by).filter(fate=Fate.ACTIVE)
    near = in_box(rows, "geometry", (lon - across, lat - up, lon + across, lat + up))
    place, found = Position(lon, lat), []
    for patch in near[:50]:
        outline = shapely.from_wkb(bytes(patch.geometry.wkb))
        metres = distance_to(place, outline)
        if metres <= FARTHEST_M:
            aside = None if bearing is None or metres == 0.0 else round(degrees_off(place, bearing, outline))
            found.append(Guess(str(patch.uuid), str(patch), round(metres), aside, how))
    return sorted(found, key=_distance)[:_MOST]


def _distance(guess: Guess) -> float:
    turned = guess.aside is not None and guess.aside > SIDEWAYS
    return guess.metres + (_TURNED_AWAY_M if turned else 0.0)


def _on_track(at: datetime, by: Acting) -> tuple[float, float] | None:
    """Return where the person was at a time, by the track of their device on duty; None where nobody knows."""
    parts = TrackPart.objects.filter(
        device__person=by.person_id, first_at__lte=at + _ON_TRACK, last_at__gte=at - _ON_TRACK
    )
    best: tuple[timedelta, float, float] | None = None
    for part in parts:
        for lon, lat, _accuracy, moment in part.points:
            if moment is None:
                continue
            apart = abs(datetime.fromisoformat(moment) - at)
            if apart <= _ON_TRACK and (best is None or apart < best[0]):
                best = apart, lon, lat
    return None if best is None else best[1:]
