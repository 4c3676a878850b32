"""Registers layers with Django."""

from django.apps import AppConfig


class LayersConfig(AppConfig):
    """The layers app."""

    name = "tuban.workflow.layers"
    label = "layers"
    default_auto_field = "django.db.models.BigAutoField"
