"""The states of what was sent up, and what a level above may do with it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a submission stands."""

    UNDER_WAY = "under_way", _("with the level above")
    ACCEPTED = "accepted", _("accepted by all levels")
    RETURNED = "returned", _("returned for correction")
    REOPENED = "reopened", _("reopened")


class Outcome(models.TextChoices):
    """What a level did with what lay before it; empty while it lies there."""

    WAITING = "", _("to be examined")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    REOPENED = "reopened", _("reopened")


class Hindrance(models.TextChoices):
    """What stands in the way of a seal: an error is corrected, the others are corrected or explained."""

    ERROR = "error", _("Errors")
    UNDECIDED = "undecided", _("Without a finding")
    WARNING = "warning", _("Warnings")
    CONTRADICTION = "contradiction", _("Contradictions")


EXPLAINED = (Hindrance.WARNING, Hindrance.CONTRADICTION)
"""What an explanation settles; nothing else is explained away."""
