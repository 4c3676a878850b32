"""That something of who works where, or of what is inspected, has changed."""

from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """Marks drawn at random with every write to what changes seldom: their sum never comes back.

    Triggers write it (:mod:`tuban.workflow.organisations.changes`), so that no write forgets it. On PostgreSQL rows
    are only added, for nobody to wait; they are joined in the night.
    """

    mark = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.mark)
