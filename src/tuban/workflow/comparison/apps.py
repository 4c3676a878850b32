"""Registers the comparison with Django."""

from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    """The comparison app."""

    name = "tuban.workflow.comparison"
    label = "comparison"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.comparison import tasks  # noqa: F401
        from tuban.workflow.comparison.exporting import tasks as exporting  # noqa: F401
