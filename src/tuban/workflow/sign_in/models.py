"""What is kept of signing in: the second factor of a person, which roles must have one, sessions, failures."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in.words import Way, Why


class SecondFactor(models.Model):
    """The second factor of a person: codes of six digits by the clock (TOTP, RFC 6238).

    ``sealed`` is the secret, encrypted with a key drawn from the secret of the office. ``last_step`` is the step of
    the clock whose code was taken last: no code is taken twice. It counts only once ``confirmed_at`` is set.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="second_factor")
    sealed = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0)
    wrong_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(models.Model):
    """A code for the day on which the telephone is lost: good once, kept as a digest only."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A code is one row."""

        constraints = (models.UniqueConstraint(fields=["factor", "digest"], name="one_recovery_code_once"),)

    def __str__(self) -> str:
        return f"{self.factor_id} {self.pk}"


class FactorRule(models.Model):
    """That whoever acts in a role, in a unit or in one of its division, must have a second factor."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="factor_rules")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A role once."""

        constraints = (models.UniqueConstraint(fields=["unit", "role"], name="one_factor_rule_of_a_role"),)
        ordering = ("unit", "role")

    def __str__(self) -> str:
        return f"{self.unit} {self.role}"


class Session(models.Model):
    """A browser in which somebody signed in. Its own identity stands in the cookie's data, so that it outlives a new
    key."""

    class End(models.TextChoices):
        """Why a session is over."""

        SIGNED_OUT = "signed_out", _("signed out")
        IDLE = "idle", _("nothing was done for too long")
        TOO_OLD = "too_old", _("open for too long")
        ENDED = "ended", _("ended by the person")
        ADMINISTRATOR = "administrator", _("ended by the security administrator")
        PASSWORD = "password", _("the password was changed")
        SUSPENDED = "suspended", _("the account was suspended")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    address = models.CharField(max_length=45, default="", blank=True)
    device = models.CharField(max_length=80, default="", blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=16, choices=End.choices, default="", blank=True)

    class Meta:
        """The one seen last first."""

        ordering = ("-seen_at",)
        indexes = (models.Index(fields=["person", "ended_at"], name="open_sessions_of_a_person"),)

    def __str__(self) -> str:
        return f"{self.device} {self.address}".strip()


class FailedSignIn(models.Model):
    """How often signing in failed in one way within an hour: for one account or one name that is nobody's, from one
    address. ``about`` is the key of the person or a digest of such a name; without ``about`` or ``address`` a row is of
    many together. The audit was told of ``told`` of them.
    """

    way = models.CharField(max_length=12, choices=Way.choices)
    why = models.CharField(max_length=12, choices=Why.choices)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="failed_sign_ins")
    about = models.CharField(max_length=36, default="", blank=True)
    address = models.CharField(max_length=45, default="", blank=True)
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=1)

    class Meta:
        """One row of a kind in an hour."""

        constraints = (
            models.UniqueConstraint(
                fields=["begun_at", "way", "why", "about", "address"], name="one_row_of_failed_sign_ins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.way} {self.why} {self.count}"
