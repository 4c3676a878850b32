"""Tasks between departments, and the answers to them."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch


class Task(models.Model):
    """What a department was asked to do (协办事项), by whom, until when. ``kind`` is that of the lawbook; ``given``
    holds what the asker told, ``values`` what the answer that counts holds, both as facts are kept (``facts_wire``).

    ``due_on`` follows from ``started_on`` and the limit of the lawbook, which is kept with it: its days, the words
    that say how they are counted, and what they rest on. Asked again, both begin anew and ``round`` goes up.
    """

    class State(models.TextChoices):
        """Asked, answered and waiting for the asker, done, or taken back."""

        OPEN = "open", _("To be done")
        ANSWERED = "answered", _("Answered")
        DONE = "done", _("Done")
        WITHDRAWN = "withdrawn", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cooperation_tasks")
    number = models.PositiveIntegerField()
    patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="cooperation_tasks")
    case_reference = models.CharField(_("number of the case"), max_length=80, default="", blank=True)
    area_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    duty = models.CharField(max_length=16, choices=Duty.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cooperation_tasks")
    text = models.TextField(_("what is asked"), default="", blank=True)
    given = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    values = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_under = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    started_on = models.DateField()
    due_on = models.DateField()
    limit = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=200, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The earliest due first; a number is used once in a campaign."""

        constraints = (models.UniqueConstraint(fields=["campaign", "number"], name="one_task_of_a_number"),)
        indexes = (
            models.Index(fields=["unit", "duty", "state", "due_on"], name="cooperation_queue"),
            models.Index(fields=["state", "due_on"], name="cooperation_due"),
            models.Index(fields=["patch"], name="cooperation_patch"),
        )
        ordering = ("due_on", "number")

    def __str__(self) -> str:
        about = f" {self.patch}" if self.patch_id else f" {self.case_reference}" if self.case_reference else ""
        return f"协办{self.number:03} {self.title}{about}"

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self.state in (self.State.DONE, self.State.WITHDRAWN)

    def days_late(self, day: date) -> int:
        """How many days after its last day it was answered, or still is not on a day; 0 where it is in time."""
        if self.state == self.State.WITHDRAWN:
            return 0
        return max(0, ((self.answered_on or day) - self.due_on).days)


class Answer(models.Model):
    """What a department answered in a round: how far it is, what it holds, in words, with which document."""

    class Outcome(models.TextChoices):
        """Done, done in part (the limit runs on), or cannot be done."""

        DONE = "done", _("Done")
        PARTLY = "partly", _("Done in part")
        CANNOT = "cannot", _("Cannot be done")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    values = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    text = models.TextField(default="", blank=True)
    document = models.CharField(max_length=120, default="", blank=True)
    days_late = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.task} {self.get_outcome_display()}"
