"""Registers accountability with Django."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    """The accountability app."""

    name = "tuban.workflow.accountability"
    label = "accountability"
    default_auto_field = "django.db.models.BigAutoField"
