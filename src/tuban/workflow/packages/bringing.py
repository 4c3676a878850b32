"""What a person brings from other tools: known by its content, taken in by what it is."""

from __future__ import annotations

import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from tuban.jobs.work import Run
from tuban.values.errors import TubanError
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.packages.cameras.placing import propose
from tuban.workflow.packages.qfield.taking_back import take_back
from tuban.workflow.packages.sheets.taking_back import take_back_sheet

_SHEET_MEMBER = "xl/workbook.xml"
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic")


class NothingKnown(TubanError):
    """Nothing in {name} is known here."""

    code = "packages.nothing_known"
    hint = "Hand in a zipped folder of QField, a field sheet (xlsx) taken here, or photos, single or zipped."


def bring(run: Run, path: Path, scratch: Path, *, person_id: str, post_id: str) -> dict[str, Any]:
    """Take in a file; returns what it was and what came of it. Raises NothingKnown and what its kind raises."""
    by = _acting(person_id, post_id)
    kind = kind_of(path)
    if kind == "qfield":
        return {"kind": kind, **asdict(take_back(path, scratch, by=by, progress=run.progress))}
    if kind == "sheet":
        return {"kind": kind, **asdict(take_back_sheet(path, by=by, progress=run.progress))}
    if kind == "photos":
        return {"kind": kind, "photos": propose(path, scratch, by=by, progress=run.progress)}
    raise NothingKnown(name=path.name)


def kind_of(path: Path) -> str:
    """Return what a file is: qfield, sheet, photos; empty where it is none of them."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"SQLite format 3"):
        return "qfield"
    if not head.startswith(b"PK\x03\x04"):
        return "photos" if path.suffix.lower() in _PICTURES else ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if _SHEET_MEMBER in names:
        return "sheet"
    if any(name.rpartition("/")[2] == "patches.gpkg" for name in names):
        return "qfield"
    return "photos" if any(name.lower().endswith(_PICTURES) for name in names) else ""


def _acting(person_id: str, post_id: str) -> Acting:
    person = Person.objects.get(pk=person_id)
    acting = acting_as(person, UUID(post_id), on=timezone.localdate())
    if acting is None or str(acting.post_id) != post_id:
        raise Refused(reason=str(person))
    return acting
