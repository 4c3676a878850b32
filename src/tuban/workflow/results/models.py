"""Results, their files, and the contradictions found with them."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Arrival


class Result(models.Model):
    """What was written of a loaded disc, at one time, whole or not at all: ``whole_at`` is empty until then.

    ``groups`` are those that were asked for, ``editions`` the layers it rests on, ``own_values`` the values that the
    campaign laid on the lawbook then. ``about`` is what the run found: counts, notes, kinds of contradictions, for a
    disc its proof.
    """

    class What(models.TextChoices):
        """Results of the inspection, or the disc itself in its standard form."""

        RESULTS = "results", _("Results")
        DISC = "disc", _("Data disc")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="results")
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, blank=True, related_name="results")
    what = models.CharField(max_length=8, choices=What.choices, default=What.RESULTS)
    groups = models.JSONField(default=list)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="results")
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    opened_checksum = models.CharField(max_length=64, default="", blank=True)
    disc_checksum = models.CharField(max_length=64, default="", blank=True)
    lawbook_edition = models.CharField(max_length=64, default="", blank=True)
    own_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    editions = models.JSONField(default=list, encoder=DjangoJSONEncoder, blank=True)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["campaign", "what", "-whole_at"], name="results_newest"),)
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.campaign} · {self.get_what_display()}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code


class ResultFile(models.Model):
    """A file of a result: its place in the folder, its kind, and its content in the store.

    ``township_code`` and ``managed_code`` are empty for a file about the whole county.
    """

    result = models.ForeignKey(Result, models.CASCADE, related_name="files")
    path = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    township_code = models.CharField(max_length=12, default="", blank=True)
    managed_code = models.CharField(max_length=12, default="", blank=True)
    size = models.BigIntegerField()
    checksum = models.CharField(max_length=64)
    suffix = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        """By path."""

        constraints = (models.UniqueConstraint(fields=["result", "path"], name="one_file_of_a_path"),)
        indexes = (models.Index(fields=["result", "kind", "path"], name="results_kind"),)
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path


class Contradiction(models.Model):
    """Two sources that disagree (矛盾对照), as the engine of law told it with a result; ``position`` is its order.

    ``subject`` says what it is about where it is no patch; ``area_mu`` is the ground concerned.
    """

    result = models.ForeignKey(Result, models.CASCADE, related_name="contradictions")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    case = models.CharField(max_length=60)
    rule = models.CharField(max_length=12, default="", blank=True)
    severity = models.CharField(max_length=10)
    patch_number = models.CharField(max_length=40, default="", blank=True)
    part_number = models.CharField(max_length=24, default="", blank=True)
    subject = models.CharField(max_length=200, default="", blank=True)
    township_code = models.CharField(max_length=12, default="", blank=True)
    managed_code = models.CharField(max_length=12, default="", blank=True)
    first_says = models.TextField()
    first_source = models.TextField(default="", blank=True)
    second_says = models.TextField()
    second_source = models.TextField(default="", blank=True)
    difference = models.TextField(default="", blank=True)
    area_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    settled_by = models.TextField(default="", blank=True)
    office = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        """In the order of the lawbook's kinds, then by township."""

        constraints = (models.UniqueConstraint(fields=["result", "position"], name="one_contradiction_of_a_place"),)
        indexes = (
            models.Index(fields=["result", "kind", "position"], name="results_contradiction_kind"),
            models.Index(fields=["result", "township_code", "position"], name="results_contradiction_town"),
        )
        ordering = ("position",)

    def __str__(self) -> str:
        return f"{self.kind} {self.patch_number or self.subject}"
