"""Addresses of the pocket app. The worker stands in the folder that it serves: a browser lets it reach no further."""

from django.urls import path

from tuban.field.pocket.views import manifest, session, shell, worker

app_name = "pocket"
urlpatterns = [
    path("", shell, name="shell"),
    path("session", session, name="session"),
    path("worker.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
