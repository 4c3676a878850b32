"""Registers the practice county with Django."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The app of the practice county."""

    name = "tuban.workflow.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its work known to workers."""
        from tuban.workflow.practice import tasks  # noqa: F401
