"""What is known of backups without reading them: the audit says when the last one was made, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.backup.making import MAKE
from tuban.workflow.backup.manifest import MANIFEST, read_manifest

VERIFY = "backup.verify"
OLDEST = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup of this office: when it was made, where it lies, the digest of its manifest, how many files were
    lost in the office already, and when it was last read through and found whole."""

    at: datetime
    folder: Path
    digest: str
    lost: int
    proven_at: datetime | None


def last_backup() -> LastBackup | None:
    """Return the last backup that the audit tells of; None where there is none."""
    line = Line.objects.filter(action=MAKE, is_refused=False).order_by("-number").first()
    if line is None:
        return None
    told = line.details
    proof = Line.objects.filter(action=VERIFY, number__gt=line.number, details__digest=told["digest"]).last()
    return LastBackup(line.at, Path(told["folder"]), told["digest"], int(told["lost"]), proof.at if proof else None)


def told_of_last(*, with_folder: bool) -> tuple[bool, str, str]:
    """Return whether the last backup is as it should be, in words, and what to do; where it lies only
    ``with_folder``."""
    last = last_backup()
    if last is None:
        advice = _("Set TUBAN_BACKUP to a folder on another disk, and run `tuban backup` once now.")
        return False, _("There is none."), advice
    hours = round((timezone.now() - last.at).total_seconds() / 3600)
    day = timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M")
    words = _("The last one was made on {day}, {hours} hours ago.").format(day=day, hours=hours)
    if with_folder:
        words += _(" It lies in {folder}.").format(folder=last.folder)
    if last.proven_at is not None:
        words += _(" It was read through on {day} and is whole.").format(
            day=timezone.localtime(last.proven_at).strftime("%Y-%m-%d %H:%M")
        )
    if timezone.now() - last.at > OLDEST:
        return False, words, _("Run `tuban backup`: it says why none was made. Look whether TUBAN_BACKUP is set.")
    fault = _fault_of(last)
    if fault:
        advice = _("Look whether the disk with the backups is there; then run `tuban backup`.")
        return False, words + " " + fault, advice
    if last.lost:
        words += _(" {count} files were missing or damaged in the office itself.").format(count=last.lost)
        return False, words, _("Run `tuban backup verify` and look for them in older backups.")
    return True, words, ""


def tell_of_proof(digest: str, folder: Path) -> None:
    """Write into the audit that a backup was read through and is whole."""
    from django.db import transaction

    with transaction.atomic():
        record(VERIFY, by=PRODUCT, details={"digest": digest, "folder": str(folder)})


def _fault_of(last: LastBackup) -> str:
    """Return what is wrong with the place of a backup as far as this machine sees it."""
    if not (last.folder / MANIFEST).is_file():
        return _("It is not there any more.")
    try:
        if read_manifest(last.folder).digest != last.digest:
            return _("What lies there is another one than was made.")
    except TubanError as error:
        return error.message
    return ""
