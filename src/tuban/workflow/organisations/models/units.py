"""Units, the areas they are responsible for, and their departments."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.roles import Duty, Level


class Unit(models.Model):
    """A unit (单位): a bureau, a township government, a zone's committee. ``code`` is its administrative division
    (行政区).

    What it sees is in its areas: usually its own division; a development zone manages land that lies in townships
    (管理区).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(_("division code"), max_length=12, db_index=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40, default="", blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    is_practice = models.BooleanField(default=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """A division has one unit of a level; practice stands apart."""

        constraints = (
            models.UniqueConstraint(fields=["code", "level", "is_practice"], name="one_unit_of_a_level_in_a_division"),
        )
        ordering = ("code", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.code


class Area(models.Model):
    """A division that a unit is responsible for, with everything below it; the empty code is the whole country."""

    class Kind(models.TextChoices):
        """Why it is responsible: it governs the division, manages it, or supervises it."""

        GOVERNED = "governed", _("Administrative division")
        MANAGED = "managed", _("Managed area")
        SUPERVISED = "supervised", _("Supervised area")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="areas")
    code = models.CharField(_("division code"), max_length=12, blank=True)
    name = models.CharField(_("name"), max_length=80, default="", blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.GOVERNED)

    class Meta:
        """Each division once."""

        constraints = (models.UniqueConstraint(fields=["unit", "code"], name="one_area_once"),)
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name or self.code}"


class Department(models.Model):
    """A department of a unit (股室) and what it answers for."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=60)
    duty = models.CharField(_("duty"), max_length=16, choices=Duty.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Names are unique in a unit."""

        constraints = (models.UniqueConstraint(fields=["unit", "name"], name="one_department_of_a_name"),)
        ordering = ("unit", "name")

    def __str__(self) -> str:
        return f"{self.unit.name}{self.name}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
