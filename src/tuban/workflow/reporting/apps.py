"""Registers reporting with Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The reporting app."""

    name = "tuban.workflow.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its work of every day."""
        from tuban.workflow.reporting import tasks  # noqa: F401
