"""Registers rectification with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RectificationConfig(AppConfig):
    """The rectification app."""

    name = "tuban.workflow.rectification"
    label = "rectification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its work and messages, and keep the ledger from being written over."""
        from tuban.workflow.rectification import tasks, telling  # noqa: F401

        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.rectification.changes import TRIGGERS

    TRIGGERS.make()
