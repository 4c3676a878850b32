"""Registers the copies with Django."""

from django.apps import AppConfig


class CopiesConfig(AppConfig):
    """The copies app."""

    name = "tuban.workflow.copies"
    label = "copies"
    default_auto_field = "django.db.models.BigAutoField"
