"""Registers patches with Django."""

from django.apps import AppConfig


class PatchesConfig(AppConfig):
    """The patches app."""

    name = "tuban.workflow.patches"
    label = "patches"
    default_auto_field = "django.db.models.BigAutoField"
