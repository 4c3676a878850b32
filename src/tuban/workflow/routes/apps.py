"""Registers routes with Django."""

from django.apps import AppConfig


class RoutesConfig(AppConfig):
    """The routes app."""

    name = "tuban.workflow.routes"
    label = "routes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs."""
        from tuban.workflow.routes import tasks  # noqa: F401
