"""Registers the export for the ministry's reporting with Django."""

from django.apps import AppConfig


class MinistryExportConfig(AppConfig):
    """The app of the export for the ministry's reporting."""

    name = "tuban.workflow.ministry_export"
    label = "ministry_export"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its work known to workers."""
        from tuban.workflow.ministry_export import tasks  # noqa: F401
