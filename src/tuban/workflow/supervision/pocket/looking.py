"""The photos of a second visit looked at as those of the first are: whose device signed them, how far from the patch
they were taken, and the signs of staged work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tuban.workflow.scrutiny.looking import limits_here, look_of
from tuban.workflow.scrutiny.models import Picture
from tuban.workflow.scrutiny.proof.entries import Entry
from tuban.workflow.scrutiny.staging.records import Look, Record, Shot, Stay
from tuban.workflow.scrutiny.staging.signs import signs_of
from tuban.workflow.scrutiny.staging.words import sentence
from tuban.workflow.supervision.models import Drawn, Lot
from tuban.workflow.supervision.photos import photos_of
from tuban.workflow.supervision.pocket.content import outline_of
from tuban.workflow.supervision.pocket.records import SheetLog, SheetShot, logs_of
from tuban.workflow.supervision.words import Purpose
from tuban.workflow.survey.sight import distance_to


@dataclass(frozen=True, slots=True)
class Looked:
    """A photo of a sheet. ``metres`` is how far from the patch it was taken, ``bearing`` in degrees; None where nobody
    knows. ``device`` names the one whose log vouches for it; ``is_whole`` whether it signed the entry as it stands and
    none before it is missing. ``signs`` are sentences."""

    sha256: str
    at: datetime
    metres: int | None
    accuracy_m: float | None
    bearing: float | None
    device: str
    seq: int
    is_whole: bool
    signs: tuple[str, ...]


def looked_at(sheet: Drawn) -> dict[str, Looked]:
    """Return what is known of the photos that a device took for a sheet, by their checksum."""
    logs = logs_of(list(dict.fromkeys([sheet, *_sheets_of(sheet.lot)])))
    own = logs[sheet]
    outline = outline_of(sheet)
    signs: dict[str, list[str]] = {}
    for sign in signs_of(_record(logs), limits_here()):
        if sign.patch == str(sheet.pk):
            about = {**dict(sign.about), "other_number": _number(sign.about.get("other_patch"), logs)}
            signs.setdefault(sign.shot, []).append(sentence(sign.kind, about))
    attached = set(photos_of(sheet).values_list("exhibit__checksum", flat=True))
    return {
        one.sha256: Looked(
            one.sha256, one.at, None if one.position is None else round(distance_to(one.position, outline)),
            None if one.position is None else one.position.accuracy_m, one.bearing, one.entry.device.name,
            one.entry.seq, _is_vouched(one),
            tuple(dict.fromkeys((*signs.get(str(one.entry.pk), ()), *signs.get("", ())))),
        )
        for one in own.shots if one.sha256 in attached
    }  # fmt: skip


def _is_vouched(shot: SheetShot) -> bool:
    """Whether the entry is as its device signed it and names the photo, and none before it is missing."""
    row = shot.entry
    entry = Entry(row.text, row.signature, row.hash)
    return not entry.fault(row.device.public_key) and shot.sha256 in entry.files() and row.seq <= row.device.whole_to


def _sheets_of(lot: Lot) -> list[Drawn]:
    return list(Drawn.objects.filter(lot=lot, purpose=Purpose.FIELD).exclude(sealed_at=None).select_related("patch"))


def _number(told: object, logs: Iterable[Drawn]) -> str:
    return next((str(one.patch) for one in logs if str(one.pk) == told), "…")


def _record(logs: dict[Drawn, SheetLog]) -> Record:
    names = {shot.sha256 for log in logs.values() for shot in log.shots}
    looks: dict[str, Look] = {
        row.sha256: look_of(row) for row in Picture.objects.filter(sha256__in=names, fault="")
    }  # fmt: skip
    shots = [
        Shot(
            str(one.entry.pk), str(sheet.pk), str(one.entry.device_id), one.at, str(one.entry.visit or ""),
            one.position, one.bearing, one.view, one.sha256, looks.get(one.sha256),
        )
        for sheet, log in logs.items() for one in log.shots
    ]  # fmt: skip
    stays = [
        Stay(str(one.id), str(sheet.pk), str(one.device), one.begun_at, one.ended_at, one.begun, one.ended)
        for sheet, log in logs.items() for one in log.stays.values()
    ]  # fmt: skip
    return Record(shots, stays, {str(sheet.pk): outline_of(sheet) for sheet in logs})
