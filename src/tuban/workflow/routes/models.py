"""Groups at work, their plans, and what a plan says of every patch."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.models import Group, Person, Unit
from tuban.workflow.patches.models import Patch

_DAY = 24 * 3600


def _clock(seconds: int | None) -> time | None:
    return None if seconds is None else time(min(seconds, _DAY - 1) // 3600, seconds // 60 % 60)


class Outfit(models.Model):
    """What a field group sets out with: from where (degrees of CGCS2000; empty where nobody said), in which car."""

    group = models.OneToOneField(Group, models.CASCADE, primary_key=True, related_name="outfit")
    start_name = models.CharField(_("start"), max_length=80, default="", blank=True)
    start_lon = models.FloatField(null=True, blank=True)
    start_lat = models.FloatField(null=True, blank=True)
    vehicle = models.CharField(_("vehicle"), max_length=80, default="", blank=True)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.group)

    @property
    def audited_as(self) -> Group:
        """What is said of it is told of the group."""
        return self.group


class Plan(models.Model):
    """Field days of groups of a unit (外业计划): who visits what, when, in which order, and what is left over.

    ``settings`` are hours, days and times on site as :mod:`tuban.workflow.routes.settings` reads them. ``roads`` is the
    layer that the ways lead along; without one they are straight lines with a detour. ``ways`` names what the store
    keeps of all ways between the places, so that a change is worked out at once. ``version`` grows with every change;
    ``given_out_at`` is when the groups began to work by it, ``ended_at`` when another took its place.
    """

    class State(models.TextChoices):
        """Whether routes were found."""

        PLANNING = "planning", _("Being planned")
        PLANNED = "planned", _("Planned")
        FAILED = "failed", _("Not planned")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="route_plans")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="route_plans")
    title = models.CharField(_("title"), max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNING)
    settings = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    begins = models.DateField(_("first day"), null=True, blank=True)
    roads = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="route_plans")
    ways = models.CharField(max_length=64, default="", blank=True)
    search = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="route_plans")
    made_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    given_out_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["campaign", "unit", "-made_at"], name="routes_newest"),)
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Team(models.Model):
    """A group in a plan; ``place`` is its number there, from 1. The start is where it was when the plan was made."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="teams")
    group = models.ForeignKey(Group, models.PROTECT, related_name="teams")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    start_name = models.CharField(max_length=80, default="", blank=True)
    start_lon = models.FloatField()
    start_lat = models.FloatField()
    is_start_given = models.BooleanField(default=True)

    class Meta:
        """In their order."""

        constraints = (
            models.UniqueConstraint(fields=["plan", "group"], name="one_team_of_a_group"),
            models.UniqueConstraint(fields=["plan", "place"], name="one_team_of_a_place"),
        )
        ordering = ("plan", "place")

    def __str__(self) -> str:
        return self.name


class Day(models.Model):
    """A day of a group: ``leaves`` and ``returns`` in seconds of the day; ``way_back`` [[lon, lat], …] from the last
    visit to the start. ``leaves_from`` is set where the group begins elsewhere (planned anew under way). The sums hold
    the way back too; ``is_over_hours`` says that it ends after the working day."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="days")
    day = models.PositiveSmallIntegerField()
    on = models.DateField(null=True, blank=True)
    leaves = models.PositiveIntegerField()
    returns = models.PositiveIntegerField()
    leaves_from = models.JSONField(null=True, blank=True)
    way_back = models.JSONField(default=list)
    back_metres = models.PositiveIntegerField(default=0)
    back_seconds = models.PositiveIntegerField(default=0)
    metres = models.PositiveIntegerField(default=0)
    travel_seconds = models.PositiveIntegerField(default=0)
    service_seconds = models.PositiveIntegerField(default=0)
    has_lunch_on_way_back = models.BooleanField(default=False)
    is_over_hours = models.BooleanField(default=False)

    class Meta:
        """By group and day."""

        constraints = (models.UniqueConstraint(fields=["team", "day"], name="one_day_of_a_team"),)
        ordering = ("team", "day")

    def __str__(self) -> str:
        return f"{self.team} {self.day}"


class Visit(models.Model):
    """A patch in a plan: on a day of a group in its order, or left over with the reason (``team`` is empty then).

    ``arrives``, ``begins`` and ``leaves`` are seconds of the day; ``way`` is [[lon, lat], …] from the place before,
    ``metres`` and ``travel_seconds`` belong to it. ``reasons`` are those for going there, ``why`` says them in words.
    ``is_fixed`` keeps it with its group and day when the rest is planned anew; ``is_late`` says that its time of day is
    missed. ``done_at`` is set where somebody said that it was visited before the patch itself says so. ``added_in`` is
    the version of the plan with which it was added afterwards.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="visits")
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="visits_planned")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="visits")
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(null=True, blank=True)
    arrives = models.PositiveIntegerField(null=True, blank=True)
    begins = models.PositiveIntegerField(null=True, blank=True)
    leaves = models.PositiveIntegerField(null=True, blank=True)
    way = models.JSONField(default=list)
    metres = models.PositiveIntegerField(default=0)
    travel_seconds = models.PositiveIntegerField(default=0)
    service_seconds = models.PositiveIntegerField(default=0)
    beside_m = models.PositiveIntegerField(default=0)
    estimated_m = models.PositiveIntegerField(default=0)
    is_on_foot = models.BooleanField(default=False)
    lunch = models.CharField(max_length=4, default="", blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    priority = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    why = models.TextField(default="", blank=True)
    is_fixed = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=16, default="", blank=True)
    left_words = models.TextField(default="", blank=True)
    added_in = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        """By group, day and order."""

        constraints = (models.UniqueConstraint(fields=["plan", "patch"], name="one_visit_of_a_patch"),)
        indexes = (models.Index(fields=["team", "day", "order"], name="routes_order"),)
        ordering = ("plan", "team", "day", "order", "pk")

    def __str__(self) -> str:
        return str(self.patch)

    @property
    def patch_uuid(self) -> UUID:
        """The identity of the patch."""
        return self.patch.uuid

    @property
    def arrive(self) -> time | None:
        """When the group is to arrive."""
        return _clock(self.arrives)

    @property
    def leave(self) -> time | None:
        """When the group is to leave."""
        return _clock(self.leaves)

    @property
    def seconds(self) -> int:
        """How long the way there takes."""
        return self.travel_seconds


class Step(models.Model):
    """A change of a plan by hand, so that it can be undone: where the stops stood ``before``, as rows
    [number, team, day, order, is_fixed, why left, in words]. ``number`` is the version that it made."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    words = models.CharField(max_length=200)
    before = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="one_step_of_a_version"),)
        ordering = ("-number",)

    def __str__(self) -> str:
        return self.words


class Papers(models.Model):
    """Documents of a plan (路线书、图幅、轨迹) written at one version of it; whole once ``whole_at`` is set."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="papers")
    plan_version = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    notes = models.JSONField(default=list)

    class Meta:
        """Newest first."""

        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return str(self.plan)

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.plan.area_code

    @property
    def campaign_id(self) -> Any:
        """The campaign that the audit files it under."""
        return self.plan.campaign_id


class Paper(models.Model):
    """One document: its name in the folder, the group it is for (none: all), its content in the store."""

    papers = models.ForeignKey(Papers, models.CASCADE, related_name="files")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    checksum = models.CharField(max_length=64)
    suffix = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        """By path."""

        constraints = (models.UniqueConstraint(fields=["papers", "path"], name="one_paper_of_a_path"),)
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path
