"""How images were read, by whom, and how well."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.patches.models import Patch


class Reading(models.Model):
    """What a person read from the images of a patch (判读): a supposition that says where to look, never a finding.

    ``category`` is a value of the code list ``ground_state``, empty where the person only doubts or asks for a visit.
    ``is_blind`` is a second reading that did not show the first, ``is_control`` one of a patch of known truth: it
    changes nothing. ``is_drawn`` says that the lot fell on the patch for a second reading. ``seconds`` is how long the
    patch was looked at. ``version_after`` is the version of the patch where the reading moved it, ``batch`` names the
    readings that were taken together. ``undone_at`` is set where it was taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="readings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="readings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="readings")
    at = models.DateTimeField(auto_now_add=True)
    category = models.CharField(_("read as"), max_length=40, default="", blank=True)
    is_doubtful = models.BooleanField(_("doubtful"), default=False)
    wants_visit = models.BooleanField(_("to be visited"), default=False)
    reasons = models.JSONField(_("reasons"), default=list, encoder=DjangoJSONEncoder)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    is_blind = models.BooleanField(default=False)
    is_control = models.BooleanField(default=False)
    is_drawn = models.BooleanField(default=False)
    state_before = models.CharField(max_length=12, default="")
    version_after = models.PositiveIntegerField(null=True, blank=True)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A person reads a patch once; what was taken back does not count."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch", "by"], condition=models.Q(undone_at=None), name="one_reading_of_a_person"
            ),
        )
        indexes = (models.Index(fields=["by", "-at"], name="review_reader"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.category}"

    @property
    def audited_as(self) -> Patch:
        """A reading is told of its patch."""
        return self.patch


class Control(models.Model):
    """A patch of known truth (质控图斑), mixed into the queues of readers who do not know that it is one.

    ``truth`` is a value of the code list ``ground_state``; ``because`` says what proves it.
    """

    patch = models.OneToOneField(Patch, models.CASCADE, related_name="control")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="controls")
    truth = models.CharField(_("known as"), max_length=40)
    because = models.CharField(_("proved by"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="controls", null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By campaign."""

        ordering = ("campaign", "at")

    def __str__(self) -> str:
        return f"{self.patch} {self.truth}"

    @property
    def audited_as(self) -> Campaign:
        """It is told of the campaign: a line of the patch would give it away."""
        return self.campaign


class Lock(models.Model):
    """Who works on a patch at the desk right now, until when (锁定). A person holds one patch at a time."""

    patch = models.OneToOneField(Patch, models.CASCADE, related_name="lock")
    person = models.OneToOneField(Person, models.CASCADE, related_name="lock")
    post = models.ForeignKey(Post, models.CASCADE, related_name="locks")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """By the end."""

        ordering = ("until",)

    def __str__(self) -> str:
        return f"{self.patch} {self.person}"


class Arbitration(models.Model):
    """What was decided where two readers of one patch differ (判读裁定). Both readings stay as they were given."""

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="arbitrations")
    first = models.ForeignKey(Reading, models.PROTECT, related_name="arbitrations")
    second = models.OneToOneField(Reading, models.PROTECT, related_name="arbitration")
    category = models.CharField(_("read as"), max_length=40, default="", blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="arbitrations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="arbitrations")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.category}"

    @property
    def audited_as(self) -> Patch:
        """It is told of its patch."""
        return self.patch


class DeskKeys(models.Model):
    """The keys that a person chose for the desk: the key by the deed, only where it is another than usual."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="desk_keys")
    keys = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return str(self.person)

    @property
    def audited_as(self) -> Person:
        """It is told of the person."""
        return self.person
