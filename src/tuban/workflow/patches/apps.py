"""Registers patches with Django."""

from django.apps import AppConfig


class PatchesConfig(AppConfig):
    """The patches app."""

    name = "tuban.workflow.patches"
    label = "patches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of work known that discs on their way in ask for."""
        from tuban.workflow.patches.arrivals import tasks  # noqa: F401
