"""Registers the door of the field with Django: its templates are found by it."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    """The door of the field."""

    name = "tuban.field"
    label = "field"
