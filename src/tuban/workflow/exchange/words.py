"""Which way packages go, what they bring, and how they stand."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """Whether a package was made here or came from elsewhere."""

    OUT = "out", _("Outgoing")
    IN = "in", _("Incoming")


class Brings(TextChoices):
    """What a package brings; the values are those of its manifest."""

    ISSUE = "issue", _("Issued patches")
    SUBMISSION = "submission", _("Results reported up")
    VERDICT = "verdict", _("Decision on results")
    ACKNOWLEDGEMENT = "acknowledgement", _("Receipt")


class State(TextChoices):
    """How a package stands: one that goes out is made, then answered; one that comes in is looked at, then decided."""

    MAKING = "making", _("Being made")
    READY = "ready", _("Ready to be handed over")
    ANSWERED = "answered", _("Receipt came")
    FAILED = "failed", _("Not made")
    OPENING = "opening", _("Being looked at")
    REFUSED = "refused", _("Refused")
    WAITING = "waiting", _("Waits for a decision")
    TAKEN = "taken", _("Taken in")
    TWICE = "twice", _("Came before")
    ASIDE = "aside", _("Laid aside")


class Trust(TextChoices):
    """Whether the fingerprint of another installation was compared."""

    READ = "read", _("Not compared yet")
    TRUSTED = "trusted", _("Trusted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
