"""Addresses of the pocket app. Its workers stand in the folder that they serve: they reach no further."""

from django.urls import path

from tuban.field.pocket.views import files, manifest, session, shell, worker

app_name = "pocket"
urlpatterns = [
    path("", shell, name="shell"),
    path("session", session, name="session"),
    path("worker.js", worker, name="worker"),
    path("files.js", files, name="files"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
