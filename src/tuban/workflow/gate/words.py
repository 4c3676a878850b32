"""What the gate says, and how boundaries come to it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What the gate says of a boundary."""

    CLEAR = "clear", _("No unsettled violation")
    LOOK = "look", _("To be looked at")
    BLOCKED = "blocked", _("No approval may be organised or accepted")


class Given(TextChoices):
    """How a boundary came."""

    DRAWN = "drawn", _("Drawn on the map")
    POINTS = "points", _("Coordinates")
    FILE = "file", _("File")
    API = "api", _("Another program")
    BULK = "bulk", _("Bulk check")
