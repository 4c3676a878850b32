"""Registers supervision with Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The supervision app."""

    name = "tuban.workflow.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let those who visit blind see nothing else, and take what their devices tell of their sheets."""
        from tuban.workflow.organisations.queries import keep_apart
        from tuban.workflow.supervision import tasks, telling  # noqa: F401 - its work
        from tuban.workflow.supervision.blind import visits_blind
        from tuban.workflow.supervision.pocket.receiving import Sheets
        from tuban.workflow.survey.applying.elsewhere import take_elsewhere

        keep_apart(visits_blind)
        take_elsewhere(Sheets())
