"""Campaigns, their phases, contact points, questions and preparation."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Unit


class Campaign(models.Model):
    """One round of inspection of one county. ``code`` is that of the disc; ``parameters`` lie on top of the
    lawbook's. ``disc_checksum`` is that of everything on the disc it was loaded from last,
    ``opened_checksum`` names what the store keeps of the opened disc. ``locked_at`` is since when its data stand as the
    unit ``locked_by`` accepted them; empty while they may be changed."""

    class Cadence(models.TextChoices):
        """How often patches are issued."""

        YEAR = "year", _("Yearly")
        QUARTER = "quarter", _("Quarterly")
        MONTH = "month", _("Monthly")
        SPECIAL = "special", _("Special")

    class State(models.TextChoices):
        """Where a campaign stands."""

        PREPARING = "preparing", _("In preparation")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    cadence = models.CharField(_("cadence"), max_length=8, choices=Cadence.choices, default=Cadence.YEAR)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PREPARING)
    area_code = models.CharField(_("division code"), max_length=12, db_index=True)
    area_name = models.CharField(_("division"), max_length=60)
    epsg = models.IntegerField()
    lawbook_edition = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    issuer = models.CharField(_("issued by"), max_length=120, default="", blank=True)
    issued_on = models.CharField(_("issued on"), max_length=10, default="", blank=True)
    begins = models.DateField(_("begins"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    disc_checksum = models.CharField(max_length=64, default="", blank=True)
    opened_checksum = models.CharField(max_length=64, default="", blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    # No default: SQLite would make the table anew for it, to which triggers of others point.
    locked_by = models.CharField(max_length=80, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """A code is one campaign; practice stands apart."""

        constraints = (models.UniqueConstraint(fields=["code", "is_practice"], name="one_campaign_of_a_code"),)
        ordering = ("-year", "area_code", "code")

    def __str__(self) -> str:
        return self.title

    @property
    def campaign_id(self) -> object:
        """Its own key: what the audit files it under."""
        return self.pk


class Phase(models.Model):
    """A phase of a campaign with its window (自查、整改、督查、验收)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases")
    title = models.CharField(_("title"), max_length=40)
    begins = models.DateField(_("begins"))
    ends = models.DateField(_("ends"))
    note = models.CharField(_("note"), max_length=200, default="", blank=True)

    class Meta:
        """In order of time."""

        ordering = ("campaign", "begins", "pk")

    def __str__(self) -> str:
        return self.title


class ContactPoint(models.Model):
    """Whom to ask about what (技术咨询等联系人)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contact_points")
    subject = models.CharField(_("about"), max_length=60)
    name = models.CharField(_("name"), max_length=40)
    telephone = models.CharField(_("telephone"), max_length=40)
    unit_name = models.CharField(_("unit"), max_length=80, default="", blank=True)

    class Meta:
        """By subject."""

        ordering = ("campaign", "subject", "pk")

    def __str__(self) -> str:
        return f"{self.subject}：{self.name}"


class Question(models.Model):
    """A question asked in a campaign, with its answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions")
    subject = models.CharField(_("about"), max_length=60)
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="questions")
    asked_from = models.ForeignKey(Unit, models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), default="", blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="answers")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_shared = models.BooleanField(_("shown to all units"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Newest first."""

        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.asked_from.code


class Material(models.Model):
    """A line of the preparation register (D5): what is needed, whether it is here, who keeps it."""

    class State(models.TextChoices):
        """Whether it is here."""

        HERE = "here", _("Here")
        PARTLY = "partly", _("Partly")
        MISSING = "missing", _("Missing")
        NOT_REGISTERED = "not_registered", _("Not registered")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="materials")
    item = models.CharField(max_length=60)
    title = models.CharField(_("material"), max_length=120)
    kind = models.CharField(_("kind"), max_length=40, default="", blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.NOT_REGISTERED)
    lacks = models.TextField(_("what is missing and what that means"), default="", blank=True)
    on_disc = models.TextField(_("on the disc"), default="", blank=True)
    keeper = models.CharField(_("kept by"), max_length=60, default="", blank=True)
    place = models.CharField(_("place"), max_length=120, default="", blank=True)
    note = models.CharField(_("note"), max_length=200, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """In the order of the lawbook."""

        constraints = (models.UniqueConstraint(fields=["campaign", "item"], name="one_line_of_a_material"),)
        ordering = ("campaign", "position")

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.campaign.area_code
