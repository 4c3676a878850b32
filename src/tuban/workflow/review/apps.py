"""Registers the review with Django."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The review app."""

    name = "tuban.workflow.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make its kinds of work known to workers."""
        from tuban.workflow.review import tasks  # noqa: F401
