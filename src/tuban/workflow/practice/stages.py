"""The stages that a practice county is brought back to."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """From nothing to findings of all patches; each holds what the ones before it hold."""

    EMPTY = "empty", _("Empty: no disc yet")
    ARRIVED = "arrived", _("Disc arrived: waits for confirmation")
    COMPARED = "compared", _("Compared: patches as the disc brings them")
    REVIEWED = "reviewed", _("Opinions written: departments agreed where nothing is missing")
    SETTLED = "settled", _("Settled: findings taken, results written; sealed where no error stands")

    @property
    def is_loaded(self) -> bool:
        """Whether the patches of the disc are there."""
        return self not in (Stage.EMPTY, Stage.ARRIVED)
