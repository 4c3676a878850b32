"""Registers the verification with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SurveyConfig(AppConfig):
    """The verification app."""

    name = "tuban.workflow.survey"
    label = "survey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its jobs."""
        from tuban.workflow.survey import tasks  # noqa: F401

        post_migrate.connect(_make_triggers, sender=self)


def _make_triggers(**_told: Any) -> None:
    from tuban.workflow.survey.changes import TRIGGERS

    TRIGGERS.make()
