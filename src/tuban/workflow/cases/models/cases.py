"""The case, the patches it holds, and where its numbers come from."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Patch


class Case(models.Model):
    """A case (案件), from the day on which its lead was registered. ``number`` is empty until it is filed.

    ``source`` is a word of the code list ``case_source``; ``offender`` says who did it: ``name``, ``representative``,
    ``document``, ``address``, ``telephone``. ``closing`` and ``not_filed`` are coded reasons, empty before. ``edition``
    is the lawbook by which it was filed. ``taken_from`` is the organ that handled it before one above took it over.
    ``version`` grows with every deed.
    """

    class Standing(models.TextChoices):
        """What became of it."""

        LEAD = "lead", _("Lead")
        FILED = "filed", _("Filed")
        CLOSED = "closed", _("Closed")
        NOT_FILED = "not_filed", _("Not filed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="cases")
    number = models.CharField(_("case number"), max_length=60, default="", blank=True)
    title = models.CharField(_("title of the case"), max_length=120)
    source = models.CharField(_("source"), max_length=40)
    source_reference = models.CharField(_("source reference"), max_length=120, default="", blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing.choices, default=Standing.LEAD)
    area_code = models.CharField(_("division"), max_length=12)
    place = models.CharField(_("place"), max_length=120, default="", blank=True)
    act_on = models.DateField(_("day of the act"), null=True, blank=True)
    ended_on = models.DateField(_("day on which the occupation ended"), null=True, blank=True)
    words = models.TextField(_("what is known"), default="", blank=True)
    offender_kind = models.CharField(_("kind of offender"), max_length=40, default="", blank=True)
    offender = models.JSONField(default=dict, blank=True)
    officers = models.ManyToManyField(Person, related_name="handled_cases", blank=True)
    edition = models.CharField(max_length=64, default="", blank=True)
    not_filed = models.CharField(_("why not filed"), max_length=40, default="", blank=True)
    closing = models.CharField(_("why closed"), max_length=40, default="", blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    taken_from = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases_taken_over")
    reported_up_on = models.DateField(_("reported upward on"), null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="registered_cases")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first; an organ gives a number once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organ", "number"], condition=~models.Q(number=""), name="one_case_of_a_number"
            ),
        )
        indexes = (
            models.Index(fields=["area_code", "standing", "-made_at"], name="cases_listed"),
            models.Index(fields=["campaign", "standing"], name="cases_campaign"),
        )
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.number or self.title


class CasePatch(models.Model):
    """A patch in a case. ``because`` says why it is in a further case where it is in one already."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="lines")
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="case_lines")
    because = models.CharField(_("why in a further case"), max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    told = models.JSONField(default=list, blank=True)

    class Meta:
        """A patch stands in a case once."""

        constraints = (models.UniqueConstraint(fields=["case", "patch"], name="one_line_of_a_patch_in_a_case"),)
        ordering = ("patch__number", "patch__part_number")

    def __str__(self) -> str:
        return f"{self.case} {self.patch}"


class Sequence(models.Model):
    """The last number that an organ gave to a kind of paper in a year. Its row is locked while a number is taken, in
    the transaction that uses it: no number is lost, none is given twice."""

    organ = models.ForeignKey(Unit, models.PROTECT, related_name="sequences")
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One for each kind and year."""

        constraints = (models.UniqueConstraint(fields=["organ", "kind", "year"], name="one_sequence_of_a_year"),)

    def __str__(self) -> str:
        return f"{self.organ} {self.kind} {self.year}: {self.last}"
