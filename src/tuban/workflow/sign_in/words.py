"""By what somebody tried to sign in, and why they did not come in."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """By what somebody tried to come in."""

    PASSWORD = "password", _("password")
    CODE = "code", _("second factor")
    TOKEN = "token", _("token")
    DEVICE = "device", _("device of the field")
    OUTSIDE = "outside", _("sign-in service")


class Why(TextChoices):
    """Why they did not."""

    UNKNOWN = "unknown", _("nobody has this name or token")
    WRONG = "wrong", _("the password or code is wrong")
    SUSPENDED = "suspended", _("the account is suspended")
    ENDED = "ended", _("the token is expired or revoked, or its person is no longer at the post")
    LOCKED = "locked", _("locked out after too many tries")
    ADDRESS = "address", _("too many tries from this address")
    UNPROVEN = "unproven", _("the sign-in service proved nobody")
