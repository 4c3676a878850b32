"""Registers the exchange with Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The exchange app."""

    name = "tuban.workflow.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its work."""
        from tuban.workflow.exchange import tasks  # noqa: F401
