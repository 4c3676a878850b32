"""Seals, what was explained before them, and how they went from level to level."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.results.models import Result
from tuban.workflow.submission.words import EXPLAINED, Outcome, State


class Explanation(models.Model):
    """Why something that a rule or a second source objects to may stand. ``key`` names the objection by what it says:
    where that changes, it is another one and wants another explanation."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="explanations")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=[(one.value, one.label) for one in EXPLAINED])
    objection = models.TextField()
    text = models.CharField(gettext_lazy("explanation"), max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="explanations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="explanations")
    is_current = models.BooleanField(default=True)

    class Meta:
        """One explanation of an objection holds; earlier ones stay to be read."""

        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "key"], condition=models.Q(is_current=True), name="one_current_explanation"
            ),
        )
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code


class Seal(models.Model):
    """The whole of a campaign as it stood once; ``number`` counts its editions. ``whole_at`` is empty until it is made.

    ``digest`` is that of its content (see :mod:`tuban.workflow.submission.contents`): records, forms, layer editions,
    lawbook. ``files`` names each file with its checksum, suffix and size in the store. ``counts`` are the figures that
    people sign, ``differences`` what changed since the seal before, ``reason`` why it is sealed anew. ``came`` is empty
    where it was made here; else it says who sealed and signed it in another installation (see
    :mod:`tuban.workflow.submission.carried`), and there is neither a result of it here nor a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="seals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seals")
    number = models.PositiveSmallIntegerField(gettext_lazy("edition"))
    result = models.ForeignKey(Result, models.PROTECT, null=True, blank=True, related_name="seals")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="seals")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="seals")
    reason = models.CharField(gettext_lazy("reason"), max_length=300, default="", blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    files = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    counts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    differences = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    lawbook_edition = models.CharField(max_length=64, default="", blank=True)
    own_values = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    came = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)

    class Meta:
        """The newest first."""

        constraints = (models.UniqueConstraint(fields=["campaign", "number"], name="one_seal_of_a_number"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.campaign} " + _("seal {number}").format(number=self.number)

    @property
    def own_result(self) -> Result:
        """The result that it is made of, where it is made here."""
        assert self.result is not None  # noqa: S101 - one that came has none, and is made elsewhere
        return self.result

    @property
    def made_by(self) -> str:
        """The name of who sealed it, here or elsewhere."""
        return str(self.asked_by) if self.asked_by is not None else str(self.came.get("by", ""))

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code


class Submission(models.Model):
    """A seal that was sent to the level above. ``holder`` is the unit that has to decide now, empty where none has, or
    where that is one in another installation: ``elsewhere`` is then its name. Where the seal came from another
    installation nobody here sent it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    seal = models.OneToOneField(Seal, models.PROTECT, related_name="submission")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="submissions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNDER_WAY)
    holder = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="held_submissions")
    sent_at = models.DateTimeField(auto_now_add=True)
    elsewhere = models.CharField(max_length=80, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="submissions")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="submissions")
    note = models.CharField(gettext_lazy("note"), max_length=300, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first."""

        indexes = (models.Index(fields=["holder", "state"], name="submission_holder"),)
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return str(self.seal)

    @property
    def lies_with(self) -> str:
        """The name of the unit that has to decide now; empty where none has."""
        return str(self.holder) if self.holder is not None else self.elsewhere

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code


class Station(models.Model):
    """A submission before a unit: when it came, and what the unit did. ``reasons`` are those of the lawbook. A unit in
    another installation is known by its name, ``elsewhere``, and whoever decided there by ``by_name``."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="stations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="stations")
    elsewhere = models.CharField(max_length=80, default="", blank=True)
    came_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="stations")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="stations")
    by_name = models.CharField(max_length=40, default="", blank=True)
    reasons = models.JSONField(default=list, blank=True)
    text = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        """In order of time."""

        ordering = ("came_at", "pk")

    def __str__(self) -> str:
        return f"{self.submission} {self.unit_name}"

    @property
    def unit_name(self) -> str:
        """The name of the unit, of this installation or another."""
        return str(self.unit) if self.unit is not None else self.elsewhere

    @property
    def decided_by(self) -> str:
        """The name of who decided; empty while nobody has."""
        return str(self.by) if self.by is not None else self.by_name


class PinnedPatch(models.Model):
    """A patch to which a return is pinned, and why; ``to`` is whose hands it went back to, where it went there.

    ``key`` and ``number`` are those that the seal has; ``patch`` is empty where this installation does not have it.
    """

    station = models.ForeignKey(Station, models.CASCADE, related_name="pinned")
    patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="pinned")
    key = models.UUIDField(null=True, blank=True)
    number = models.CharField(max_length=60, default="", blank=True)
    reasons = models.JSONField(default=list)
    text = models.CharField(max_length=300, default="", blank=True)
    to = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        """Each patch once in a return."""

        constraints = (models.UniqueConstraint(fields=["station", "patch"], name="one_pin_of_a_patch"),)
        ordering = ("number", "patch__number", "patch__part_number")

    def __str__(self) -> str:
        return str(self.patch) if self.patch is not None else self.number
