"""Registers the verification with Django."""

from django.apps import AppConfig


class SurveyConfig(AppConfig):
    """The verification app."""

    name = "tuban.workflow.survey"
    label = "survey"
    default_auto_field = "django.db.models.BigAutoField"
