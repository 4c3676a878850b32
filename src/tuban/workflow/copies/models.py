"""Public copies of photos."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.organisations.models import Person, Unit


class PublicCopy(models.Model):
    """A public copy of a photo (公开副本), as a person confirmed it: ``original`` and ``checksum`` name both contents,
    ``places`` what is covered, ``[left, top, width, height]`` in pixels of the copy. No place at all is an answer
    too: a person looked and found nothing. A later one of higher ``number`` stands in its place; this one stays.
    """

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="public_copies")
    number = models.PositiveSmallIntegerField()
    original = models.CharField(max_length=64)
    checksum = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    places = models.JSONField(default=list, blank=True)
    stays = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(Person, models.PROTECT, related_name="public_copies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="public_copies")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        constraints = (models.UniqueConstraint(fields=["exhibit", "number"], name="one_public_copy_of_a_number"),)
        ordering = ("exhibit", "-number")
        verbose_name_plural = "public copies"

    def __str__(self) -> str:
        return f"{self.exhibit} {self.number}"
