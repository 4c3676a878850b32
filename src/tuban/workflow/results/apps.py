"""Registers the results with Django."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """The results app."""

    name = "tuban.workflow.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.results import tasks  # noqa: F401
