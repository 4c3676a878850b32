"""What every part gives to the forms, the sums of it, and what a recount found."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person
from tuban.workflow.patches.models import Patch


class Book(models.Model):
    """The kept sums of a campaign: ``mark`` is that of the records they hold (see :func:`tuban.workflow.review.ratios.
    mark_of`), ``plan`` the digest of what forms ask, ``job_id`` the work that brings them up to date."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="statistics_book")
    mark = models.CharField(max_length=200, default="", blank=True)
    plan = models.CharField(max_length=64, default="", blank=True)
    at = models.DateTimeField(null=True, blank=True)
    job_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.campaign} {self.at}"


class Profile(models.Model):
    """In which populations of the forms a part lies: bits in hexadecimal, see :mod:`tuban.rules.forms.breakdown`."""

    plan = models.CharField(max_length=64)
    bits = models.CharField(max_length=80)

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=["plan", "bits"], name="one_profile"),)

    def __str__(self) -> str:
        return self.bits


class Contribution(models.Model):
    """What a part gives to the forms: its division, batch and profile, and its amounts in the order of the breakdown,
    whole numbers of the last decimal place, null where nobody knows them.

    ``comparison`` and ``finding`` are the keys of what that rests on; where others count now, it is worked out anew.
    """

    patch = models.OneToOneField(Patch, models.CASCADE, primary_key=True, related_name="contribution")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contributions")
    number = models.CharField(max_length=40)
    batch = models.CharField(_("batch"), max_length=40)
    county = models.CharField(max_length=12)
    township = models.CharField(max_length=12)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="contributions")
    amounts = models.JSONField()
    comparison = models.UUIDField()
    finding = models.UUIDField(null=True, blank=True)

    class Meta:
        """Found by the cell that counts it."""

        indexes = (models.Index(fields=["campaign", "profile", "township"], name="statistics_cell"),)

    def __str__(self) -> str:
        return f"{self.number} {self.profile_id}"


class Tally(models.Model):
    """The parts of a batch in a township with one profile, added up; an empty ``township`` is the whole county."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tallies")
    batch = models.CharField(max_length=40)
    county = models.CharField(max_length=12)
    township = models.CharField(max_length=12)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="tallies")
    plots = models.IntegerField()
    sums = models.JSONField()
    unmeasured = models.JSONField()

    class Meta:
        """Each once."""

        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "batch", "county", "township", "profile"], name="one_tally"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.county}{self.township} {self.plots}"


class Recount(models.Model):
    """All records of a campaign added up anew and held against the kept sums; ``cells`` counts the sums compared.

    ``differences`` name every cell that differs: form, row, column, what was kept, what was counted. ``asked_by`` is
    null where it was the work of the day. ``reason`` says why it could not be done.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recounts")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="recounts")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    parts = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    differences = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        """The newest first."""

        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.campaign} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code

    @property
    def agrees(self) -> bool:
        """Whether it was done and nothing differs."""
        return self.done_at is not None and not self.differences


class Refill(models.Model):
    """The forms of a campaign as of the end of a day: ``checksum`` names in the store what every part gave then.

    ``untold`` counts the patches of which the history cannot tell whether they counted on that day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="refills")
    day = models.DateField(_("day"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="refills")
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    plan = models.CharField(max_length=64, default="", blank=True)
    checksum = models.CharField(max_length=64, default="", blank=True)
    parts = models.PositiveIntegerField(default=0)
    untold = models.PositiveIntegerField(default=0)

    class Meta:
        """A day once."""

        constraints = (models.UniqueConstraint(fields=["campaign", "day"], name="one_refill_of_a_day"),)
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.campaign} {self.day}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code
