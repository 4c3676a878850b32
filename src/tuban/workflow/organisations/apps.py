"""Registers organisations with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganisationsConfig(AppConfig):
    """The organisations app."""

    name = "tuban.workflow.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch the tables whose answers are kept."""
        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.organisations.changes import TRIGGERS, draw

    if TRIGGERS.make():
        draw()
