"""Addresses of the overview."""

from django.urls import path

from tuban.web.overview import files, forms, pages

overview_urls = [
    path("overview/", pages.overview, name="overview"),
    path("overview/late/", pages.overview_late, name="overview_late"),
    path("overview/forms/", forms.overview_forms, name="overview_forms"),
    path("overview/table.xlsx", files.overview_file, name="overview_file"),
    path("overview/forms.xlsx", files.overview_forms_file, name="overview_forms_file"),
]
