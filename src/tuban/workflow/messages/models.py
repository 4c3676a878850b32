"""Messages, how a person wants them, and where a unit has them sent."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models import Person, Post, Unit


class Message(models.Model):
    """What a person is told, under which ``post`` where it is of one; ``about_kind`` and ``about_key`` name the thing
    it is about as the audit does (``patches.patch`` and its key). The same ``key`` reaches a person once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="messages")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(default="", blank=True)
    about_kind = models.CharField(max_length=60, default="", blank=True)
    about_key = models.CharField(max_length=60, default="", blank=True)
    about_title = models.CharField(max_length=200, default="", blank=True)
    campaign_id = models.UUIDField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the unread ones of a person are counted on every page."""

        constraints = (models.UniqueConstraint(fields=["person", "key"], name="one_message_of_a_key"),)
        indexes = (
            models.Index(fields=["person", "-created_at", "-id"], name="messages_inbox"),
            models.Index(fields=["person"], condition=models.Q(read_at__isnull=True), name="messages_unread"),
        )
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.title


class Wishes(models.Model):
    """How a person wants messages besides the inbox: to which address, of which kinds (none named: all), gathered once
    a day at ``daily_at`` or one by one, and not between ``quiet_from`` and ``quiet_until``."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="message_wishes")
    email = models.EmailField(_("e-mail address"), default="", blank=True)
    is_mailed = models.BooleanField(_("send messages by e-mail"), default=False)
    is_gathered = models.BooleanField(_("gather them into one e-mail a day"), default=True)
    daily_at = models.TimeField(default=time(8, 30))
    left_out = models.JSONField(default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """One of each person."""

        verbose_name_plural = "wishes"

    def __str__(self) -> str:
        return str(self.person)

    @property
    def area_code(self) -> str:
        """Of no division: nobody else reads about it."""
        return ""


class Webhook(models.Model):
    """An address of another system that a unit has its messages sent to, signed with ``secret``; no kind named: all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=60)
    address = models.URLField(_("address"), max_length=300)
    secret = models.CharField(max_length=80)
    kinds = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By name."""

        constraints = (models.UniqueConstraint(fields=["unit", "name"], name="one_webhook_of_a_name"),)
        ordering = ("unit", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Delivery(models.Model):
    """One way of a message out of the product: to a webhook, or by e-mail to a person; and how it went."""

    class State(models.TextChoices):
        """From waiting to one of two ends."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given_up", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, null=True, blank=True, related_name="deliveries")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="deliveries")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the same key goes one way once."""

        constraints = (
            models.UniqueConstraint(
                fields=["webhook", "key"], condition=models.Q(webhook__isnull=False), name="one_call_of_a_key"
            ),
            models.UniqueConstraint(
                fields=["person", "key"], condition=models.Q(person__isnull=False), name="one_mail_of_a_key"
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="deliveries_waiting"),
            models.Index(fields=["webhook", "-created_at"], name="deliveries_of_webhook"),
        )
        ordering = ("-created_at",)
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return self.title
