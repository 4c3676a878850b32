"""The stages that a practice county is brought back to."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """From nothing to the way up; each holds what the ones before it hold."""

    EMPTY = "empty", _("Empty: no disc yet")
    ARRIVED = "arrived", _("Disc arrived: waits for confirmation")
    COMPARED = "compared", _("Compared: patches as the disc brings them")
    REVIEWED = "reviewed", _("Opinions written: departments agreed where nothing is missing")
    SETTLED = "settled", _("Settled: findings taken, results written; what stands in the way of a seal is listed")
    SEALED = "sealed", _("Sealed: the corrected disc taken in, sealed, signed by all; not sent yet")
    SUBMITTED = "submitted", _("Reported up: lies with the city, which accepts or returns it")

    @property
    def is_loaded(self) -> bool:
        """Whether the patches of the disc are there."""
        return self not in (Stage.EMPTY, Stage.ARRIVED)

    @property
    def is_worked_on(self) -> bool:
        """Whether people have worked on the patches."""
        return self.is_loaded and self is not Stage.COMPARED

    @property
    def is_sealed(self) -> bool:
        """Whether a seal stands; the issuer corrected its disc before."""
        return self in (Stage.SEALED, Stage.SUBMITTED)
