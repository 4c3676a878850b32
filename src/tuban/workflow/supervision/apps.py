"""Registers supervision with Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The supervision app."""

    name = "tuban.workflow.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let those who visit blind see nothing else."""
        from tuban.workflow.organisations.queries import keep_apart
        from tuban.workflow.supervision import telling  # noqa: F401 - its work of every day
        from tuban.workflow.supervision.blind import visits_blind

        keep_apart(visits_blind)
