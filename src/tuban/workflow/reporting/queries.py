"""Reports as they were confirmed, for those whose areas they speak for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting, in_areas
from tuban.workflow.organisations.models import Unit
from tuban.workflow.reporting.models import Handover, Report
from tuban.workflow.reporting.words import Kind
from tuban.workflow.store import found


def reports_seen_by(by: Acting) -> QuerySet[Report]:
    """Return the reports of the areas of the acting person; administrators of the product see none."""
    if by.is_administrator:
        return Report.objects.none()
    rows = Report.objects.filter(campaign__is_practice=by.is_practice).select_related("unit", "by", "post__unit")
    return in_areas(rows, by.area_codes, "unit__code")


def editions_of(by: Acting, campaign: Campaign, unit: UUID, day: date, kind: str = Kind.DAILY) -> list[Report]:
    """Return the editions of the report of a unit for a day, the newest first."""
    rows = reports_seen_by(by).filter(campaign=campaign, kind=kind, unit=unit, day=day)
    return list(rows.order_by("-number"))


def report_before(campaign: Campaign, unit: UUID, day: date, kind: str = Kind.DAILY) -> Report | None:
    """Return the last report of a unit before a day; None where there is none."""
    rows = Report.objects.filter(campaign=campaign, kind=kind, unit=unit, day__lt=day)
    return rows.order_by("-day", "-number").first()


def handovers_seen_by(by: Acting) -> QuerySet[Handover]:
    """Return the hand-overs of weekly reports that the acting person may read."""
    rows = Handover.objects.filter(report__in=reports_seen_by(by).order_by())
    return rows.select_related("report__campaign", "report__unit", "by", "received_by", "scan")


def scan_of(handover: Handover) -> Path:
    """Return where the picture of a receipt lies. Raises ContentLost."""
    assert handover.scan is not None  # noqa: S101 - asked only of those that have one
    return found(handover.scan.checksum, handover.scan.suffix)


def receipts_waiting(by: Acting) -> QuerySet[Handover]:
    """Return the hand-overs in the acting person's unit whose receipt nobody has confirmed, the oldest first."""
    rows = handovers_seen_by(by).filter(received_at=None, report__unit=by.post.unit_id)
    return rows.order_by("handed_at")


def by_unit(by: Acting, campaign: Campaign, units: list[Unit], day: date) -> dict[UUID, Report]:
    """Return the last edition of the daily report of each unit for a day."""
    rows = reports_seen_by(by).filter(campaign=campaign, kind=Kind.DAILY, unit__in=units, day=day)
    return {one.unit_id: one for one in rows.defer("parcels").order_by("number")}
