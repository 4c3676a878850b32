"""Tokens: a machine acts under a person's post, for some purposes, until a day."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models.people import Person, Post


class Token(models.Model):
    """What a machine shows instead of a password. Only the digest of its secret is kept; ``scopes`` say what it may
    do."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("expires on"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.post.unit.code


class KeptAnswer(models.Model):
    """What was answered to a request that bore a key, kept with the deed itself: the same request again gets the same
    answer and does nothing. ``digest`` is that of the request."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="kept_answers")
    post = models.ForeignKey(Post, models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """A key is one request of a person under a post."""

        constraints = (models.UniqueConstraint(fields=["person", "post", "key"], name="one_answer_of_a_key"),)

    def __str__(self) -> str:
        return self.key
