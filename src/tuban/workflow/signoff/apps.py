"""Registers signatures with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SignoffConfig(AppConfig):
    """The app of the signatures."""

    name = "tuban.workflow.signoff"
    label = "signoff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch the tables whose answers are kept."""
        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.signoff.changes import TRIGGERS

    TRIGGERS.make()
