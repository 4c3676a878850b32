"""Registers statistics with Django."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """The statistics app."""

    name = "tuban.workflow.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.statistics import tasks  # noqa: F401
