"""The papers of a case as they were issued."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.cases.models.cases import Case
from tuban.workflow.organisations.models import Person, Post


class Paper(models.Model):
    """A paper (文书) that was issued: ``kind`` names its template in the lawbook, ``checksum`` its content in the
    store, ``fields`` what stands in it. A later edition of the same kind stands in its place; this one stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(_("number of the paper"), max_length=80, default="", blank=True)
    title = models.CharField(max_length=80)
    day = models.DateField(_("day"))
    checksum = models.CharField(max_length=64)
    size = models.BigIntegerField()
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    lawbook = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="case_papers")
    post = models.ForeignKey(Post, models.PROTECT, related_name="case_papers")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest edition first."""

        constraints = (
            models.UniqueConstraint(fields=["case", "kind", "edition"], name="one_case_paper_of_an_edition"),
        )
        ordering = ("case", "kind", "-edition")

    def __str__(self) -> str:
        return f"{self.case} {self.title}"

    @property
    def audited_as(self) -> Case:
        """A paper is told of its case."""
        return self.case


class Draft(models.Model):
    """What the writer of a paper filled in so far: ``asked`` are the words by what the paper asks for."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One for each paper of a case."""

        constraints = (models.UniqueConstraint(fields=["case", "kind"], name="one_draft_of_a_case_paper"),)

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"

    @property
    def audited_as(self) -> Case:
        """A draft is told of its case."""
        return self.case
