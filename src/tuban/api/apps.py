"""Registers the API with Django, for its page."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API app: it has no tables."""

    name = "tuban.api"
    label = "tuban_api"
