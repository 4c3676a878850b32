"""Packages and their parts."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Group, Person
from tuban.workflow.routes.models import Plan


class Package(models.Model):
    """What a group takes along, made at one time, whole or not at all: ``made_at`` is empty until then.

    ``digest`` names everything it is made of: where nothing changed, the same package is taken again. ``about`` is its
    manifest without the parts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="packages")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="packages")
    digest = models.CharField(max_length=64)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    size = models.BigIntegerField(default=0)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["group", "-asked_at"], name="packages_newest"),)
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return str(self.group)

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.group.area_code


class Part(models.Model):
    """A file of a package. ``checksum`` names its content: in the store where ``is_stored``, else in the caches."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    checksum = models.CharField(max_length=64, db_index=True)
    suffix = models.CharField(max_length=12, default="", blank=True)
    is_stored = models.BooleanField(default=False)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=60)

    class Meta:
        """In the order in which a device takes them."""

        constraints = (models.UniqueConstraint(fields=["package", "place"], name="one_part_of_a_place"),)
        ordering = ("package", "place")

    def __str__(self) -> str:
        return self.name
