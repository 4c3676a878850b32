"""Registers packages with Django."""

from django.apps import AppConfig


class PackagesConfig(AppConfig):
    """The packages app."""

    name = "tuban.workflow.packages"
    label = "packages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work."""
        from tuban.workflow.packages import tasks  # noqa: F401
