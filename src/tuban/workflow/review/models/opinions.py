"""What the departments say of a patch, and what the chair decided where they disagree."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch


class Opinion(models.Model):
    """What a department says of a patch (部门意见): of its own points and of the finding it holds right.

    ``points`` are the questions of the department with their answers (``id``, ``answer`` yes, no or unknown,
    ``prefilled`` what the overlay answered, ``text``); ``cites`` the articles, ``document`` the paper it rests on.
    ``finding`` is a value of the code list ``finding``, ``missing`` are the names of facts without which it cannot be
    told. ``comparison`` is what it was given upon: where another is current now, it was given upon earlier facts.
    """

    class Verdict(models.TextChoices):
        """Whether the department agrees with the proposal on its own points."""

        AGREES = "agrees", _("Agrees")
        OBJECTS = "objects", _("Objects")
        OPEN = "open", _("Something is missing")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="opinions")
    duty = models.CharField(_("department"), max_length=16, choices=Duty.choices)
    verdict = models.CharField(_("opinion"), max_length=8, choices=Verdict.choices)
    finding = models.CharField(_("held right"), max_length=40)
    violation_type = models.CharField(_("violation type"), max_length=40, default="", blank=True)
    points = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    missing = models.JSONField(_("missing facts"), default=list, encoder=DjangoJSONEncoder)
    cites = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    document = models.CharField(_("document"), max_length=120, default="", blank=True)
    reasons = models.JSONField(_("reasons"), default=list, encoder=DjangoJSONEncoder)
    text = models.TextField(_("in words"), default="", blank=True)
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="opinions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="opinions")
    post = models.ForeignKey(Post, models.PROTECT, related_name="opinions")
    at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        """One opinion of a department on a patch is the current one."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch", "duty"], condition=models.Q(is_current=True), name="one_current_opinion_of_a_duty"
            ),
        )
        ordering = ("patch", "duty", "-at")

    def __str__(self) -> str:
        return f"{self.patch} {self.get_duty_display()}"

    @property
    def audited_as(self) -> Patch:
        """An opinion is told of its patch."""
        return self.patch


class Consultation(models.Model):
    """A department is asked for its opinion on a patch, until a day (征求意见)."""

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="consultations")
    duty = models.CharField(_("department"), max_length=16, choices=Duty.choices)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="consultations")
    asked_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(_("due on"))
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A department is asked once at a time; its queue is a range of an index."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch", "duty"],
                condition=models.Q(answered_at=None, withdrawn_at=None),
                name="one_open_consultation",
            ),
        )
        indexes = (models.Index(fields=["duty", "answered_at", "withdrawn_at", "due_on"], name="review_queue"),)
        ordering = ("due_on", "patch")

    def __str__(self) -> str:
        return f"{self.patch} {self.get_duty_display()}"

    @property
    def audited_as(self) -> Patch:
        """It is told of its patch."""
        return self.patch


class Conference(models.Model):
    """What the chair decided where departments disagree (会审决定); the opinions in the minority are kept with it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="conferences")
    finding = models.CharField(_("decided"), max_length=40)
    violation_type = models.CharField(_("violation type"), max_length=40, default="", blank=True)
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    text = models.TextField(_("in words"))
    present = models.CharField(_("present"), max_length=200, default="", blank=True)
    opinions = models.ManyToManyField(Opinion, related_name="conferences")
    by = models.ForeignKey(Person, models.PROTECT, related_name="conferences")
    post = models.ForeignKey(Post, models.PROTECT, related_name="conferences")
    at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        """One decision on a patch is the current one."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch"], condition=models.Q(is_current=True), name="one_current_conference"
            ),
        )
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.finding}"

    @property
    def audited_as(self) -> Patch:
        """It is told of its patch."""
        return self.patch
