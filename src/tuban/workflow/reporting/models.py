"""When a campaign wants reports, and the reports that were confirmed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.reporting.words import Kind


class Schedule(models.Model):
    """Between which days a campaign wants a report of every working day, and by which hour; organisers set it.

    ``weekly_day`` is a day of the week, Monday is 1.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="report_schedule")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    daily_by = models.TimeField(_("daily report due by"))
    weekly_day = models.PositiveSmallIntegerField(_("day of the weekly report"))
    weekly_by = models.TimeField(_("weekly report due by"))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.campaign} {self.since}"

    def is_within(self, day: date) -> bool:
        """Whether a day lies between the first and the last day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Report(models.Model):
    """The report of a unit for a day, as somebody confirmed it; ``number`` counts its editions, the last one holds.

    ``parcels`` are its lines and ``sums`` its figures (see :mod:`tuban.workflow.reporting.counting`), ``digest`` that
    of both, ``missing`` the townships that a weekly one lacks. ``is_late`` says that it came after its hour. ``note``
    is what the unit adds; of a report without a parcel, why there is none. ``reason`` is why an edition replaces the
    one before.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports")
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(_("edition"), default=1)
    parcels = models.JSONField(encoder=DjangoJSONEncoder)
    sums = models.JSONField(encoder=DjangoJSONEncoder)
    missing = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=300, default="", blank=True)
    reason = models.CharField(_("reason"), max_length=300, default="", blank=True)
    is_late = models.BooleanField(default=False)
    at = models.DateTimeField(_("confirmed at"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="reports")
    post = models.ForeignKey(Post, models.PROTECT, related_name="reports")

    class Meta:
        """An edition of a unit for a day stands once; the newest first."""

        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "kind", "unit", "day", "number"], name="one_edition_of_a_report"
            ),
        )
        indexes = (models.Index(fields=["campaign", "kind", "day", "unit"], name="reporting_day"),)
        ordering = ("-day", "unit__code", "-number")

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code

    @property
    def is_empty(self) -> bool:
        """Whether it has no parcel."""
        return not self.parcels


class Handover(models.Model):
    """An edition of the weekly report as it went to the county government, and the receipt for it.

    ``way`` is one of the lawbook's. ``received_at`` is empty until somebody received it: in the office
    (``received_by``), or on paper, where ``receiver`` and ``receiver_post`` are as written there and ``scan`` is its
    picture.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="handovers")
    way = models.CharField(_("way"), max_length=16)
    handed_at = models.DateTimeField(_("handed over at"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="handovers")
    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers")
    note = models.CharField(_("note"), max_length=300, default="", blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="received_handovers")
    receiver = models.CharField(_("receiver"), max_length=40, default="", blank=True)
    receiver_post = models.CharField(_("post of the receiver"), max_length=80, default="", blank=True)
    receipt_note = models.CharField(_("opinion"), max_length=300, default="", blank=True)
    scan = models.ForeignKey(Exhibit, models.PROTECT, null=True, blank=True, related_name="handovers")

    class Meta:
        """An edition is handed over once; the newest first."""

        constraints = (models.UniqueConstraint(fields=["report"], name="one_handover_of_an_edition"),)
        ordering = ("-handed_at",)

    def __str__(self) -> str:
        return str(self.report)

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.report.unit.code

    @property
    def campaign_id(self) -> object:
        """The campaign that it is of."""
        return self.report.campaign_id
