"""Registers the verification with Django."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """The verification app."""

    name = "tuban.workflow.survey"
    label = "survey"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its jobs."""
        from tuban.workflow.survey import tasks  # noqa: F401
