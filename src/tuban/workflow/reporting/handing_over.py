"""The weekly report is handed over to the county government, and receipt is confirmed: in the office, or on paper with
its picture."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.evidence.actions import FileEmpty, FileTooLarge
from tuban.workflow.evidence.media import SHOWN_INLINE, media_of
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.reporting.law import HandoverWay, reporting_law
from tuban.workflow.reporting.models import Handover, Report
from tuban.workflow.reporting.policies import may_hand_over, may_receive
from tuban.workflow.reporting.telling import tell_handed_over, tell_received
from tuban.workflow.reporting.weeks import week_of_report
from tuban.workflow.store import checksum_of, keep

LARGEST_MB = 20
_LONGEST, _SLACK = 300, timedelta(minutes=5)


class WayUnknown(TubanError):
    """{way} is no way of the lawbook in which a report is handed over."""

    code = "reporting.way_unknown"
    hint = "Choose one of the list."


class ReceiptUnfit(TubanError):
    """This receipt is not taken: {why}."""

    code = "reporting.receipt_unfit"
    hint = "Say who received the report and when, and add the signed receipt as a picture or PDF."


@action("reporting.hand_over", policy=may_hand_over)
def hand_over(report: Report, *, by: Acting, way: str, words: str = "") -> Handover:
    """Hand a signed weekly report over in the office: the county government is asked to confirm receipt.

    Raises WayUnknown.
    """
    if _way(way).has_scan:
        raise WayUnknown(way=way)
    made = _handover(report, by, way, timezone.now(), words)
    tell_handed_over(made)
    return made


@action("reporting.record_receipt", policy=may_hand_over, secrets=("path",))
def record_receipt(
    report: Report, *, by: Acting, way: str, receiver: str, receiver_post: str, received_at: datetime, path: Path,
    name: str, words: str = "",
) -> Handover:  # fmt: skip
    """Keep the receipt of a report that went over on paper, with its picture.

    Raises WayUnknown, ReceiptUnfit, FileEmpty, FileTooLarge, KindNotTaken, PictureUnreadable.
    """
    if not _way(way).has_scan:
        raise WayUnknown(way=way)
    if not receiver.strip():
        raise ReceiptUnfit(why=_("it does not say who received it"))
    week = week_of_report(report)
    signed_at = week.document.signed_at if week is not None and week.document is not None else None
    if received_at > timezone.now() + _SLACK:
        raise ReceiptUnfit(why=_("it lies in the future"))
    if signed_at is not None and received_at < signed_at.replace(second=0, microsecond=0):
        raise ReceiptUnfit(why=_("the report was signed only at {at}").format(
            at=f"{timezone.localtime(signed_at):%Y-%m-%d %H:%M}"))  # fmt: skip
    scan = _scan(path, name, by)
    made = _handover(report, by, way, received_at, words)
    made.received_at, made.scan = received_at, scan
    made.receiver, made.receiver_post = receiver.strip()[:40], receiver_post.strip()[:80]
    made.save()
    note(file=scan.name, checksum=scan.checksum)
    return made


@action("reporting.receive", policy=may_receive)
def receive(handover: Handover, *, by: Acting, words: str = "") -> Handover:
    """Confirm for the county government that a report was received."""
    handover.refresh_from_db(from_queryset=Handover.objects.select_for_update().select_related("report__unit"))
    may_receive.demand(by, handover)
    handover.received_at, handover.received_by = timezone.now(), by.person
    handover.receiver, handover.receiver_post = by.person.name[:40], by.post.title[:80]
    handover.receipt_note = words.strip()[:_LONGEST]
    handover.save()
    tell_received(handover)
    return handover


def _way(name: str) -> HandoverWay:
    found = reporting_law().handover.way(name)
    if found is None:
        raise WayUnknown(way=name)
    return found


def _handover(report: Report, by: Acting, way: str, at: datetime, words: str) -> Handover:
    Report.objects.select_for_update().get(pk=report.pk)
    may_hand_over.demand(by, report)
    note(day=report.day.isoformat(), edition=report.number, way=way)
    return Handover.objects.create(
        report=report, way=way, handed_at=at, by=by.person, post=by.post, note=words.strip()[:_LONGEST]
    )


def _scan(path: Path, name: str, by: Acting) -> Exhibit:
    name, size = name.replace("\\", "/").rpartition("/")[2][-200:] or "receipt", path.stat().st_size
    if size == 0:
        raise FileEmpty(name=name)
    if size > LARGEST_MB << 20:
        raise FileTooLarge(name=name, size=size >> 20, most=LARGEST_MB)
    media = media_of(path, name)
    if media.type not in SHOWN_INLINE and media.type != "application/pdf":
        raise ReceiptUnfit(why=_("«{name}» is neither a picture nor a PDF").format(name=name))
    checksum = checksum_of(path)
    keep(path, suffix=media.suffix)
    return Exhibit.objects.create(
        checksum=checksum, suffix=media.suffix, name=name, kind=media.kind, media_type=media.type, size=size,
        unit=by.post.unit, added_by=by.person,
    )  # fmt: skip
