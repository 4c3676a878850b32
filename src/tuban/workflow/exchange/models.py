"""The keys of units, the other installations that they know, and the packages that went and came."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.exchange.words import Brings, State, Trust, Way
from tuban.workflow.organisations.models import Person, Unit


class UnitKeys(models.Model):
    """The public side of the keys of a unit; the secret side lies in a file of the installation. The last row holds:
    whoever makes new keys hands out a new card."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exchange_keys")
    card = models.JSONField()
    fingerprint = models.CharField(max_length=47, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="exchange_keys")

    class Meta:
        """The newest first."""

        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.unit} {self.fingerprint[:11]}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Peer(models.Model):
    """Another installation as a unit here knows it by its card."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exchange_peers")
    code = models.CharField(_("division code"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    card = models.JSONField()
    fingerprint = models.CharField(max_length=47)
    state = models.CharField(max_length=10, choices=Trust.choices, default=Trust.READ)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.ForeignKey(Person, models.PROTECT, related_name="exchange_cards_read")
    trusted_at = models.DateTimeField(null=True, blank=True)
    trusted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="exchange_cards_trusted"
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """A card is known once to a unit."""

        constraints = (models.UniqueConstraint(fields=["unit", "fingerprint"], name="one_peer_of_a_card"),)
        ordering = ("code", "-read_at")

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Package(models.Model):
    """A package that was made here, or that came. ``manifest`` is what it says of itself, ``digest`` that of it;
    ``checksum`` names the file in the store, where it is kept.

    ``about`` is what would change when it is taken in, and what came of it; ``code``, ``reason`` and ``hint`` say why
    it was refused, not made or laid aside. ``answers`` is the package of which it is the receipt.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exchange_packages")
    peer = models.ForeignKey(Peer, models.PROTECT, null=True, blank=True, related_name="packages")
    way = models.CharField(max_length=3, choices=Way.choices)
    brings = models.CharField(max_length=16, choices=Brings.choices, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    campaign_code = models.CharField(max_length=60, default="", blank=True)
    campaign_title = models.CharField(max_length=120, default="", blank=True)
    sequence = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, default="", blank=True)
    manifest = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    checksum = models.CharField(max_length=64, default="", blank=True)
    about = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    code = models.CharField(max_length=80, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    hint = models.TextField(default="", blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="receipts")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="exchange_packages")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="exchange_packages_decided"
    )  # fmt: skip
    job_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The newest first; a number of a sender and campaign is taken in once."""

        constraints = (
            models.UniqueConstraint(
                fields=["unit", "peer", "brings", "campaign_code", "sequence"], name="one_package_of_a_number",
                condition=models.Q(way=Way.IN, state=State.TAKEN) & ~models.Q(brings=Brings.ACKNOWLEDGEMENT),
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["unit", "way", "-at"], name="exchange_boxes"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code
