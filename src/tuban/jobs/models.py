"""The record of one piece of background work."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """What was asked for, how far it is, and how it ended. ``checkpoint`` is what a later attempt goes on from."""

    class State(models.TextChoices):
        """From waiting to one of three ends."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=200, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    checkpoint = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error_code = models.CharField(max_length=80, default="")
    error = models.TextField(default="")
    hint = models.TextField(default="")
    is_cancel_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=80, default="")
    area_code = models.CharField(max_length=12, default="")
    campaign_id = models.UUIDField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-asked_at",)
        indexes = (
            models.Index(fields=["state", "alive_at"], name="jobs_alive"),
            models.Index(fields=["person_id", "-asked_at"], name="jobs_person"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether it came to one of its ends."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def percent(self) -> int | None:
        """How far the present step is, in hundredths; None while nobody knows."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Worker(models.Model):
    """A process that does background work, and when it was last seen alive."""

    name = models.CharField(max_length=80, primary_key=True)
    begun_at = models.DateTimeField()
    alive_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DailyRun(models.Model):
    """That a kind of the work of every day was taken up for a day; one worker writes it, the others find it."""

    kind = models.CharField(max_length=60)
    day = models.DateField()
    job = models.ForeignKey(Job, models.PROTECT, related_name="daily_runs")

    class Meta:
        """The latest first."""

        constraints = (models.UniqueConstraint(fields=["kind", "day"], name="one_run_of_a_day"),)
        ordering = ("-day", "kind")

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
