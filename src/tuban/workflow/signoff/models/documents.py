"""A document: one form of one thing, as it stood each time it was put forward, and the steps of its chain."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Unit


class Document(models.Model):
    """A form of a thing that is to be signed. The thing is named as the audit names it: kind, key, title, division.

    ``signed_at`` is when the last step was signed, empty while one is open. ``is_current`` ends when the thing does
    not stand any more; ``ended_because`` says why. ``version`` goes up with everything that happens to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200)
    area_code = models.CharField(_("division code"), max_length=12, db_index=True)
    campaign_id = models.UUIDField(null=True, blank=True, db_index=True)
    form = models.CharField(_("form"), max_length=60)
    form_title = models.CharField(_("form"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents")
    is_practice = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    ended_because = models.CharField(max_length=200, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One document of a form of a thing counts at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "form"],
                condition=models.Q(is_current=True),
                name="one_current_document_of_a_form",
            ),
        )
        ordering = ("form", "title", "id")

    def __str__(self) -> str:
        return f"{self.title} {self.form_title}"


class Snapshot(models.Model):
    """What a document said: its cells, and the digest over them that is signed and printed.

    ``difference`` tells what changed since the snapshot before; ``edition`` is that of the lawbook.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    cells = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64, db_index=True)
    edition = models.CharField(max_length=64)
    difference = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=80, default="", blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        """Numbered as they came; one is what the document says now."""

        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="one_snapshot_of_a_number"),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(is_current=True), name="one_current_snapshot"
            ),
        )
        ordering = ("document", "number")

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class Step(models.Model):
    """A step of the chain of a document as the lawbook had it when the signing began; ``is_open`` while it waits for
    its signature and no level before it does."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    level_title = models.CharField(max_length=60)
    answers = models.CharField(max_length=300)
    is_open = models.BooleanField(default=False)

    class Meta:
        """In the order of signing."""

        constraints = (models.UniqueConstraint(fields=["document", "key"], name="one_step_of_a_key"),)
        indexes = (models.Index(fields=["key"], condition=models.Q(is_open=True), name="signoff_open_steps"),)
        ordering = ("document", "level", "place")

    def __str__(self) -> str:
        return self.title
