"""A signature: who signed what for which step, and whether it still holds."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.values.errors import TubanError
from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.signoff.models.deputies import Absence, Delegation
from tuban.workflow.signoff.models.documents import Document, Snapshot

VALID = models.Q(withdrawn_at__isnull=True, voided_at__isnull=True)
"""Which signatures hold."""


class StaysForever(TubanError):
    """A signature is never deleted."""

    code = "signoff.stays_forever"
    hint = "Withdraw it with a reason, or send the document back."


class Capacity(models.TextChoices):
    """In which right somebody signs."""

    OWN = "own", _("by their own post")
    DELEGATE = "delegate", _("as delegate")
    ABOVE = "above", _("as the level above, because of absence")
    INSTEAD = "instead", _("in place of a group leader who does not sign in")


class Signature(models.Model):
    """One signature. Names, post and sentence are kept as they were. Valid until withdrawn or void; never deleted.

    ``for_person`` is the one for whom it was signed, by ``delegation`` or because of ``absence``. ``void_difference``
    holds what changed where that made it void.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="signatures")
    step = models.CharField(max_length=40)
    step_title = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    person_name = models.CharField(max_length=40)
    post = models.ForeignKey(Post, models.PROTECT, related_name="signatures")
    post_title = models.CharField(max_length=200)
    capacity = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.OWN)
    for_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="signatures_of_others"
    )  # fmt: skip
    for_name = models.CharField(max_length=40, default="", blank=True)
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="signatures")
    absence = models.ForeignKey(Absence, models.PROTECT, null=True, blank=True, related_name="signatures")
    at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)
    answers = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, default="", blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_because = models.CharField(max_length=300, default="", blank=True)
    void_difference = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        """A step has one valid signature, a person one at a level; the database keeps to it by itself."""

        constraints = (
            models.UniqueConstraint(
                fields=["document", "step"], condition=VALID, name="one_valid_signature_of_a_step"
            ),
            models.UniqueConstraint(
                fields=["document", "level", "person"], condition=VALID, name="one_valid_signature_at_a_level"
            ),
        )  # fmt: skip
        ordering = ("document", "level", "at", "id")

    def __str__(self) -> str:
        return f"{self.step_title} {self.person_name}"

    @property
    def is_valid(self) -> bool:
        """Whether it holds."""
        return self.withdrawn_at is None and self.voided_at is None

    def delete(self, *_args: Any, **_kwargs: Any) -> Any:
        """Raise StaysForever."""
        raise StaysForever
