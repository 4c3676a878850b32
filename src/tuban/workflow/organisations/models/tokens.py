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
