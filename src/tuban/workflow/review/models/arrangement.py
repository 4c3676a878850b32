"""How the review of a campaign is arranged: what its organisers choose."""

from __future__ import annotations

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.roles import Duty


def four_departments() -> list[str]:
    """Return the departments that give their opinion unless organisers choose others."""
    return [Duty.PLANNING.value, Duty.CADASTRE.value, Duty.FARMLAND.value, Duty.ENFORCEMENT.value]


class Arrangement(models.Model):
    """What organisers choose for the review of a campaign (会审安排).

    ``control_share`` of the patches read are of known truth, ``blind_share`` are read by a second person who does not
    see the first reading. ``duties`` are the departments asked, ``days`` how many working days each has; one that is
    not named there has ``opinion_days``.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="arrangement")
    control_share = models.DecimalField(
        _("share of control patches"), max_digits=5, decimal_places=4, default=Decimal("0.02")
    )
    blind_share = models.DecimalField(
        _("share of second readings"), max_digits=5, decimal_places=4, default=Decimal("0.05")
    )
    lock_minutes = models.PositiveSmallIntegerField(_("minutes that a lock lasts"), default=5)
    opinion_days = models.PositiveSmallIntegerField(_("working days for an opinion"), default=5)
    duties = models.JSONField(_("departments asked"), default=four_departments, encoder=DjangoJSONEncoder)
    days = models.JSONField(_("working days of each department"), default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.campaign)

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code
