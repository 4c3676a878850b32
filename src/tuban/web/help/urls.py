"""Addresses of the help."""

from django.urls import path

from tuban.web.help import views

help_urls = [
    path("help/", views.help_index, name="help"),
    path("help/manual/<path:path>/", views.help_manual, name="help_manual"),
    path("help/<slug:topic>/", views.help_topic, name="help_topic"),
]
