"""Applies the logs of devices, each in the order of its numbers, however its entries came.

Kept first, applied after: whatever cannot be applied stays in the log with the reason, and the entries after it go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from tuban.values.errors import TubanError
from tuban.values.language import speaking
from tuban.workflow.evidence.devices import Sender, device_named, sender_of
from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.patches.meanwhile import ChangedMeanwhile
from tuban.workflow.survey.applying.elsewhere import taken_elsewhere
from tuban.workflow.survey.applying.facts import TOLD, WITHDRAWN, apply_facts
from tuban.workflow.survey.applying.files import attach_files
from tuban.workflow.survey.applying.found import patch_found
from tuban.workflow.survey.applying.kinds import KINDS
from tuban.workflow.survey.applying.reading import EntryUnfit, Patches, Told, patch_named
from tuban.workflow.survey.applying.withdrawing import withdraw
from tuban.workflow.taking_turns import taking_turns

FOUND = "patch.found"
_AT_ONCE = 50
_MOST_TRIES = 3
_LONGEST = 400
_Applied = LogEntry.Applied


def apply_all(tell: Callable[[int], None] = lambda _done: None) -> int:
    """Apply what waits of every device, and let files speak; returns how many entries were applied. ``tell`` hears how
    many by now."""
    done = 0
    devices = LogEntry.objects.filter(applied=_Applied.WAITING).order_by().values_list("device_id", flat=True)
    faults: list[Exception] = []
    for key in sorted(set(devices)):
        try:
            done += apply_device(device_named(key))
        except Exception as fault:
            faults.append(fault)
        tell(done)
    attach_files()
    if faults:
        raise faults[0]
    return done


def apply_device(device: Device) -> int:
    """Apply what waits of the log of a device, up to the first entry that has not come yet."""
    with speaking("zh_CN"), translation.override("zh-hans"):
        sender = sender_of(device)
    waiting = LogEntry.objects.filter(device=device, seq__lte=device.whole_to, applied=_Applied.WAITING)
    if sender.reason or sender.acting is None:
        with transaction.atomic():
            return waiting.update(applied=_Applied.NO, reason=sender.reason[:_LONGEST])
    return apply_entries(waiting, sender)


def apply_entries(waiting: QuerySet[LogEntry], sender: Sender) -> int:
    """Apply waiting entries of one device in the name of a sender; returns how many."""
    if sender.acting is None:
        return 0
    with speaking("zh_CN"), translation.override("zh-hans"):  # reasons are kept, and most of their readers read Chinese
        return _apply(waiting, sender, Patches(sender.acting))


def _apply(waiting: QuerySet[LogEntry], sender: Sender, patches: Patches) -> int:
    waiting, done = taken_elsewhere(waiting, sender)
    for key in list(waiting.filter(kind=FOUND).order_by("seq").values_list("pk", flat=True)):
        done += _found(key, sender)
    later = waiting.exclude(kind__in=(TOLD, WITHDRAWN, FOUND))
    for keys in taking_turns(_portions(later.order_by("seq").values_list("pk", flat=True))):
        done += _each(keys, patches)
    return done + _facts(
        list(waiting.filter(kind__in=(TOLD, WITHDRAWN)).select_related("device").order_by("seq")), sender
    )


def _portions(keys: Iterable[int]) -> list[list[int]]:
    listed = list(keys)
    return [listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE)]


def _found(key: int, sender: Sender) -> int:
    row = LogEntry.objects.select_related("device").get(pk=key)
    try:
        told = _own(row)
        patch_found(told, sender)
    except TubanError as error:
        return _enter([row], error)
    return _enter([row], None)


def _each(keys: list[int], patches: Patches) -> int:
    """Apply some entries in one transaction; one that cannot be applied takes no other with it."""
    with transaction.atomic():
        rows = LogEntry.objects.select_for_update(of=("self",)).select_related("device").filter(
            pk__in=keys, applied=_Applied.WAITING
        ).order_by("seq")  # fmt: skip
        used = []
        for row in rows:
            try:
                with transaction.atomic():
                    told = _own(row)
                    if row.kind not in KINDS:
                        raise EntryUnfit(what=row.kind)
                    KINDS[row.kind](told, patches)
            except TubanError as error:
                _enter([row], error)
            else:
                used.append(row)
        _enter(used, None)
        return len(rows)


def _own(row: LogEntry) -> Told:
    told = Told.of(row)
    if told.person is not None and told.person != row.device.person_id:
        raise EntryUnfit(what="person")
    return told


def _facts(rows: list[LogEntry], sender: Sender) -> int:
    """Apply what was told, patch by patch; what was taken back goes with what it takes back."""
    of_patch: dict[UUID | None, list[LogEntry]] = {}
    targets = {row.entry: row for row in rows if row.kind == TOLD}
    for row in rows:
        about: UUID | None = row.patch
        if row.kind == WITHDRAWN:
            target = _target(row, targets)
            if target is None or target.kind != TOLD:
                _each_withdrawn(row)
                continue
            about = target.patch
        of_patch.setdefault(about, []).append(row)
    for about, told in taking_turns(of_patch.items()):
        _facts_of(about, told, sender)
    return len(rows)


def _target(row: LogEntry, here: dict[UUID, LogEntry]) -> LogEntry | None:
    try:
        name = Told.of(row).identity("entry")
    except TubanError:
        return None
    return here.get(name) or LogEntry.objects.filter(device=row.device_id, entry=name).first()


def _each_withdrawn(row: LogEntry) -> None:
    try:
        with transaction.atomic():
            withdraw(_own(row))
    except TubanError as error:
        _enter([row], error)
    else:
        _enter([row], None)


def _facts_of(about: UUID | None, rows: list[LogEntry], sender: Sender) -> None:
    fit = []
    for row in rows:
        try:
            _own(row)
        except TubanError as error:
            _enter([row], error)
        else:
            fit.append(row)
    try:
        if sender.acting is None or about is None:
            raise EntryUnfit(what="patch")
        for attempt in range(_MOST_TRIES):
            patch = patch_named(about, sender.acting)
            try:
                apply_facts(patch, [row.pk for row in fit], by=sender.acting)
                return
            except ChangedMeanwhile:
                if attempt == _MOST_TRIES - 1:
                    raise
    except TubanError as error:
        _enter(fit, error)


def _enter(rows: Iterable[LogEntry], error: TubanError | None) -> int:
    """Write what came of entries."""
    keys = [row.pk for row in rows]
    with transaction.atomic():
        return LogEntry.objects.filter(pk__in=keys, applied=_Applied.WAITING).update(
            applied=_Applied.YES if error is None else _Applied.NO,
            reason="" if error is None else error.message[:_LONGEST],
        )
