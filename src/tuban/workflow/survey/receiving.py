"""Receives the log of a device: kept at once, applied soon after by a worker, so that no device waits for a judging."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.values.language import gettext as _
from tuban.workflow.evidence.devices import ByDevice
from tuban.workflow.evidence.log import Receipt, Sent, hand_in
from tuban.workflow.evidence.models import Device

APPLY = "survey.apply_field_logs"


def receive(device: Device, sent: Sequence[Sent], *, by: ByDevice) -> list[Receipt]:
    """Keep what a device sent and let it be applied soon; returns the receipts, in the order of what was sent."""
    handed = hand_in(device, by=by, sent=sent)
    if handed.new:
        apply_soon()
    return list(handed.receipts)


def apply_soon() -> None:
    """Queue the applying of what waits, unless it waits in the queue already: what waits reads the logs later, and so
    reads this too."""
    if Job.objects.filter(kind=APPLY, state=Job.State.WAITING).exists():
        return
    with transaction.atomic():
        ask_for(APPLY, _("Apply what came from the field"), {})
