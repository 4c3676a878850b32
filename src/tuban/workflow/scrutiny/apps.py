"""Registers the scrutiny with Django."""

from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    """The scrutiny app."""

    name = "tuban.workflow.scrutiny"
    label = "scrutiny"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register its jobs; what the field brings is looked at soon after."""
        from django.db.models.signals import post_save

        from tuban.workflow.scrutiny import tasks
        from tuban.workflow.survey.models import Capture, Visit

        for brought in (Capture, Visit):
            post_save.connect(tasks.look_after, sender=brought, dispatch_uid=f"scrutiny of {brought.__name__}")
