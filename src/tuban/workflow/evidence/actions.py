"""What people do with evidence: add a file, take it off again. Files themselves stay, with who had them when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note, subject_of
from tuban.workflow.audit.recording import record
from tuban.workflow.evidence.media import media_of
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.evidence.policies import may_add_evidence, may_take_off
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.store import checksum_of, found, keep

LARGEST = 200 << 20
_LONGEST_NAME = 200


class FileTooLarge(TubanError):
    """«{name}» has {size} MB; a file of evidence may have {most} MB."""

    code = "evidence.file_too_large"
    hint = "Save photos with less detail or cut the video, then add it again."


class FileEmpty(TubanError):
    """«{name}» is empty."""

    code = "evidence.file_empty"
    hint = "Choose the file again; it may not have been copied whole from the camera."


class FileIsThere(TubanError):
    """«{name}» is there already, added by {person} on {day}."""

    code = "evidence.file_is_there"
    hint = "Nothing has to be done: the same content is kept once."


class ReasonNeeded(TubanError):
    """Taking evidence off needs a reason."""

    code = "evidence.reason_needed"
    hint = "Say in a few words why it does not belong here."


@action("evidence.add", policy=may_add_evidence, secrets=("path",))
def add(subject: Any, *, by: Acting, path: Path, name: str, remark: str = "") -> Attachment:
    """Keep a file and let it speak about ``subject``. Raises FileTooLarge, FileEmpty, FileIsThere, KindNotTaken,
    PictureUnreadable."""
    name = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:] or path.name
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty(name=name)
    if size > LARGEST:
        raise FileTooLarge(name=name, size=size >> 20, most=LARGEST >> 20)
    media = media_of(path, name)
    about = subject_of(subject)
    checksum = checksum_of(path)
    there = Attachment.objects.filter(
        subject_kind=about.kind, subject_id=about.key, exhibit__checksum=checksum, taken_off_at=None
    ).select_related("exhibit", "by").first()  # fmt: skip
    if there is not None:
        raise FileIsThere(
            name=there.exhibit.name, person=there.by.name, day=timezone.localtime(there.at).date().isoformat()
        )
    keep(path, suffix=media.suffix)
    exhibit = Exhibit.objects.create(
        checksum=checksum, suffix=media.suffix, name=name, kind=media.kind, media_type=media.type, size=size,
        unit=by.post.unit, added_by=by.person, note=remark[:200],
    )  # fmt: skip
    note(file=name, checksum=checksum, size=size, media_type=media.type)
    return Attachment.objects.create(exhibit=exhibit, subject_kind=about.kind, subject_id=about.key, by=by.person)


@action("evidence.take_off", policy=may_take_off)
def take_off(subject: Any, attachment: Attachment, *, by: Acting, reason: str) -> Attachment:
    """Take a file off a thing; it stays in the store with its custody."""
    if not reason:
        raise ReasonNeeded
    attachment.taken_off_at = timezone.now()
    attachment.save(update_fields=["taken_off_at"])
    note(file=attachment.exhibit.name, checksum=attachment.exhibit.checksum)
    return attachment


def read_out(attachment: Attachment, subject: Any, *, by: Acting, is_noted: bool = True) -> Path:
    """Return where the content of an exhibit lies; where ``is_noted``, who took it along is written down.

    Raises ContentLost. Whoever sees the thing may read what speaks about it: the caller asked that already.
    """
    exhibit = attachment.exhibit
    path = found(exhibit.checksum, exhibit.suffix)
    if is_noted:
        with transaction.atomic():
            record(
                "evidence.read_out", by=by, subject=subject_of(subject),
                details={"file": exhibit.name, "checksum": exhibit.checksum},
            )  # fmt: skip
    return path
