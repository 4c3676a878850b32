"""What is proposed against persons, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.cases.models.cases import Case
from tuban.workflow.organisations.models import Person


class Measure(models.Model):
    """A proposal of discipline or a transfer for a suspected crime: whom it concerns, where it was sent and when, and
    the reply. ``kind`` is a word of the code list ``persons_measure``, ``outcome`` one of ``person_outcome``."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    position = models.CharField(_("unit and position"), max_length=80, default="", blank=True)
    organ = models.CharField(_("receiving organ"), max_length=80)
    number = models.CharField(_("number of the paper"), max_length=80, default="", blank=True)
    sent_on = models.DateField(_("sent on"))
    words = models.CharField(_("what is proposed"), max_length=300, default="", blank=True)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, default="", blank=True)
    reply = models.CharField(_("the reply"), max_length=300, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="case_measures")
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """In the order in which they were sent."""

        ordering = ("sent_on", "at")

    def __str__(self) -> str:
        return f"{self.case} {self.name}"

    @property
    def audited_as(self) -> Case:
        """A measure is told of its case."""
        return self.case
