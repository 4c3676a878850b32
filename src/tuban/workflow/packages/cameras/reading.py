"""What a picture says of itself (EXIF): when, where, looking which way. Pictures are foreign: children read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from tuban.kernel.formats.children import Limits, Nursery, Task

_READ = "tuban.workflow.packages.cameras.reading:read"
_AT_ONCE = 50
_FORMAT = "%Y:%m:%d %H:%M:%S"
_BEIJING = timezone(timedelta(hours=8))
"""The clock of a camera that names no zone is taken to show China's time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture says of itself; None where it says nothing. ``bearing`` is clockwise from north, in degrees."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    bearing: float | None = None

    def told(self) -> dict[str, Any]:
        """Return position and bearing as an entry of the log writes them."""
        position = None
        if self.lon is not None and self.lat is not None:
            position = {
                "lon": self.lon, "lat": self.lat, "accuracy_m": self.accuracy_m, "altitude_m": None,
                "at": self.at.isoformat() if self.at else None, "source": "gps",
            }  # fmt: skip
        return {"position": position, "bearing": self.bearing, "tilt": None}


def read_pictures(paths: Sequence[Path], nursery: Nursery) -> dict[Path, Picture]:
    """Return what pictures say; one that cannot be read says nothing."""
    groups = [paths[start : start + _AT_ONCE] for start in range(0, len(paths), _AT_ONCE)]
    tasks = [Task(_READ, {"paths": [str(path) for path in group]}, Limits(seconds=60.0)) for group in groups]
    found: dict[Path, Picture] = {}
    for number, outcome in nursery.run_all(tasks):
        told = outcome.answer if outcome.ending == "done" else [None] * len(groups[number])
        for path, one in zip(groups[number], told, strict=True):
            found[path] = _picture(one) if one else Picture()
    return found


def _picture(told: Mapping[str, Any]) -> Picture:
    at = told["at"]
    return Picture(
        datetime.fromisoformat(at) if at else None, told["lon"], told["lat"], told["accuracy_m"], told["bearing"]
    )


def read(paths: Sequence[str]) -> list[dict[str, Any] | None]:
    """Return what some pictures say, inside a child."""
    return [_of(path) for path in paths]


def _of(path: str) -> dict[str, Any] | None:
    try:
        with Image.open(path) as image:
            exif = image.getexif()
            own, place = dict(exif.get_ifd(IFD.Exif)), dict(exif.get_ifd(IFD.GPSInfo))
            taken = own.get(Base.DateTimeOriginal) or exif.get(Base.DateTime)
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError, KeyError, Image.DecompressionBombError):
        return None
    lon = _degrees(place.get(GPS.GPSLongitude), str(place.get(GPS.GPSLongitudeRef, "E")), 180.0)
    lat = _degrees(place.get(GPS.GPSLatitude), str(place.get(GPS.GPSLatitudeRef, "N")), 90.0)
    is_placed = lon is not None and lat is not None and (lon, lat) != (0.0, 0.0)
    return {
        "at": _time(taken, own.get(Base.OffsetTimeOriginal), place),
        "lon": lon if is_placed else None,
        "lat": lat if is_placed else None,
        "accuracy_m": _number(place.get(GPS.GPSHPositioningError)),
        "bearing": _bearing(place),
    }


def _time(taken: Any, offset: Any, place: Mapping[int, Any]) -> str | None:
    """Return when: by the satellites where they are named, else by the clock of the camera."""
    day, clock = place.get(GPS.GPSDateStamp), place.get(GPS.GPSTimeStamp)
    try:
        if day and clock:
            hour, minute, second = (float(one) for one in clock)
            by_day = datetime.strptime(str(day).strip("\x00 "), "%Y:%m:%d").replace(tzinfo=UTC)
            return (by_day + timedelta(hours=hour, minutes=minute, seconds=second)).isoformat()
        if not taken:
            return None
        shown = datetime.strptime(str(taken).strip("\x00 "), _FORMAT).replace(tzinfo=_BEIJING)
        return datetime.fromisoformat(f"{shown:%Y-%m-%dT%H:%M:%S}{offset}").isoformat() if offset else shown.isoformat()
    except (ValueError, TypeError, ZeroDivisionError):
        return None


def _degrees(value: Any, side: str, most: float) -> float | None:
    try:
        whole, minutes, seconds = (float(one) for one in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    degrees = whole + minutes / 60 + seconds / 3600
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if side.strip("\x00 ").upper() in ("S", "W") else degrees, 8)


def _bearing(place: Mapping[int, Any]) -> float | None:
    """Return where the camera looked, from true north; one from magnetic north is told as nobody knows how far it is
    off."""
    if str(place.get(GPS.GPSImgDirectionRef, "T")).strip("\x00 ").upper() not in ("T", "M"):
        return None
    value = _number(place.get(GPS.GPSImgDirection))
    return value % 360 if value is not None and 0 <= value <= 360 else None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
