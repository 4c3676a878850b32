"""Registers organisations with Django."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The organisations app."""

    name = "tuban.workflow.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
