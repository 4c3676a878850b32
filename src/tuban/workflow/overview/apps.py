"""Registers the overview with Django."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """The overview app."""

    name = "tuban.workflow.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.overview import tasks  # noqa: F401
