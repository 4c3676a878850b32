"""What the issuer of a patch changed of it later."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from tuban.workflow.patches.models.arrivals import Arrival
from tuban.workflow.patches.models.patches import Patch


class Reissue(models.Model):
    """A later disc (更正后补发) said something else of a patch that people had worked on, or had it no more.

    ``changed`` are the issued columns and areas that differ, each with its old and new value; ``outline`` is the one of
    before where the ground differs. ``disc`` names the disc in words, ``arrival`` where it came in by the office.
    """

    class What(models.TextChoices):
        """What became of the patch."""

        CORRECTED = "corrected", _("Corrected by its issuer")
        CUT_ANEW = "cut_anew", _("Stands again as it was issued")
        ENDED = "ended", _("The corrected patch has no such part any more")
        NEIGHBOUR = "neighbour", _("A patch that it met was corrected or withdrawn")
        WITHDRAWN = "withdrawn", _("Withdrawn by its issuer")
        BACK = "back", _("Issued again after it was withdrawn")

    patch = models.ForeignKey(Patch, models.CASCADE, related_name="reissues")
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, blank=True, related_name="reissues")
    disc = models.CharField(_("disc"), max_length=200)
    what = models.CharField(max_length=10, choices=What.choices)
    changed = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    outline = models.MultiPolygonField(srid=4490, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.patch} {self.what}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.patch.area_code
