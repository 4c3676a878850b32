"""What a device brought from the field. Every row names the entry of the log that it was made of."""

from __future__ import annotations

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.evidence.models import Device, Exhibit, LogEntry
from tuban.workflow.patches.models import Patch

_AGREES_M2 = Decimal("0.01")


class Visit(models.Model):
    """A visit of a patch (到访). ``id`` was minted on the device; times are the likely ones of its entries."""

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        NOT_REACHED = "not_reached", _("Not reached")
        REFUSED = "refused", _("Access refused")
        LATER = "later", _("Later")

    id = models.UUIDField(primary_key=True, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="visits")
    device = models.ForeignKey(Device, models.PROTECT, related_name="visits")
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="visits")
    begun_at = models.DateTimeField()
    begun_position = models.JSONField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_position = models.JSONField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default="", blank=True)
    note = models.CharField(_("note"), max_length=400, default="", blank=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["patch", "-begun_at"], name="survey_visits_of"),)
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.begun_at:%Y-%m-%d %H:%M}"


class Capture(models.Model):
    """What was taken down on the spot: a photo with its view, a video, a voice note, a file, a few words."""

    class Kind(models.TextChoices):
        """What it is."""

        PHOTO = "photo", _("Photo")
        VIDEO = "video", _("Video")
        VOICE = "voice", _("Voice note")
        FILE = "file", _("File")
        WORDS = "words", _("Note")

    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="capture")
    device = models.ForeignKey(Device, models.PROTECT, related_name="captures")
    patch = models.ForeignKey(Patch, models.PROTECT, null=True, blank=True, related_name="captures")
    visit = models.UUIDField(null=True, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    sha256 = models.CharField(max_length=64, default="", blank=True, db_index=True)
    name = models.CharField(max_length=200, default="", blank=True)
    taken_at = models.DateTimeField()
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    position_source = models.CharField(max_length=8, default="", blank=True)
    bearing = models.FloatField(null=True, blank=True)
    tilt = models.FloatField(null=True, blank=True)
    view = models.CharField(max_length=8, default="", blank=True)
    reshoot_of = models.CharField(max_length=64, default="", blank=True)
    seconds = models.FloatField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, blank=True, related_name="captures")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Oldest first: the order in which somebody walked around the place."""

        indexes = (models.Index(fields=["patch", "taken_at"], name="survey_captures_of"),)
        ordering = ("taken_at", "id")

    def __str__(self) -> str:
        return self.name or self.note[:40]


class Measurement(models.Model):
    """A boundary measured on the spot (实测边界). ``rings`` are plane coordinates of ``epsg`` as the device sent them;
    both areas are kept: the one the device showed and the one the office works out from the same rings.
    """

    class Method(models.TextChoices):
        """How it was measured."""

        WALKED = "walked", _("Walked")
        TAPPED = "tapped", _("Tapped on the map")
        RECEIVER = "receiver", _("From a receiver")

    class Of(models.TextChoices):
        """What lies inside."""

        LAND = "land", _("Land used")
        CULTIVATED = "cultivated", _("Cultivated land")
        BUILDING = "building", _("Building")
        CHANGE_SURVEY = "change_survey", _("Supplement to the change survey")

    id = models.UUIDField(primary_key=True, editable=False)
    entry = models.ForeignKey(LogEntry, models.PROTECT, related_name="measurements")
    device = models.ForeignKey(Device, models.PROTECT, related_name="measurements")
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="measurements")
    visit = models.UUIDField(null=True, blank=True)
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    of = models.CharField(max_length=14, choices=Of.choices)
    epsg = models.PositiveIntegerField()
    rings = models.JSONField()
    points = models.JSONField(default=list, blank=True)
    device_m2 = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    office_m2 = models.DecimalField(max_digits=16, decimal_places=4)
    accuracy_m = models.FloatField(null=True, blank=True)
    receiver_file = models.CharField(max_length=64, default="", blank=True)
    measured_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ("-measured_at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.office_m2} m²"

    @property
    def differs(self) -> bool:
        """Whether both areas are not the same to a hundredth of a square metre."""
        return self.device_m2 is not None and abs(self.device_m2 - self.office_m2) > _AGREES_M2


class TrackPart(models.Model):
    """A piece of the way of a device on duty: points ``[longitude, latitude, accuracy, time]``."""

    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="track_part")
    device = models.ForeignKey(Device, models.PROTECT, related_name="track_parts")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    points = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        """In the order of the day."""

        indexes = (models.Index(fields=["device", "first_at"], name="survey_tracks_of"),)
        ordering = ("first_at", "id")

    def __str__(self) -> str:
        return f"{self.device} {self.first_at:%Y-%m-%d %H:%M}"


class FoundPatch(models.Model):
    """A patch found on the way: the identity that the device minted for it, and the patch of the office."""

    id = models.UUIDField(primary_key=True, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="found_as")
    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="found_patch")

    def __str__(self) -> str:
        return str(self.patch)
