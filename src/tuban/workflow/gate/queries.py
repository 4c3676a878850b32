"""Questions about what was asked at the gate."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.gate.models import Bulk, Inquiry
from tuban.workflow.organisations.acting import Acting, in_areas

KIND = "gate.inquiry"


class InquiryNotFound(TubanError):
    """There is no such inquiry that you may see."""

    code = "gate.not_found"
    hint = "Look it up in the list of the gate; the attempt was written into the audit."


def inquiries_seen_by(by: Acting) -> QuerySet[Inquiry]:
    """Return what the units in the areas of the acting person asked, the newest first."""
    rows = Inquiry.objects.filter(is_practice=by.is_practice)
    if by.is_administrator:
        return rows.none()
    rows = in_areas(rows, by.area_codes, "unit__code")
    return rows.select_related("unit", "by", "post__department", "bulk", "certificate__by")


def inquiry_for(by: Acting, uuid: UUID) -> Inquiry:
    """Return an inquiry; raises InquiryNotFound where it is none of theirs, and writes the attempt down."""
    found = inquiries_seen_by(by).filter(uuid=uuid).first()
    if found is None:
        _attempt(by, KIND, uuid)
        raise InquiryNotFound
    return found


def bulks_seen_by(by: Acting) -> QuerySet[Bulk]:
    """Return the bulk checks of the units in the areas of the acting person, the newest first."""
    rows = Bulk.objects.filter(is_practice=by.is_practice)
    return (
        rows.none() if by.is_administrator else in_areas(rows, by.area_codes, "unit__code").select_related("unit", "by")
    )


def bulk_for(by: Acting, key: UUID) -> Bulk:
    """Return a bulk check; raises InquiryNotFound where it is none of theirs, and writes the attempt down."""
    found = bulks_seen_by(by).filter(pk=key).first()
    if found is None:
        _attempt(by, "gate.bulk", key)
        raise InquiryNotFound
    return found


def _attempt(by: Acting, kind: str, key: UUID) -> None:
    record_alone(
        "gate.look_up", by=by, subject=Subject(kind, str(key), "", by.post.unit.code),
        reason=InquiryNotFound().message, is_refused=True,
    )  # fmt: skip
