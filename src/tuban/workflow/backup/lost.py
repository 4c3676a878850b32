"""What a file that the store has lost was to people: what kind of file, its name, the patches that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.backup.named import kind_of, rows_with
from tuban.workflow.evidence.models import Attachment, Exhibit, LogFile, Media
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.store import ContentLost

_MOST_ROWS, _MOST_PATCHES = 20, 5


class FileLost(TubanError):
    """{what} cannot be read: the file is not in the store of the office, or not as it was written."""

    code = "store.content_lost"
    hint = (
        "Tell the system administrator: copy {place} of the last backup into the same folder of the office, without "
        "replacing any file. `tuban health` names everything that is missing."
    )


@dataclass(frozen=True, slots=True)
class Lost:
    """A row whose file was lost: its kind in words, its name, the numbers of its patches."""

    kind: str
    name: str
    patches: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return it as a part of a sentence."""
        told = _("{kind} «{name}»").format(kind=self.kind, name=self.name) if self.name else self.kind
        if not self.patches:
            return told
        return _("{file} (patch {numbers})").format(file=told, numbers=", ".join(self.patches))


def told_of(error: ContentLost, *, by: Acting | None) -> FileLost:
    """Return what is told of lost content to whoever met it; nothing of what lies outside their areas."""
    checksum = str(error.about["checksum"])
    known = lost_rows(checksum, by=by) if by is not None else []
    what = "、".join(dict.fromkeys(one.words for one in known)) or _("A file of this page")
    return FileLost(what=what, place=f"store/{checksum[:2]}/{checksum}*")


def lost_rows(checksum: str, *, by: Acting | None) -> list[Lost]:
    """Return the rows that name content; ``by`` is who reads, None for the one who keeps the machine.

    A name is told where its reader sees a patch that the file belongs to.
    """
    seen = patches_seen_by(by) if by is not None else Patch.objects.all()
    found = []
    for row in rows_with(checksum, most=_MOST_ROWS):
        numbers = tuple(str(one) for one in _patches_of(row, seen)[:_MOST_PATCHES])
        name = _name_of(row) if numbers or by is None else ""
        found.append(Lost(kind_of(type(row)), name, numbers))
    return found


def _patches_of(row: Model, seen: QuerySet[Patch]) -> QuerySet[Patch]:
    if hasattr(row, "patch_id"):
        return seen.filter(pk=row.patch_id)
    return seen.filter(uuid__in=_uuids_of(row)).order_by("number", "part_number")


def _uuids_of(row: Any) -> Iterable[UUID]:
    if isinstance(row, Media):
        entries = LogFile.objects.filter(sha256=row.sha256, log_entry__device=row.device_id).select_related("log_entry")
        return [one.log_entry.patch for one in entries if one.log_entry.patch is not None]
    exhibit = row.pk if isinstance(row, Exhibit) else getattr(row, "exhibit_id", None)
    if exhibit is None:
        return ()
    spoken = Attachment.objects.filter(exhibit_id=exhibit, subject_kind=Patch._meta.label_lower)
    return [UUID(one) for one in spoken.values_list("subject_id", flat=True)]


def _name_of(row: Any) -> str:
    name = getattr(row, "exhibit", row)
    return "" if isinstance(row, Media) or hasattr(row, "patch_id") else str(name)
