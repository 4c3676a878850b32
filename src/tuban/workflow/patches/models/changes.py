"""That patches of a county changed."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """Marks of the writes to patches and their comparisons: the sum of ``mark`` changes with every write that can be
    read, that of ``counted`` with every one that changes which patches count or what is said of them.

    Triggers write it (:mod:`tuban.workflow.patches.changes`), so that no write forgets it. Marks are drawn at random:
    a sum never comes back. On PostgreSQL rows are only added, for nobody to wait; :func:`gather` joins them.
    ``managed_in`` is the county of the unit that manages a patch; the window (degrees) holds every patch written.
    """

    campaign_id = models.UUIDField(db_index=True)
    area_code = models.CharField(max_length=12)
    managed_in = models.CharField(max_length=12)
    mark = models.BigIntegerField()
    counted = models.BigIntegerField(default=0)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)

    class Meta:
        """Found by the county."""

        indexes = (models.Index(fields=["area_code", "managed_in"], name="patches_change_area"),)

    def __str__(self) -> str:
        return f"{self.area_code} {self.mark}"
