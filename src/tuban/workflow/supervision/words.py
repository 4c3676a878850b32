"""The words of supervision: purposes of draws, answers, states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a patch was drawn for."""

    FIELD = "field", _("Second visit")
    FILE = "file", _("Reading of its file")


class Because(models.TextChoices):
    """Why it was drawn: by the lot of its stratum, or because its kind would lack."""

    SHARE = "share", _("by lot")
    QUOTA = "quota", _("for its kind")


class Stratum(models.TextChoices):
    """Results with a sign of risk, and all others."""

    RISK = "risk", _("With signs of risk")
    OTHER = "other", _("Without signs of risk")


class Answer(models.TextChoices):
    """What supervision found of an item of its list."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")


class Presence(models.TextChoices):
    """Whether a material was prepared."""

    THERE = "there", _("there")
    PARTLY = "partly", _("incomplete")
    MISSING = "missing", _("missing")


class Agreement(models.TextChoices):
    """Whether a document says of a drawn patch what the unit found."""

    AGREES = "agrees", _("agrees")
    DIFFERS = "differs", _("differs")
    UNKNOWN = "unknown", _("unknown")


class FileState(models.TextChoices):
    """What reading a file showed."""

    ORDER = "order", _("In order")
    FAULTS = "faults", _("With faults")
    MISSING = "missing", _("No file was shown")


class CorrectionState(models.TextChoices):
    """A correction from its demand to its end."""

    ASKED = "asked", _("Demanded")
    ANSWERED = "answered", _("Answered, to be looked at")
    DONE = "done", _("Done")
