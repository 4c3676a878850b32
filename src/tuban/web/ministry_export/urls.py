"""Addresses of the export for the ministry's reporting."""

from django.urls import path

from tuban.web.ministry_export import deeds, pages

ministry_export_urls = [
    path("ministry-export/", pages.exports, name="ministry_exports"),
    path("ministry-export/draft/", deeds.export_draft, name="ministry_export_draft"),
    path("ministry-export/seal/<uuid:key>/", deeds.export_seal, name="ministry_export_seal"),
    path("ministry-export/<uuid:key>/", pages.export, name="ministry_export"),
    path("ministry-export/<uuid:key>/file/", pages.file, name="ministry_export_file"),
]
