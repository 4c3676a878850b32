"""Photos with much to leak: a place, a camera, a picture inside the picture, a comment, a film behind the end."""

from __future__ import annotations

import io
import random

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def photo(width: int = 320, height: int = 240, *, seed: int = 1) -> Image.Image:
    """Return a picture in which no two neighbours are alike."""
    chance = random.Random(seed)
    image = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return image.resize((width // 8, height // 8)).resize((width, height), Image.Resampling.BICUBIC)


def exif_of(*, orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes."""
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Make], exif[Base.Model] = orientation, "示例", "手机一号"
    exif[Base.ImageDescription] = "LEAK-description"
    own, place = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    own[Base.DateTimeOriginal], own[Base.OffsetTimeOriginal] = "2026:11:26 12:01:00", "+08:00"
    own[Base.BodySerialNumber] = "LEAK-serial"
    place.update({
        GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (30.0, 1.0, 2.0), GPS.GPSLongitudeRef: "E",
        GPS.GPSLongitude: (114.0, 1.0, 2.0), GPS.GPSImgDirectionRef: "T", GPS.GPSImgDirection: 47.0,
    })  # fmt: skip
    return exif


def jpeg(image: Image.Image, *, orientation: int = 1) -> bytes:
    """Return a JPEG that says all of it, with a film behind its end."""
    content = io.BytesIO()
    image.save(
        content, "JPEG", quality=95, subsampling=0, exif=exif_of(orientation=orientation), comment=b"LEAK-comment",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>LEAK-xmp</x:xmpmeta>",
    )  # fmt: skip
    return content.getvalue() + b"ftypmp42 LEAK-film"
