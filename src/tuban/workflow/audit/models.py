"""The lines of the audit and the head of their chain."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.values.errors import TubanError


class LineIsFinal(TubanError):
    """An audit line cannot be changed or deleted."""

    code = "audit.line_is_final"
    hint = "Write a new line that corrects it."


class ChainHead(models.Model):
    """The last line of the chain: one row, locked by whoever writes the next line."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Line(models.Model):
    """One deed: ``person`` under ``post`` did ``action`` to ``subject``. Names are kept as they were on that day.

    ``area_code`` is the division whose people may read the line; ``details`` hold what was asked for and what changed.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    is_refused = models.BooleanField(default=False)
    subject_kind = models.CharField(max_length=80, default="")
    subject_id = models.CharField(max_length=64, default="")
    subject_title = models.CharField(max_length=200, default="")
    area_code = models.CharField(max_length=12, default="")
    campaign_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=80, default="")
    post_id = models.UUIDField(null=True)
    post_title = models.CharField(max_length=200, default="")
    address = models.CharField(max_length=45, default="")
    reason = models.TextField(default="")
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        """Newest first is how people read; every filter of the page ends in the number."""

        indexes = (
            models.Index(fields=["subject_kind", "subject_id", "-number"], name="audit_subject"),
            models.Index(fields=["action", "-number"], name="audit_action"),
            models.Index(fields=["person_id", "-number"], name="audit_person"),
            models.Index(fields=["post_id", "-number"], name="audit_post"),
            models.Index(fields=["area_code", "-number"], name="audit_area"),
            models.Index(fields=["is_refused", "-number"], name="audit_refused"),
            models.Index(fields=["at"], name="audit_at"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject_title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; raises LineIsFinal for one that is written."""
        if not self._state.adding:
            raise LineIsFinal
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Any:
        """Raise LineIsFinal."""
        raise LineIsFinal
