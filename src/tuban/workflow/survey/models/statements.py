"""What a person told of a patch."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.patches.models import Patch


class Statement(models.Model):
    """A fact that a person told of a patch (填报): ``fact`` is its name in the vocabulary, ``value`` as the wire writes
    it, ``source`` where the person has it from. A later one of the same fact replaces it; nothing is overwritten.
    """

    class Origin(models.TextChoices):
        """Where it is known from."""

        FIELD = "field", _("Field visit")
        DOCUMENT = "document", _("Document")
        REGISTER = "register", _("Register of a department")
        IMAGE = "image", _("Image")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="statements")
    fact = models.CharField(max_length=60)
    value = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    is_withdrawn = models.BooleanField(default=False)
    origin = models.CharField(_("known from"), max_length=10, choices=Origin.choices)
    source = models.CharField(_("source"), max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="statements")
    post = models.ForeignKey(Post, models.PROTECT, related_name="statements")
    at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        """One statement of a fact is the current one."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch", "fact"], condition=models.Q(is_current=True), name="one_current_statement_of_a_fact"
            ),
        )
        indexes = (models.Index(fields=["patch", "fact", "-at"], name="survey_fact"),)
        ordering = ("patch", "fact", "-at")

    def __str__(self) -> str:
        return f"{self.patch} {self.fact}"
