"""Exports that were asked for, with what became of them."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.submission.models import Seal


class MinistryExport(models.Model):
    """An archive for the ministry's reporting. ``seal`` is what it was made from; a draft has none, and says so in
    every name. ``epsg`` is the system of its outlines. ``made_at`` and ``checksum`` are empty until it is made;
    ``about`` tells its files, how many cells were read back, and what is not filled."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="ministry_exports")
    seal = models.ForeignKey(Seal, models.CASCADE, null=True, blank=True, related_name="ministry_exports")
    asked_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="ministry_exports")
    post = models.ForeignKey(Post, models.PROTECT, related_name="ministry_exports")
    formats = models.JSONField(default=list)
    encoding = models.CharField(_("character set"), max_length=8)
    epsg = models.IntegerField()
    job_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=160, default="", blank=True)
    checksum = models.CharField(max_length=64, default="", blank=True)
    size = models.BigIntegerField(default=0)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)

    class Meta:
        """The newest first."""

        indexes = (models.Index(fields=["campaign", "asked_at"], name="ministry_exports_of"),)
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.name or str(self.campaign)

    @property
    def is_draft(self) -> bool:
        """Whether it was made from live data, which nobody signed."""
        return self.seal_id is None

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code
