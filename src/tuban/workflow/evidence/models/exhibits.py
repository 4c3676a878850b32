"""Files of evidence and their custody."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Unit


class Exhibit(models.Model):
    """A file that speaks for or against something. ``checksum`` names its content in the store."""

    class Kind(models.TextChoices):
        """What it is."""

        PHOTO = "photo", _("Photo")
        VIDEO = "video", _("Video")
        VOICE = "voice", _("Voice note")
        DOCUMENT = "document", _("Document")
        TABLE = "table", _("Table")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    checksum = models.CharField(max_length=64, db_index=True)
    suffix = models.CharField(max_length=12, default="")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exhibits")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="exhibits")
    added_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-added_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Attachment(models.Model):
    """An exhibit that speaks about something: a patch, a case, a question. One file may speak about several things.

    ``subject_kind`` and ``subject_id`` name it as the audit does; ``taken_off_at`` is set where somebody took it off
    again: the file and its custody stay.
    """

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="attachments")
    subject_kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="attachments")
    at = models.DateTimeField(auto_now_add=True)
    taken_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An exhibit speaks once about a thing."""

        constraints = (
            models.UniqueConstraint(
                fields=["exhibit", "subject_kind", "subject_id"], name="one_attachment_of_an_exhibit"
            ),
        )
        indexes = (models.Index(fields=["subject_kind", "subject_id", "-at"], name="evidence_subject"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.exhibit} → {self.subject_kind} {self.subject_id}"
