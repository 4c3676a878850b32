"""Registers the cases with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "tuban.workflow.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
