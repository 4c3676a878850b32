"""Registers layers with Django."""

from django.apps import AppConfig


class LayersConfig(AppConfig):
    """The layers app."""

    name = "tuban.workflow.layers"
    label = "layers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.layers import tasks  # noqa: F401
