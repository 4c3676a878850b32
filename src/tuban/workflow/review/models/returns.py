"""What was sent back, to whom, and why."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.gis.db import models
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.patches.models import Patch


class Return(models.Model):
    """A patch sent back to the hands it came from (退回), with coded reasons and the place on the map they speak of."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="returns")
    to_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="returned_to")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="returned_to")
    what = models.CharField(_("what was done"), max_length=40)
    reasons = models.JSONField(_("reasons"), default=list, encoder=DjangoJSONEncoder)
    text = models.TextField(_("in words"), default="", blank=True)
    pin = models.PointField(srid=4490, null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="returns")
    post = models.ForeignKey(Post, models.PROTECT, related_name="returns")
    at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="answered_returns")
    answer = models.TextField(_("answer"), default="", blank=True)

    class Meta:
        """Newest first; what a person has to answer is a range of an index."""

        indexes = (models.Index(fields=["to_person", "answered_at"], name="review_returned_to"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.patch)

    @property
    def audited_as(self) -> Patch:
        """It is told of its patch."""
        return self.patch
