"""What was asked at the gate, what was answered, and what was certified."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.gis.db import models
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from tuban.workflow.gate.words import Given, Verdict
from tuban.workflow.organisations.models import Person, Post, Unit


class Bulk(models.Model):
    """Many boundaries of one file, checked in the background. ``unread`` are features that are no area, by number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    checksum = models.CharField(max_length=64)
    suffix = models.CharField(max_length=12)
    epsg = models.IntegerField()
    unread = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    table = models.CharField(max_length=64, default="", blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bulk_checks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="bulk_checks")
    post = models.ForeignKey(Post, models.PROTECT, related_name="bulk_checks")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Inquiry(models.Model):
    """A boundary that somebody asked about, and the answer of that moment. It never changes.

    ``geometry`` is the boundary in degrees, ``digest`` that of its points, ``area_m2`` its ellipsoidal area. ``answer``
    is what :class:`tuban.workflow.gate.answering.Answer` says as JSON, ``answer_digest`` that of the part that is
    about the boundary: two answers are alike where these are. ``rests_on`` names the state of the data: campaigns with
    the day of their last disc, the marks of their patches, the edition of the lawbook.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(_("project"), max_length=120)
    applicant = models.CharField(_("applicant"), max_length=120, default="", blank=True)
    reference = models.CharField(_("reference"), max_length=60, default="", blank=True)
    given = models.CharField(_("given as"), max_length=8, choices=Given.choices)
    file_name = models.CharField(_("file"), max_length=200, default="", blank=True)
    bulk = models.ForeignKey(Bulk, models.PROTECT, null=True, blank=True, related_name="inquiries")
    place = models.PositiveIntegerField(default=0)
    geometry = models.MultiPolygonField(srid=4490)
    epsg = models.IntegerField()
    area_m2 = models.DecimalField(max_digits=16, decimal_places=4)
    digest = models.CharField(max_length=64, db_index=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    answer = models.JSONField(encoder=DjangoJSONEncoder)
    answer_digest = models.CharField(max_length=64)
    rests_on = models.JSONField(encoder=DjangoJSONEncoder)
    milliseconds = models.PositiveIntegerField(default=0)
    is_practice = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inquiries")
    by = models.ForeignKey(Person, models.PROTECT, related_name="inquiries")
    post = models.ForeignKey(Post, models.PROTECT, related_name="inquiries")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        indexes = (
            models.Index(fields=["is_practice", "unit", "-at"], name="gate_unit"),
            models.Index(fields=["bulk", "place"], name="gate_of_bulk"),
        )
        ordering = ("-at", "-pk")
        verbose_name_plural = "inquiries"

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Certificate(models.Model):
    """A certificate of an answer (审批核查证明), in the words and with the table that ``checksum`` names in the store.

    ``number`` is the office's own, ``digest`` that of everything certified: it stands on the paper and leads to the
    page that says whether the paper is genuine and whether anything changed since.
    """

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    running = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    checksum = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gate_certificates")
    by = models.ForeignKey(Person, models.PROTECT, related_name="gate_certificates")
    post = models.ForeignKey(Post, models.PROTECT, related_name="gate_certificates")
    at = models.DateTimeField()

    class Meta:
        """Numbers of a unit run through a year."""

        constraints = (
            models.UniqueConstraint(fields=["unit", "year", "running"], name="one_gate_certificate_of_a_number"),
        )
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.number

    @property
    def audited_as(self) -> Inquiry:
        """It is told of what was asked."""
        return self.inquiry
