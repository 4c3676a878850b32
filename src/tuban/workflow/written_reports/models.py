"""Drafts of reports, and the editions that people made of them."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post


class ReportDraft(models.Model):
    """A report drafted of a unit: ``report`` is its id in the lawbook, ``number`` counts those of a campaign.

    ``day`` is the day at whose end it stands, None for the moment it was drafted, ``as_of`` the day it names. ``cases``
    are the keys of the typical cases that a person chose, empty where the rule took them. ``checksum`` names the Word
    file in the store, ``figures`` the list of every figure with its source. ``about`` holds what may be chosen as a
    case, what is left to write, and how the figures were held against the kept sums.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="report_drafts")
    report = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=12)
    unit_name = models.CharField(max_length=100)
    batch = models.CharField(_("batch"), max_length=40, default="", blank=True)
    day = models.DateField(null=True, blank=True)
    as_of = models.DateField()
    cases = models.JSONField(default=list, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="report_drafts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="report_drafts")
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    lawbook_edition = models.CharField(max_length=64, default="", blank=True)
    checksum = models.CharField(max_length=64, default="", blank=True)
    size = models.PositiveIntegerField(default=0)
    figures = models.CharField(max_length=64, default="", blank=True)
    parts = models.PositiveIntegerField(default=0)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)

    class Meta:
        """The newest first."""

        constraints = (models.UniqueConstraint(fields=["campaign", "number"], name="one_report_draft_of_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.campaign} {self.report} {self.number}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit


class ReportEdition(models.Model):
    """A Word file that a person made of a draft and handed in, as it came; nothing is overwritten.

    ``stated`` are its figures by their tag, ``found`` what was changed by hand. ``live`` is what the comparison with
    the records said: when it was made and which figures are outdated; empty until it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    name = models.CharField(max_length=120)
    checksum = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    note = models.CharField(_("note"), max_length=300, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="report_editions")
    post = models.ForeignKey(Post, models.PROTECT, related_name="report_editions")
    at = models.DateTimeField(auto_now_add=True)
    stated = models.JSONField(default=dict)
    found = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    live = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    job_id = models.UUIDField(null=True, blank=True)

    class Meta:
        """The newest first."""

        constraints = (models.UniqueConstraint(fields=["draft", "number"], name="one_report_edition_of_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.draft} · {self.number}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.draft.unit

    @property
    def campaign_id(self) -> object:
        """The campaign that it is about."""
        return self.draft.campaign_id
