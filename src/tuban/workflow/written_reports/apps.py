"""Registers the written reports with Django."""

from django.apps import AppConfig


class WrittenReportsConfig(AppConfig):
    """The app of the written reports."""

    name = "tuban.workflow.written_reports"
    label = "written_reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.written_reports import tasks  # noqa: F401
