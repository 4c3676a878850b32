"""Registers campaigns with Django."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The campaigns app."""

    name = "tuban.workflow.campaigns"
    label = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
