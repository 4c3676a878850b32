"""The patch."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.gis.db import models
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.deciding import Decided, category, decided_of
from tuban.workflow.patches.models.arrivals import Arrival
from tuban.workflow.patches.states import Fate, Source, State


class Patch(models.Model):
    """A place that changed (图斑). ``uuid`` is its identity, ``number`` the official one it was issued with.

    ``area_code`` is its county, ``township_code`` the division it lies in (行政区), ``managed_code`` the one that
    manages it (管理区; the township where nobody else does). ``area_m2`` is the ellipsoidal area of its outline,
    ``monitored_m2`` the one issued with it. ``issued`` are all its columns as they came. ``proposed_finding`` and the
    areas in 亩 repeat what the current comparison says, so that lists need not open it: a proposal, never a finding.
    ``finding`` repeats what a person took, and is null before.
    ``version`` grows with every change; ``changed_at`` is set by the database, whoever writes.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="patches")
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, blank=True, related_name="patches")
    number = models.CharField(_("patch number"), max_length=40)
    part_number = models.CharField(_("part number"), max_length=24, default="", blank=True)
    list = models.CharField(_("list"), max_length=40, default="", blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.SATELLITE)
    source_reference = models.CharField(_("source reference"), max_length=120, default="", blank=True)
    found_on = models.DateField(_("found on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ISSUED)
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.ACTIVE)
    area_code = models.CharField(_("county code"), max_length=12)
    township_code = models.CharField(_("township code"), max_length=12, default="", blank=True)
    township_name = models.CharField(_("township"), max_length=60, default="", blank=True)
    managed_code = models.CharField(_("managed by"), max_length=12, default="", blank=True)
    village = models.CharField(_("village"), max_length=80, default="", blank=True)
    before_on = models.CharField(_("image before"), max_length=10, default="", blank=True)
    after_on = models.CharField(_("image after"), max_length=10, default="", blank=True)
    geometry = models.MultiPolygonField(srid=4490)
    area_m2 = models.DecimalField(_("area"), max_digits=16, decimal_places=4)
    monitored_m2 = models.DecimalField(_("monitored area"), max_digits=16, decimal_places=4, null=True, blank=True)
    issued = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    proposed_finding = models.CharField(_("proposed"), max_length=40, default="", blank=True)
    # No default: SpatiaLite would make the table anew for it, and lose the index of the geometry.
    finding = models.CharField(_("finding"), max_length=40, null=True, blank=True)
    survey_comparison = models.CharField(max_length=40, default="", blank=True)
    area_mu = models.DecimalField(_("area in 亩"), max_digits=14, decimal_places=2, null=True, blank=True)
    cultivated_mu = models.DecimalField(
        _("cultivated land in 亩"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    basic_farmland_mu = models.DecimalField(
        _("basic farmland in 亩"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    missing_count = models.PositiveSmallIntegerField(default=0)
    problem_count = models.PositiveSmallIntegerField(default=0)
    assigned_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="assigned_patches")
    assigned_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="assigned_patches")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Every list of the office is a range of one of these indexes, read from where the page before ended."""

        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "number", "part_number"], condition=models.Q(fate="active"), name="one_active_patch"
            ),
        )
        indexes = (
            # All that a list asks of a patch: whatever is filtered and counted is read from this index alone.
            models.Index(
                fields=[
                    "campaign",
                    "fate",
                    "number",
                    "part_number",
                    "id",
                    "state",
                    "proposed_finding",
                    "finding",
                    "list",
                    "source",
                    "survey_comparison",
                    "area_code",
                    "township_code",
                    "managed_code",
                    "missing_count",
                    "problem_count",
                    "due_on",
                    "assigned_unit",
                    "assigned_to",
                    "area_mu",
                    "township_name",
                    "village",
                ],
                name="patches_listed",
            ),
            models.Index(fields=["campaign", "fate", "state", "number", "part_number"], name="patches_state"),
            models.Index(
                fields=["campaign", "fate", "township_code", "number", "part_number"], name="patches_township"
            ),
            models.Index(fields=["campaign", "fate", "managed_code", "number", "part_number"], name="patches_managed"),
            models.Index("campaign", "fate", category(), "number", "part_number", name="patches_category"),
            models.Index(fields=["campaign", "fate", "area_mu"], name="patches_area"),
            models.Index(fields=["campaign", "fate", "due_on"], name="patches_due"),
            models.Index(fields=["assigned_to", "fate", "due_on"], name="patches_assigned"),
            models.Index(fields=["area_code", "number"], name="patches_county"),
            models.Index(fields=["number"], name="patches_any_number"),
        )
        ordering = ("number", "part_number")

    def __str__(self) -> str:
        return f"{self.number}-{self.part_number}" if self.part_number else self.number

    @property
    def category(self) -> str:
        """What it counts as: the finding that a person took, else the proposal."""
        return self.proposed_finding if self.finding is None else self.finding

    @property
    def decided(self) -> Decided:
        """On which of both that rests."""
        return decided_of(self.finding, self.proposed_finding)
