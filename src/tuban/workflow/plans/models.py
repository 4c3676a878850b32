"""On which day plans are due, and every version that a unit handed in."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post, Unit


class PlanDay(models.Model):
    """The day on which the units of a campaign owe a kind of plan, where the organiser set another than the lawbook."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="plan_days")
    kind = models.CharField(max_length=20)
    due_on = models.DateField(_("due on"))

    class Meta:
        """One day of a kind."""

        constraints = (models.UniqueConstraint(fields=["campaign", "kind"], name="one_day_of_a_plan"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class Plan(models.Model):
    """A version of the plan of a unit as it was handed in; ``number`` counts them, the last one holds.

    ``checksum`` is the SHA-256 of the file, which the store keeps. ``is_late`` says that the first version of the unit
    came after its day. ``note`` is what the unit said to it, ``reason`` what the level above said.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        HANDED_IN = "handed_in", _("handed in")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        REPLACED = "replaced", _("replaced")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="plans")
    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("edition"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.HANDED_IN)
    name = models.CharField(max_length=120)
    suffix = models.CharField(max_length=8)
    checksum = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=300, default="", blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    post = models.ForeignKey(Post, models.PROTECT, related_name="plans")
    reason = models.CharField(_("reason"), max_length=500, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="decided_plans")
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="decided_plans")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first."""

        constraints = (
            models.UniqueConstraint(fields=["campaign", "kind", "unit", "number"], name="one_version_of_a_plan"),
        )
        ordering = ("kind", "unit__code", "-number")

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
