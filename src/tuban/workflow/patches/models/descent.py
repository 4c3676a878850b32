"""Which patch came of which, and which look like one another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models.patches import Patch
from tuban.workflow.patches.states import Turn


class Descent(models.Model):
    """``child`` was made of ``parent`` by splitting, merging or restoring; all of one turn bear its ``turn_id``."""

    turn_id = models.UUIDField(db_index=True)
    turn = models.CharField(max_length=8, choices=Turn.choices)
    parent = models.ForeignKey(Patch, models.PROTECT, related_name="descendants")
    child = models.ForeignKey(Patch, models.PROTECT, related_name="origins")
    by = models.ForeignKey(Person, models.PROTECT, related_name="turns")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        """In order of time."""

        constraints = (models.UniqueConstraint(fields=["turn_id", "parent", "child"], name="one_descent_once"),)
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"


class Likeness(models.Model):
    """Two patches on much the same ground: a question for a person, who says whether they are one."""

    class Answer(models.TextChoices):
        """What a person said."""

        OPEN = "open", _("Open")
        SAME = "same", _("The same place")
        DIFFERENT = "different", _("Different places")

    patch = models.ForeignKey(Patch, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Patch, models.CASCADE, related_name="liked_by")
    share = models.DecimalField(_("share of the ground"), max_digits=5, decimal_places=4)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="likeness_answers")

    class Meta:
        """Each pair once."""

        constraints = (models.UniqueConstraint(fields=["patch", "other"], name="one_likeness_of_a_pair"),)
        ordering = ("-share",)

    def __str__(self) -> str:
        return f"{self.patch} ≈ {self.other}"
