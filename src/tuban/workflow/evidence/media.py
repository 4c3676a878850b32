"""What a file is, by its content: never by its name or by what the browser claims."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from tuban.values.errors import TubanError
from tuban.workflow.evidence.models import Exhibit

_HEAD = 64
_MOST_PIXELS = 200_000_000
_IMAGES = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "WEBP": ("image/webp", ".webp"),
    "TIFF": ("image/tiff", ".tif"),
}
_OFFICE = {
    "word/": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        Exhibit.Kind.DOCUMENT,
    ),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", Exhibit.Kind.TABLE),
}
SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What a browser may draw itself."""

PLAYED_INLINE = frozenset({"video/mp4", "video/webm", "audio/mp4", "audio/ogg", "audio/webm"})
"""What a browser may play itself; all else is handed over as a file."""


class KindNotTaken(TubanError):
    """«{name}» is none of the kinds of files that are taken as evidence."""

    code = "evidence.kind_not_taken"
    hint = (
        "Photos (JPEG, PNG, WebP, TIFF, HEIC), videos (MP4), PDF, Word and Excel files are taken. "
        "Save it as one of them; a renamed file stays what it is."
    )


class PictureUnreadable(TubanError):
    """The picture «{name}» is damaged or too large to be shown."""

    code = "evidence.picture_unreadable"
    hint = "Open it on your own machine and save it again, or take it from the camera once more."


@dataclass(frozen=True, slots=True)
class Media:
    """What a file turned out to be: its media type, the ending it is kept with, and its kind."""

    type: str
    suffix: str
    kind: str


def media_of(path: Path, name: str) -> Media:
    """Return what a file is; raises KindNotTaken, PictureUnreadable."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return Media("application/pdf", ".pdf", Exhibit.Kind.DOCUMENT)
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
            return Media("image/heic", ".heic", Exhibit.Kind.PHOTO)
        return Media("video/mp4", ".mp4", Exhibit.Kind.VIDEO)
    if head.startswith(b"PK\x03\x04"):
        return _office(path, name)
    return _picture(path, name)


def _office(path: Path, name: str) -> Media:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise KindNotTaken(name=name) from None
    if "[Content_Types].xml" in members:
        for folder, (media_type, suffix, kind) in _OFFICE.items():
            if any(member.startswith(folder) for member in members):
                return Media(media_type, suffix, kind)
    raise KindNotTaken(name=name)


def _picture(path: Path, name: str) -> Media:
    try:
        with Image.open(path) as image:
            found = _IMAGES.get(image.format or "")
            pixels = image.width * image.height
            if found is not None:
                image.verify()
    except UnidentifiedImageError:
        raise KindNotTaken(name=name) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PictureUnreadable(name=name) from None
    if found is None:
        raise KindNotTaken(name=name)
    if pixels > _MOST_PIXELS:
        raise PictureUnreadable(name=name)
    return Media(*found, Exhibit.Kind.PHOTO)


def kind_of_sent(path: Path, name: str, sent_type: str) -> Media:
    """Return what a file of a device is: by its content where that can be told, else kept as it came. Nothing that a
    device hands in is refused for its kind."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    is_sound = sent_type.startswith("audio/")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return (
            Media("audio/webm", ".weba", Exhibit.Kind.VOICE) if is_sound
            else Media("video/webm", ".webm", Exhibit.Kind.VIDEO)
        )  # fmt: skip
    if head.startswith(b"OggS"):
        return Media("audio/ogg", ".ogg", Exhibit.Kind.VOICE)
    if head[4:8] == b"ftyp" and is_sound:
        return Media("audio/mp4", ".m4a", Exhibit.Kind.VOICE)
    try:
        return media_of(path, name)
    except (KindNotTaken, PictureUnreadable):
        return Media("application/octet-stream", ".bin", Exhibit.Kind.OTHER)
