"""What a device told of a sheet, read from its log: answers, visits, photos with their places, the measured boundary.

The log is the record; nothing of it is written down a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tuban.values.errors import TubanError
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.supervision.models import Drawn
from tuban.workflow.survey.applying.reading import Told
from tuban.workflow.survey.sight import Position

Applied = LogEntry.Applied


@dataclass(frozen=True, slots=True)
class SheetShot:
    """A photo of a second visit as its device recorded it; ``entry`` is the one of the log."""

    entry: LogEntry
    sha256: str
    at: datetime
    position: Position | None
    bearing: float | None
    view: str
    note: str


@dataclass(frozen=True, slots=True)
class SheetStay:
    """A visit of a sheet."""

    id: UUID
    device: UUID
    begun_at: datetime
    ended_at: datetime | None
    begun: Position | None
    ended: Position | None


@dataclass(slots=True)
class SheetLog:
    """Everything that was told of a sheet and not taken back: the last answer to each question as typed, the rings of
    the last boundary of the land with their EPSG, the last of its cultivated part, notes."""

    answers: dict[str, str] = field(default_factory=dict)
    shots: list[SheetShot] = field(default_factory=list)
    stays: dict[UUID, SheetStay] = field(default_factory=dict)
    land: tuple[Any, int] | None = None
    cultivated: tuple[Any, int] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def begun_at(self) -> datetime | None:
        """When the last visit began."""
        return max((one.begun_at for one in self.stays.values()), default=None)


def log_of(sheet: Drawn) -> SheetLog:
    """Return what the devices of the visitor told of a sheet, of what was applied."""
    return logs_of([sheet])[sheet]


def logs_of(sheets: Sequence[Drawn]) -> dict[Drawn, SheetLog]:
    """Return what was told of each of some sheets by the devices of its visitor, read at once."""
    visitors = {one.pk: one.visitor_id for one in sheets}
    rows = LogEntry.objects.filter(patch__in=list(visitors), applied=Applied.YES).select_related("device")
    told: dict[UUID, list[LogEntry]] = {}
    for row in rows.order_by("likely_at", "device", "seq"):
        if row.patch is not None and row.device.person_id == visitors[row.patch]:
            told.setdefault(row.patch, []).append(row)
    return {one: told_by(told.get(one.pk, ())) for one in sheets}


def told_by(rows: Iterable[LogEntry]) -> SheetLog:
    """Return what entries tell together, in their order; those that were taken back tell nothing."""
    read = list(_read(rows))
    gone = {one.body.get("entry") for one in read if one.row.kind == "entry.withdrawn"}
    log = SheetLog()
    for one in read:
        if str(one.row.entry) not in gone:
            _hear(log, one)
    return log


def _read(rows: Iterable[LogEntry]) -> Sequence[Told]:
    found = []
    for row in rows:
        try:
            found.append(Told.of(row))
        except TubanError:
            continue
    return found


def _hear(log: SheetLog, told: Told) -> None:
    row, body = told.row, told.body
    match row.kind:
        case "facts.told":
            changes = body.get("changes")
            for change in changes if isinstance(changes, list) else ():
                if isinstance(change, Mapping):
                    log.answers[str(change.get("fact", ""))] = str(change.get("new", ""))
        case "photo.taken":
            place, sha256 = told.position, told.media[0]
            log.shots.append(SheetShot(
                row, sha256, row.likely_at, _position(place), told.number("bearing"), str(body.get("view", "")),
                told.text("note"),
            ))  # fmt: skip
        case "boundary.measured" if body.get("of") in ("land", "cultivated"):
            setattr(log, body["of"], (body.get("rings"), body.get("epsg")))
        case "note.written":
            log.notes.append(told.text("text"))
        case "visit.begun" | "visit.ended":
            _stay(log, told)


def _stay(log: SheetLog, told: Told) -> None:
    row, place = told.row, _position(told.position)
    if row.visit is None:
        return
    known = log.stays.get(row.visit)
    if row.kind == "visit.begun" or known is None:
        log.stays[row.visit] = SheetStay(row.visit, row.device_id, row.likely_at, None, place, None)
        return
    log.stays[row.visit] = SheetStay(
        row.visit, known.device, known.begun_at, row.likely_at, known.begun, place
    )  # fmt: skip


def _position(told: Mapping[str, Any] | None) -> Position | None:
    if told is None:
        return None
    return Position(told["lon"], told["lat"], told.get("accuracy_m"), told.get("source", ""))
