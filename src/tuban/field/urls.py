"""Addresses of the field: the protocol below ``field/v1/``, the pocket app below ``pocket/``."""

from django.urls import URLPattern, URLResolver, include, path

from tuban.field.door.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("field/v1/", api.urls),
    path("pocket/", include("tuban.field.pocket.urls")),
]
