"""How a photo looks, read by well-kept libraries; a file that is no picture is told, never trusted."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tuban.workflow.scrutiny.staging.records import Look

_MOST_PIXELS = 200_000_000
_SIDE = 512
_EXIF, _TAKEN, _ZONE, _MAKE, _MODEL = 0x8769, 36867, 36881, 271, 272
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "MPO")


@dataclass(frozen=True, slots=True)
class Seen:
    """How a photo looks, and the camera it names. ``look`` is None where it could not be read, for the reason told."""

    look: Look | None
    camera: str = ""
    fault: str = ""


def seen(path: Path) -> Seen:
    """Look at a photo."""
    import imagehash
    from PIL import Image, ImageOps, ImageStat

    try:
        with warnings.catch_warnings(), Image.open(path, formats=_FORMATS) as image:
            warnings.simplefilter("ignore")
            if image.width * image.height > _MOST_PIXELS:
                return Seen(None, fault="pixels")
            told = image.getexif()
            at, has_zone = _taken(dict(told.get_ifd(_EXIF)))
            camera = " ".join(_text(told.get(tag)) for tag in (_MAKE, _MODEL)).strip()
            image.draft("L", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(image)
            small = upright.convert("L")
            small.thumbnail((_SIDE, _SIDE))
            brightness = ImageStat.Stat(small)
            look = Look(
                int(str(imagehash.phash(small)), 16), int(str(imagehash.dhash(small)), 16),
                float(brightness.median[0]), float(brightness.stddev[0]), at, has_zone,
            )  # fmt: skip
    except Exception as error:
        return Seen(None, fault=type(error).__name__)
    return Seen(look, camera[:100])


def _taken(exif: dict[int, object]) -> tuple[datetime | None, bool]:
    text, zone = _text(exif.get(_TAKEN)), _text(exif.get(_ZONE))
    try:
        at = datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None, False
    try:
        return datetime.fromisoformat(at.strftime("%Y-%m-%dT%H:%M:%S") + zone).astimezone(UTC), bool(zone)
    except ValueError:
        return at, False


def _text(value: object) -> str:
    return "".join(one for one in value if one.isprintable()).strip() if isinstance(value, str) else ""
