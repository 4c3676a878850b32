"""Registers the proof packages with Django."""

from django.apps import AppConfig


class ProofConfig(AppConfig):
    """The app of proof packages."""

    name = "tuban.workflow.proof"
    label = "proof"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its work."""
        from tuban.workflow.proof import tasks  # noqa: F401
