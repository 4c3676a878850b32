"""What was seen on the ground, and which patch it is."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patrols.words import Answer, Channel


class Sighting(models.Model):
    """Something seen on the ground (发现记录): an entry of the patrol ledger (实地巡查情况表), or a tip-off.

    ``area_code`` is the division it lies in, at least its county. ``place`` is where, a point or an outline, null where
    nobody told; ``patch_number`` the number of a patch that the ledger names itself. ``used_since`` is a day, a month
    or a year. ``told_by`` and ``contact`` are empty where whoever told wants to stay unknown (``is_anonymous``): what
    is not kept, nobody can betray. ``row`` is the row of the file it came with. Nothing is deleted: ``withdrawn_at``.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    channel = models.CharField(_("found by"), max_length=10, choices=Channel.choices, default=Channel.PATROL)
    number = models.CharField(_("task number"), max_length=40, default="", blank=True)
    seen_on = models.DateField(_("seen on"))
    seen_by = models.CharField(_("patrolled by"), max_length=120, default="", blank=True)
    user = models.CharField(_("land user"), max_length=120, default="", blank=True)
    used_since = models.CharField(_("used since"), max_length=10, default="", blank=True)
    area_code = models.CharField(_("division"), max_length=12)
    location = models.CharField(_("location"), max_length=120, default="", blank=True)
    project = models.CharField(_("project"), max_length=120, default="", blank=True)
    construction = models.CharField(_("state of construction"), max_length=120, default="", blank=True)
    area_m2 = models.DecimalField(_("area built"), max_digits=16, decimal_places=4, null=True, blank=True)
    handling = models.CharField(_("handled by the local government"), max_length=300, default="", blank=True)
    description = models.TextField(_("what was seen"), default="", blank=True)
    violation_type = models.CharField(_("kind of violation"), max_length=40, default="", blank=True)
    patch_number = models.CharField(_("patch number"), max_length=40, default="", blank=True)
    place = models.GeometryField(srid=4490, null=True, blank=True)
    told_by = models.CharField(_("told by"), max_length=60, default="", blank=True)
    contact = models.CharField(_("contact"), max_length=60, default="", blank=True)
    is_anonymous = models.BooleanField(_("wants to stay unknown"), default=False)
    source_file = models.CharField(max_length=200, default="", blank=True)
    row = models.PositiveIntegerField(default=0)
    is_practice = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sightings")
    by = models.ForeignKey(Person, models.PROTECT, related_name="sightings")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=200, default="", blank=True)
    made_patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="made_of_sightings")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first."""

        indexes = (
            models.Index(fields=["is_practice", "area_code", "seen_on"], name="patrols_area"),
            models.Index(fields=["patch_number"], name="patrols_patch_number"),
        )
        ordering = ("-seen_on", "-pk")

    def __str__(self) -> str:
        return self.number or self.location or self.project or str(self.seen_on)


class Match(models.Model):
    """Whether a sighting and a patch are one place: proposed from number, place and time, answered by a person.

    ``metres`` is how far the sighting lies from the outline, null where it has no place; ``days_before`` how long
    before the later image of the patch it was seen, negative afterwards, null where the patch bears no day.
    """

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="matches")
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="sighted")
    is_by_number = models.BooleanField(default=False)
    metres = models.FloatField(null=True, blank=True)
    days_before = models.IntegerField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="sightings_matched")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Each pair once; the nearest first."""

        constraints = (models.UniqueConstraint(fields=["sighting", "patch"], name="one_match_of_a_pair"),)
        indexes = (models.Index(fields=["patch", "answer"], name="patrols_match_patch"),)
        ordering = ("-is_by_number", "metres", "pk")

    def __str__(self) -> str:
        return f"{self.sighting} = {self.patch}"

    @property
    def audited_as(self) -> Patch:
        """It is told of the patch."""
        return self.patch
