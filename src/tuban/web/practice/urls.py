"""Addresses of the practice county."""

from django.urls import path

from tuban.web.practice import views

practice_urls = [
    path("settings/practice/", views.practice, name="practice"),
    path("settings/practice/reset/", views.practice_reset, name="practice_reset"),
]
