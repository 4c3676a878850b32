"""The finding that a person took."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models.opinions import Conference


class Finding(models.Model):
    """The finding on a patch (认定): what the lawbook proposed and what a person took, with everything it rests on.

    ``comparison`` keeps the facts, their sources, the layer editions and the edition of the lawbook; ``judgement`` the
    decisions (rows, citations, parameters) after the person's choice and ``decided`` their answers as the wire writes
    them, the area that counts among them. ``reopened_at`` is set where it was taken back: it stays with its history.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="findings")
    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="findings")
    conference = models.ForeignKey(Conference, models.PROTECT, null=True, blank=True, related_name="findings")
    proposed = models.CharField(_("proposed"), max_length=40)
    proposed_violation_type = models.CharField(max_length=40, default="", blank=True)
    finding = models.CharField(_("finding"), max_length=40)
    violation_type = models.CharField(_("violation type"), max_length=40, default="", blank=True)
    differs = models.BooleanField(_("differs from the proposal"), default=False)
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    text = models.TextField(_("in words"), default="", blank=True)
    judgement = models.JSONField(encoder=DjangoJSONEncoder)
    decided = models.JSONField(encoder=DjangoJSONEncoder)
    area_basis = models.CharField(max_length=40, default="")
    counted_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    counted_cultivated_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="findings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="findings")
    at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="reopened_findings")
    reopened_because = models.CharField(_("reopened because"), max_length=200, default="", blank=True)

    class Meta:
        """One finding on a patch is the current one."""

        constraints = (
            models.UniqueConstraint(fields=["patch"], condition=models.Q(is_current=True), name="one_current_finding"),
        )
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.finding}"

    @property
    def audited_as(self) -> Patch:
        """A finding is told of its patch."""
        return self.patch
