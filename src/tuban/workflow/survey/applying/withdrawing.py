"""An entry that its person took back: the entry stays, what it brought no longer counts."""

from __future__ import annotations

from django.utils import timezone

from tuban.workflow.evidence.models import Attachment, LogEntry
from tuban.workflow.survey.applying.reading import EntryUnfit, Told
from tuban.workflow.survey.models import Capture, FoundPatch, Measurement, Visit

_PATCH = "patches.patch"


class CannotBeTakenBack(EntryUnfit):
    """Entry {what} cannot be taken back from the field."""

    code = "survey.cannot_be_taken_back"
    hint = "A patch that was found is dropped in the office, where others may have worked on it."


def withdraw(told: Told) -> None:
    """Take back what another entry brought. Raises EntryUnfit, CannotBeTakenBack."""
    target = LogEntry.objects.filter(device=told.row.device, entry=told.identity("entry")).first()
    if target is None:
        raise EntryUnfit(what="entry")
    if FoundPatch.objects.filter(entry=target).exists():
        raise CannotBeTakenBack(what=target.seq)
    for visit in Visit.objects.filter(entry=target, is_withdrawn=False).select_related("patch"):
        visit.is_withdrawn = True
        visit.save(update_fields=["is_withdrawn"])
    Measurement.objects.filter(entry=target).update(is_withdrawn=True)
    for capture in Capture.objects.filter(entry=target, is_withdrawn=False).select_related("patch"):
        capture.is_withdrawn = True
        capture.save(update_fields=["is_withdrawn"])
        if capture.exhibit_id and capture.patch is not None:
            others = Capture.objects.filter(exhibit=capture.exhibit_id, patch=capture.patch, is_withdrawn=False)
            if not others.exists():
                Attachment.objects.filter(
                    exhibit=capture.exhibit_id, subject_kind=_PATCH, subject_id=str(capture.patch.uuid)
                ).update(taken_off_at=timezone.now())
