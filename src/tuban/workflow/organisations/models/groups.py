"""Groups (领导小组、工作组、外业组、验收组) and the responsibility register of the townships."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models.people import Person
from tuban.workflow.organisations.models.units import Unit
from tuban.workflow.organisations.roles import GroupKind, Liability


class Group(models.Model):
    """A group of a unit."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=16, choices=GroupKind.choices)
    name = models.CharField(_("name"), max_length=80)
    founded_by = models.CharField(_("founding document"), max_length=80, default="", blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By unit and name."""

        ordering = ("unit", "kind", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Membership(models.Model):
    """A person in a group: somebody who can sign in, or only a name (a vice county head, say)."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="memberships")
    name = models.CharField(_("name"), max_length=40)
    position = models.CharField(_("unit and position"), max_length=80, default="", blank=True)
    duty = models.CharField(_("duty in the group"), max_length=40)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """In the order of the document."""

        ordering = ("group", "place", "id")

    def __str__(self) -> str:
        return f"{self.name} {self.duty}"


class Responsibility(models.Model):
    """A line of the responsibility register: who of a unit answers for what, since when, with which document."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities")
    liability = models.CharField(_("responsibility"), max_length=12, choices=Liability.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="responsibilities")
    name = models.CharField(_("name"), max_length=40)
    position = models.CharField(_("position"), max_length=80)
    telephone = models.CharField(_("telephone"), max_length=30, default="", blank=True)
    document = models.CharField(_("letter of responsibility"), max_length=80, default="", blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By unit, the main leader first."""

        ordering = ("unit__code", "liability", "since")

    def __str__(self) -> str:
        return f"{self.unit} {self.name}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
