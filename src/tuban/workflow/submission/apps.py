"""Registers reporting up with Django."""

from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    """The app of reporting up."""

    name = "tuban.workflow.submission"
    label = "submission"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its work known to workers."""
        from tuban.workflow.submission import tasks  # noqa: F401
