"""Registers the gate with Django."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """The gate app."""

    name = "tuban.workflow.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the jobs."""
        from tuban.workflow.gate import tasks  # noqa: F401
