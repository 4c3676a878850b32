"""Devices of the field, the log that each of them sends, and the files on their way in."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post


class Device(models.Model):
    """A device of a person under a post (外业设备). Only the public half of its key, and only the digest of its token
    are known here. ``whole_to`` is the last entry of its log before which none is missing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="devices")
    post = models.ForeignKey(Post, models.PROTECT, related_name="devices")
    name = models.CharField(_("name"), max_length=60)
    public_key = models.JSONField()
    token_digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField(_("expires on"))
    registered_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="revoked_devices")
    revoked_because = models.CharField(max_length=200, default="", blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    whole_to = models.PositiveBigIntegerField(default=0)

    class Meta:
        """Newest first."""

        ordering = ("-registered_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.post.unit.code


class LogEntry(models.Model):
    """An entry of the log of a device, exactly as it was signed there. It is never changed; ``applied``, ``reason`` and
    ``outcome`` say what came of it. ``at`` is what the clock of the device said, ``likely_at`` what the office makes of
    it.
    """

    class Applied(models.TextChoices):
        """What came of an entry."""

        WAITING = "waiting", _("Waits")
        YES = "yes", _("Used")
        CONFLICT = "conflict", _("A person decides")
        NO = "no", _("Could not be used")
        ASIDE = "aside", _("Set aside")

    device = models.ForeignKey(Device, models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    entry = models.UUIDField()
    hash = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, default="", blank=True)
    text = models.TextField()
    signature = models.CharField(max_length=100)
    kind = models.CharField(max_length=24)
    patch = models.UUIDField(null=True, blank=True, db_index=True)
    visit = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    likely_at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied = models.CharField(max_length=8, choices=Applied.choices, default=Applied.WAITING)
    reason = models.CharField(max_length=400, default="", blank=True)
    outcome = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        """In the order of the log."""

        constraints = (models.UniqueConstraint(fields=["device", "seq"], name="one_entry_of_a_number"),)
        indexes = (
            models.Index(fields=["device", "entry"], name="evidence_entry"),
            models.Index(fields=["applied", "device", "seq"], name="evidence_applied"),
            models.Index(fields=["device", "-received_at"], name="evidence_received"),
        )
        ordering = ("device", "seq")

    def __str__(self) -> str:
        return f"{self.device_id} {self.seq}"


class LogFile(models.Model):
    """A file that an entry names by the checksum of its content."""

    log_entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, default="", blank=True)
    name = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        """In the order of the log."""

        ordering = ("log_entry", "id")

    def __str__(self) -> str:
        return self.name or self.sha256


class Media(models.Model):
    """A file that a device sends in pieces, by the checksum of its content. ``received`` bytes of ``size`` are durable;
    it is safe once all of them were read again and are what the name says. Each device hands in what it vouches for:
    who knows the checksum of a file of others has nothing; the store keeps the content once.
    """

    class State(models.TextChoices):
        """How far it is."""

        COMING = "coming", _("On its way")
        SAFE = "safe", _("Safe")

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.COMING)
    sent_type = models.CharField(max_length=100, default="", blank=True)
    media_type = models.CharField(max_length=100, default="", blank=True)
    suffix = models.CharField(max_length=12, default="", blank=True)
    kind = models.CharField(max_length=12, default="", blank=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="media")
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    safe_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        constraints = (models.UniqueConstraint(fields=["sha256", "device"], name="one_file_of_a_device"),)
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return self.sha256
