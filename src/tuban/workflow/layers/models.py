"""Editions of reference layers."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One edition of a layer of a division: a survey, a plan, approvals, an image. It never changes; a later one
    replaces it.

    ``role`` is that of the disc's specification; ``checksum`` and ``suffix`` name the normal form (or the image) in
    the store, ``source_checksum`` the file as it was delivered. ``bounds`` are in degrees of CGCS2000,
    ``position`` is its place on the disc.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area_code = models.CharField(_("division code"), max_length=12)
    role = models.CharField(_("role"), max_length=40)
    list = models.CharField(max_length=40, default="", blank=True)
    title = models.CharField(_("title"), max_length=120)
    edition = models.CharField(_("edition"), max_length=80, default="", blank=True)
    as_of = models.CharField(_("as of"), max_length=10, default="", blank=True)
    source_file = models.CharField(_("source file"), max_length=300)
    source_checksum = models.CharField(max_length=64)
    checksum = models.CharField(max_length=64)
    suffix = models.CharField(max_length=12)
    rows = models.BigIntegerField(_("rows"), default=0)
    size = models.BigIntegerField(default=0)
    epsg = models.IntegerField()
    bounds = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    has_geometry = models.BooleanField(default=True)
    is_image = models.BooleanField(default=False)
    is_practice = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The same content is one edition."""

        constraints = (
            models.UniqueConstraint(
                fields=["area_code", "role", "list", "checksum", "is_practice"], name="one_edition_of_a_content"
            ),
        )
        indexes = (models.Index(fields=["area_code", "role"], name="layers_role"),)
        ordering = ("area_code", "role", "-arrived_at")

    def __str__(self) -> str:
        return f"{self.title} {self.edition}".strip()
