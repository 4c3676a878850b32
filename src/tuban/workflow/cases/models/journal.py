"""The journal of a case: what was done, answered, suspended and extended. A line is never changed: a later one strikes
it."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.cases.models.cases import Case
from tuban.workflow.organisations.models import Person, Post


class Entry(models.Model):
    """A line of the journal. ``about`` is the step, the question or the kind of suspension; ``day`` when it was so,
    ``until`` the last day of a suspension (empty: it lasts); ``value`` the answer ``yes``, ``no`` or ``unknown``.

    ``officers`` are ``{name, certificate}`` of those who took part, ``number`` that of the paper, ``details`` what the
    step asked for besides. A line of the kind ``strike`` names in ``strikes`` the one that does not hold, and why.
    """

    class Kind(models.TextChoices):
        """What a line says."""

        DONE = "done", _("Step done")
        ANSWER = "answer", _("Question answered")
        SUSPEND = "suspend", _("Limit suspended")
        EXTEND = "extend", _("Limit extended")
        STRIKE = "strike", _("Line struck")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40, default="", blank=True)
    day = models.DateField(_("day"))
    until = models.DateField(_("until"), null=True, blank=True)
    value = models.CharField(max_length=12, default="", blank=True)
    officers = models.JSONField(default=list, blank=True)
    number = models.CharField(_("number of the paper"), max_length=80, default="", blank=True)
    words = models.TextField(_("in words"), default="", blank=True)
    details = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    strikes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="struck_by")
    by = models.ForeignKey(Person, models.PROTECT, related_name="case_entries")
    post = models.ForeignKey(Post, models.PROTECT, related_name="case_entries")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which they were written."""

        ordering = ("at", "pk")
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.about} {self.day}"

    @property
    def audited_as(self) -> Case:
        """A line is told of its case."""
        return self.case
