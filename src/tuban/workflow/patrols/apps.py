"""Registers patrols with Django."""

from django.apps import AppConfig


class PatrolsConfig(AppConfig):
    """The patrols app."""

    name = "tuban.workflow.patrols"
    label = "patrols"
    default_auto_field = "django.db.models.BigAutoField"
