"""Files that devices sent begin to speak about the patch as soon as both the file and its entry are here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from tuban.workflow.audit.acting import action, note
from tuban.workflow.evidence.devices import sender_of
from tuban.workflow.evidence.models import Attachment, Exhibit, Media
from tuban.workflow.evidence.policies import may_add_evidence
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.models import Capture
from tuban.workflow.taking_turns import taking_turns

_PATCH = "patches.patch"
_AT_ONCE = 500


def attach_files() -> int:
    """Let every safe file of a capture speak about its patch; returns how many."""
    waiting = Capture.objects.filter(exhibit=None, patch__isnull=False, is_withdrawn=False).exclude(sha256="")
    came = Media.objects.filter(device=OuterRef("device"), sha256=OuterRef("sha256"), state=Media.State.SAFE)
    rows = waiting.filter(Exists(came)).select_related(
        "patch__campaign", "entry__device__person", "entry__device__post__unit", "entry__device__post__department"
    )
    done = 0
    for capture in taking_turns(rows.order_by("pk")[:_AT_ONCE]):
        acting = sender_of(capture.entry.device).acting
        if capture.patch is not None and acting is not None and not may_add_evidence.explain(acting, capture.patch):
            attach(capture.patch, by=acting, capture=capture)
            done += 1
    return done


@action("survey.attach_from_field", policy=may_add_evidence, secrets=("capture",))
def attach(patch: Patch, *, by: Acting, capture: Capture) -> Exhibit:
    """Let a file that came from the field speak about its patch; the same content is kept once."""
    media = Media.objects.get(device=capture.device_id, sha256=capture.sha256)
    there = Attachment.objects.filter(
        subject_kind=_PATCH, subject_id=str(patch.uuid), exhibit__checksum=media.sha256, taken_off_at=None
    ).select_related("exhibit").first()  # fmt: skip
    exhibit = there.exhibit if there is not None else None
    if exhibit is None:
        exhibit = Exhibit.objects.create(
            checksum=media.sha256, suffix=media.suffix, name=capture.name or f"{media.sha256[:12]}{media.suffix}",
            kind=media.kind, media_type=media.media_type, size=media.size, unit=by.post.unit, added_by=by.person,
            note=capture.note[:200],
        )  # fmt: skip
        Attachment.objects.create(exhibit=exhibit, subject_kind=_PATCH, subject_id=str(patch.uuid), by=by.person)
    capture.exhibit = exhibit
    capture.save(update_fields=["exhibit"])
    note(file=exhibit.name, checksum=media.sha256, device=str(capture.device_id), entry=capture.entry.seq)
    return exhibit
