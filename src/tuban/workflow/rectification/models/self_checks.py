"""Self-checks of the units, and which acceptance group looks at which township in which phase."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign, Phase
from tuban.workflow.organisations.models import Group, Person, Post, Unit
from tuban.workflow.patches.models import Patch


class SelfCheck(models.Model):
    """The self-check of a unit in a campaign (自查自纠): it confirms anew all its unlawful land. A leader confirms it;
    whatever changes later is told against ``confirmed_at``."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="self_checks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="self_checks")
    text = models.CharField(max_length=300, default="", blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One of a unit in a campaign."""

        constraints = (models.UniqueConstraint(fields=["campaign", "unit"], name="one_self_check_of_a_unit"),)
        ordering = ("campaign", "unit__code")

    def __str__(self) -> str:
        return f"{self.unit} {self.campaign}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class SelfCheckLine(models.Model):
    """A line of a self-check: unlawful land that was issued (``patch``) or that the unit found itself (``place``).

    ``plots`` counts 宗, areas are 亩, the floor area of buildings square metres. A line that another replaced is kept
    with ``replaced_at``.
    """

    self_check = models.ForeignKey(SelfCheck, models.PROTECT, related_name="lines")
    patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="self_check_lines")
    place = models.CharField(_("place"), max_length=120, default="", blank=True)
    is_unlawful = models.BooleanField(_("unlawful"), default=True)
    plots = models.PositiveSmallIntegerField(_("plots"), default=1)
    area_mu = models.DecimalField(_("area in 亩"), max_digits=14, decimal_places=2)
    cultivated_mu = models.DecimalField(_("cultivated land in 亩"), max_digits=14, decimal_places=2)
    floor_area_m2 = models.DecimalField(_("floor area of buildings in ㎡"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A patch stands once."""

        constraints = (
            models.UniqueConstraint(
                fields=["self_check", "patch"], condition=models.Q(replaced_at__isnull=True),
                name="one_line_of_a_patch_in_a_self_check",
            ),
        )  # fmt: skip
        ordering = ("patch__number", "patch__part_number", "at", "id")

    def __str__(self) -> str:
        return str(self.patch or self.place)


class AcceptanceTask(models.Model):
    """That an acceptance group looks at a township in a phase of a campaign (验收组分工)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="acceptance_tasks")
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="acceptance_tasks")
    group = models.ForeignKey(Group, models.PROTECT, related_name="acceptance_tasks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acceptance_tasks")

    class Meta:
        """A township has one group in a phase."""

        constraints = (models.UniqueConstraint(fields=["phase", "unit"], name="one_group_of_a_township_in_a_phase"),)
        ordering = ("phase", "group__name", "unit__code")

    def __str__(self) -> str:
        return f"{self.group} {self.unit}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
