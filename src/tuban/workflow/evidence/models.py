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
