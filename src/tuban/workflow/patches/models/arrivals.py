"""A disc that came in."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Unit


class Arrival(models.Model):
    """A disc on its way in: uploaded, looked through, confirmed by a person, loaded. ``folder`` is its place in the
    uploads.

    ``findings``, ``proposals`` and ``summary`` are what the import doctor says; ``certificate`` names the certificate
    of import in the store. Nothing of a disc counts before it is loaded, and then all of it does.
    """

    class State(models.TextChoices):
        """From the upload to the end."""

        UPLOADING = "uploading", _("Uploading")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Waits for confirmation")
        UNFIT = "unfit", _("Unfit")
        LOADING = "loading", _("Being loaded")
        LOADED = "loaded", _("Loaded")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADING)
    size = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    folder = models.CharField(max_length=200, default="", blank=True)
    checksum = models.CharField(max_length=64, default="", blank=True)
    verdict = models.CharField(max_length=16, default="", blank=True)
    summary = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    findings = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    proposals = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    certificate = models.CharField(max_length=64, default="", blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="arrivals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="arrivals")
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="arrivals")
    begun_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first."""

        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
