"""What each kind of entry becomes, but for facts: a visit, a photo, a measurement, a piece of a way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tuban.workflow.evidence.clocks import time_of
from tuban.workflow.evidence.outside import number_of, pair_of
from tuban.workflow.survey.applying.reading import EntryUnfit, Patches, Told
from tuban.workflow.survey.models import Capture, Measurement, TrackPart, Visit
from tuban.workflow.survey.rings import RingsUnfit, area_of, read_rings

_MOST_POINTS, _MOST_TRACK = 20_000, 200
_PLACES = 4


def visit_begun(told: Told, patches: Patches) -> None:
    """A visit begins."""
    row = told.row
    visit = row.visit
    if visit is None:
        raise EntryUnfit(what="visit")
    Visit.objects.get_or_create(
        pk=visit,
        defaults={
            "patch": patches.named(row.patch), "device": row.device, "entry": row,
            "begun_at": row.likely_at, "begun_position": told.position,
        },
    )  # fmt: skip


def visit_ended(told: Told, patches: Patches) -> None:
    """A visit ends; one whose beginning could not be used begins with its end."""
    visit_begun(told, patches)
    outcome = told.body.get("outcome")
    for visit in Visit.objects.select_related("patch").filter(device=told.row.device, pk__in=[told.row.visit]):
        visit.ended_at, visit.ended_position = told.row.likely_at, told.position
        visit.outcome, visit.note = outcome if outcome in Visit.Outcome.values else "", told.text("note")
        visit.save(update_fields=["ended_at", "ended_position", "outcome", "note"])


def _captured(kind: Capture.Kind, told: Told, patches: Patches, *, has_file: bool = True) -> None:
    row, place = told.row, told.position or {}
    sha256, name = told.media if has_file else ("", "")
    reshoot, view = told.checksum("reshoot_of"), told.body.get("view")
    Capture.objects.create(
        entry=row, device=row.device, patch=patches.named(row.patch), visit=row.visit, kind=kind, sha256=sha256,
        name=name, taken_at=row.likely_at, longitude=place.get("lon"), latitude=place.get("lat"),
        accuracy_m=place.get("accuracy_m"), position_source=place.get("source", ""), bearing=told.number("bearing"),
        tilt=told.number("tilt"), view=view if view in ("near", "far", "inside") else "", reshoot_of=reshoot,
        seconds=told.number("seconds"), note=told.text("text" if kind == Capture.Kind.WORDS else "note", 4000),
    )  # fmt: skip


def photo_taken(told: Told, patches: Patches) -> None:
    """A photo with its view."""
    _captured(Capture.Kind.PHOTO, told, patches)


def video_taken(told: Told, patches: Patches) -> None:
    """A video."""
    _captured(Capture.Kind.VIDEO, told, patches)


def voice_recorded(told: Told, patches: Patches) -> None:
    """A voice note."""
    _captured(Capture.Kind.VOICE, told, patches)


def file_added(told: Told, patches: Patches) -> None:
    """Any other file."""
    _captured(Capture.Kind.FILE, told, patches)


def note_written(told: Told, patches: Patches) -> None:
    """A few words."""
    _captured(Capture.Kind.WORDS, told, patches, has_file=False)


def boundary_measured(told: Told, patches: Patches) -> None:
    """A measured boundary: its area is worked out again from the same rings, and both are kept."""
    row = told.row
    patch = patches.named(row.patch)
    method, of = told.body.get("method"), told.body.get("of")
    if patch is None or method not in Measurement.Method.values or of not in Measurement.Of.values:
        raise EntryUnfit(what="method, of")
    rings = read_rings(told.body.get("rings"))
    epsg = told.body.get("epsg")
    if epsg != patch.campaign.epsg:
        raise RingsUnfit(why=f"EPSG {epsg} ≠ {patch.campaign.epsg}")
    receiver = told.checksum("receiver_file")
    points = told.body.get("points")
    Measurement.objects.get_or_create(
        pk=told.identity("id"),
        defaults={
            "entry": row, "device": row.device, "patch": patch, "visit": row.visit, "method": method, "of": of,
            "epsg": epsg, "rings": rings, "points": _points(points), "device_m2": _area(told.body.get("area_m2")),
            "office_m2": area_of(rings, epsg), "accuracy_m": told.number("accuracy_m"),
            "receiver_file": receiver, "measured_at": row.likely_at,
        },
    )  # fmt: skip


def _points(value: Any) -> list[dict[str, Any]]:
    kept = []
    for one in value[:_MOST_POINTS] if isinstance(value, list) else ():
        if isinstance(one, Mapping):
            at = time_of(one.get("at"))
            kept.append({
                "lon": number_of(one.get("lon")), "lat": number_of(one.get("lat")),
                "accuracy_m": number_of(one.get("accuracy_m")), "at": at.isoformat() if at else None,
                "averaged": number_of(one.get("averaged")),
            })  # fmt: skip
    return kept


def _area(value: Any) -> Decimal | None:
    try:
        area = Decimal(str(value))
    except InvalidOperation:
        return None
    return area.quantize(Decimal(1).scaleb(-_PLACES)) if area.is_finite() and 0 <= area < 10**11 else None


def track_recorded(told: Told, patches: Patches) -> None:
    """A piece of the way on duty."""
    del patches
    points = told.body.get("points")
    kept: list[list[Any]] = []
    times: list[datetime] = []
    for one in points[:_MOST_TRACK] if isinstance(points, list) else ():
        pair = pair_of(one)
        if pair is None or abs(pair[0]) > 180 or abs(pair[1]) > 90:
            continue
        at = time_of(one[3]) if len(one) > 3 else None
        times += [at] if at else []
        accuracy = number_of(one[2]) if len(one) > 2 else None
        kept.append([*pair, accuracy, at.isoformat() if at else None])
    if not kept:
        raise EntryUnfit(what="points")
    # The points bear the clock of the device: they are moved as much as the entry was.
    moved = told.row.likely_at - told.row.at if told.row.at is not None else None
    first, last = (min(times), max(times)) if times else (told.row.likely_at, told.row.likely_at)
    if times and moved is not None:
        first, last = first + moved, last + moved
    TrackPart.objects.create(entry=told.row, device=told.row.device, first_at=first, last_at=last, points=kept)


def on_duty(told: Told, patches: Patches) -> None:
    """Duty begins or ends: the entry itself says it."""
    del told, patches


KINDS: Mapping[str, Callable[[Told, Patches], None]] = {
    "visit.begun": visit_begun,
    "visit.ended": visit_ended,
    "photo.taken": photo_taken,
    "video.taken": video_taken,
    "voice.recorded": voice_recorded,
    "file.added": file_added,
    "note.written": note_written,
    "boundary.measured": boundary_measured,
    "track.recorded": track_recorded,
    "duty.begun": on_duty,
    "duty.ended": on_duty,
}
