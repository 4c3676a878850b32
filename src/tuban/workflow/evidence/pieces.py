"""Files that come in pieces: what is durable counts, and a file is safe once all of it was read again."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.evidence.media import kind_of_sent
from tuban.workflow.evidence.models import Device, Media
from tuban.workflow.evidence.outside import clean
from tuban.workflow.store import checksum_of, keep, path_of

__all__ = [
    "IS_SAFE",
    "LARGEST_PIECE",
    "FileDamaged",
    "Media",
    "PieceOffsetDiffers",
    "PieceTooLarge",
    "content_of",
    "media_for",
    "part_of",
    "take_piece",
    "take_whole",
]

LARGEST_PIECE = 4 << 20
LARGEST_FILE = 2 << 30
IS_SAFE = Exists(
    Media.objects.filter(device=OuterRef("log_entry__device"), sha256=OuterRef("sha256"), state=Media.State.SAFE)
)
"""Of a file that an entry names: whether the device of the entry handed it in whole."""


class PieceOffsetDiffers(TubanError):
    """The office has {has} bytes of this file, not {said}."""

    code = "evidence.piece_offset_differs"
    hint = "Go on from the offset in the answer."


class PieceTooLarge(TubanError):
    """A piece may have {most} MB, a file {whole} GB, and no more than it was announced with."""

    code = "evidence.piece_too_large"
    hint = "Send smaller pieces; a file that changed meanwhile is another file."


class FileDamaged(TubanError):
    """The file arrived damaged: its content is not what its name says. Nothing of it was kept."""

    code = "evidence.file_damaged"
    hint = "It is sent again from the beginning."


def part_of(media: Media) -> Path:
    """Return where a file grows."""
    folder: Path = settings.HOME.uploads / "field"
    return folder / f"{media.device_id}-{media.sha256}.part"


def media_for(device: Device, sha256: str) -> Media | None:
    """Return how far a file is that a device sends; None where nothing of it has come, whoever else sent the same."""
    return Media.objects.filter(device=device, sha256=sha256).first()


def take_piece(device: Device, sha256: str, content: bytes, *, offset: int, size: int, sent_type: str) -> Media:
    """Add a piece of a file. What came before a broken line is kept by the pieces before it.

    Raises PieceOffsetDiffers, PieceTooLarge, FileDamaged.
    """
    if len(content) > LARGEST_PIECE or not 0 <= size <= LARGEST_FILE or offset + len(content) > size:
        raise PieceTooLarge(most=LARGEST_PIECE >> 20, whole=LARGEST_FILE >> 30)
    with transaction.atomic():
        begun, _is_new = Media.objects.get_or_create(
            device=device, sha256=sha256, defaults={"size": size, "sent_type": clean(sent_type, 100)}
        )
    with transaction.atomic():
        media = Media.objects.select_for_update().get(pk=begun.pk)
        if media.state == Media.State.SAFE:
            return media
        if media.received == 0:
            media.size = size
        if media.received != offset or media.size != size:
            raise PieceOffsetDiffers(has=media.received, said=offset)
        _append(part_of(media), content, offset)
        media.received = offset + len(content)
        media.save(update_fields=["size", "received", "changed_at"])
    return _proved(media) if media.received == media.size else media


def _proved(media: Media) -> Media:
    """Prove a file that is whole and keep it; of what is not what its name says nothing stays. Raises FileDamaged."""
    part = part_of(media)
    is_damaged = not part.is_file() or checksum_of(part) != media.sha256
    if is_damaged:
        media.received = 0
    else:
        _make_safe(media, part, "")
    with transaction.atomic():
        now = Media.objects.select_for_update().get(pk=media.pk)
        if now.state == Media.State.SAFE:
            return now
        media.save()
    part.unlink(missing_ok=True)
    if is_damaged:
        raise FileDamaged
    return media


def take_whole(device: Device, sha256: str, path: Path, *, name: str = "") -> Media:
    """Take a file that is here whole, of a rescue file. Raises FileDamaged."""
    if checksum_of(path) != sha256:
        raise FileDamaged
    size = path.stat().st_size
    media = media_for(device, sha256) or Media(sha256=sha256, device=device)
    if media.state != Media.State.SAFE:
        media.size = media.received = size
        _make_safe(media, path, name)
        with transaction.atomic():
            Media.objects.select_for_update().filter(pk=media.pk).first()
            media.save()
    part_of(media).unlink(missing_ok=True)
    return media


def _append(part: Path, content: bytes, offset: int) -> None:
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with part.open("r+b" if part.is_file() else "w+b") as file:
        file.truncate(offset)  # what a killed server wrote and did not count
        file.seek(offset)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_safe(media: Media, path: Path, name: str) -> None:
    found = kind_of_sent(path, name or media.sha256, media.sent_type)
    media.media_type, media.suffix, media.kind = found.type, found.suffix, found.kind
    keep(path, suffix=media.suffix)
    media.state, media.safe_at = Media.State.SAFE, timezone.now()


def content_of(media: Media) -> Path:
    """Return where a safe file lies."""
    return path_of(media.sha256, media.suffix)
