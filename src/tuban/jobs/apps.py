"""Registers background work with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The jobs app."""

    name = "tuban.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
