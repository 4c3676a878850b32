"""What a package with sealed results says, read once."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.workflow.exchange.models import Package


class Brought(models.Model):
    """The results of a county as a package brought them. ``number`` is the edition of the seal, ``digest`` that of it.

    ``figures`` are those of the county (see :class:`tuban.workflow.overview.figures.Figures`), ``townships`` those of
    each of them with its ``code``; ``tallies`` are what the forms need, each a list of profile, plots, sums and how
    many lack each sum; ``plan`` is the digest of what forms asked when it was read. ``refusal`` says why nothing could
    be read; then it counts nowhere.
    """

    package = models.OneToOneField(Package, models.CASCADE, related_name="brought")
    is_practice = models.BooleanField(default=False)
    area_code = models.CharField(max_length=12, db_index=True)
    area_name = models.CharField(max_length=60, default="", blank=True)
    campaign_code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(default=0)
    cadence = models.CharField(max_length=8, default="", blank=True)
    number = models.PositiveIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    plan = models.CharField(max_length=64, default="", blank=True)
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    townships = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    tallies = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    refusal = models.TextField(default="", blank=True)
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Found by the year of its campaign."""

        indexes = (models.Index(fields=["is_practice", "year", "cadence"], name="brought_of_a_year"),)

    def __str__(self) -> str:
        return f"{self.area_code} {self.number}"
