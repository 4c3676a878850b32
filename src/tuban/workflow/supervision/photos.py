"""Photos of a second visit: the supervisor's own records. They hang on the sheet, never on the patch: the county
neither sees them before the sheets are sealed nor has them among its evidence."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note, subject_of
from tuban.workflow.evidence.actions import LARGEST, FileEmpty, FileTooLarge
from tuban.workflow.evidence.media import SHOWN_INLINE, media_of
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.store import checksum_of, keep
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.supervision.policies import may_seal

MOST = 30
_LONGEST_NAME = 200


class PhotoUnfit(TubanError):
    """This photo is not taken: {why}."""

    code = "supervision.photo_unfit"
    hint = "Take photos as JPEG, PNG or WebP, each once; nothing else of the sheet is lost."


@action("supervision.add_photo", policy=may_seal, secrets=("path",))
def add_photo(drawn: Drawn, *, by: Acting, path: Path, name: str) -> Attachment:
    """Keep a photo of a second visit with its sheet. Raises PhotoUnfit, FileEmpty, FileTooLarge, KindNotTaken,
    PictureUnreadable."""
    name, size = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:] or "photo", path.stat().st_size
    if size == 0:
        raise FileEmpty(name=name)
    if size > LARGEST:
        raise FileTooLarge(name=name, size=size >> 20, most=LARGEST >> 20)
    media, checksum, about, there = media_of(path, name), checksum_of(path), subject_of(drawn), photos_of(drawn)
    if media.type not in SHOWN_INLINE:
        raise PhotoUnfit(why=_("«{name}» is no picture that a browser shows").format(name=name))
    if there.filter(exhibit__checksum=checksum).exists():
        raise PhotoUnfit(why=_("«{name}» is there already").format(name=name))
    if there.count() >= MOST:
        raise PhotoUnfit(why=_("a sheet has {most} photos at most").format(most=MOST))
    keep(path, suffix=media.suffix)
    exhibit = Exhibit.objects.create(
        checksum=checksum, suffix=media.suffix, name=name, kind=media.kind, media_type=media.type, size=size,
        unit=by.post.unit, added_by=by.person,
    )  # fmt: skip
    note(file=name, checksum=checksum)
    return Attachment.objects.create(exhibit=exhibit, subject_kind=about.kind, subject_id=about.key, by=by.person)


@action("supervision.take_photo_off", policy=may_seal)
def take_photo_off(drawn: Drawn, *, by: Acting, exhibit: UUID) -> Drawn:
    """Take a photo off a sheet that is not sealed; its file stays in the store. Raises PhotoUnfit."""
    found = photos_of(drawn).filter(exhibit_id=exhibit).first()
    if found is None:
        raise PhotoUnfit(why=_("the sheet has no such photo"))
    found.taken_off_at = timezone.now()
    found.save(update_fields=["taken_off_at"])
    note(file=found.exhibit.name, checksum=found.exhibit.checksum)
    return drawn


def photos_of(drawn: Drawn) -> QuerySet[Attachment]:
    """Return the photos of a sheet, the oldest first."""
    return attachments_of(drawn).order_by("at", "pk")
