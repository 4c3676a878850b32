"""Addresses of the field packages."""

from django.urls import path

from tuban.web.packages import brought, pages

package_urls = [
    path("field/packages/", pages.packages, name="packages"),
    path("field/packages/<uuid:group>/make/", pages.make, name="package_make"),
    path("field/packages/<uuid:group>/project/", pages.project, name="package_project"),
    path("field/packages/<uuid:group>/sheet.xlsx", pages.sheet, name="package_sheet"),
    path("field/packages/<uuid:key>/qfield.zip", pages.project_file, name="package_project_file"),
    path("field/brought/", brought.bring, name="brought_bring"),
    path("field/brought/<uuid:key>/", brought.brought, name="brought"),
    path("field/brought/<uuid:key>/photos/", brought.place, name="brought_place"),
    path("field/brought/<uuid:key>/photos/<str:checksum>", brought.photo, name="brought_photo"),
]
