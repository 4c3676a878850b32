"""How photos look, and what was seen in the field work of a patch."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.workflow.patches.models import Patch


class Picture(models.Model):
    """How a photo looks: two fingerprints, its brightness and contrast, and what it says of its own time and camera. It
    can be made again from the photo at any time; ``fault`` says why it could not be read.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    shape = models.CharField(max_length=16, default="", blank=True)
    steps = models.CharField(max_length=16, default="", blank=True)
    brightness = models.FloatField(default=0)
    contrast = models.FloatField(default=0)
    camera = models.CharField(max_length=100, default="", blank=True)
    camera_at = models.DateTimeField(null=True, blank=True, db_index=True)
    has_zone = models.BooleanField(default=False)
    fault = models.CharField(max_length=100, default="", blank=True)
    read_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class Points(models.Model):
    """What was seen in the field work of a patch (真实性检视): ``signs`` as they were found, and their points together.
    They say where people look first; nothing else hangs on them.
    """

    patch = models.OneToOneField(Patch, models.CASCADE, related_name="scrutiny_points")
    points = models.PositiveSmallIntegerField(db_index=True)
    signs = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    photos = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField()

    class Meta:
        """Most points first."""

        ordering = ("-points", "patch")
        verbose_name_plural = "points"

    def __str__(self) -> str:
        return f"{self.patch} {self.points}"
