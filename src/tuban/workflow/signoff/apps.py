"""Registers signatures with Django."""

from django.apps import AppConfig


class SignoffConfig(AppConfig):
    """The app of the signatures."""

    name = "tuban.workflow.signoff"
    label = "signoff"
    default_auto_field = "django.db.models.BigAutoField"
