"""Registers evidence with Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The evidence app."""

    name = "tuban.workflow.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
