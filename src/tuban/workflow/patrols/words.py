"""How what was seen came to the office, and what people say of a match."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How it came to the office."""

    PATROL = "patrol", _("Own patrol")
    HOTLINE = "hotline", _("Hotline 12336")
    LETTER = "letter", _("Letter or visit")
    MEDIA = "media", _("Media")
    SUPERIOR = "superior", _("Assigned from above")


class Answer(TextChoices):
    """Whether a sighting and a patch are one place: what a person said."""

    OPEN = "open", _("Open")
    SAME = "same", _("The same place")
    DIFFERENT = "different", _("Another place")
