"""When the rules about the whole campaign were asked, and to what they objected from when to when."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch


class Asking(models.Model):
    """One asking of all rules about the whole campaign, of all patches that were compared.

    ``read_at`` is when the records were read, ``ground`` the digest of what the answers rest on: which patches count,
    what is said of each, the layer editions and the lawbook.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rules_asked")
    read_at = models.DateTimeField()
    patches = models.PositiveIntegerField(default=0)
    lawbook_edition = models.CharField(max_length=64)
    ground = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["campaign", "-read_at"], name="comparison_rules_asked"),)
        ordering = ("-read_at",)

    def __str__(self) -> str:
        return f"{self.campaign} {self.read_at:%Y-%m-%d %H:%M}"


class Objection(models.Model):
    """A rule about the whole campaign that does not hold: of one patch, or of the campaign as a whole (no ``patch``).

    It stands from the asking that found it (``raised``) until one that finds it no more (``settled``).
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="objections")
    patch = models.ForeignKey(Patch, models.CASCADE, null=True, related_name="objections")
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    message = models.TextField()
    settled_by = models.TextField(default="", blank=True)
    facts = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    raised = models.ForeignKey(Asking, models.PROTECT, related_name="raised")
    settled = models.ForeignKey(Asking, models.PROTECT, null=True, related_name="settled")

    class Meta:
        """What stands is found by campaign and by patch."""

        indexes = (
            models.Index(fields=["campaign"], condition=models.Q(settled__isnull=True), name="comparison_objecting"),
        )
        ordering = ("rule", "message")

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"
