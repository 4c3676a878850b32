"""Registers the plans of units with Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app of the plans of units."""

    name = "tuban.workflow.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the work of every day known."""
        from tuban.workflow.plans import tasks  # noqa: F401
