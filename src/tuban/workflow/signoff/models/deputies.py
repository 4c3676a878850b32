"""Who signs for whom: delegations, and absences."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post


class Delegation(models.Model):
    """The holder of a post lets another person sign for them, from a day until a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="delegations")
    from_person = models.ForeignKey(Person, models.PROTECT, related_name="delegations_given")
    to_person = models.ForeignKey(Person, models.PROTECT, related_name="delegations_received")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    document = models.CharField(_("document"), max_length=80, default="", blank=True)
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="delegations_registered")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Nobody delegates to themselves, and it ends after it begins."""

        constraints = (
            models.CheckConstraint(
                condition=~models.Q(from_person=models.F("to_person")), name="never_delegated_to_oneself"
            ),
        )
        ordering = ("-since", "-made_at")

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.post.unit.code


class Absence(models.Model):
    """The holder of a post is away from a day until a day; where nobody else holds the step, the level above signs."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    registered_by = models.ForeignKey(Person, models.PROTECT, related_name="absences_registered")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The latest first."""

        ordering = ("-since", "-made_at")

    def __str__(self) -> str:
        return f"{self.person} {self.since:%Y-%m-%d}–{self.until:%Y-%m-%d}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.post.unit.code
