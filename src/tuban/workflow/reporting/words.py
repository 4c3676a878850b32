"""The kinds of reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Daily from a township or zone, weekly from the county."""

    DAILY = "daily", _("Daily report")
    WEEKLY = "weekly", _("Weekly report")
