"""Questions about evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.audit.acting import subject_of
from tuban.workflow.evidence.models import Attachment


def attachments_of(subject: Any) -> QuerySet[Attachment]:
    """Return the evidence that speaks about a thing, newest first."""
    about = subject_of(subject)
    return Attachment.objects.filter(
        subject_kind=about.kind, subject_id=about.key, taken_off_at=None
    ).select_related("exhibit", "exhibit__unit", "by")  # fmt: skip


def attachment_of(subject: Any, exhibit: UUID) -> Attachment | None:
    """Return one exhibit of a thing; None where it does not speak about it."""
    return attachments_of(subject).filter(exhibit_id=exhibit).first()
