"""Registers the tasks between departments with Django."""

from django.apps import AppConfig


class CooperationConfig(AppConfig):
    """The app of tasks between departments."""

    name = "tuban.workflow.cooperation"
    label = "cooperation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the work of every day known."""
        from tuban.workflow.cooperation import tasks  # noqa: F401
