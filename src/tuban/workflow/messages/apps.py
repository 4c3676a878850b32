"""Registers the messages with Django."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The messages app; its label stands apart from Django's own messages."""

    name = "tuban.workflow.messages"
    label = "office_messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of work known."""
        from tuban.workflow.messages import tasks  # noqa: F401
