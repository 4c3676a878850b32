"""Addresses of the field: the protocol below ``field/v1/``, the pocket app below ``pocket/``."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
