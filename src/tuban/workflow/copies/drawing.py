"""Draws photos small, and covers places of them, inside a child process: photos are foreign files. Knows nothing of
records.

A small picture and a public copy are both made by :func:`upright`, so that whoever looks at the one sees what the other
will show.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps
from PIL.ExifTags import GPS, IFD, Base

from tuban.kernel.formats.nursery import Refusal

LARGEST_SIDE = 2560
"""The longer side of a public copy, and of the picture on which a person looks for faces: what cannot be seen there is
not in the copy."""

STAYS = ("taken_at", "place", "direction", "device")
"""What of a photo's own words may stay in a public copy."""

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
_QUALITY = 82
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def upright(image: Image.Image, side: int) -> Image.Image:
    """Return the first frame as it is to be looked at, at most ``side`` pixels long, with nothing of the file but its
    pixels: no words of the camera, no picture inside the picture, no comment."""
    profile = image.info.get("icc_profile")
    if image.mode == "P":
        image = image.convert("RGBA")
    image.thumbnail((side, side))
    turned = ImageOps.exif_transpose(image)
    if profile and turned.mode == "RGB":
        with suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(turned, own, ImageCms.createProfile("sRGB")) or turned
    clean = turned.convert("RGB")
    clean.info = {}
    return clean


def reduce(*, paths: Mapping[str, str], folder: str, side: int) -> dict[str, list[int]]:
    """Draw some photos small; returns the size that a public copy has of each that could be drawn."""
    made = {}
    for name, path in paths.items():
        try:
            with Image.open(path, formats=_FORMATS) as image:
                size = image.size
                small = upright(image, side)
                small.save(Path(folder) / f"{name}.jpg", "JPEG", quality=_QUALITY)
        except _UNREADABLE:
            continue
        made[name] = _whole(size, is_wide=small.width >= small.height)
    return made


def _whole(size: tuple[int, int], *, is_wide: bool) -> list[int]:
    """Return the size that the public copy of a picture has."""
    scale = min(1.0, LARGEST_SIDE / max(size))
    shorter, longer = sorted(max(1, round(one * scale)) for one in size)
    return [longer, shorter] if is_wide else [shorter, longer]


def cover(
    *, path: str, target: str, places: Sequence[Sequence[int]], size: Sequence[int], colour: str, quality: int,
    stays: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Write a copy with places filled with one colour; returns its size and what of the photo's own words stays.

    The pixels of a place are gone before anything is written: what a person could work out from a blur or from a few
    squares of colour is not in the file. Raises Refusal where the picture is not of the size that places are told in.
    """
    try:
        with Image.open(path, formats=_FORMATS) as image:
            own = image.getexif()
            picture = upright(image, LARGEST_SIDE)
    except _UNREADABLE as error:
        raise Refusal("file.unreadable", type(error).__name__) from error
    if abs(picture.width - size[0]) > 1 or abs(picture.height - size[1]) > 1:
        raise Refusal("copies.other_size", f"{picture.width} × {picture.height}")
    for left, top, width, height in places:
        right = picture.width if left + width >= size[0] else left + width
        bottom = picture.height if top + height >= size[1] else top + height
        picture.paste(colour, (left, top, right, bottom))
    kept, told = _kept(own, stays)
    picture.save(target, "JPEG", quality=quality, optimize=True, exif=kept if told else b"")
    return {"width": picture.width, "height": picture.height, "stays": told}


def _kept(own: Image.Exif, stays: Sequence[str]) -> tuple[Image.Exif, dict[str, str]]:
    """Return the words of a camera that stay, as the file bears them and as people read them."""
    kept = Image.Exif()
    told: dict[str, str] = {}
    camera, place = dict(own.get_ifd(IFD.Exif)), dict(own.get_ifd(IFD.GPSInfo))
    if "taken_at" in stays and isinstance(camera.get(Base.DateTimeOriginal), str):
        for tag in (Base.DateTimeOriginal, Base.OffsetTimeOriginal):
            if isinstance(camera.get(tag), str):
                kept.get_ifd(IFD.Exif)[tag] = camera[tag]
        told["taken_at"] = _words(camera[Base.DateTimeOriginal])
    if "device" in stays:
        for tag in (Base.Make, Base.Model):
            if isinstance(own.get(tag), str):
                kept[tag] = own[tag]
                told["device"] = f"{told.get('device', '')} {_words(own[tag])}".strip()
    for name, tags in (("place", _PLACE), ("direction", _DIRECTION)):
        found = {int(tag): place[tag] for tag in tags if tag in place}
        if name in stays and found:
            kept.get_ifd(IFD.GPSInfo).update(found)
            told[name] = " ".join(_words(str(one)) for one in found.values())
    return kept, told


_PLACE = (GPS.GPSLatitudeRef, GPS.GPSLatitude, GPS.GPSLongitudeRef, GPS.GPSLongitude)
_DIRECTION = (GPS.GPSImgDirectionRef, GPS.GPSImgDirection)


def _words(text: str) -> str:
    return "".join(one for one in text if one.isprintable())[:100].strip()
