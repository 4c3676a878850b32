"""A way of putting the land of a patch right, with its limit and what stops it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Finding


class Way(models.Model):
    """One way of rectification of one patch (整改措施). ``way`` is a value of the code list rectification_route.

    It stands upon a finding: where that is reopened, it rests. The limit of the lawbook runs from ``set_on``;
    ``fixed_on`` is a last day that a person set in its place, ``because_fixed`` and ``fixed_by_document`` why.
    ``due_on`` repeats the last day that follows from all this, so that lists need not count; it is empty while a
    suspension lasts. ``holder`` is the post that has it now, since ``held_since``. ``false_count`` is how often a
    declaration of it proved false.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("In work")
        DECLARED = "declared", _("Declared done")
        INSPECTED = "inspected", _("Accepted on site")
        SIGNED = "signed", _("Accepted and signed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="ways")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="ways")
    way = models.CharField(_("way of rectification"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    is_proposed = models.BooleanField(_("as proposed"), default=False)
    reason = models.CharField(_("reason"), max_length=300, default="", blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="ways_set")
    set_on = models.DateField(_("set on"))
    fixed_on = models.DateField(_("last day set by a person"), null=True, blank=True)
    because_fixed = models.CharField(max_length=300, default="", blank=True)
    fixed_by_document = models.CharField(max_length=120, default="", blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    holder = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="ways_held")
    held_since = models.DateField(_("held since"))
    false_count = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(_("accepted on"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A way stands once upon a finding, unless it was withdrawn."""

        constraints = (
            models.UniqueConstraint(
                fields=["finding", "way"], condition=~models.Q(state="withdrawn"), name="one_way_of_a_finding"
            ),
        )
        indexes = (
            models.Index(fields=["state", "due_on"], name="rectification_due"),
            models.Index(fields=["holder", "state", "due_on"], name="rectification_held"),
        )
        ordering = ("set_on", "made_at", "id")

    def __str__(self) -> str:
        return f"{self.patch} {self.way}"

    @property
    def audited_as(self) -> Patch:
        """What happens to a way is told of its patch."""
        return self.patch


class Suspension(models.Model):
    """What lawfully stops the limit of a way: ``reason`` is one of the lawbook's; while ``until`` is empty it lasts."""

    way = models.ForeignKey(Way, models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=40)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        """In order of time; one of a way may last."""

        constraints = (
            models.UniqueConstraint(
                fields=["way"], condition=models.Q(until__isnull=True), name="one_lasting_suspension"
            ),
        )
        ordering = ("since", "id")

    def __str__(self) -> str:
        return f"{self.way} {self.reason}"


class Examination(models.Model):
    """That another way was examined before demolition (其他途径审查): who, when, with which result. Never changed."""

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="examinations")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="examinations")
    way = models.CharField(max_length=40)
    is_possible = models.BooleanField(_("possible"), default=False)
    text = models.CharField(_("result"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """As they were examined."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.patch} {self.way}"

    @property
    def audited_as(self) -> Any:
        """An examination is told of its patch."""
        return self.patch
