"""What came from the field (外业回传): by device and day, what of it is used, what waits, what could not be used and
why, and which files are missing; a person applies again or sets aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.audit.policies import policy
from tuban.workflow.evidence.devices import Device, Sender, device_named, devices_in_care, devices_seen_by, sender_of
from tuban.workflow.evidence.models import LogEntry, LogFile
from tuban.workflow.evidence.pieces import IS_SAFE
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Membership
from tuban.workflow.organisations.policies import outside
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.organisations.roles import GroupKind, Role
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_seen_by
from tuban.workflow.survey.applying.work import apply_entries
from tuban.workflow.survey.models import Capture

Applied = LogEntry.Applied
_DECIDERS = frozenset({Role.ORGANISER, Role.SECTION_LEADER, Role.CHECKER, Role.CLERK, Role.SURVEYOR})
_MOST_AT_ONCE = 500
_FILES = Prefetch("files", LogFile.objects.annotate(is_safe=IS_SAFE))


class AsideNeedsReason(TubanError):
    """Setting something aside needs a reason."""

    code = "survey.aside_needs_reason"
    hint = "Say in a few words why it is not used: told twice, a trial, the wrong patch."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of it is wanted; empty means: all."""

    device: UUID | None = None
    day: date | None = None
    applied: str = ""


@dataclass(slots=True)
class DayOfDevice:
    """What a device brought on a day, by the likely time."""

    device: Device
    day: date
    groups: str = ""
    total: int = 0
    used: int = 0
    waiting: int = 0
    conflict: int = 0
    unused: int = 0
    aside: int = 0
    patches: int = 0
    files: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """How much came of all devices, and how it stands."""

    total: int
    used: int
    waiting: int
    conflict: int
    unused: int
    aside: int
    files: int
    missing: int
    counts: Mapping[str, int] = field(default_factory=dict)


@policy
def may_handle(by: Acting, entry: LogEntry) -> str:
    """Why not: what could not be used is handled by those who work on patches of the unit."""
    if by.role not in _DECIDERS or by.is_of_other_organ:
        return _("What came from the field is handled by those who work on patches, not by a {role}.").format(
            role=by.role.label
        )
    return outside(by, entry.device.post.unit)


def days_of(by: Acting, wanted: Wanted) -> list[DayOfDevice]:
    """Return what came, a row for each device and day, the newest first."""
    devices = {one.pk: one for one in devices_seen_by(by)}
    rows = _entries(devices, wanted).annotate(day=TruncDate("likely_at", tzinfo=timezone.get_current_timezone()))
    found: dict[tuple[UUID, date], DayOfDevice] = {}
    groups = groups_of([one.person_id for one in devices.values()])
    counted = rows.order_by().values("device_id", "day").annotate(**_COUNTS, patches=Count("patch", distinct=True))
    for told in counted:
        row: dict[str, Any] = dict(told)
        device = devices[row.pop("device_id")]
        found[device.pk, row["day"]] = DayOfDevice(device, groups=groups.get(device.person_id, ""), **row)
    files = (
        LogFile.objects.filter(log_entry__in=_entries(devices, wanted).values("pk"))
        .annotate(day=TruncDate("log_entry__likely_at", tzinfo=timezone.get_current_timezone()))
        .order_by().values("log_entry__device_id", "day")
        .annotate(files=Count("pk"), safe=Count("pk", filter=IS_SAFE))
    )  # fmt: skip
    for of_day in files:
        one = found[of_day["log_entry__device_id"], of_day["day"]]
        one.files, one.missing = of_day["files"], of_day["files"] - of_day["safe"]
    return sorted(found.values(), key=lambda one: (one.day, str(one.device)), reverse=True)


def sums_of(days: Sequence[DayOfDevice]) -> Sums:
    """Return the sums of days."""
    names = ("total", "used", "waiting", "conflict", "unused", "aside", "files", "missing")
    return Sums(*(sum(getattr(one, name) for one in days) for name in names))


def entries_returned(by: Acting, wanted: Wanted) -> QuerySet[LogEntry]:
    """Return entries, the newest first; of each of their ``files`` ``is_safe`` says whether it came."""
    devices = {one.pk: one for one in devices_seen_by(by)}
    return (
        _entries(devices, wanted).select_related("device__person", "device__post__unit").prefetch_related(_FILES)
        .order_by("-received_at", "-seq").defer("text", "signature")
    )  # fmt: skip


def missing_files_of(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Return the entries that name a file which did not come."""
    return entries.filter(Exists(LogFile.objects.filter(~IS_SAFE, log_entry=OuterRef("pk"))))


def unused_count(by: Acting) -> int:
    """Return how many entries could not be used and wait for a person."""
    return counted_for(
        by, "unused", lambda: LogEntry.objects.filter(device__in=devices_in_care(by).values("pk"), applied=Applied.NO)
    )


def entry_for(by: Acting, key: int) -> LogEntry | None:
    """Return an entry of a device that the acting person looks after."""
    return (
        LogEntry.objects.filter(pk=key, device__in=devices_in_care(by).values("pk"))
        .select_related("device__person", "device__post__unit").prefetch_related(_FILES).first()
    )  # fmt: skip


def patches_named(entries: Sequence[LogEntry]) -> dict[UUID, Patch]:
    """Return the patches that entries speak about, by the identity that they name."""
    wanted = {one.patch for one in entries if one.patch}
    return {one.uuid: one for one in Patch.objects.filter(uuid__in=wanted)}


def photos_of_entries(entries: Sequence[LogEntry], by: Acting) -> dict[int, Capture]:
    """Return the photos that entries brought and that speak about a patch the acting person sees, by entry."""
    rows = Capture.objects.filter(
        entry__in=entries, kind=Capture.Kind.PHOTO, exhibit__isnull=False, patch__in=patches_seen_by(by)
    )  # fmt: skip
    return {one.entry_id: one for one in rows.select_related("exhibit", "patch")}


def groups_of(people: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of the field groups of people today."""
    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(group__until=None) | Q(group__until__gte=today), person__in=people, group__kind=GroupKind.FIELD
    ).select_related("group")  # fmt: skip
    found: dict[UUID, list[str]] = {}
    for one in rows:
        if one.person_id is not None:
            found.setdefault(one.person_id, []).append(one.group.name)
    return {person: "、".join(dict.fromkeys(names)) for person, names in found.items()}


def apply_again(entries: Sequence[LogEntry], *, by: Acting) -> int:
    """Apply entries again that could not be used: in the name of their person, or of the acting one where that person
    may not any more. Returns how many are used now. Raises Refused."""
    keys = [_wait_again(one, by=by).pk for one in entries[:_MOST_AT_ONCE]]
    for device_id in dict.fromkeys(one.device_id for one in entries):
        device = device_named(device_id)
        sender = sender_of(device)
        if sender.reason or sender.acting is None:
            sender = Sender(device, by, "")
        apply_entries(LogEntry.objects.filter(pk__in=keys, device=device, applied=Applied.WAITING), sender)
    return LogEntry.objects.filter(pk__in=keys).exclude(applied__in=(Applied.NO, Applied.WAITING)).count()


@action("survey.apply_again", policy=may_handle)
def _wait_again(entry: LogEntry, *, by: Acting) -> LogEntry:
    del by
    if entry.applied in (Applied.NO, Applied.ASIDE):
        note(kind=entry.kind, seq=entry.seq, was=entry.reason)
        entry.applied, entry.reason = Applied.WAITING, ""
        entry.save(update_fields=["applied", "reason"])
    return entry


@action("survey.set_aside", policy=may_handle)
def set_aside(entry: LogEntry, *, by: Acting, reason: str) -> LogEntry:
    """Let an entry that could not be used rest; it stays in the log. Raises AsideNeedsReason."""
    if not reason.strip():
        raise AsideNeedsReason
    if entry.applied == Applied.NO:
        note(kind=entry.kind, seq=entry.seq, was=entry.reason)
        entry.applied, entry.reason = Applied.ASIDE, f"{by.person_name}：{reason.strip()}"[:400]
        entry.save(update_fields=["applied", "reason"])
    return entry


_COUNTS: dict[str, Any] = {
    "total": Count("pk"),
    "used": Count("pk", filter=Q(applied=Applied.YES)),
    "waiting": Count("pk", filter=Q(applied=Applied.WAITING)),
    "conflict": Count("pk", filter=Q(applied=Applied.CONFLICT)),
    "unused": Count("pk", filter=Q(applied=Applied.NO)),
    "aside": Count("pk", filter=Q(applied=Applied.ASIDE)),
}


def _entries(devices: Mapping[UUID, Device], wanted: Wanted) -> QuerySet[LogEntry]:
    keys = [wanted.device] if wanted.device in devices else list(devices) if wanted.device is None else []
    rows = LogEntry.objects.filter(device__in=keys)
    if wanted.day is not None:
        zone = timezone.get_current_timezone()
        rows = rows.annotate(likely_day=TruncDate("likely_at", tzinfo=zone)).filter(likely_day=wanted.day)
    return rows.filter(applied=wanted.applied) if wanted.applied else rows
