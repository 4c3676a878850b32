"""What happened in the rectification of a patch, entry by entry."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.models.ways import Way


class Entry(models.Model):
    """An entry of the ledger (台账记录): what a person did under which post, in words and with its figures.

    It is never changed nor deleted; the database keeps to that by itself. ``exhibits`` are identities of evidence of
    the patch, ``details`` what the kind needs: the way, days, a holder, facts as the wire writes them.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SET = "set", _("Way set")
        WITHDRAWN = "withdrawn", _("Way withdrawn")
        EXAMINED = "examined", _("Other way examined")
        HANDED = "handed", _("Handed over")
        SUSPENDED = "suspended", _("Limit suspended")
        RESUMED = "resumed", _("Limit runs again")
        FIXED = "fixed", _("Last day set")
        PROGRESS = "progress", _("Progress")
        DECLARED = "declared", _("Declared done")
        ACCEPTED = "accepted", _("Accepted on site")
        REFUSED = "refused", _("Not accepted on site")
        SIGNED = "signed", _("Signed")
        FALSE = "false", _("Named as a false declaration")
        REOPENED = "reopened", _("Reopened")
        REMINDED = "reminded", _("Reminded")

    patch = models.ForeignKey(Patch, models.PROTECT, related_name="rectification_entries")
    way = models.ForeignKey(Way, models.PROTECT, null=True, blank=True, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(default="", blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    exhibits = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["patch", "-at"], name="rectification_entries"),)
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.patch} {self.kind}"
