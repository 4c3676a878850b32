"""Registers the pages with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "tuban.web"
    label = "web"
