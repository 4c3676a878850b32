"""A fact of which a device and the office say different things."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.evidence.models import Device, LogEntry
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch


class Conflict(models.Model):
    """A true conflict (冲突): ``base`` is what the device saw, ``mine`` what its person told, ``theirs`` what the
    office held when it came, all as they are typed on the sheet. The patch keeps what the office holds until a person
    decides.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")
        AGREED = "agreed", _("Agreed by itself")

    class Decision(models.TextChoices):
        """What a person decided."""

        MINE = "mine", _("What the field says")
        THEIRS = "theirs", _("What the office held")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="conflicts")
    fact = models.CharField(max_length=60)
    device = models.ForeignKey(Device, models.PROTECT, related_name="conflicts")
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="conflicts")
    visit = models.UUIDField(null=True, blank=True)
    base = models.CharField(max_length=400, default="", blank=True)
    mine = models.CharField(max_length=400, default="", blank=True)
    theirs = models.CharField(max_length=400, default="", blank=True)
    source = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decision = models.CharField(max_length=8, choices=Decision.choices, default="", blank=True)
    decided = models.CharField(max_length=400, default="", blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="decided_conflicts")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One conflict of a fact between a device and the office is open."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch", "fact", "device"], condition=models.Q(state="open"), name="one_open_conflict"
            ),
        )
        indexes = (models.Index(fields=["state", "patch"], name="survey_conflicts_open"),)
        ordering = ("patch", "fact", "-made_at")

    def __str__(self) -> str:
        return f"{self.patch} {self.fact}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.patch.township_code or self.patch.area_code

    @property
    def campaign_id(self) -> object:
        """The campaign of its patch."""
        return self.patch.campaign_id
