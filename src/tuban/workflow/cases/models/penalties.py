"""What the penalty contains, item by item, and what was performed of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.cases.models.cases import Case, CasePatch
from tuban.workflow.organisations.models import Person


def _area(title: Any) -> models.DecimalField:
    return models.DecimalField(title, max_digits=16, decimal_places=4, null=True, blank=True)


class Item(models.Model):
    """An item of the penalty on a patch: ``item`` is a word of the code list ``penalty_item``. Areas are square metres:
    ``land_m2`` of ground, ``floor_m2`` of buildings. A fine has ``rate``, in yuan a square metre of ``land_m2``, and
    ``amount``; any other amount stands alone. ``is_proposed`` tells what the lawbook proposes, ``because`` why it is
    otherwise or why the rate is what it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.ForeignKey(CasePatch, models.PROTECT, related_name="items")
    item = models.CharField(_("item"), max_length=40)
    land_m2 = _area(_("area of ground in square metres"))
    floor_m2 = _area(_("floor area in square metres"))
    basis = models.CharField(_("basis of the area"), max_length=40, default="", blank=True)
    rate = models.DecimalField(_("yuan a square metre"), max_digits=10, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days to perform"), null=True, blank=True)
    is_proposed = models.BooleanField(default=True)
    because = models.CharField(_("why"), max_length=300, default="", blank=True)

    class Meta:
        """An item stands once for a patch."""

        constraints = (models.UniqueConstraint(fields=["line", "item"], name="one_item_of_a_patch"),)
        ordering = ("line", "pk")

    def __str__(self) -> str:
        return f"{self.line} {self.item}"

    @property
    def audited_as(self) -> Case:
        """An item is told of its case."""
        return self.line.case


class Performance(models.Model):
    """What was performed of an item on a day; ``struck_because`` says why it does not hold. ``receipt`` is the paper
    that proves it, ``cultivated_m2`` cultivated land restored, ``surcharge`` what was paid beyond a fine that was late.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="performances")
    day = models.DateField(_("day"))
    land_m2 = _area(_("area of ground in square metres"))
    floor_m2 = _area(_("floor area in square metres"))
    cultivated_m2 = _area(_("cultivated land restored in square metres"))
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    surcharge = models.DecimalField(_("surcharge in yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    receipt = models.CharField(_("receipt"), max_length=120, default="", blank=True)
    words = models.CharField(_("in words"), max_length=300, default="", blank=True)
    struck_because = models.CharField(max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="case_performances")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of their days."""

        ordering = ("day", "at")

    def __str__(self) -> str:
        return f"{self.item} {self.day}"

    @property
    def audited_as(self) -> Case:
        """What was performed is told of its case."""
        return self.item.line.case
