"""Lists of units past a line, as they were set down."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post


class KeptList(models.Model):
    """The warning, interview and accountability lists (提醒、约谈、问责名单) of a division, as somebody set them down.

    ``rows`` are all units with their ratio, in the order shown (see :mod:`tuban.workflow.accountability.lists`);
    ``lines`` the lines of the lawbook by level with what they rest on. ``digest`` is that of both, of the campaigns and
    of the time: whoever holds a printed list can compare it. A later one of higher ``number`` does not change it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="kept_lists")
    campaigns = models.ManyToManyField(Campaign, related_name="kept_lists_over")
    area_code = models.CharField(_("division code"), max_length=12, db_index=True)
    area_name = models.CharField(_("division"), max_length=80)
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("set down at"))
    lawbook_edition = models.CharField(max_length=64)
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    lines = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="kept_lists")
    post = models.ForeignKey(Post, models.PROTECT, related_name="kept_lists")

    class Meta:
        """Numbered within a campaign and a division, the newest first."""

        constraints = (
            models.UniqueConstraint(fields=["campaign", "area_code", "number"], name="one_kept_list_of_a_number"),
        )
        ordering = ("-at", "-number")

    def __str__(self) -> str:
        return f"{self.area_name} {self.number}"
