"""All addresses of the office."""

from django.urls import include, path

urlpatterns = [
    path("", include("tuban.web.urls")),
]
